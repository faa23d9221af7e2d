import { IPV6, named, OWN_NAMES } from "../servers/names";
import { refusing, samePort, swallowing } from "../servers/ports";
import { sends, silent } from "../servers/raw";
import type { Row } from "./row";

const TARGET = "tcp 127.0.0.1:{port}";
const HEALTHY = `healthy: ${TARGET}: connected in N ms`;

/** A healthy check that sends nothing. */
function healthy(name: string, args: string[], row: Partial<Row> = {}): Row {
  return { name, as: "nc", server: silent, args, out: HEALTHY, sent: "", ...row };
}

/** A usage error: no connection is made. */
function wrong(name: string, args: string[], err: string, row: Partial<Row> = {}): Row {
  return { name, as: "nc", args, err: `healthcheck as nc: ${err}`, ...row };
}

const FORM = "wanted -z HOST PORT, or HOST PORT in a pipe";
const PLACE = ["127.0.0.1", "{port}"];

const ways: Row[] = [
  ...[
    ["-z"],
    ["-zv"],
    ["-vz"],
    ["-v", "-z"],
    ["-z4"],
    ["-4", "-z"],
    ["-z", "-w", "1"],
    ["-z", "-w1"],
    ["-zw1"],
    ["-zvw", "1"],
    ["-w", "2", "-zv"],
    ["-w2", "-z"],
    ["-z", "--"],
  ].map((options) => healthy(options.join(" "), [...options, ...PLACE])),
  healthy("options after host and port", [...PLACE, "-zv", "-w", "1"]),
  healthy("options between host and port", ["127.0.0.1", "-z", "{port}"]),
  healthy("a name", ["-z", "localhost", "{port}"], { out: "healthy: tcp localhost:{port}: connected in N ms" }),
  healthy("a port with a leading zero", ["-z", "127.0.0.1", "0{port}"]),
  ...[["-z"], ["-6z"], ["-z", "-6"]].map((options) =>
    healthy(`an IPv6 address with ${options.join(" ")}`, [...options, "::1", "{port}"], {
      server: samePort({ "::1": silent }),
      needs: [IPV6],
      out: "healthy: tcp [::1]:{port}: connected in N ms",
    }),
  ),
  healthy("-6 and a name", ["-6z", "localhost", "{port}"], {
    server: samePort({ "::1": silent }),
    needs: [IPV6],
    out: "healthy: tcp localhost:{port}: connected in N ms",
  }),
  healthy("a server that speaks first", ["-z", ...PLACE], {
    server: sends("SSH-2.0-OpenSSH_9.2\r\n", { early: true, after: "keep" }),
  }),
  healthy("of the variables only that of the timeout is read", ["-z", ...PLACE], {
    env: {
      HEALTHCHECK_STATUS: "bogus",
      HEALTHCHECK_URL: "http://127.0.0.1:1/",
      HEALTHCHECK_UNIX_SOCKET: "/nonexistent",
      HEALTHCHECK_PORT: "1",
      HEALTHCHECK_TIMEOUT: "",
      PORT: "1",
    },
  }),
  healthy("a name that is looked up", ["-z", "api.test", "{port}"], {
    server: named({ dns: { "api.test": ["127.0.0.1"] } }, silent),
    needs: [OWN_NAMES],
    out: "healthy: tcp api.test:{port}: connected in N ms",
  }),
  {
    name: "a name that does not exist",
    as: "nc",
    server: named({ dns: {} }, silent),
    needs: [OWN_NAMES],
    args: ["-z", "-w", "1", "none.test", "{port}"],
    err: "unhealthy: tcp none.test:{port}: looking up none.test: no such name",
  },
  {
    name: "a port that refuses",
    as: "nc",
    server: refusing,
    args: ["-zv", "-w", "2", ...PLACE],
    err: `unhealthy: ${TARGET}: connection refused`,
  },
];

function late(name: string, args: string[], limit: string, row: Partial<Row> = {}): Row {
  const milliseconds = Number.parseInt(limit, 10);
  const err = `unhealthy: ${TARGET}: timed out after ${limit} connecting`;
  return { name, as: "nc", server: swallowing, args, err, takes: [milliseconds, milliseconds + 50], ...row };
}

const deadlines: Row[] = [
  ...[["-zw0.2"], ["-w", "0.2", "-z"], ["-vzw", "0.2"]].map((way) =>
    late(`the deadline as ${way.join(" ")}`, [...way, ...PLACE], "200ms"),
  ),
  late("the deadline of the variable", ["-z", ...PLACE], "200ms", { env: { HEALTHCHECK_TIMEOUT: "200ms" } }),
  late("-w goes before the variable, whatever that says", ["-zw0.2", ...PLACE], "200ms", {
    env: { HEALTHCHECK_TIMEOUT: "bogus" },
  }),
  healthy("a deadline of 0 is none", ["-z", "-w", "0", ...PLACE], { env: { HEALTHCHECK_TIMEOUT: "bogus" } }),
  wrong(
    "an invalid HEALTHCHECK_TIMEOUT",
    ["-z", "localhost", "1"],
    'HEALTHCHECK_TIMEOUT: "soon" is not a duration like 3, 1.5s, 500ms or 1m',
    { env: { HEALTHCHECK_TIMEOUT: "soon" } },
  ),
];

const bad: Row[] = [
  wrong("without -z", ["127.0.0.1", "80"], FORM),
  wrong("without -z, with -v and -w", ["-v", "-w", "1", "127.0.0.1", "80"], FORM),
  wrong("no argument", [], FORM),
  wrong("no host and no port", ["-z"], FORM, { env: { PORT: "80", HEALTHCHECK_URL: "tcp://127.0.0.1:80" } }),
  wrong("no port", ["-z", "127.0.0.1"], FORM, { env: { PORT: "80" } }),
  wrong("a port alone", ["-z", "80"], FORM),
  wrong("host and port in one", ["-zv", "127.0.0.1:80"], FORM),
  wrong(
    "three operands",
    ["-z", "127.0.0.1", "80", "81"],
    "argument 4 is a second target (quote a value that has spaces)",
  ),
  ...["0", "http", "80-90", "${PORT}"].map((port) =>
    wrong(`the port "${port}"`, ["-z", "127.0.0.1", port], `port "${port}" is not a number from 1 to 65535`, {
      env: { PORT: "80" },
    }),
  ),
  {
    ...wrong("an empty host", ["-z", "", "{port}"], '"" is not a host name or address'),
    server: silent,
  },
  {
    name: "-n with a name",
    as: "nc",
    server: silent,
    args: ["-z", "-n", "localhost", "{port}"],
    err: ["option -n is not supported", '"localhost" is not an address'].map((why) => `healthcheck as nc: ${why}`),
  },
  wrong("an invalid name", ["-z", "a b", "80"], '"a b" is not a host name or address'),
  wrong("a URL", ["-z", "http://localhost/", "80"], '"http://localhost/" is not a host name or address'),
  wrong("an address in brackets", ["-z", "[::1]", "80"], '"[::1]" is not a host name or address'),
  wrong("a path after the port", ["-z", "localhost", "80/x"], 'port "80/x" is not a number from 1 to 65535'),
  wrong("-4 and an IPv6 address", ["-4z", "::1", "80"], "-4 excludes the IPv6 address ::1"),
  wrong("-6 and an IPv4 address", ["-6z", "127.0.0.1", "80"], "-6 excludes the IPv4 address 127.0.0.1"),
  wrong("both families", ["-z46", "localhost", "80"], "-4 and -6 exclude each other"),
  wrong("-w without a value", ["-z", "localhost", "80", "-w"], "option -w needs a value (see --help)"),
  wrong("-w=1", ["-z", "-w=1", "localhost", "80"], "write -w VALUE, without the equals sign"),
  wrong("-w soon", ["-zw", "soon", "localhost", "80"], '-w: "soon" is not a duration like 3, 1.5s, 500ms or 1m'),
  ...["-l", "-e", "--help"].map((option) =>
    wrong(`${option} is refused`, ["-z", option, "localhost", "80"], `option ${option} is not supported`),
  ),
  wrong("UDP in a bundle", ["-zu", "localhost", "80"], "option -u is not supported"),
  wrong("a long option", ["--zero", "localhost", "80"], "option --zero is not supported"),
];

/** nc: only a connection. */
export const nc: Row[] = [...ways, ...deadlines, ...bad];
