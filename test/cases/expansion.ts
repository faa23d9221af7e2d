import { web } from "../servers";
import { sends, silent } from "../servers/raw";
import { OK, type Row, request, USUAL } from "./row";

const URL = "http://127.0.0.1:{port}/";
const CONNECTED = "healthy: tcp localhost:{port}: connected in N ms";

/** A header with this value, which shows exactly what an expansion gives. */
function value(name: string, given: string, expanded: string, env: Record<string, string> = {}): Row {
  return {
    name,
    server: sends(OK),
    args: ["-H", `X: ${given}`, URL],
    env,
    out: `healthy: GET ${URL}: 200 in N ms`,
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL, `X: ${expanded}`),
  };
}

const NESTED = "${A:-".repeat(9) + "x" + "}".repeat(9);

/** ${NAME} and ${NAME:-fallback} in arguments. */
export const expansion: Row[] = [
  {
    name: "a variable as the target",
    server: silent,
    args: ["${APP_PORT}"],
    env: { APP_PORT: "{port}" },
    out: CONNECTED,
  },
  {
    name: "variables within a URL",
    server: web(),
    args: ["http://${HOST}:${APP_PORT}/${BASE}/x"],
    env: { HOST: "127.0.0.1", APP_PORT: "{port}", BASE: "b" },
    out: "healthy: GET http://127.0.0.1:{port}/b/x: 200 in N ms",
  },
  {
    name: "a fallback for an unset variable",
    server: silent,
    args: ["${APP_PORT:-{port}}"],
    out: CONNECTED,
  },
  {
    name: "a fallback for an empty variable",
    server: silent,
    args: ["${APP_PORT:-{port}}"],
    env: { APP_PORT: "" },
    out: CONNECTED,
  },
  {
    name: "no fallback if the variable is set",
    server: silent,
    args: ["${APP_PORT:-1}"],
    env: { APP_PORT: "{port}" },
    out: CONNECTED,
  },
  {
    name: "in an option's value",
    server: web({ status: 404 }),
    args: ["--status=${WANTED:-404}", URL],
    out: `healthy: GET ${URL}: 404 in N ms`,
  },
  {
    name: "behind --",
    server: silent,
    args: ["--", "${APP_PORT}"],
    env: { APP_PORT: "{port}" },
    out: CONNECTED,
  },
  value("an empty fallback", "a${B:-}c", "ac"),
  value("an empty variable", "a${B}c", "ac", { B: "" }),
  value("two in a row", "${A}${B}", "12", { A: "1", B: "2" }),
  value("a fallback in a fallback", "${A:-${B:-c}}", "c"),
  value("a fallback of a variable", "${A:-x${B}y}", "x1y", { B: "1" }),
  value("a fallback with a colon, a dash and a dollar", "${A:-:-$}", ":-$"),
  value("names with digits and underscores", "${_A1_b}", "1", { _A1_b: "1" }),
  value("the value of a variable is not expanded again", "${A}", "${B}", { A: "${B}", B: "no" }),
  value("a dollar without braces", "$A $$ $", "$A $$ $", { A: "no" }),
  value("braces without a name", "${} ${1A} ${ A} ${A-b} ${A:=b} ${A:+b}", "${} ${1A} ${ A} ${A-b} ${A:=b} ${A:+b}", {
    A: "no",
  }),
  value("a reference that does not end", "${A ${A:-b", "${A ${A:-b", { A: "no" }),
  value("names that every JavaScript object has are unset", "${constructor:-a}${__proto__:-b}", "ab"),
  {
    name: "an unset variable",
    args: ["http://localhost:${APP_PORT}/"],
    err: "healthcheck: argument 1: ${APP_PORT} is not set (${APP_PORT:-fallback} would do without it)",
  },
  {
    name: "an unset variable in a separate value of an option",
    args: ["-t", "${LIMIT}", "80"],
    err: "healthcheck: argument 2: ${LIMIT} is not set (${LIMIT:-fallback} would do without it)",
  },
  {
    name: "the name of a variable is not another's beginning",
    args: ["${APP}"],
    env: { APP_PORT: "80", AP: "80" },
    err: "healthcheck: argument 1: ${APP} is not set (${APP:-fallback} would do without it)",
  },
  {
    name: "a variable that is not set, behind one that is",
    args: [":80/${A}${APP}"],
    env: { A: "0123456789" },
    err: "healthcheck: argument 1: ${APP} is not set (${APP:-fallback} would do without it)",
  },
  {
    name: "fallbacks nine deep",
    args: [NESTED],
    err: "healthcheck: argument 1: fallbacks in fallbacks, more than 8 deep",
  },
  value("fallbacks eight deep", "${A:-".repeat(8) + "x" + "}".repeat(8), "x"),
  {
    name: "a line feed from a variable",
    args: ["-H", "X: ${A}", URL],
    env: { A: "b\nY: c" },
    err: "healthcheck: -H: a control byte in the value of X",
  },
  {
    name: "a variable that is not UTF-8",
    args: ["http://localhost/${A}"],
    env: { A: Uint8Array.of(0xff) },
    err: "healthcheck: argument 1: not valid UTF-8",
  },
  {
    name: "too long once expanded",
    args: ["http://localhost/${A}${A}"],
    env: { A: "a".repeat(5000) },
    err: "healthcheck: argument 1: longer than 8192 bytes",
  },
  {
    name: "a port that is invalid after expansion",
    args: ["http://localhost:${PORT}/"],
    env: { PORT: "70000" },
    err: 'healthcheck: port "${PORT}" is not a number from 1 to 65535',
  },
];
