import { behaving } from "../servers";
import { refusing } from "../servers/ports";
import { sends, silent } from "../servers/raw";
import { type Row, SECRET } from "./row";

/* Pipes in `sh -c TEXT`: from curl, wget and nc into grep, and from echo and printf into nc. */

const URL = "http://127.0.0.1:{port}/";
const GET = `GET ${URL}: `;
const BODY = '{"status":"UP"}\nlast line';
const up = sends(`HTTP/1.1 200 OK\r\nX-State: Ready\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`);
const down = sends(`HTTP/1.1 503 Service Unavailable\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`);
const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const EMPTY = "nothing is printed into the pipe";
const MORE = "more is printed into the pipe than is known here: drop -v, -w or 2>&1";
const SIGN = "in a pattern is not supported: only fixed text, dots, anchors and alternatives";

function sh(text: string, rest: Omit<Row, "name" | "as" | "args">, name = text): Row {
  return { name, as: "sh", args: ["-c", text], ...rest };
}

function refused(text: string, complaint: string, env: Row["env"] = {}): Row {
  return sh(
    text,
    { env, err: complaint.startsWith("healthcheck") ? complaint : `healthcheck as sh: ${complaint}` },
    `refused: ${text}`,
  );
}

function inPipe(name: string): string {
  return `"${name}" is not supported in a pipe, which may lead from curl, wget or nc to grep`;
}

/** A tool, grep's command line, and the text that the line shows: all healthy. */
const found: Row[] = [
  ["curl -s", "grep -q UP", "UP"],
  ["curl -fsS", "grep UP", "UP"],
  ["curl -s", 'grep -q \'"status":"UP"\'', '"status":"UP"'],
  ["curl -s", "egrep 'DOWN|UP'", "DOWN|UP"],
  ["curl -s", "grep -q 'DOWN\\|UP'", "DOWN\\|UP"],
  ["curl -s", "grep -e DOWN -e UP", "DOWN|UP"],
  ["curl -s", "grep -iw up", "up"],
  ["curl -s", "grep -x 'last line'", "last line"],
  ["curl -s", "grep '^last'", "^last"],
  ["curl -s", "grep 'line$'", "line$"],
  ["curl -s", "grep l.ne", "l.ne"],
  ["curl -s -i", "grep -i '^x-state: ready'", "^x-state: ready"],
  ["curl -s -i", "grep last", "last"],
  ["curl -is", "grep '200 OK'", "200 OK"],
  ["timeout 5 curl -s", "grep UP", "UP"],
  ["http_proxy= curl -s", "grep UP", "UP"],
  ["wget -qO-", "grep UP", "UP"],
  ["wget -q -O - -T 5", "fgrep '\"UP\"'", '"UP"'],
].map(([tool, grep, text]) =>
  sh(`${tool} ${URL} | ${grep}`, { server: up, out: `healthy: ${GET}200 with "${text}" in N ms` }),
);

const verdicts: Row[] = [
  sh(`curl -s ${URL} | grep -q DOWN`, {
    server: up,
    err: `unhealthy: ${GET}status 200, but no "DOWN" in the body (25 bytes)`,
  }),
  sh(`curl -s ${URL} | grep -q 'UP$'`, {
    server: up,
    err: `unhealthy: ${GET}status 200, but no "UP$" in the body (25 bytes)`,
  }),
  sh(`curl -s ${URL} | grep -qw 'statu'`, {
    server: up,
    err: `unhealthy: ${GET}status 200, but no "statu" in the body (25 bytes)`,
  }),
  sh(
    `curl -s ${URL} | grep -q UP`,
    { server: down, out: `healthy: ${GET}503 with "UP" in N ms` },
    "without -f any status will do",
  ),
  sh(
    `curl -sf ${URL} | grep -q UP`,
    { server: down, err: `unhealthy: ${GET}status 503, wanted below 400` },
    "with -f the status counts",
  ),
  sh(
    `curl -s --fail-with-body ${URL} | grep UP`,
    { server: down, out: `healthy: ${GET}503 with "UP" in N ms` },
    "with --fail-with-body the body is printed, and the status is grep's",
  ),
  sh(
    `curl -s --fail-with-body ${URL} | grep DOWN`,
    { server: down, err: `unhealthy: ${GET}status 503, but no "DOWN" in the body (25 bytes)` },
    "with --fail-with-body and a body that does not match",
  ),
  sh(
    `curl -s --fail-with-body ${URL}`,
    { server: down, err: `unhealthy: ${GET}status 503, wanted below 400` },
    "with --fail-with-body and no pipe the status counts",
  ),
  // These need the most memory.
  sh(
    `curl -s ${URL} | grep -E '${"x|".repeat(511)}UP'`,
    { server: up, out: `healthy: ${GET}200 with "${"x|".repeat(40)}..." in N ms` },
    "as many alternatives as a pattern may have",
  ),
  sh(
    Array<string>(8).fill(`curl -s -o /dev/null -w '%{http_code}' ${URL} | grep -q 200`).join(" && "),
    { server: up, out: Array<string>(8).fill(`healthy: ${GET}200 in N ms`).join("\n") },
    "as many pipes as a text may have, for a status each",
  ),
  sh(`wget -qO- ${URL} | grep -q UP`, { server: down, err: `unhealthy: ${GET}status 503, wanted 200-299` }),
  sh(`curl -si ${URL} | grep -q DOWN`, {
    server: up,
    err: `unhealthy: ${GET}status 200, but no "DOWN" in the response (headers and 25 bytes of body)`,
  }),
  sh(`curl -sI ${URL} | grep -q 'HTTP/1.1 200 OK'`, {
    server: up,
    out: `healthy: HEAD ${URL}: 200 with "HTTP/1.1 200 OK" in N ms`,
  }),
  sh(`curl -sI ${URL} | grep -q UP`, {
    server: up,
    err: `unhealthy: HEAD ${URL}: status 200, but no "UP" in the response (headers and 0 bytes of body)`,
  }),
  sh(`wget -q --spider -S ${URL} 2>&1 | grep -q '^  HTTP/1.1 503 Service Unavailable$' >/dev/null`, {
    server: down,
    out: "",
  }),
  sh(`wget --spider -S ${URL} 2>&1 | grep -q 'HTTP/1.1 200' >/dev/null`, { server: up, out: "" }),
  sh(`wget --spider -S ${URL} 2>&1 | grep -q 'HTTP/1.1 200' 2>/dev/null`, { server: down, err: "" }),
  sh(`curl -s ${URL} | grep -q UP`, { server: refusing, err: `unhealthy: ${GET}connection refused` }),
  sh(`curl -s ${URL} | grep -q UP >/dev/null`, { server: up, out: "" }, "the output of a pipe"),
  sh(`curl -s ${URL} | grep -q UP && curl -s ${URL} | grep -q last`, {
    server: up,
    out: `healthy: ${GET}200 with "UP" in N ms\nhealthy: ${GET}200 with "last" in N ms`,
  }),
  sh(`curl -s -w '%{http_code}' ${URL} | grep -q 'line503$'`, {
    server: down,
    out: `healthy: ${GET}503 with "line503$" in N ms`,
  }),
  sh(`curl -s -w '%{http_code}' ${URL} | grep -q 200`, {
    server: down,
    err: `unhealthy: ${GET}status 503, but no "200" in the body (25 bytes)`,
  }),
  sh(`curl -sf -w '%{http_code}' ${URL} | grep -x 503`, {
    server: down,
    out: `healthy: ${GET}503 with "503" in N ms`,
  }),
  sh(`curl -sf -w '%{http_code}' ${URL} | grep UP`, {
    server: down,
    err: `unhealthy: ${GET}status 503, wanted below 400`,
  }),
  sh(`curl -sI -w '%{http_code}\\n' ${URL} | grep -x 200`, {
    server: up,
    out: `healthy: HEAD ${URL}: 200 with "200" in N ms`,
  }),
  ...[
    ["a broken chunk", `${CHUNKED}2\r\nUP\r\nzz\r\n`, "end"] as const,
    ["a reset", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nUP", "reset"] as const,
  ].map(([end, response, after]) =>
    sh(
      `curl -s ${URL} | grep -x UP`,
      { server: sends([response, ""], { pause: 100, after }), out: `healthy: ${GET}200 with "UP" in N ms` },
      `a last line that ends in ${end}`,
    ),
  ),
  sh(
    "curl -sk -w '%{http_code}' https://127.0.0.1:{port}/ | grep -x 0",
    {
      tls: true,
      server: behaving((socket) => socket.once("data", () => socket.end())),
      err: "unhealthy: GET https://127.0.0.1:{port}/: connection closed by the peer while making the TLS handshake",
    },
    "no status where TLS fails",
  ),
  sh(
    `curl -s ${URL} | grep -F -e ${"a".repeat(1022)} -e UP`,
    { server: up, out: `healthy: ${GET}200 with "${"a".repeat(80)}..." in N ms` },
    "patterns of 1024 bytes together",
  ),
  sh(`false && curl -s ${URL} | grep -q UP || exit 0`, { server: up, out: "" }),
  sh(`(curl -s ${URL} | grep -q UP) 2>/dev/null`, { server: up, out: `healthy: ${GET}200 with "UP" in N ms` }),
  sh(`sh -c 'curl -s ${URL} | grep -q UP' || exit 1`, { server: up, out: `healthy: ${GET}200 with "UP" in N ms` }),
  sh(`curl -s ${URL} |\n grep -q UP`, { server: up, out: `healthy: ${GET}200 with "UP" in N ms` }),
  sh(`curl -s ${URL} | grep "$X"`, {
    server: up,
    env: { X: SECRET },
    err: `unhealthy: ${GET}status 200, but no "$X" in the body (25 bytes)`,
  }),
];

const statuses: Row[] = [
  ["200", "grep 200", true],
  ["200", "grep -E '200|401'", true],
  ["200", "grep ^2", true],
  ["200", "grep -x 200", true],
  ["200", "grep 503", false],
  ["503", "grep -q 200", false],
  ["503", "grep 5..", true],
].map(([status, grep, isHealthy]) => {
  const shown = String(grep).replace(/grep (-\w )?'?|'/g, "");
  const line = isHealthy ? `healthy: ${GET}${status} in N ms` : `unhealthy: ${GET}status ${status}, wanted ${shown}`;
  return sh(
    `curl -s -o /dev/null -w '%{http_code}' ${URL} | ${grep}`,
    {
      server: status === "200" ? up : down,
      ...(isHealthy ? { out: line } : { err: line }),
    },
    `the status ${status} | ${grep}`,
  );
});

/** Answers `imok` to `ruok`, and says what it got to anything else. */
const zookeeper = behaving((socket) => {
  socket.once("data", (bytes) => {
    const text = String(bytes);
    socket.end(text === "ruok\n" ? "imok" : `-ERR unknown ${JSON.stringify(text)}\r\n`);
  });
});

/** Answers only when the peer has ended its side: `+PONG` to `PING`, and what it got to anything else. */
const endReader = behaving((socket) => {
  let text = "";
  socket.on("data", (bytes) => {
    text += bytes;
  });
  socket.on("end", () => socket.end(text === "PING\n" ? "+PONG\r\n" : `-ERR unknown ${JSON.stringify(text)}\r\n`));
});

const banner = behaving((socket) => socket.write("220 mail ready\r\n"));

const answers: Row[] = [
  sh(
    "echo ruok | nc 127.0.0.1 {port} | grep -x imok",
    {
      server: sends(["imok", ""], { early: true, pause: 100, after: "reset" }),
      out: 'healthy: tcp 127.0.0.1:{port}: got "imok" in N ms',
    },
    "an answer that ends in a reset",
  ),
  sh("echo ruok | nc 127.0.0.1 {port} | grep imok", {
    server: zookeeper,
    out: 'healthy: tcp 127.0.0.1:{port}: got "imok" in N ms',
  }),
  sh("printf 'ruok\\n' | nc -w 2 127.0.0.1 {port} | grep -q imok || exit 1", {
    server: zookeeper,
    out: 'healthy: tcp 127.0.0.1:{port}: got "imok" in N ms',
  }),
  sh("echo ruok | nc -q 9 -N 127.0.0.1 {port} | grep nope", {
    server: zookeeper,
    err: 'unhealthy: tcp 127.0.0.1:{port}: got "imok", wanted "nope", connection closed by the peer while reading the answer (4 bytes so far)',
  }),
  sh("echo -n ruok | nc 127.0.0.1 {port}", {
    server: silent,
    sent: "ruok",
    out: "healthy: tcp 127.0.0.1:{port}: sent in N ms",
  }),
  sh("echo  a   b | nc 127.0.0.1 {port}", {
    server: silent,
    sent: "a b\n",
    out: "healthy: tcp 127.0.0.1:{port}: sent in N ms",
  }),
  sh("printf 'PING\\r\\n\\t\\\\' | nc 127.0.0.1 {port}", {
    server: silent,
    sent: "PING\r\n\t\\",
    out: "healthy: tcp 127.0.0.1:{port}: sent in N ms",
  }),
  sh("echo x | nc -z 127.0.0.1 {port}", {
    server: silent,
    sent: "",
    out: "healthy: tcp 127.0.0.1:{port}: connected in N ms",
  }),
  sh(
    'echo "AUTH $P" | nc 127.0.0.1 {port} | grep OK',
    {
      server: zookeeper,
      env: { P: SECRET },
      err: 'unhealthy: tcp 127.0.0.1:{port}: got 30 bytes, wanted "OK", connection closed by the peer while reading the answer (30 bytes so far)',
    },
    "an answer that may repeat a secret is not shown",
  ),
  sh("nc -v 127.0.0.1 {port} | grep -q '^220 '", {
    server: banner,
    out: 'healthy: tcp 127.0.0.1:{port}: got "^220 " in N ms',
  }),
  sh("nc 127.0.0.1 {port} < /dev/null | grep -q '^220 '", {
    server: banner,
    out: 'healthy: tcp 127.0.0.1:{port}: got "^220 " in N ms',
  }),
];

/** A server that reads to the end: -N and -q end our side of the connection behind the text. */
const ends: Row[] = [
  ...["-N", "-q 9", "-q9 -N", "-N -w 2"].map((options) =>
    sh(`echo PING | nc ${options} 127.0.0.1 {port} | grep PONG`, {
      server: endReader,
      out: 'healthy: tcp 127.0.0.1:{port}: got "PONG" in N ms',
    }),
  ),
  ...["", "-v "].map((options) =>
    sh(`echo PING | nc ${options}-w 0.2 127.0.0.1 {port} | grep PONG`, {
      server: endReader,
      err: 'unhealthy: tcp 127.0.0.1:{port}: got nothing, wanted "PONG", timed out after 200ms reading the answer (0 bytes so far)',
      takes: [200, 250],
    }),
  ),
  sh("nc -N 127.0.0.1 {port} < /dev/null | grep -F 'unknown \"\"'", {
    server: endReader,
    out: 'healthy: tcp 127.0.0.1:{port}: got "unknown """ in N ms',
  }),
  sh(
    "echo PING | nc -N 127.0.0.1 {port} | grep PONG >/dev/null && echo PING | nc -w 0.2 127.0.0.1 {port} | grep PONG",
    {
      server: endReader,
      err: 'unhealthy: tcp 127.0.0.1:{port}: got nothing, wanted "PONG", timed out after 200ms reading the answer (0 bytes so far)',
      sentLast: "PING\n",
    },
    "-N of one command, and not of the next",
  ),
  sh("echo PING | nc -N 127.0.0.1 {port}", {
    server: endReader,
    sent: "PING\n",
    out: "healthy: tcp 127.0.0.1:{port}: sent in N ms",
  }),
  sh("echo PING | nc -zN -q 9 127.0.0.1 {port}", {
    server: silent,
    sent: "",
    out: "healthy: tcp 127.0.0.1:{port}: connected in N ms",
  }),
  sh(
    "echo PING | nc -N 127.0.0.1 {port} | grep PONG",
    { server: sends("+PONG\r\n", { early: true }), out: 'healthy: tcp 127.0.0.1:{port}: got "PONG" in N ms' },
    "-N and a server that ends its side first",
  ),
  sh(
    "echo PING | nc -N 127.0.0.1 {port} | grep -x +PONG",
    {
      server: sends(["+PONG", ""], { early: true, pause: 100, after: "reset" }),
      out: 'healthy: tcp 127.0.0.1:{port}: got "+PONG" in N ms',
    },
    "-N and an answer that ends in a reset",
  ),
];

const refusals: Row[] = [
  refused("curl -s x | jq .", inPipe("jq")),
  refused("curl -s x | grep a | grep b", inPipe("grep")),
  refused("echo x | curl x", inPipe("curl")),
  refused("echo x | grep x", inPipe("grep")),
  refused("true | true", inPipe("true")),
  refused("healthcheck x:1/ | grep healthy", inPipe("healthcheck")),
  refused("sh -c 'curl x' | grep a", inPipe("sh")),
  refused("curl x | sh -c 'grep a'", inPipe("sh")),
  refused("curl x | exit 1", inPipe("exit")),
  refused("curl x | </dev/null >/dev/tcp/127.0.0.1/1", inPipe("/dev/tcp/")),
  refused("curl x | grep a >/dev/tcp/127.0.0.1/1", inPipe("/dev/tcp/")),
  refused("curl x 2>/dev/tcp/$X/1 | grep a", inPipe("/dev/tcp/"), { X: SECRET }),
  refused("exec | grep a", inPipe("exec")),
  refused(
    "curl x | >/dev/tcp/127.0.0.1/1 | grep a",
    '"|" is not supported: this is no shell (wanted checks joined by || && ;)',
  ),
  refused(`curl x | ${SECRET}%`, inPipe("|")),
  refused("curl x | $X", inPipe("$X"), { X: SECRET }),
  refused("curl x |", "this is no shell and runs health checks alone: sh -c TEXT"),
  ...["| grep x", "(curl x) | grep y", "true && | grep x"].map((text) =>
    refused(text, `"|" is not supported: this is no shell (wanted checks joined by || && ;)`),
  ),
  refused("curl x | (grep y)", '"(" is not supported: this is no shell (wanted checks joined by || && ;)'),
  refused("curl x | ; true", '";" is not supported: this is no shell (wanted checks joined by || && ;)'),
  refused("(curl x |)", '")" is not supported: this is no shell (wanted checks joined by || && ;)'),
  refused("wget -q x | grep a", EMPTY),
  refused("wget -q --spider x | grep a", EMPTY),
  refused("wget -q -O /dev/null x | grep a", EMPTY),
  refused("curl -s -o /dev/null x | grep a", EMPTY),
  refused("curl -s x >/dev/null | grep a", EMPTY),
  refused("nc -z x 1 | grep a", EMPTY),
  refused("echo x >/dev/null | nc x 1", EMPTY),
  refused("echo x | nc x 1 </dev/null", EMPTY),
  refused("echo x | nc x 1 < /dev/null | grep a", EMPTY),
  refused("curl -s x | grep a </dev/null", EMPTY),
  refused("nc x 1 | grep -q a 0</dev/null", EMPTY),
  refused("curl -v x 2>&1 | grep a", MORE),
  refused("nc -zv x 1 2>&1 | grep succeeded", MORE),
  refused("nc -v x 1 2>&1 | grep succeeded", MORE),
  refused("nc -zv x 1 | grep succeeded", EMPTY),
  refused("nc -zv x 1 2>/dev/null | grep succeeded", EMPTY),
  refused("wget -O - x 2>&1 | grep a", MORE),
  refused("wget --spider -S x 2>&1 | grep OK", MORE),
  refused("wget --spider -S x 2>&1 | grep -i HTTP/1.1", MORE),
  refused("wget --spider -S x 2>&1 | grep -E 'HTTP/1.1|OK'", MORE),
  refused("curl -s -o /dev/null -w '%{time_total}' x | grep 0", MORE),
  refused("curl -s x | grep", "healthcheck as grep: wanted grep [-qsiFEwxco] [-e] PATTERN, and no file"),
  refused("curl -s x | grep -v a", "healthcheck as grep: option -v is not supported"),
  refused("curl -s x | grep 'a*'", `healthcheck as grep: "*" ${SIGN}`),
  refused("curl -s x | egrep '(a)'", `healthcheck as egrep: "(" ${SIGN}`),
  refused('curl -s x | grep "[$X"', `healthcheck as grep: "[$X" ${SIGN}`, { X: SECRET }),
  refused(`curl -s x | grep ${"a".repeat(1025)}`, "healthcheck as grep: a pattern of 1025 bytes, wanted at most 1024"),
  refused(
    `curl -s x | fgrep -e ${"a".repeat(1022)} -e bcd`,
    "healthcheck as fgrep: a pattern of 1025 bytes, wanted at most 1024",
  ),
  refused('curl -s x | grep "$X"', "healthcheck as grep: a pattern of 8000 bytes, wanted at most 1024", {
    X: "x".repeat(8000),
  }),
  refused("curl -s x | grep ''", "healthcheck as grep: an empty pattern matches everything"),
  refused("curl -s --bogus x | grep a", "healthcheck as curl: option --bogus is not supported"),
  ...["echo -e x | nc x 1", "echo -E x | nc x 1", "echo -n -e x | nc x 1", "echo 'a\\n' | nc x 1"].map((text) =>
    refused(text, "echo with options or a backslash differs between shells: use printf"),
  ),
  ...[
    "printf '%s' | nc x 1",
    "printf a b | nc x 1",
    "printf '\\x41' | nc x 1",
    "printf 'a\\' | nc x 1",
    "printf -v x | nc x 1",
  ].map((text) => refused(text, "wanted printf TEXT with no escapes but \\n, \\r, \\t, \\\\, and no %")),
  refused("nc x 1", "healthcheck as nc: wanted -z HOST PORT, or HOST PORT in a pipe"),
];

export const shellPipes: Row[] = [...found, ...verdicts, ...statuses, ...answers, ...ends, ...refusals];
