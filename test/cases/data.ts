import { silent } from "../servers/raw";
import { headed, inTurn } from "../servers/redirects";
import { onUnixSocket } from "../servers/unix";
import { OK, type Row, request, SECRET, USUAL } from "./row";

const URL = "http://127.0.0.1:{port}/";
const HEALTHY = `healthy: POST ${URL}: 200 in N ms`;
const HOST = "Host: 127.0.0.1:{port}";
const POST = "POST / HTTP/1.1";
const FORM = "Content-Type: application/x-www-form-urlencoded";

/** A request with this body, in ISO 8859-1 as the server records it. */
function posted(body: string, ...lines: string[]): string {
  const bytes = Buffer.from(body).toString("latin1");
  return request(POST, HOST, ...USUAL, FORM, `Content-Length: ${bytes.length}`, ...lines) + bytes;
}

function healthy(name: string, args: string[], sent: string, row: Partial<Row> = {}): Row {
  return { name, server: inTurn([OK]), args: [...args, URL], out: HEALTHY, sent, ...row };
}

function as(tool: "curl" | "wget", name: string, args: string[], sent: string, row: Partial<Row> = {}): Row {
  return healthy(`${tool}: ${name}`, args, sent, { as: tool, ...row });
}

const JSON_TYPE = "Content-Type: application/json";
const LONG = "a".repeat(8192);

const own: Row[] = [
  ...[["-d", "a=b&c"], ["-da=b&c"], ["--data", "a=b&c"], ["--data=a=b&c"]].map((way) =>
    healthy(`data as ${way.join(" ")}`, way, posted("a=b&c")),
  ),
  healthy("data glued to a bundle", ["-kda=b"], posted("a=b")),
  healthy("several are joined", ["-d", "a=1", "--data", "b=2", "-dc=3"], posted("a=1&b=2&c=3")),
  healthy("an empty one", ["-d", ""], posted("")),
  healthy("an empty one before another, as curl joins them", ["-d", "", "-d", "b"], posted("&b")),
  healthy("an empty one after another", ["-d", "b", "-d", ""], posted("b&")),
  healthy(
    "JSON of another type",
    ["-d", '{"a":[1]}', "-H", JSON_TYPE],
    request(POST, HOST, ...USUAL, JSON_TYPE, "Content-Length: 9") + '{"a":[1]}',
  ),
  healthy("no type", ["-d", "a", "-H", "Content-Type:"], request(POST, HOST, ...USUAL, "Content-Length: 1") + "a"),
  healthy("no length", ["-d", "a", "-H", "Content-Length:"], request(POST, HOST, ...USUAL, FORM) + "a"),
  healthy("a header of the user's", ["-H", "X-A: b", "-d", "a"], posted("a", "X-A: b")),
  healthy("letters outside of ASCII and line feeds", ["-d", "ü\r\n\r\n€\n"], posted("ü\r\n\r\n€\n")),
  healthy("data that begins with a dash", ["-d", "-x", "-d", "--"], posted("-x&--")),
  healthy("an @ that is not the first", ["-d", "a@b"], posted("a@b")),
  healthy("a variable", ["-d", "a=${A}&b=${B:-2}"], posted("a=1&b=2"), { env: { A: "1" } }),
  ...["PUT", "PATCH", "GET"].map((method) =>
    healthy(`the method ${method}`, ["-X", method, "-d", "a"], posted("a").replace("POST", method), {
      out: `healthy: ${method} ${URL}: 200 in N ms`,
    }),
  ),
  healthy("the method of the variable", ["-d", "a"], posted("a").replace("POST", "PUT"), {
    env: { HEALTHCHECK_METHOD: "PUT" },
    out: `healthy: PUT ${URL}: 200 in N ms`,
  }),
  healthy("over a Unix socket", [], posted("a").replace(HOST, "Host: app"), {
    server: onUnixSocket(inTurn([OK])),
    args: ["-d", "a", "--unix-socket", "{socket}", "http://app/"],
    out: "healthy: POST http://app/ over {socket}: 200 in N ms",
  }),
  healthy("as much as an argument may hold", ["-d", LONG], posted(LONG)),
  healthy("as much as three hold", ["-d", LONG, "-d", LONG, "-d", LONG], posted([LONG, LONG, LONG].join("&"))),
  {
    name: "one byte more",
    args: ["-d", `${LONG}a`, "http://127.0.0.1/"],
    err: "healthcheck: argument 2: longer than 8192 bytes",
  },
  {
    name: "as much as no command line may hold",
    args: [LONG, LONG, LONG, LONG].flatMap((it) => ["-d", it]),
    err: "healthcheck: argument 8: the arguments up to here are longer than 32768 bytes",
  },
  {
    name: "a status that is not wanted",
    server: inTurn([headed(422)]),
    args: ["-d", SECRET, URL],
    err: `unhealthy: POST ${URL}: status 422, wanted 200-399`,
    sent: posted(SECRET),
  },
  ...["@file", "@-", "@"].map((file) => ({
    name: `the data of ${file}`,
    args: ["-d", file, "http://127.0.0.1/"],
    err: "healthcheck: -d: data from a file is not supported",
  })),
  {
    name: "a variable that makes a file of it",
    args: ["--data=${A}", "http://127.0.0.1/"],
    env: { A: "@file" },
    err: "healthcheck: --data: data from a file is not supported",
  },
  ...["-d", "--data"].map((option) => ({
    name: `${option} without a value`,
    args: ["http://127.0.0.1/", option],
    err: `healthcheck: option ${option} needs a value (see --help)`,
  })),
  {
    name: "data for a TCP target",
    server: silent,
    args: ["-d", "a", "127.0.0.1:{port}"],
    err: "healthcheck: --data is for HTTP, but the target is a connection alone (HTTP is host:port/ or http://host)",
  },
];

const ofTools: Row[] = [
  ...[["-d", "a=b"], ["-da=b"], ["-fsSd", "a=b"], ["--data", "a=b"], ["--data=a=b"], ["--data-raw", "a=b"]].map((way) =>
    as("curl", `data as ${way.join(" ")}`, way, posted("a=b")),
  ),
  ...[["--data-raw=a=b"], ["--data-binary", "a=b"], ["--data-ascii", "a=b"], ["-fX", "POST", "-d", "a=b"]].map((way) =>
    as("curl", `data as ${way.join(" ")}`, way, posted("a=b")),
  ),
  as("curl", "several are joined", ["-d", "a", "--data-binary", "b", "--data-raw", "c"], posted("a&b&c")),
  as("curl", "${NAME} is the shell's", ["-d", "${A}"], posted("${A}"), { env: { A: "replaced" } }),
  as(
    "curl",
    "JSON",
    ["-X", "POST", "-H", JSON_TYPE, "--data", '{"id":1}'],
    request(POST, HOST, ...USUAL, JSON_TYPE, "Content-Length: 8") + '{"id":1}',
  ),
  as("curl", "--data-raw and an @", ["--data-raw", "@file"], posted("@file")),
  ...["-d", "--data", "--data-binary", "--data-ascii"].map((option) => ({
    name: `curl: ${option} from a file`,
    as: "curl" as const,
    args: [option, "@file", "http://127.0.0.1/"],
    err: `healthcheck as curl: ${option}: data from a file is not supported`,
  })),
  ...[["--post-data", "a=b"], ["--post-data=a=b"], ["-q", "--post-data=a=b"]].map((way) =>
    as("wget", `data as ${way.join(" ")}`, way, posted("a=b")),
  ),
  as("wget", "an @ is a letter like any other", ["--post-data=@file"], posted("@file")),
  as("wget", "of several the last counts", ["--post-data=a", "--post-data=b"], posted("b")),
];

/** Bodies of requests. */
export const data: Row[] = [...own, ...ofTools];
