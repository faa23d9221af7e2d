import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { behaving, type StartServer, server, together, web } from "../servers";
import { refusing } from "../servers/ports";
import { sends, silent } from "../servers/raw";
import { OK, type Row, request, SECRET, USUAL, VERSION } from "./row";

const URL = "http://127.0.0.1:{port}/";
const HOST = "Host: 127.0.0.1:{port}";
const HEALTHY = `healthy: GET ${URL}: 200 in N ms`;
const CONNECTED = "healthy: tcp 127.0.0.1:{port}: connected in N ms";
const REFUSED = "unhealthy: tcp 127.0.0.1:{dead}: connection refused";
const LIVE_CHECK = "healthcheck 127.0.0.1:{port}";
const DEAD_CHECK = "healthcheck 127.0.0.1:{dead}";

/** A server that accepts, and as `{dead}` the port of one that refuses. */
const live: StartServer = async () => {
  const dead = await refusing();
  return together(await silent(), server({ dead: dead.values.port ?? "" }, dead.close));
};

/**
 * A server that nothing may connect to: the row fails otherwise. Connections are accepted in the order of their coming, so when its own is
 * the first, there was none.
 */
const untouched: StartServer = async (at) => {
  let tell: (port: number | undefined) => void = () => {};
  const first = new Promise<number | undefined>((resolve) => {
    tell = resolve;
  });
  const peer = await behaving((socket) => {
    tell(socket.remotePort);
    // Whoever has come in spite of all is not to wait for an answer.
    socket.destroy();
  })(at);
  return {
    ...peer,
    async close() {
      const own = connect(Number(peer.values.port), "127.0.0.1");
      await once(own, "connect");
      const isOwn = (await first) === own.localPort;
      own.destroy();
      await peer.close();
      if (!isOwn) throw new Error("a check was made, though the text is refused");
    },
  };
};

/** Says nothing to the first request, and answers the others after 400 ms. */
const slowAtSecond: StartServer = (at) => {
  let count = 0;
  return behaving(async (socket, asked) => {
    await asked;
    if (count++ === 0) return;
    await pause(400);
    if (!socket.destroyed) socket.end(OK);
  })(at);
};

function sh(name: string, text: string, rest: Omit<Row, "name" | "as" | "args">): Row {
  return { name, as: "sh", args: ["-c", text], ...rest };
}

/** `sh -c TEXT` that is refused. Before the text stands a check, which must not be made. */
function refused(text: string, complaint: string, name = text, env: Row["env"] = {}): Row {
  return sh(`refused: ${name}`, `curl -s ${URL}; ${text}`, {
    server: untouched,
    env,
    err: complaint.startsWith("healthcheck") ? complaint : `healthcheck as sh: ${complaint}`,
  });
}

const FORM = "this is no shell and runs health checks alone: sh -c TEXT";

function syntax(sign: string): string {
  return `"${sign}" is not supported: this is no shell (wanted checks joined by || && ;)`;
}

function substitution(sign: string): string {
  return `"${sign}" is not supported: this is no shell (it runs no command inside another; a variable works)`;
}

/** A substitution that is to find out a status. */
function statusOf(sign: string): string {
  return `"${sign}" is not supported: this is no shell (in its place: healthcheck --status SET URL)`;
}

function assignment(name: string): string {
  return `assignments are not supported (${name}=...): this is no shell`;
}

const IN_PIPE = '"cat" is not supported in a pipe, which may lead from curl, wget or nc to grep';
const QUOTED = "the whole command is inside one more pair of quotes: remove them";
const WORD =
  "a command is none of healthcheck, curl, wget, nc, grpc_health_probe, sh, timeout, true, false, exit, exec: this is no shell";

function command(name: string): string {
  return `"${name}" is none of healthcheck, curl, wget, nc, grpc_health_probe, sh, timeout, true, false, exit, exec: this is no shell`;
}

function output(sign: string): string {
  return `"${sign}" is not supported: output may go to /dev/null only`;
}

function pattern(sign: string): string {
  return `patterns with "${sign}" are not expanded here`;
}

/** Words as the shell's text has them, each behind `-d`, and what each must be; the server gets them with `&` in between. */
function words(name: string, written: [string, string][], env: Row["env"] = {}): Row {
  const body = written.map(([, text]) => text).join("&");
  return sh(name, `curl ${written.map(([text]) => `-d ${text}`).join(" ")} ${URL}`, {
    server: sends(OK),
    env,
    out: `healthy: POST ${URL}: 200 in N ms`,
    sent:
      request(
        "POST / HTTP/1.1",
        HOST,
        ...USUAL,
        "Content-Type: application/x-www-form-urlencoded",
        `Content-Length: ${Buffer.byteLength(body)}`,
      ) + Buffer.from(body).toString("latin1"),
  });
}

/**
 * Runs the artifact and shows what a redirection of its streams leaves, all of it: on the standard output where it is healthy, else on
 * the standard error, which is where a row of the table looks.
 */
function shown(redirection: string): string[] {
  const script = `all=$("$@" ${redirection}); status=$?
    [ -z "$all" ] || printf '%s\\n' "$all" | sed 's/ in [0-9]* ms$/ in N ms/' >&$((status + 1))
    exit $status`;
  return ["/bin/sh", "-c", script, "sh"];
}

/** Both streams in the order of what was written, and each alone. */
const BOTH = shown("2>&1");
const OUT = shown("2>/dev/null");
const ERR = shown("2>&1 >/dev/null");

const calls: Row[] = [
  ...[
    [],
    ["-i"],
    ["-c"],
    ["-s"],
    ["check.sh"],
    ["-lc", "true"],
    ["-ec", "true"],
    ["-e", "-c", "true"],
    ["-c", "true", "sh"],
    ["-c", "--", "true"],
    ["true"],
    ["", "true"],
  ].map((args) => ({
    name: `called as sh ${args.join(" ")}`,
    as: "sh" as const,
    args,
    err: `healthcheck as sh: ${FORM}`,
  })),
  sh("called as sh -c with no text", "", { err: `healthcheck as sh: ${FORM}` }),
  sh("called as sh -c with blanks alone", " \t \n\n \\\n ", { err: `healthcheck as sh: ${FORM}` }),
  {
    name: "called as sh with too many arguments",
    as: "sh",
    args: Array<string>(257).fill("-c"),
    err: "healthcheck: 257 arguments, at most 256",
  },
  sh("text of 8192 bytes", "true".padEnd(8192), { out: "" }),
  sh("text of 8193 bytes", "true".padEnd(8193), { err: "healthcheck as sh: longer than 8192 bytes" }),
  sh("text of 8193 bytes that is wrong as well", `${"|".padEnd(8193)}`, {
    err: "healthcheck as sh: longer than 8192 bytes",
  }),
  {
    name: "text that is not UTF-8",
    as: "sh",
    args: ["-c", Buffer.from("true \xff", "latin1")],
    err: "healthcheck as sh: not valid UTF-8",
  },
];

/** Every command, by every name it has. */
const commands: Row[] = [
  sh("healthcheck", "healthcheck 127.0.0.1:{port}", { server: silent, out: CONNECTED }),
  sh("healthcheck with no argument takes the variables", "healthcheck", {
    server: silent,
    env: { PORT: "{port}" },
    out: "healthy: tcp localhost:{port}: connected in N ms",
  }),
  sh("curl", `curl -fsS ${URL}`, { server: web(), out: HEALTHY }),
  sh("wget", `wget -q -O /dev/null ${URL}`, { server: web(), out: HEALTHY }),
  sh("nc", "nc -z 127.0.0.1 {port}", { server: silent, out: CONNECTED }),
  ...["./healthcheck", "/healthcheck", "../bin/healthcheck", "//healthcheck"].map((path) =>
    sh(path, `${path} 127.0.0.1:{port}`, { server: silent, out: CONNECTED }),
  ),
  sh("/usr/bin/curl", `/usr/bin/curl -f ${URL}`, {
    server: web({ status: 404 }),
    err: `unhealthy: GET ${URL}: status 404, wanted below 400`,
  }),
  sh("/bin/true, /bin/false", "/bin/true && /bin/false", { err: "" }),
  sh("a command in quotes", `"cur"'l' ${URL}`, { server: web(), out: HEALTHY }),
  sh("a command from a variable, with arguments", "$CHECK", {
    server: web(),
    env: { CHECK: `curl -f ${URL}` },
    out: HEALTHY,
  }),
  sh("healthcheck --version", "healthcheck --version", { out: `healthcheck ${VERSION}` }),
  sh("healthcheck --help is no failure", "healthcheck --help >/dev/null || exit 1", { out: "" }),
  sh("healthcheck expands what the shell has left", "healthcheck ':${PORT}/'", {
    server: web(),
    env: { PORT: "{port}" },
    out: "healthy: GET http://localhost:{port}/: 200 in N ms",
  }),
  sh("healthcheck's own expansion demands the variable", "healthcheck ':${PORT}/'", {
    err: "healthcheck: argument 1: ${PORT} is not set (${PORT:-fallback} would do without it)",
  }),
  sh("an unset variable is empty for the shell", "healthcheck :$PORT/", {
    err: 'healthcheck: port "" is not a number from 1 to 65535',
  }),
  sh("curl expands nothing that the shell has left", "curl 'http://127.0.0.1:{port}/$X'", {
    server: sends(OK),
    env: { X: "x" },
    out: "healthy: GET http://127.0.0.1:{port}/$X: 200 in N ms",
    sent: request("GET /$X HTTP/1.1", HOST, ...USUAL),
  }),
  refused("curl --help", "healthcheck as curl: option --help is not supported"),
  refused("curl --bogus http://x/", "healthcheck as curl: option --bogus is not supported"),
  refused("wget --bogus http://x/", "healthcheck as wget: option --bogus is not supported"),
  refused("nc -z localhost", "healthcheck as nc: wanted -z HOST PORT, or HOST PORT in a pipe"),
  refused("healthcheck --tiemout 3s 80", "healthcheck: unknown option --tiemout (see --help)"),
  { ...refused("curl https://x/", "healthcheck as curl: https:// needs healthcheck-tls"), tls: false },
  refused("curl", "healthcheck as curl: no URL"),
  refused("true || curl --bogus", "healthcheck as curl: option --bogus is not supported", "what would not be reached"),
  refused("exit 0; zsh", command("zsh"), "what stands behind exit"),
  ...["echo ok", "dash -c true", "eval true", ". /x", "g++ x", "a_b.c-d"].map((text) =>
    refused(text, command(text.split(" ")[0] ?? "")),
  ),
  ...["test -f /x", "[ -f /x ]", "[[ -f /x ]]", "test -f /x && curl http://x/", '[ "$X" = 200 ]'].map((text) =>
    refused(text, syntax(text.split(" ")[0] ?? "")),
  ),
  ...["if true; then true; fi", "for x in a; do true; done", "! true", "{ true; }"].map((text) =>
    refused(text, command(text.split(" ")[0] ?? "")),
  ),
  refused("'' http://x/", command(""), "an empty name"),
  refused("/opt/check.sh 1", command("check.sh")),
  refused("/usr/bin/ x", command(""), "a path that ends in a slash"),
  refused("A=b", assignment("A"), "an assignment"),
  refused(`TOKEN=${SECRET} curl http://x/`, assignment("TOKEN"), "an assignment that holds a secret"),
  refused(`TOKEN=a/${SECRET} curl http://x/`, assignment("TOKEN"), "an assignment that holds a secret with a slash"),
  refused("A=/usr/bin/curl http://x/", assignment("A"), "an assignment that ends in a command's name"),
  refused("_a1= curl http://x/", assignment("_a1"), "an assignment of nothing"),
  refused("1a=b curl http://x/", WORD, "what would be an assignment but for its name"),
  refused(`=${SECRET} curl http://x/`, WORD, "what would be an assignment if it had a name"),
  // A builtin command has no path: a shell finds no such file, and fails.
  refused("/usr/bin/exit 0", command("exit"), "exit with a path"),
  // exec wants a file, and exit is none: a shell fails.
  refused("exec exit 0", command("exit"), "exec of exit"),
  refused("exec", syntax("exec"), "exec alone"),
  refused("[ 1 = 1 ]", syntax("["), "a test"),
  refused(`[ "$(curl -s ${URL})" = 200 ]`, statusOf("$("), "a test of what curl prints"),
  refused(`[ $( /usr/bin/curl -s ${URL}) = 200 ]`, statusOf("$("), "a test of what curl prints, with a path"),
  refused(`[ "$(wget\n-q ${URL})" = 200 ]`, statusOf("$("), "a test of what wget prints"),
  refused(`test "\`curl -s ${URL}\`" = 200`, statusOf("`"), "a test of what curl prints, in backticks"),
  refused(`S=$(curl -so /dev/null ${URL}); [ $S = 200 ]`, statusOf("$("), "a test of what curl has printed"),
  refused("test $(hostname) = a", substitution("$("), "a test of what something else prints"),
  refused("curl http://$(hostname):80/", substitution("$("), "a host's name"),
  refused("curl http://`hostname`/", substitution("`"), "a host's name, in backticks"),
  refused("curl $(curly)", substitution("$("), "a command whose name begins like curl's"),
];

/** Texts without a check: their exit status is what the shell's language makes of it. */
const statuses: Row[] = [
  ["true", 0],
  ["false", 1],
  ["true || false && false", 1],
  ["false && true || true", 0],
  ["false || false || true && true", 0],
  ["false; true", 0],
  ["true; false", 1],
  ["true; false;", 1],
  ["\n\n false \n\n true \n", 0],
  ["true &&\n\n\tfalse ||\n true\n", 0],
  ["fa\\\nlse \\\n || tr\\\nue", 0],
  ["false||true;false&&true||true", 0],
  ["exit", 0],
  ["false; exit", 1],
  ["exit 0", 0],
  ["exit 1", 1],
  ["exit 2", 1],
  ["exit 255", 1],
  ["exit 007", 1],
  ["exit 000", 0],
  ["exit $UNSET", 0],
  ["exit '1'", 1],
  ["exit 0; false", 0],
  ["true && exit 3; true", 1],
  ["true || exit 3; true", 0],
  ["exec true; false", 0],
  ["exec false || true", 1],
  ["true || exec false; true", 0],
].map(([text, status]) =>
  sh(
    `${status === 0 ? "healthy" : "unhealthy"}: ${JSON.stringify(text)}`,
    String(text),
    status === 0 ? { out: "" } : { err: "" },
  ),
);

const exits: Row[] = [
  ["exit 256", "256"],
  ["exit -1", "-1"],
  ["exit +1", "+1"],
  ["exit 1a", "1a"],
  ["exit ''", ""],
  ["exit 99999999999999999999", "99999999999999999999"],
].map(([text = "", number]) => refused(text, `"${number}" is not a number from 0 to 255`));

const sequences: Row[] = [
  sh("|| goes on where the first is unhealthy, each says its line", `${DEAD_CHECK} || ${LIVE_CHECK}`, {
    server: live,
    through: BOTH,
    out: `${REFUSED}\n${CONNECTED}`,
  }),
  sh("the line of a healthy one is on the standard output alone", `${DEAD_CHECK} || ${LIVE_CHECK}`, {
    server: live,
    through: OUT,
    out: CONNECTED,
  }),
  sh("the line of an unhealthy one is on the standard error alone", `${DEAD_CHECK} || ${LIVE_CHECK}`, {
    server: live,
    through: ERR,
    out: REFUSED,
  }),
  sh("|| ends where the first is healthy", `${LIVE_CHECK} || ${DEAD_CHECK}`, { server: live, out: CONNECTED }),
  sh("&& ends where the first is unhealthy", `${DEAD_CHECK} && ${LIVE_CHECK}`, { server: live, err: REFUSED }),
  sh("&& goes on where the first is healthy", `${LIVE_CHECK} && ${DEAD_CHECK}`, {
    server: live,
    through: BOTH,
    err: `${CONNECTED}\n${REFUSED}`,
  }),
  sh("; goes on in any case, and the last one counts", `${DEAD_CHECK}; ${LIVE_CHECK}`, {
    server: live,
    through: BOTH,
    out: `${REFUSED}\n${CONNECTED}`,
  }),
  sh("a line feed is a ;", `${LIVE_CHECK}\n${DEAD_CHECK}\n`, {
    server: live,
    through: BOTH,
    err: `${CONNECTED}\n${REFUSED}`,
  }),
  sh("|| and && are taken from the left", `${LIVE_CHECK} || ${DEAD_CHECK} && ${DEAD_CHECK}`, {
    server: live,
    through: BOTH,
    err: `${CONNECTED}\n${REFUSED}`,
  }),
  sh("what is skipped does not count", `${DEAD_CHECK} && ${LIVE_CHECK} || ${LIVE_CHECK}`, {
    server: live,
    through: BOTH,
    out: `${REFUSED}\n${CONNECTED}`,
  }),
  sh("|| exit 1", `curl -f ${URL} || exit 1`, {
    server: web({ status: 500 }),
    err: `unhealthy: GET ${URL}: status 500, wanted below 400`,
  }),
  sh("|| true makes it healthy", `${DEAD_CHECK} 2>/dev/null || true`, { server: live, out: "" }),
  sh("&& exit 1 makes it unhealthy", `${LIVE_CHECK} >/dev/null && exit 1`, { server: live, err: "" }),
  sh("exit takes the status there is", `${DEAD_CHECK}; exit`, { server: live, err: REFUSED }),
  sh("behind exit nothing is done", `${DEAD_CHECK} || exit 2; ${LIVE_CHECK}`, { server: live, err: REFUSED }),
  sh("behind exec nothing is done", `exec ${DEAD_CHECK} || ${LIVE_CHECK}`, { server: live, err: REFUSED }),
  sh("exec that is not reached ends nothing", `${LIVE_CHECK} >/dev/null || exec ${DEAD_CHECK}; ${DEAD_CHECK}`, {
    server: live,
    err: REFUSED,
  }),
  sh("all four tools", `curl 127.0.0.1:{dead}; wget 127.0.0.1:{dead}; nc -z 127.0.0.1 {dead}; ${DEAD_CHECK}`, {
    server: live,
    err: [
      ...Array<string>(2).fill("unhealthy: GET http://127.0.0.1:{dead}/: connection refused"),
      REFUSED,
      REFUSED,
    ].join("\n"),
  }),
  sh("options of one are not those of the next", `healthcheck -q -s 404 -H 'X: y' ${URL} && curl ${URL}`, {
    server: web({ status: 404 }),
    out: `healthy: GET ${URL}: 404 in N ms`,
  }),
  sh("8 commands", `${"false || ".repeat(7)}${LIVE_CHECK}`, { server: live, out: CONNECTED }),
  sh("8 checks", Array<string>(8).fill(DEAD_CHECK).join("\n"), {
    server: live,
    err: Array<string>(8).fill(REFUSED).join("\n"),
  }),
  refused(`${"true;".repeat(7)} true`, "more than 8 commands", "9 commands"),
  refused(`curl ${URL} | cat`, IN_PIPE, "a pipe behind a second check"),
];

const deadlines: Row[] = [
  sh("|| goes on behind a check that timed out", `healthcheck -t 300ms ${URL} || ${LIVE_CHECK}`, {
    server: silent,
    through: BOTH,
    out: `unhealthy: GET ${URL}: timed out after 300ms waiting for the response\n${CONNECTED}`,
    takes: [300, 400],
  }),
  sh("each check has a deadline of its own", `healthcheck -t 300ms ${URL}; curl -m 0.2 ${URL}`, {
    server: silent,
    err: [
      `unhealthy: GET ${URL}: timed out after 300ms waiting for the response`,
      `unhealthy: GET ${URL}: timed out after 200ms waiting for the response`,
    ].join("\n"),
    takes: [500, 600],
  }),
  sh("the deadline that has passed does not end the next check", `curl -m 0.2 ${URL} 2>/dev/null || curl -m 3 ${URL}`, {
    server: slowAtSecond,
    out: HEALTHY,
    takes: [600, 800],
  }),
  sh("a check that was early leaves its time to nobody", `${LIVE_CHECK} >/dev/null; healthcheck -t 300ms ${URL}`, {
    server: silent,
    err: `unhealthy: GET ${URL}: timed out after 300ms waiting for the response`,
    takes: [300, 350],
  }),
  sh("HEALTHCHECK_TIMEOUT is for each", `curl ${URL}; wget ${URL}`, {
    server: silent,
    env: { HEALTHCHECK_TIMEOUT: "200ms" },
    err: `unhealthy: GET ${URL}: timed out after 200ms waiting for the response\n`.repeat(2).trim(),
    takes: [400, 500],
  }),
];

/** Redirections that hide the line of a check, one behind the other. */
function hides(texts: string[], check: string): Row {
  const result = check === LIVE_CHECK ? { out: "" } : { err: "" };
  return sh(`${texts.join(", ")} of ${check}`, texts.map((text) => `${check} ${text}`).join("; "), {
    server: live,
    env: { NULL: "/dev/null" },
    ...result,
  });
}

const redirections: Row[] = [
  hides(
    [">/dev/null", "> /dev/null", "1>/dev/null", "1>  /dev/null", ">>/dev/null", '>"/dev/null"', ">$NULL"],
    LIVE_CHECK,
  ),
  hides(["2>/dev/null", "2> /dev/null", "2>>/dev/null", "2>'/dev'/null"], DEAD_CHECK),
  ...[LIVE_CHECK, DEAD_CHECK].map((check) =>
    hides(
      [">/dev/null 2>&1", "2>/dev/null >&2", "&>/dev/null", "&> /dev/null", "&>>/dev/null", ">/dev/null 2>/dev/null"],
      check,
    ),
  ),
  sh(">/dev/null leaves what is unhealthy", `${DEAD_CHECK} >/dev/null`, { server: live, err: REFUSED }),
  sh("2>/dev/null leaves what is healthy", `${LIVE_CHECK} 2>/dev/null`, { server: live, out: CONNECTED }),
  sh("2>&1 >/dev/null has what is unhealthy on the standard output", `${DEAD_CHECK} 2>&1 >/dev/null`, {
    server: live,
    through: OUT,
    err: REFUSED,
  }),
  sh("2>&1", `${DEAD_CHECK} 2>&1`, { server: live, through: OUT, err: REFUSED }),
  sh(">&2, 1>&2", `${LIVE_CHECK} >&2 && ${LIVE_CHECK} 1>&2`, {
    server: live,
    through: ERR,
    out: `${CONNECTED}\n${CONNECTED}`,
  }),
  sh("1>&1, 2>&2 change nothing", `${DEAD_CHECK} 1>&1 2>&2`, { server: live, err: REFUSED }),
  sh("they are for one command alone", `${DEAD_CHECK} >/dev/null 2>&1; ${DEAD_CHECK}`, { server: live, err: REFUSED }),
  sh("before the command, and in it", ">/dev/null healthcheck 2>&1 127.0.0.1:{dead}", { server: live, err: "" }),
  sh("glued to what is before and behind", `${LIVE_CHECK}>/dev/null&&${DEAD_CHECK} 2>&1 >/dev/null||true`, {
    server: live,
    through: OUT,
    out: REFUSED,
  }),
  sh("</dev/null", `${LIVE_CHECK} </dev/null 0</dev/null`, { server: live, out: CONNECTED }),
  sh("a digit that is a word's end is none of a redirection", `healthcheck 127.0.0.1:{port}>/dev/null`, {
    server: live,
    out: "",
  }),
  sh("a digit in quotes is a word", 'nc -z 127.0.0.1 {port} -w "2">/dev/null', { server: live, out: "" }),
  sh("exec with a redirection", `exec ${DEAD_CHECK} 2>/dev/null`, { server: live, err: "" }),
  ...[">/tmp/x", ">/dev/stdout", ">", ">$UNSET", ">|/dev/null", "2>&1 >file"].map((text) =>
    refused(`true ${text}`, output(">")),
  ),
  ...["<file", "<<E"].map((text) => refused(`true ${text}`, output("<"))),
  ...["2>&-", ">&3", ">& /dev/null"].map((text) => refused(`true ${text}`, output("&"))),
  refused("true 4>/dev/null", output("4>")),
  refused("true 3>/dev/null", output("3>")),
  // A shell says: Bad fd number.
  refused("true >&21", output("&")),
  refused("true 2>&1x", output("&")),
  // For dash and busybox the 1 belongs to what follows.
  refused("true 2>&1>/dev/null", output("&")),
  // A shell says: syntax error.
  refused("true >>&1", output(">")),
  refused("true <>&1", output("<")),
  refused("true &>&1", output("&")),
  // In a shell `&` sends the check to the background, and all is healthy at once.
  refused("false &</dev/null", syntax("&")),
  // A shell does not split it, and cannot make such a file.
  refused("true >/dev/null$X", output(">"), "true >/dev/null$X with a blank in it", { X: " /dev/null" }),
  sh("a tab before /dev/null", `${LIVE_CHECK} >\t/dev/null`, { server: live, out: "" }),
  // In a shell this is a command of its own, which succeeds.
  refused("false; >/dev/null", FORM, "a redirection without a command at the end"),
];

const quoting: Row[] = [
  words("quotes", [
    ["a", "a"],
    ["''", ""],
    ['""', ""],
    ["''\"\"", ""],
    ["'a b'", "a b"],
    ['"a b"', "a b"],
    ["'a\"b'", 'a"b'],
    ['"a\'b"', "a'b"],
    ["a'b'\"c\"\\d", "abcd"],
    ["'$X ${X} $(x) `x`'", "$X ${X} $(x) `x`"],
    ['"a;b|c&d<e>f(g)#h"', "a;b|c&d<e>f(g)#h"],
  ]),
  words("backslashes", [
    ["a\\ b", "a b"],
    ["a\\'b", "a'b"],
    ["\\a\\\\b", "a\\b"],
    ["'a\\b\\'", "a\\b\\"],
    ['"a\\b\\$\\`\\"\\\\c"', 'a\\b$`"\\c'],
    ['\\$X\\`\\"\\;\\|\\&\\<\\>\\(\\)\\#', '$X`";|&<>()#'],
  ]),
  words("lines", [
    ["a\\\nb", "ab"],
    ['"a\\\nb"', "ab"],
    ["'a\\\nb'", "a\\\nb"],
    ['"a\nb"', "a\nb"],
    ["\\\na", "a"],
    ["a \\\n", "a"],
  ]),
  words("signs that are none within a word", [
    ["a#b", "a#b"],
    ["a=b", "a=b"],
    ["a~b", "a~b"],
    ["{a,b}", "{a,b}"],
    ["}", "}"],
    ["!", "!"],
    ["a]", "a]"],
    ["ü'é'", "üé"],
  ]),
  words("patterns in quotes or with a colon", [
    ["'*?[a]'", "*?[a]"],
    ['"*"\\?\\[', "*?["],
    ["a:*?[b]", "a:*?[b]"],
    ["*?[b]:", "*?[b]:"],
  ]),
  words("dollar signs that are themselves", [
    ["$", "$"],
    ["a$", "a$"],
    ["$%$/$.", "$%$/$."],
    ['"$ $%"', "$ $%"],
    ["\\$'X'", "$X"],
  ]),
  sh("a backslash at the end is one", "healthcheck 80\\", {
    err: 'healthcheck: "80\\" is not a host name or address',
  }),
  words("a dollar sign before the closing quote", [['"a$"', "a$"]]),
  words("a dollar sign before an apostrophe in quotes", [['"a$\'b"', "a$'b"]]),
  refused('true "$\\\nX"', syntax("$\\"), "a dollar sign whose name is on the next line"),
  // A shell puts the home directory in its place.
  refused("curl -d ~ http://x/", syntax("~")),
  refused("curl --unix-socket ~/s http://x/", syntax("~")),
];

const parameters: Row[] = [
  words(
    "parameters that are set",
    [
      ["$X", "x"],
      ["${X}", "x"],
      ['"$X"', "x"],
      ["a${X}b$X.$X-$X/", "axbx.x-x/"],
      ["$X'$X'\"$X\"", "x$Xx"],
      ["$Y1_z", "y"],
      ["ü$X", "üx"],
      ["${X:-y}", "x"],
      ["${X:-'y'}", "x"],
    ],
    { X: "x", Y1_z: "y" },
  ),
  words(
    "parameters that are not set, or empty",
    [
      ["a$X", "a"],
      ['"$X"', ""],
      ['"${E}"', ""],
      ["a${XY}b", "ab"],
      ["${X:-y}", "y"],
      ["${E:-y}", "y"],
      ["''${X:-}", ""],
      ["${X:-$Y}", "z"],
      ["${X:-${E:-w}}", "w"],
    ],
    { E: "", Y: "z" },
  ),
  words("fallbacks", [
    ['"${X:-a b}"', "a b"],
    ["${X:-'a b'}", "a b"],
    ['${X:-"a b"}', "a b"],
    ["${X:-a' 'b}", "a b"],
    ["${X:-a\\ b}", "a b"],
    ["${X:-a;b|c&d<e>f(g)#h}", "a;b|c&d<e>f(g)#h"],
    ["${X:-'}'\\}\"}\"}", "}}}"],
    ["\"${X:-'a'}\"", "'a'"],
    ['"${X:-a\\"b\\$c\\`d\\e}"', 'a"b$c`d\\e'],
    ["${X:-a}}", "a}"],
    ["${X:-{a}}", "{a}"],
    ["${X:-a:*}", "a:*"],
    ['""${X:-""}', ""],
  ]),
  words("a fallback in quotes with a brace behind a backslash", [['"${X:-a\\}b}"', "a}b"]]),
  words("fallbacks 8 deep", [[`${"${A:-".repeat(8)}a${"}".repeat(8)}`, "a"]]),
  refused(`true ${"${A:-".repeat(9)}a${"}".repeat(9)}`, "fallbacks in fallbacks, more than 8 deep", "fallbacks 9 deep"),
  // From here on, -d stands in the values too, before each word that a value is split into.
  words(
    "values are split at blanks",
    [
      ["$X", "a&b"],
      ["$L", "a&b"],
      ["a$S'b'", "a&b"],
      ["${U:-a -d b}", "a&b"],
      ['"$L"', " \n\ta\t\t -d\n\nb \n"],
      ["a $U ${U}", "a"],
      ["a -d ''$U", "a&"],
      ["a$B", "a"],
      ["a$B$B", "a"],
    ],
    { X: "a -d b", L: " \n\ta\t\t -d\n\nb \n", S: " -d ", B: " \t" },
  ),
  words(
    "values are not read as the shell's language",
    [
      ["$Q", `'a'"b"\\c`],
      ["$S", "a;b|c&d>e<f(g)#$(h)`i`${X}$X~"],
      ['"$P"', "*?[a]\n; exit 0\n"],
      ["$N", "$"],
    ],
    { Q: `'a'"b"\\c`, S: "a;b|c&d>e<f(g)#$(h)`i`${X}$X~", P: "*?[a]\n; exit 0\n", N: "$" },
  ),
  sh("a value's || is no operator", "curl $X", {
    env: { X: "http://127.0.0.1:1/ || true" },
    err: "healthcheck as curl: argument 2 is a second target (quote a value that has spaces)",
  }),
  sh("a password from a variable is not shown", `curl -u "admin:$PASSWORD" ${URL}`, {
    server: web({ status: 401 }),
    env: { PASSWORD: SECRET },
    out: `healthy: GET ${URL}: 401 in N ms`,
  }),
  {
    name: "a value that is not UTF-8",
    as: "sh",
    args: ["-c", "true $X"],
    env: { X: Buffer.from("a\xff", "latin1") },
    err: "healthcheck as sh: not valid UTF-8",
  },
  sh("a value of 8192 bytes", 'true "$X"', { env: { X: "x".repeat(8192) }, out: "" }),
  sh("a word of 8193 bytes", 'true "${X}x"', {
    env: { X: "x".repeat(8192) },
    err: "healthcheck as sh: longer than 8192 bytes",
  }),
  sh("a word of far more", 'true "$X$X"', {
    env: { X: "x".repeat(8000) },
    err: "healthcheck as sh: longer than 8192 bytes",
  }),
  sh("256 words", `true ${"a ".repeat(255)}`, { out: "" }),
  refused(`true ${"a ".repeat(256)}`, "257 arguments, at most 256", "257 words"),
  refused(
    `curl ${'"$X" '.repeat(150)}`,
    "healthcheck as sh: the arguments up to here are longer than 32768 bytes",
    "a large value again and again",
    { X: "x".repeat(8000) },
  ),
  refused("true $X", pattern("*"), "a pattern in a value", { X: "a*" }),
];

/** What shells have and this one has not: each names its first sign. */
const signs: Row[] = [
  ...[
    ["curl http://x/ |& cat", "|"],
    ["curl http://x/ &", "&"],
    ["curl http://x/ & true", "&"],
    ["curl http://x/?a=1&b=2", "&"],
    ["true (", "("],
    ["f() { true; }", "("],
    ["true)", ")"],
    ["true # why", "#"],
    ["# why", "#"],
    ["; true", ";"],
    ["true ;; true", ";"],
    ["|| true", "||"],
    ["&& true", "&&"],
    ["true ||; true", ";"],
    ["true\n&& true", "&&"],
    ["true $?", "$?"],
    ["true $$", "$$"],
    ["true $1", "$1"],
    ["true $'a'", "$'"],
    ['true $"a"', '$"'],
    ["true ${}", "${"],
    ["true ${1}", "${"],
    ["true ${#X}", "${"],
    ["true ${", "${"],
    ["true ${X:=y}", ":"],
    ["true ${X-y}", "-"],
    ["true 'a", "'"],
    ['true "a', '"'],
    ['true "a\\"', '"'],
    ["true ${X:-a", "}"],
    ['true "${X:-a"', '"'],
    ['true "${X:-"a"}"', '"'],
  ].map(([text = "", sign = ""]) => refused(text, syntax(sign))),
  refused("true ${X", syntax("}")),
  ...[
    ["true $(date)", "$("],
    ['true "$(date)"', "$("],
    ["true $((1 + 1))", "$("],
    ["true `date`", "`"],
    ['true "`date`"', "`"],
    ["true ${X:-$(date)}", "$("],
    ["$(cat /check)", "$("],
  ].map(([text = "", sign = ""]) => refused(text, substitution(sign))),
  refused("true ${X:-$(date)}", substitution("$("), "a substitution in a fallback that is not needed", { X: "x" }),
  ...[
    ["true a*", "*"],
    ["true *.txt", "*"],
    ["true a?", "?"],
    ["true [ab]c", "["],
    ["true ${X:-a*}", "*"],
    ["curl localhost/?a=b", "?"],
  ].map(([text = "", sign = ""]) => refused(text, pattern(sign))),
  refused("curl -d * http://x/", pattern("*")),
  refused("true ?", pattern("?")),
  sh("a pattern in a URL stays", "curl 127.0.0.1:{port}/?a=*", {
    server: sends(OK),
    out: "healthy: GET http://127.0.0.1:{port}/?a=*: 200 in N ms",
    sent: request("GET /?a=* HTTP/1.1", HOST, ...USUAL),
  }),
  sh("a pattern of a URL's value stays", "curl $X", {
    server: sends(OK),
    env: { X: "http://127.0.0.1:{port}/?a=*" },
    out: "healthy: GET http://127.0.0.1:{port}/?a=*: 200 in N ms",
    sent: request("GET /?a=* HTTP/1.1", HOST, ...USUAL),
  }),
  ...["||", "&&", "||\n", "|| \\\n"].map((end) =>
    refused(`true ${end}`, FORM, `the text ends behind ${JSON.stringify(end)}`),
  ),
  refused("true || $UNSET", FORM, "nothing behind ||"),
  refused("$UNSET || true", syntax("||"), "nothing before ||"),
  refused("false; $UNSET", FORM, "nothing behind ;"),
  refused("\\", command("\\"), "a backslash alone"),
  refused("true\r", command("true\\x0d"), "a carriage return"),
  refused(`curl -H "Authorization: Bearer ${SECRET}" http://x/ | cat`, IN_PIPE, "what holds a secret, with a pipe"),
  refused(`curl -u admin:'${SECRET} http://x/`, syntax("'"), "what holds a secret, with a quote that is open"),
  // A text that some program has put in quotes once more.
  ...[
    `"curl -fu admin:${SECRET} localhost || exit 1"`,
    `"curl -fu admin:${SECRET} http://x/ || exit 1"`,
    `'curl -f http://x/?${SECRET}'`,
    `"curl\t${SECRET}"`,
    `"curl\n${SECRET}"`,
    `curl\\ ${SECRET}`,
    `"curl -f" http://x/?${SECRET}`,
    `" curl"`,
    `"curl "`,
    `exec "curl -f ${SECRET}"`,
    `false || "curl -f ${SECRET}"`,
    `"TOKEN ${SECRET}"`,
    `"/usr/bin/curl -f ${SECRET}/true"`,
  ].map((text) => refused(text, QUOTED, `quotes around it all: ${text.replace(SECRET, "…")}`)),
  refused('"curl -fu admin:$P http://x/ || exit 1"', QUOTED, "quotes around it all, with a variable", { P: SECRET }),
  refused('"$C"', QUOTED, "quotes around a variable that holds it all", { C: `curl -u a:${SECRET} http://x/` }),
  ...[`http://x/?${SECRET}`, `admin:${SECRET}@x`, `:${SECRET}`, "::", `'${SECRET}"'`, `${SECRET}%`, `a@${SECRET}`].map(
    (text) => refused(text, WORD, `a word that is no command's name: ${text.replace(SECRET, "…")}`),
  ),
  refused(`curl -u "admin:${SECRET}$(x)" http://x/`, substitution("$("), "what holds a secret, with a substitution"),
];

/** `sh -c TEXT`: what is understood, and that all else is refused before anything is done. */
export const shell: Row[] = [
  ...calls,
  ...commands,
  ...statuses,
  ...exits,
  ...sequences,
  ...deadlines,
  ...redirections,
  ...quoting,
  ...parameters,
  ...signs,
];
