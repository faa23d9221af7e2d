import { type StartServer, web } from "../servers";
import { IPV6, type Names, named, OWN_NAMES } from "../servers/names";
import { acceptingAfter, refusing, samePort, swallowing } from "../servers/ports";
import { sends, silent } from "../servers/raw";
import { OK, type Row, request, USUAL } from "./row";

const URL = "http://api.test:{port}/";
const HEALTHY = `healthy: GET ${URL}: 200 in N ms`;
/** The longest name (RFC 1035 §3.1: 255 bytes, with a length before each label and one for the root). */
const LONGEST = `${`${"a".repeat(61)}.`.repeat(4)}test.x`.slice(-253);
/** Two addresses that every resolver leaves in the order of the answer. */
const TWO = ["127.0.0.2", "127.0.0.3"];

/** A row with this configuration of the resolver. */
export type NameRow = Row & { names: Names };

/** A row for an artifact whose resolver knows these names. */
export function lookUp(name: string, names: Names, start: StartServer, row: Omit<Row, "name" | "server">): NameRow {
  return { name, names, server: named(names, start), ...row, needs: [OWN_NAMES, ...(row.needs ?? [])] };
}

/** A name that is found, and its server answers. */
export function found(name: string, names: Names, host = "api.test"): NameRow {
  return lookUp(name, names, silent, {
    args: [`${host}:{port}`],
    out: `healthy: tcp ${host}:{port}: connected in N ms`,
  });
}

/** A name without an address: no connection is made. */
export function lost(name: string, names: Names, why: string, host = "api.test"): NameRow {
  return lookUp(name, names, silent, {
    args: [`${host}:{port}`],
    err: `unhealthy: tcp ${host}:{port}: looking up ${host}: ${why}`,
  });
}

const hosts: NameRow[] = [
  found("a line of /etc/hosts", { dns: {}, hosts: "127.0.0.1 api.test\n" }),
  found("/etc/hosts goes before the name server", {
    dns: { "api.test": ["127.0.0.9"] },
    hosts: "127.0.0.1 api.test\n",
  }),
  found("an alias in /etc/hosts", { dns: {}, hosts: "127.0.0.1 first second api.test # comment\n" }),
  found("tabs, comments and capitals in /etc/hosts", { dns: {}, hosts: "# x\n\n\t127.0.0.1\t\tother  API.Test#x\n" }),
  found("no line feed at the end of /etc/hosts", { dns: {}, hosts: "127.0.0.1 api.test" }),
  found("a long /etc/hosts", {
    dns: {},
    hosts: `${"127.0.0.9 other.test # filler\n".repeat(3000)}127.0.0.1 api.test\n`,
  }),
  lost(
    "a comment in /etc/hosts is not a name",
    { dns: {}, hosts: "127.0.0.1 x # api.test\n#127.0.0.1 api.test\n" },
    "no such name",
  ),
  lost(
    "a part of a name in /etc/hosts is not the name",
    { dns: {}, hosts: "127.0.0.1 api.test.x x.api.test api\n" },
    "no such name",
  ),
  found("a name beyond 4096 bytes of a line of /etc/hosts", {
    dns: {},
    hosts: `127.0.0.1 ${"other.test ".repeat(2000)}api.test\n`,
  }),
  found("a line of /etc/hosts after a comment of 100,000 bytes", {
    dns: {},
    hosts: `# ${"x ".repeat(50_000)}\n127.0.0.1 api.test\n`,
  }),
  lookUp(
    "both families in /etc/hosts",
    { dns: {}, hosts: "127.0.0.1 api.test\n::1 api.test\n" },
    samePort({ "127.0.0.1": refusing, "::1": refusing }),
    {
      needs: [IPV6],
      args: ["api.test:{port}"],
      // The resolver decides on the order.
      err: ["127.0.0.1, ::1", "::1, 127.0.0.1"].map(
        (both) => `unhealthy: tcp api.test:{port}: connection refused (${both})`,
      ),
    },
  ),
  lookUp(
    "an IPv4-mapped address as it is shown",
    { dns: {}, hosts: "::ffff:127.0.0.2 api.test\n" },
    samePort({ "127.0.0.2": refusing }),
    {
      needs: [IPV6],
      args: ["-6", "api.test:{port}"],
      err: "unhealthy: tcp api.test:{port}: connection refused (::ffff:127.0.0.2)",
    },
  ),
];

const names: NameRow[] = [
  lookUp("the request has the name, not the address", { dns: { "api.test": ["127.0.0.1"] } }, sends(OK), {
    args: [URL],
    out: HEALTHY,
    sent: request("GET / HTTP/1.1", "Host: api.test:{port}", ...USUAL),
  }),
  found("a name with one address", { dns: { "api.test": ["127.0.0.1"] } }),
  found("a name of one label, as in Compose", { dns: { api_db: ["127.0.0.1"] } }, "api_db"),
  found("a name in capitals", { dns: { "api.test": ["127.0.0.1"] } }, "API.Test"),
  found("a name with a final dot", { dns: { "api.test": ["127.0.0.1"] } }, "api.test."),
  found(
    "a search domain",
    { dns: { "api.svc.test": ["127.0.0.1"] }, resolv: "search x.test svc.test\nnameserver {dns}\n" },
    "api",
  ),
  found("a search domain though the name has dots, below ndots", {
    dns: { "api.test.svc.test": ["127.0.0.1"], "api.test": ["127.0.0.9"] },
    resolv: "nameserver {dns}\nsearch svc.test\noptions ndots:5\n",
  }),
  found("the name as it is, with enough dots", {
    dns: { "api.test.svc.test": ["127.0.0.9"], "api.test": ["127.0.0.1"] },
    resolv: "nameserver {dns}\nsearch svc.test\n",
  }),
  found(
    "the name as it is, when no search domain has it",
    { dns: { api: ["127.0.0.1"] }, resolv: "nameserver {dns}\nsearch svc.test\noptions ndots:5\n" },
    "api",
  ),
  found("comments in /etc/resolv.conf", {
    dns: { "api.test": ["127.0.0.1"] },
    resolv: "# x\n; nameserver 127.0.0.1\n\nnameserver\t{dns}\t# x\nbogus\noptions edns0 trust-ad\n",
  }),
  found(
    "the twentieth search domain",
    {
      dns: { "api.d20.test": ["127.0.0.1"] },
      resolv: `nameserver {dns}\nsearch ${Array.from({ length: 32 }, (_, i) => `d${i + 1}.test`).join(" ")}\noptions ndots:5\n`,
    },
    "api",
  ),
  found(
    "the last of 200 search domains, on a line of 12,000 bytes",
    {
      dns: { "api.d200.test": ["127.0.0.1"] },
      resolv: `nameserver {dns}\nsearch ${Array.from({ length: 200 }, (_, i) => `${"x".repeat(50)}.d${i + 1}.test`).join(" ")} d200.test\n`,
    },
    "api",
  ),
  lost(
    "too many search domains: the error says so",
    {
      dns: {},
      resolv: `nameserver {dns}\nsearch ${`${"x".repeat(60)}.${"y".repeat(60)}.test `.repeat(260)}\n`,
    },
    "no such name, and /etc/resolv.conf has more search domains than the 32768 bytes that are read",
    "api",
  ),
  found(
    "too many search domains: a name is found in the first",
    {
      dns: { "api.first.test": ["127.0.0.1"] },
      resolv: `nameserver {dns}\nsearch first.test ${`${"x".repeat(60)}.${"y".repeat(60)}.test `.repeat(260)}\n`,
    },
    "api",
  ),
  found(
    "the last of two search lines counts, a domain line is one",
    {
      dns: { "api.a.test": ["127.0.0.1"], "api.b.test": ["127.0.0.9"] },
      resolv: "search b.test\ndomain a.test b.test\nnameserver {dns}\n",
    },
    "api",
  ),
  found("a nameserver line after 1000 others", {
    dns: { "api.test": ["127.0.0.1"] },
    resolv: `${"# comment\nbogus x\noptions rotate\nnameserver nonsense\n".repeat(250)}nameserver {dns}\n`,
  }),
  found("a nameserver line after one of 20,000 bytes", {
    dns: { "api.test": ["127.0.0.1"] },
    resolv: `options ${"rotate ".repeat(3000)}\nnameserver {dns}`,
  }),
  found(
    "options at the end of a long line",
    {
      dns: { "a.b.svc.test": ["127.0.0.1"], "a.b": ["127.0.0.9"] },
      resolv: `nameserver {dns}\nsearch svc.test\noptions ${"rotate ".repeat(1000)}ndots:2\n`,
    },
    "a.b",
  ),
  lookUp("a name of 253 bytes and a final dot", { dns: { [LONGEST]: ["127.0.0.1"] } }, silent, {
    args: [`${LONGEST}.:{port}`],
    out: `healthy: tcp ${LONGEST.slice(0, 216)}...: connected in N ms`,
  }),
  lookUp("a name of 254 bytes", { dns: {} }, silent, {
    args: [`x${LONGEST}:80`],
    err: `healthcheck: "x${LONGEST.slice(0, 79)}..." is not a host name or address`,
  }),
  lost(
    "an address in an answer that denies the name",
    {
      dns: { "api.test": { addresses: ["127.0.0.1"], rcode: "NXDOMAIN" } },
    },
    "no such name",
  ),
  lost("a name that does not exist", { dns: {} }, "no such name"),
  lost("a name without addresses", { dns: { "api.test": [] } }, "no such name"),
  lost("a long name that does not exist", { dns: {} }, "no such name", `${"a234567.".repeat(8)}test`),
  ...(["FORMERR", "SERVFAIL", "NOTIMP", "REFUSED"] as const).map((rcode) =>
    lookUp(`a name server that says ${rcode}, until the deadline`, { dns: { "api.test": rcode } }, silent, {
      args: ["-t", "500ms", "api.test:{port}"],
      err: "unhealthy: tcp api.test:{port}: looking up api.test: no answer from a name server",
      takes: [500, 550],
    }),
  ),
];

const odd: NameRow[] = [
  found("an alias", { dns: { "api.test": { addresses: ["127.0.0.1"], manner: "alias" } } }),
  found("an answer to another query is passed over", {
    dns: { "api.test": { addresses: ["127.0.0.1"], manner: "foreign" } },
  }),
  found("an answer that was cut", { dns: { "api.test": { addresses: ["127.0.0.1", "127.0.0.2"], manner: "cut" } } }),
  found("an answer that was cut to nothing, whole over TCP", {
    dns: { "api.test": { addresses: ["127.0.0.1"], manner: "empty" } },
  }),
  found("200 addresses", {
    dns: { "api.test": ["127.0.0.1", ...Array.from({ length: 199 }, (_, i) => `127.1.0.${i + 1}`)] },
  }),
  lookUp(
    "no word about IPv6",
    { dns: { "api.test": { addresses: ["127.0.0.1"], delay: { AAAA: "never" } } } },
    silent,
    {
      args: ["-t", "10", "api.test:{port}"],
      out: "healthy: tcp api.test:{port}: connected in N ms",
    },
  ),
];

const servers: NameRow[] = [
  lookUp("a name server that says nothing, until the deadline", { dns: { "api.test": "silence" } }, silent, {
    args: ["-t", "300ms", URL],
    err: `unhealthy: GET ${URL}: timed out after 300ms looking up api.test`,
    takes: [300, 350],
  }),
  found("the second name server, the first is not there", {
    dns: { "api.test": ["127.0.0.1"] },
    resolv: "nameserver 127.0.54.1\nnameserver {dns}\noptions timeout:1\n",
  }),
  lookUp(
    "no name server is there",
    { dns: {}, resolv: "nameserver 127.0.54.1\noptions timeout:1 attempts:1\n" },
    silent,
    {
      args: ["-t", "2", "api.test:80"],
      err: "unhealthy: tcp api.test:80: looking up api.test: no answer from a name server",
    },
  ),
  lookUp("no name server is given: this machine's is asked", { dns: {}, resolv: "# nothing\n" }, silent, {
    args: ["-t", "2", "api.test:80"],
    // Something may listen there.
    err: ["no answer from a name server", "no such name"].map(
      (why) => `unhealthy: tcp api.test:80: looking up api.test: ${why}`,
    ),
  }),
];

const addresses: NameRow[] = [
  lookUp("a name with only an IPv6 address", { dns: { "api.test": ["::1"] } }, samePort({ "::1": web() }), {
    needs: [IPV6],
    args: [URL],
    out: HEALTHY,
  }),
  lookUp(
    "a name with both, of which one refuses",
    { dns: { "api.test": ["::1", "127.0.0.1"] } },
    samePort({ "127.0.0.1": refusing, "::1": web() }),
    { needs: [IPV6], args: [URL], out: HEALTHY },
  ),
  lookUp(
    "a name with both, of which the other refuses",
    { dns: { "api.test": ["::1", "127.0.0.1"] } },
    samePort({ "127.0.0.1": web(), "::1": refusing }),
    { needs: [IPV6], args: [URL], out: HEALTHY },
  ),
  lookUp(
    "-4 of a name with both",
    { dns: { "api.test": ["::1", "127.0.0.1"] } },
    samePort({ "127.0.0.1": refusing, "::1": web() }),
    { needs: [IPV6], args: ["-4", URL], err: `unhealthy: GET ${URL}: connection refused (127.0.0.1)` },
  ),
  lookUp(
    "-6 of a name with both",
    { dns: { "api.test": ["::1", "127.0.0.1"] } },
    samePort({ "127.0.0.1": web(), "::1": refusing }),
    { needs: [IPV6], args: ["-6", URL], err: `unhealthy: GET ${URL}: connection refused (::1)` },
  ),
  lookUp("-6 of a name without an IPv6 address", { dns: { "api.test": ["127.0.0.1"] } }, silent, {
    args: ["-6", "api.test:{port}"],
    err: "unhealthy: tcp api.test:{port}: looking up api.test: no such name",
  }),
  lookUp(
    "the second of two addresses, the first refuses",
    { dns: { "api.test": TWO } },
    samePort({ "127.0.0.2": refusing, "127.0.0.3": web() }),
    { args: [URL], out: HEALTHY },
  ),
  lookUp(
    "the second of two addresses, the first swallows: it gets half of the time",
    { dns: { "api.test": TWO } },
    samePort({ "127.0.0.2": swallowing, "127.0.0.3": web() }),
    // The time of the lookup is taken from that half.
    { args: ["-t", "1", URL], out: HEALTHY, takes: [400, 550] },
  ),
  lookUp(
    "one swallows, the next refuses: the first is tried again until the deadline",
    { dns: { "api.test": TWO } },
    samePort({ "127.0.0.2": swallowing, "127.0.0.3": refusing }),
    {
      args: ["-t", "600ms", URL],
      err: `unhealthy: GET ${URL}: timed out after 600ms connecting (127.0.0.2), connection refused (127.0.0.3)`,
      takes: [600, 650],
    },
  ),
  lookUp(
    "one accepts after more than its share, the next refuses",
    { dns: { "api.test": TWO } },
    samePort({ "127.0.0.2": acceptingAfter(1200), "127.0.0.3": refusing }),
    {
      args: ["-t", "4s", "api.test:{port}"],
      out: "healthy: tcp api.test:{port}: connected in N ms",
      takes: [1200, 3900],
    },
  ),
  lookUp(
    "two swallow, the last refuses: both are tried again",
    { dns: { "api.test": ["127.0.0.2", "127.0.0.3", "127.0.0.4"] } },
    samePort({ "127.0.0.2": swallowing, "127.0.0.3": swallowing, "127.0.0.4": refusing }),
    {
      args: ["-t", "600ms", URL],
      err: `unhealthy: GET ${URL}: timed out after 600ms connecting (127.0.0.3), connection refused (127.0.0.4), timed out (127.0.0.2)`,
      takes: [600, 650],
    },
  ),
  lookUp(
    "both swallow: the deadline is for both",
    { dns: { "api.test": TWO } },
    samePort({ "127.0.0.2": swallowing, "127.0.0.3": swallowing }),
    {
      args: ["-t", "400ms", URL],
      err: `unhealthy: GET ${URL}: timed out after 400ms connecting (127.0.0.3), timed out (127.0.0.2)`,
      takes: [400, 450],
    },
  ),
  lookUp(
    "two addresses refuse, in the order of the answer",
    { dns: { "api.test": ["127.0.0.3", "127.0.0.2"] } },
    samePort({ "127.0.0.2": refusing, "127.0.0.3": refusing }),
    { args: [URL], err: `unhealthy: GET ${URL}: connection refused (127.0.0.3, 127.0.0.2)` },
  ),
  lookUp("-v of a lookup", { dns: { "api.test": TWO } }, samePort({ "127.0.0.2": refusing, "127.0.0.3": silent }), {
    args: ["-v", "api.test:{port}"],
    out: [
      "healthy: tcp api.test:{port}: connected in N ms",
      "at N ms: looking up api.test",
      "at N ms: connecting (127.0.0.2)",
      "at N ms: connecting (127.0.0.3), connection refused (127.0.0.2)",
    ].join("\n"),
  }),
  found("localhost is not looked up, whatever a name server says", { dns: { localhost: ["127.0.0.9"] } }, "localhost"),
  found("nor what /etc/hosts says", { dns: {}, hosts: "127.0.0.9 api.localhost\n" }, "api.localhost"),
  found("a name below localhost is not looked up", { dns: { "api.localhost": "silence" } }, "api.localhost"),
  found("an address is not looked up", { dns: {} }, "127.0.0.1"),
];

/** Names: /etc/hosts, /etc/resolv.conf, and a name server for each row. */
export const lookup: NameRow[] = [...hosts, ...names, ...odd, ...servers, ...addresses];
