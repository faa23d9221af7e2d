import { web } from "../servers";
import { refusing } from "../servers/ports";
import { silent } from "../servers/raw";
import { type Row, SECRET } from "./row";

/*
 * Groups in `sh -c TEXT`: `( … )`, an inner `sh -c`, `timeout`; and connections of bash's /dev/tcp.
 */

const URL = "http://127.0.0.1:{port}/";
const HEALTHY = `healthy: GET ${URL}: 200 in N ms`;
const CONNECTED = "healthy: tcp 127.0.0.1:{port}: connected in N ms";
const SENT = "healthy: tcp 127.0.0.1:{port}: sent in N ms";
const FORM = "this is no shell and runs health checks alone: sh -c TEXT";
const INNER = "the text of an inner sh -c is not supported (not shown, because a variable is part of it)";
const TIMEOUT = "wanted timeout [-s KILL] [-k N] N COMMAND";
const TCP = "wanted /dev/tcp/HOST/PORT with no command, :, true, echo, printf or exec";

function sh(text: string, rest: Omit<Row, "name" | "as" | "args">, name = text): Row {
  return { name, as: "sh", args: ["-c", text], ...rest };
}

function refused(text: string, complaint: string, env: Row["env"] = {}, name = text): Row {
  return sh(text, { env, err: `healthcheck as sh: ${complaint}` }, `refused: ${name}`);
}

function sign(text: string): string {
  return `"${text}" is not supported: this is no shell (wanted checks joined by || && ;)`;
}

/** Texts without a check: their exit status is what sh makes of it. */
const statuses: Row[] = [
  ["(true)", 0],
  ["(false)", 1],
  ["( true; )", 0],
  ["(\n\nfalse\n)\n", 1],
  ["(true) && (false)", 1],
  ["false && (true; true) || true", 0],
  ["true || (false; false)", 0],
  ["false && (true)", 1],
  ["(exit 1); true", 0],
  ["(exit 1; true); true && false", 1],
  ["(false; exit) || exit 0", 0],
  ["false; (exit)", 1],
  ["(exec false; true)", 1],
  ["(exec true; false); false", 1],
  ["((true) || (false)) && ((false) || true)", 0],
  ["((((true))))", 0],
  ["(true) >/dev/null 2>&1", 0],
  ["(false)>/dev/null&&true", 1],
  ["sh -c true", 0],
  ["sh -c false", 1],
  ["bash -c 'true; false'", 1],
  ["/bin/sh -c 'exit 3' || true", 0],
  ["false; sh -c exit", 0],
  ["sh -c 'false; exit'", 1],
  ["sh -c 'exit 0; false'; false", 1],
  ["exec sh -c true; false", 0],
  ["exec bash -c 'false'; true", 1],
  ["true || exec sh -c 'false'; false", 1],
  ["false && exec sh -c '(true || true)' || (true)", 0],
  ["(true || exec sh -c true; false) && true", 1],
  ["(false && (exec sh -c true); exit 1) || true", 0],
  ["sh -c 'sh -c \"exit 1\" || sh -c true'", 0],
  ["(sh -c '(false) || true') && true", 0],
  ['sh -c "true && $WORD"', 1],
  ["timeout 5 true", 0],
  ["timeout 5s false", 1],
  ["timeout -s KILL 5 true", 0],
  ["timeout -k 1 -s SIGTERM 0.5 sh -c false || true", 0],
  ["exec timeout 5 true; false", 0],
  ["no_proxy=* true", 0],
  ["http_proxy= HTTPS_PROXY='' false", 1],
  [": && :", 0],
].map(([text, status]) => sh(String(text), { env: { WORD: "false" }, ...(status === 0 ? { out: "" } : { err: "" }) }));

const checks: Row[] = [
  sh(`sh -c 'curl -f ${URL}' || exit 1`, { server: web(), out: HEALTHY }),
  sh(`bash -c "curl -f '${URL}'"`, { server: web(), out: HEALTHY }),
  sh(`sh -c 'curl -f ${URL}' >/dev/null`, { server: web(), out: "" }, "the output of an inner shell"),
  sh(`sh -c 'curl -f ${URL} >/dev/null' 2>&1`, { server: web(), out: "" }, "output that an inner shell drops"),
  sh(`(curl -f ${URL} 1>&2) 2>/dev/null`, { server: web(), out: "" }, "output of a group that goes elsewhere"),
  sh(`(curl -f ${URL} || exit 0; false) 2>/dev/null && true`, { server: web({ status: 503 }), out: "" }),
  sh(`timeout 3 curl -f ${URL}`, { server: web(), out: HEALTHY }),
  sh("timeout 0.2 curl -f http://127.0.0.1:{port}/", {
    server: silent,
    err: "unhealthy: GET http://127.0.0.1:{port}/: timed out after 200ms waiting for the response",
  }),
  sh("timeout -k 9 0.2s sh -c 'curl -m 5 http://127.0.0.1:{port}/'", {
    server: silent,
    err: "unhealthy: GET http://127.0.0.1:{port}/: timed out after 200ms waiting for the response",
  }),
  sh(
    "timeout 5 curl -m 0.2 http://127.0.0.1:{port}/",
    {
      server: silent,
      err: "unhealthy: GET http://127.0.0.1:{port}/: timed out after 200ms waiting for the response",
    },
    "timeout beyond the command's own limit",
  ),
  sh(`no_proxy=* http_proxy=http://x:1/ curl -f ${URL}`, { server: web(), out: HEALTHY }),
];

const connections: Row[] = [
  "</dev/tcp/127.0.0.1/{port}",
  "> /dev/tcp/127.0.0.1/{port} || exit 1",
  ": > /dev/tcp/127.0.0.1/{port}",
  ":>/dev/tcp/127.0.0.1/{port}",
  "true </dev/tcp/127.0.0.1/$PORT",
  "exec 3<>/dev/tcp/127.0.0.1/{port}",
  "exec 3<> /dev/tcp/127.0.0.1/${PORT} && true",
  "cat < /dev/null > /dev/tcp/127.0.0.1/{port}",
  "bash -c ':> /dev/tcp/127.0.0.1/{port}' || exit 1",
  "timeout 10s bash -c ':> /dev/tcp/127.0.0.1/{port}' || exit 1",
  "timeout 1 bash -c '</dev/tcp/127.0.0.1/{port}'",
  "(exec 3<>/dev/tcp/127.0.0.1/{port})",
].flatMap((text) => [
  sh(text, { server: silent, env: { PORT: "{port}" }, out: CONNECTED }),
  sh(
    text,
    { server: refusing, env: { PORT: "{port}" }, err: "unhealthy: tcp 127.0.0.1:{port}: connection refused" },
    `${text}, refused`,
  ),
]);

const sending: Row[] = [
  sh("echo > /dev/tcp/127.0.0.1/{port}", { server: silent, sent: "\n", out: SENT }),
  sh("(echo >/dev/tcp/127.0.0.1/{port}) || exit 1", { server: silent, sent: "\n", out: SENT }),
  sh("bash -c 'echo -n stats > /dev/tcp/127.0.0.1/{port}'", { server: silent, sent: "stats", out: SENT }),
  sh("printf 'PING\\r\\n' > /dev/tcp/127.0.0.1/{port}", { server: silent, sent: "PING\r\n", out: SENT }),
];

/** A failed redirection of `:` or exec ends sh, as POSIX has it, but not bash. */
const fatal: Row[] = [
  [": > /dev/tcp/127.0.0.1/{port} || exit 0", 1],
  ["exec 3<>/dev/tcp/127.0.0.1/{port} || exit 0", 1],
  ["exec 3<>/dev/tcp/127.0.0.1/{port}; exit 0", 1],
  ["(: > /dev/tcp/127.0.0.1/{port}; true) || exit 0", 0],
  ["true > /dev/tcp/127.0.0.1/{port} || exit 0", 0],
  ["sh -c ': > /dev/tcp/127.0.0.1/{port} || exit 0'", 1],
  ["bash -c ': > /dev/tcp/127.0.0.1/{port} || exit 0'", 0],
  ["bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port} || exit 0' && true", 0],
].map(([text, status]) =>
  sh(`(${text}) 2>/dev/null`, { server: refusing, ...(status === 0 ? { out: "" } : { err: "" }) }),
);

const refusals: Row[] = [
  refused("(true", sign("(")),
  refused("true)", sign(")")),
  refused("()", sign(")")),
  refused("( ; true)", sign(";")),
  refused("(true &&)", sign(")")),
  refused("(true))", sign(")")),
  refused("(true) true", sign(")")),
  refused("(true)(true)", sign("(")),
  refused("true (true)", sign("(")),
  refused(">/dev/null (true)", sign("(")),
  refused("(true) | (true)", sign("|")),
  refused("sh -c ')'", sign(")")),
  refused("(sh -c 'true)')", sign(")")),
  refused("sh -c '(true'", sign("(")),
  refused("(((((true)))))", "more than 4 groups inside one another"),
  refused("(((sh -c '(true)')))", "more than 4 groups inside one another"),
  refused(Array(5).fill("(true; true)").join(";"), "more than 8 commands"),
  ...["sh", "sh x.sh", "sh -c", "bash -lc true", "sh -c true x", "sh -ec true"].map((text) => refused(text, FORM)),
  refused("sh -c ''", FORM),
  refused(
    "sh -c 'x.sh'",
    '"x.sh" is none of healthcheck, curl, wget, nc, grpc_health_probe, sh, timeout, true, false, exit, exec: this is no shell',
  ),
  refused('sh -c "true | $X"', INNER, { X: SECRET }),
  refused('sh -c "$X"', INNER, { X: SECRET }),
  refused('sh -c "curl -f $X"', INNER, { X: `ftp://${SECRET}/` }),
  refused(
    "sh -c 'echo $X'",
    '"echo" is none of healthcheck, curl, wget, nc, grpc_health_probe, sh, timeout, true, false, exit, exec: this is no shell',
    {
      X: SECRET,
    },
  ),
  ...[
    "timeout",
    "timeout 5",
    "timeout true",
    "timeout 0 true",
    "timeout 500ms true",
    "timeout 1d true",
    "timeout -s CONT 5 true",
    "timeout -s 0 5 true",
    "timeout -f 5 true",
    "timeout --signal=KILL 5 true",
    "timeout -k 5 true",
    "timeout -k x 5 true",
    "timeout -k '' 5 true",
  ].map((text) => refused(text, TIMEOUT)),
  ...["exec :", "timeout 5 :", "timeout 5 exit", "timeout 5 exit 0"].map((text) =>
    refused(
      text,
      `"${text.split(" ").at(text.endsWith("0") ? -2 : -1)}" is none of healthcheck, curl, wget, nc, grpc_health_probe, sh, timeout, true, false, exit, exec: this is no shell`,
    ),
  ),
  refused("timeout $X true", TIMEOUT, { X: SECRET }),
  refused("timeout 5 sh -c 'curl x:1/ || curl x:2/'", "timeout is not supported for several checks together"),
  ...[
    "cat > /dev/tcp/127.0.0.1/1",
    "curl x:1/ > /dev/tcp/127.0.0.1/1",
    "(true) > /dev/tcp/127.0.0.1/1",
    "true 3<>/dev/tcp/localhost",
    "exec true > /dev/tcp/127.0.0.1/1 x",
    "exec : > /dev/tcp/127.0.0.1/1",
    "timeout 5 : > /dev/tcp/127.0.0.1/1",
  ].map((text) => refused(text, TCP)),
  ...["true &>/dev/tcp/127.0.0.1/1", "> /dev/tcp/a/1 < /dev/tcp/b/1", ">/dev/udp/127.0.0.1/1"].map((text) =>
    refused(
      text,
      `"${text.includes("&") ? "&" : text.includes("<") ? "<" : ">"}" is not supported: output may go to /dev/null only`,
    ),
  ),
  refused("</dev/tcp/127.0.0.1/0", 'port "0" is not a number from 1 to 65535'),
  refused("</dev/tcp/127.0.0.1/80a", 'port "80a" is not a number from 1 to 65535'),
  refused("</dev/tcp/127.0.0.1/$X", 'port "$X" is not a number from 1 to 65535', { X: SECRET }),
  refused("</dev/tcp/$X", 'port "$X" is not a number from 1 to 65535', { X: `h/${SECRET}` }),
  refused("</dev/tcp//80", '"" is not a host name or address'),
  refused("X_proxy=1", "assignments are not supported (X_proxy=...): this is no shell"),
  refused("http_proxy=", "assignments are not supported (http_proxy=...): this is no shell"),
  refused("proxy=1 true", "assignments are not supported (proxy=...): this is no shell"),
  refused("A=b http_proxy= true", "assignments are not supported (A=...): this is no shell"),
];

export const shellGroups: Row[] = [...statuses, ...checks, ...connections, ...sending, ...fatal, ...refusals];
