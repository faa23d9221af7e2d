import { publicFolder } from "../peers/programs";
import { type StartServer, web } from "../servers";
import { IPV6 } from "../servers/names";
import { refusing, samePort } from "../servers/ports";
import { sends, silent } from "../servers/raw";
import { inTurn, redirect } from "../servers/redirects";
import { onUnixSocket } from "../servers/unix";
import { certificate } from "../tls/authority";
import { nodeTls } from "../tls/servers";
import { OK, type Row, request, USUAL } from "./row";

// No name here is one that is found without --resolve: names below .invalid never are (RFC 6761 §6.4).

const URL = "http://app.invalid:{port}/";
const HERE = ["--resolve", "app.invalid:{port}:127.0.0.1"];

const root = certificate({ ca: true });
const leaf = certificate({ issuer: root, names: ["app.invalid"] });

/** A TLS server for app.invalid. `{ca}` is a file with its authority. */
const secure: StartServer = async (at) => {
  const folder = publicFolder();
  const server = await nodeTls({ chain: [leaf], key: leaf.key })(at);
  return {
    ...server,
    values: { ...server.values, ca: folder.write("ca.pem", root.pem) },
    async close() {
      await server.close();
      folder.remove();
    },
  };
};

function healthy(name: string, args: string[], row: Partial<Row> = {}): Row {
  return { name, server: web(), args: [...args, URL], out: `healthy: GET ${URL}: 200 in N ms`, ...row };
}

const used: Row[] = [
  healthy("--resolve gives the address of a name", HERE, {
    server: sends(OK),
    sent: request("GET / HTTP/1.1", "Host: app.invalid:{port}", ...USUAL),
  }),
  healthy("--resolve= in another letter case", ["--resolve=APP.Invalid:{port}:127.0.0.1"]),
  healthy("--resolve and a port with a leading zero", ["--resolve", "app.invalid:0{port}:127.0.0.1"]),
  {
    name: "--resolve with a TCP target",
    server: silent,
    args: ["--resolve", "db:{port}:127.0.0.1", "db:{port}"],
    out: "healthy: tcp db:{port}: connected in N ms",
  },
  {
    name: "--resolve with --expect",
    server: web({ body: "UP" }),
    args: [...HERE, "-e", "UP", URL],
    out: `healthy: GET ${URL}: 200 with "UP" in N ms`,
  },
  healthy("--resolve to addresses in turn", ["--resolve", "app.invalid:{port}:127.0.0.2,127.0.0.3,127.0.0.1"], {
    server: samePort({ "127.0.0.1": web(), "127.0.0.2": refusing, "127.0.0.3": refusing }),
  }),
  healthy("--resolve twice for one host: the last one counts", ["--resolve", "app.invalid:{port}:127.0.0.2", ...HERE], {
    server: samePort({ "127.0.0.1": web(), "127.0.0.2": refusing }),
  }),
  healthy("--resolve to IPv6", ["--resolve", "app.invalid:{port}:[::1]"], {
    server: samePort({ "::1": web() }),
    needs: [IPV6],
  }),
  healthy("--resolve to IPv6 and IPv4, with -4", ["-4", "--resolve", "app.invalid:{port}:[::1],127.0.0.1"]),
  {
    name: "--resolve to addresses that all refuse",
    server: samePort({ "127.0.0.1": refusing, "127.0.0.2": refusing }),
    args: ["--resolve", "app.invalid:{port}:127.0.0.1,127.0.0.2", URL],
    err: `unhealthy: GET ${URL}: connection refused (127.0.0.1, 127.0.0.2)`,
  },
  {
    name: "--resolve goes before what localhost is",
    server: samePort({ "127.0.0.1": web(), "127.0.0.2": refusing }),
    args: ["--resolve", "localhost:{port}:127.0.0.2", ":{port}/"],
    err: "unhealthy: GET http://localhost:{port}/: connection refused (127.0.0.2)",
  },
  {
    name: "--resolve of an address",
    server: web(),
    args: ["--resolve", "192.0.2.1:{port}:127.0.0.1", "http://192.0.2.1:{port}/"],
    out: "healthy: GET http://192.0.2.1:{port}/: 200 in N ms",
  },
  healthy("--resolve with variables", ["--resolve", "${HOST}:{port}:${ADDRESS}"], {
    env: { HOST: "app.invalid", ADDRESS: "127.0.0.1" },
  }),
  healthy("-v shows the address", ["-v", ...HERE], {
    out: [
      `healthy: GET ${URL}: 200 in N ms`,
      "at N ms: connecting (127.0.0.1)",
      ...["sending the request", "waiting for the response", "receiving the response headers"].map(
        (stage) => `at N ms: ${stage}`,
      ),
      "< HTTP/1.1 200 OK",
      "< Content-Length: 0",
    ].join("\n"),
    server: sends(OK),
  }),
  {
    name: "--resolve with https: the certificate is the URL's",
    server: secure,
    tls: true,
    args: ["--cacert", "{ca}", "--resolve", "app.invalid:{port}:127.0.0.1", "https://app.invalid:{port}/"],
    out: "healthy: GET https://app.invalid:{port}/: 200 in N ms",
  },
  {
    name: "--resolve with https: another name is not in the certificate",
    server: secure,
    tls: true,
    args: ["--cacert", "{ca}", "--resolve", "other.invalid:{port}:127.0.0.1", "https://other.invalid:{port}/"],
    err: "unhealthy: GET https://other.invalid:{port}/: certificate is for app.invalid, not other.invalid (--resolve connects by that name, -k accepts any)",
  },
];

const redirected: Row[] = [
  healthy("a redirect to an entry of --resolve", ["-L", ...HERE], {
    server: inTurn([redirect(`${URL}b`), OK]),
    args: ["-L", ...HERE, "http://127.0.0.1:{port}/"],
    out: `healthy: GET http://127.0.0.1:{port}/, redirected to ${URL}b: 200 in N ms`,
    sentLast: request("GET /b HTTP/1.1", "Host: app.invalid:{port}", ...USUAL),
  }),
  healthy("an entry that no redirect comes to", ["-L", "--resolve", "other.invalid:1:127.0.0.1", ...HERE]),
];

const EFFECT = "is for another host, port or address family than the target's";

const FORM = "is not HOST:PORT:ADDRESS[,ADDRESS] (no names, IPv6 in brackets)";

function notAnEntry(value: string): [string[], string] {
  return [["--resolve", value, "app:80"], `--resolve: "${value}" ${FORM}`];
}

/** What is wrong, and the line. */
const wrong: Row[] = [
  ...["", "app", "app:80", "app:", ":", "::", ":80:127.0.0.1", "127.0.0.1", "-app:80", "-app:80:127.0.0.1"].map(
    notAnEntry,
  ),
  ...["", "localhost", "127.1", "127.0.0.1,", ",127.0.0.1", "127.0.0.01", "127.0.0.1 ", "127.0.0.1:80", "127.0.0.1,::1"]
    .map((addresses) => `app:80:${addresses}`)
    .map(notAnEntry),
  ...["::1", "[::1", "::1]", "[]", "[", "[127.0.0.1]", "[::1]]", "[[::1]", "[::1%lo]", "[::1],::1"]
    .map((addresses) => `app:80:${addresses}`)
    .map(notAnEntry),
  [["--resolve=*:80:127.0.0.1", "app:80"], '--resolve: "*" is not a host name or address'],
  [["--resolve=+app:80:127.0.0.1", "app:80"], '--resolve: "+app" is not a host name or address'],
  [["--resolve", "app:0:127.0.0.1", "app:80"], '--resolve: port "0" is not a number from 1 to 65535'],
  [["--resolve", "app:65536:127.0.0.1", "app:80"], '--resolve: port "65536" is not a number from 1 to 65535'],
  [["--resolve", "app:80a:127.0.0.1", "app:80"], '--resolve: port "80a" is not a number from 1 to 65535'],
  [["--resolve", "a b:80:127.0.0.1", "app:80"], '--resolve: "a b" is not a host name or address'],
  [["--resolve", "a\x1b:80:127.0.0.1", "app:80"], '--resolve: "a\\x1b" is not a host name or address'],
  [["--resolve", "app:80:127.0.0.1", "app:81"], `--resolve: app:80:127.0.0.1 ${EFFECT}`],
  [["--resolve", "app:80:127.0.0.1", "http://other/"], `--resolve: app:80:127.0.0.1 ${EFFECT}`],
  [
    ["--resolve", "app:80:127.0.0.1", "--resolve", "other:80:127.0.0.1", "app:80"],
    `--resolve: other:80:127.0.0.1 ${EFFECT}`,
  ],
  [["-4", "--resolve", "app:80:[::1]", "--resolve", "app:80:127.0.0.1", "app:80"], `--resolve: app:80:[::1] ${EFFECT}`],
  [["-4", "--resolve", "app:80:[::1]", "app:80"], `--resolve: app:80:[::1] ${EFFECT}`],
  [["-6", "--resolve", "app:80:127.0.0.1", "app:80"], `--resolve: app:80:127.0.0.1 ${EFFECT}`],
  [["--resolve", "${HOST}:80:127.0.0.1", "app:80"], `--resolve: \${HOST}:80:127.0.0.1 ${EFFECT}`],
  [["--resolve", "app:80:${HOST}", "app:80"], `--resolve: "app:80:\${HOST}" ${FORM}`],
  [["--resolve", "app:80:127.0.0.1", "unix:///s"], "--resolve has no effect over a Unix socket"],
  [
    ["--resolve", "app:80:127.0.0.1", "--unix-socket", "/s", "http://app/"],
    "--resolve has no effect over a Unix socket",
  ],
  [["--resolve"], "option --resolve needs a value (see --help)"],
].map(([args, err]) => ({
  name: `--resolve: ${JSON.stringify(args).slice(0, 90)}`,
  env: { HOST: "s3cret" },
  args: args as string[],
  err: `healthcheck: ${err}`,
}));

const ofCurl: Row[] = [
  healthy("--resolve of curl", HERE, { as: "curl" }),
  healthy(
    "--resolve of curl: the last entry of a name counts",
    ["--resolve", "app.invalid:{port}:127.0.0.2", ...HERE],
    {
      as: "curl",
      server: samePort({ "127.0.0.1": web(), "127.0.0.2": refusing }),
    },
  ),
  healthy("--resolve of curl: an entry that is not used is ignored", [...HERE, "--resolve", "other:1:127.0.0.2"], {
    as: "curl",
  }),
  healthy("--resolve of curl: IPv6 without brackets", ["--resolve", "app.invalid:{port}:::1"], {
    as: "curl",
    server: samePort({ "::1": web() }),
    needs: [IPV6],
  }),
  {
    name: "--resolve of curl is ignored over a Unix socket",
    server: onUnixSocket(web()),
    as: "curl",
    args: ["--resolve", "app:80:127.0.0.1", "--unix-socket", "{socket}", "http://app/"],
    out: "healthy: GET http://app/ over {socket}: 200 in N ms",
  },
  {
    name: "--resolve of curl in sh -c",
    server: web(),
    as: "sh",
    args: ["-c", `curl -f --resolve app.invalid:{port}:127.0.0.1 ${URL} || exit 1`],
    out: `healthy: GET ${URL}: 200 in N ms`,
  },
  {
    name: "--resolve of curl: a form that is wrong",
    as: "curl",
    args: ["--resolve", "*:80:127.0.0.1", "http://app/"],
    err: 'healthcheck as curl: --resolve: "*" is not a host name or address',
  },
];

/** --resolve: where to connect in place of what a name says. */
export const resolve: Row[] = [...used, ...redirected, ...wrong, ...ofCurl];
