import type { Name } from "../run";
import { type Row, SECRET } from "./row";

/** The values of `$S` and other variables. No line may show them. */
const HELD = {
  S: SECRET,
  Z: `z${SECRET}`,
  SPACED: `a ${SECRET}`,
  CONTROL: `${SECRET}\n`,
  DOLLAR: `\${${SECRET}}`,
  PORT: `8${SECRET}`,
};

/** A command line, and its usage error. `…` in the error stands for a variable as it was written. */
type Case = [args: string[], err: string];

const DURATION = "is not a duration like 3, 1.5s, 500ms or 1m";
const PORT = "is not a number from 1 to 65535";
const HOST = "is not a host name or address";

/** Every usage error of healthcheck that has a detail. `$S` becomes `${S}` if no shell replaces it. */
const own: Case[] = [
  // -s, with a value.
  [["-$S"], '-s: "$S" is not a set of statuses like 200, 200-299, 2xx or 200,204,401'],
  [["-$Z", "80"], "unknown option $Z (see --help)"],
  [["--$S", "80"], "unknown option --$S (see --help)"],
  [["--x$S=1", "80"], "unknown option --x$S (see --help)"],
  [["-z$S", "80"], "unknown option $S (see --help)"],
  [["-t", "$S", "80"], `-t: "$S" ${DURATION}`],
  [["-t$S", "80"], `-t: "$S" ${DURATION}`],
  [["-qt$S", "80"], `-t: "$S" ${DURATION}`],
  [["--timeout=$S", "80"], `--timeout: "$S" ${DURATION}`],
  [["--timeout=1$S$S.5", "80"], `--timeout: "1$S$S.5" ${DURATION}`],
  [["--timeout", "99999999999$S", "80"], `--timeout: "99999999999$S" ${DURATION}`],
  [["-s", "200,$S", "/"], '-s: "200,$S" is not a set of statuses like 200, 200-299, 2xx or 200,204,401'],
  [["-X", "$S:", "/"], '-X: "$S:" is not a request method'],
  [["-A", "x$CONTROL", "/"], '-A: a control byte in "x$CONTROL"'],
  [["-H", "X-$S: \n", "/"], "-H: a control byte in the value of X-$S"],
  [["-H", "$S$S-A: x$CONTROL", "/"], "-H: a control byte in the value of $S$S-A"],
  [["$S"], 'no port in "$S", wanted host:port or http://host'],
  [["$S/x"], 'no port in "$S", wanted host:port or http://host'],
  [["$S://x"], 'unknown scheme "$S", wanted http, https, grpc, grpcs, tcp or unix'],
  [[":$S"], `port "$S" ${PORT}`],
  [["localhost:$S/x"], `port "$S" ${PORT}`],
  [["http://localhost:8$S/x"], `port "8$S" ${PORT}`],
  [["tcp://localhost:$S"], `port "$S" ${PORT}`],
  [["http://$S!/"], `"$S!" ${HOST}`],
  [["a.$S!:80"], `"a.$S!" ${HOST}`],
  [["[$S]:80"], `"[$S]" ${HOST}`],
  [["[$S:80"], `"[$S:80" ${HOST}`],
  [["$S:1:2"], '"$S:1:2" has too many colons (an IPv6 address needs brackets, [::1]:80)'],
  [["http://localhost/$SPACED/x"], 'a space or control byte in "/$SPACED/x" (write it as %20)'],
  [["http://localhost/a b$S"], 'a space or control byte in "/a b$S" (write it as %20)'],
  [["tcp://x:1/$S"], '"/$S" behind tcp://host:port, where nothing may stand'],
  [["unix://$S"], '"$S" is not an absolute path, wanted unix:///path'],
  [["--install", "/x", "sh,$S"], '"$S" is none of healthcheck, sh, curl, wget, nc, grpc_health_probe'],
];

/** The usage errors of the tools that have a detail. */
const tools: [Name, ...Case][] = [
  ["curl", ["--$S", "http://x/"], "option --$S is not supported"],
  ["curl", ["-$S", "http://x/"], "option $S is not supported"],
  ["curl", ["-m", "$S", "http://x/"], `-m: "$S" ${DURATION}`],
  ["curl", ["-o", "$S", "http://x/"], '-o: "$S": nothing is saved here, wanted /dev/null or -'],
  ["curl", ["-X", "$S:", "http://x/"], '-X: "$S:" is not a request method'],
  ["curl", ["$S:x"], `port "x" ${PORT}`],
  ["curl", ["x:$S"], `port "$S" ${PORT}`],
  ["curl", ["$S!"], `"$S!" ${HOST}`],
  ["curl", ["$S://x"], 'unknown scheme "$S", wanted http or https'],
  ["curl", ["--url", "x:$S"], `port "$S" ${PORT}`],
  ["wget", ["-Y", "$S", "http://x/"], '-Y: "$S": no proxy is used here, wanted off'],
  ["wget", ["-O", "$S", "http://x/"], '-O: "$S": nothing is saved here, wanted /dev/null or -'],
  ["wget", ["--method=$S:", "http://x/"], '--method: "$S:" is not a request method'],
  ["nc", ["-z", "$S!", "80"], `"$S!" ${HOST}`],
  ["nc", ["-z", "x", "$S"], `port "$S" ${PORT}`],
  ["nc", ["-w", "$S", "-z", "x", "80"], `-w: "$S" ${DURATION}`],
  ["nc", ["-$S", "x", "80"], "option $S is not supported"],
];

/** Texts of `sh -c`, and the usage errors of their commands. */
const texts: [text: string, err: string][] = [
  ["$S", command("$S")],
  ["${S}", command("${S}")],
  [
    "${S:-x}",
    "a command is none of healthcheck, curl, wget, nc, grpc_health_probe, sh, timeout, true, false, exit, exec: this is no shell",
  ],
  ['"$S" x', command("$S")],
  ["x$S-$S", command("x$S-$S")],
  ["/opt/$S", command("$S")],
  ["$S/x", command("x")],
  ["exec $S", command("$S")],
  ["false || $S", command("$S")],
  [">/dev/null $S", command("$S")],
  [">$NULL $S", command("$S")],
  ["$SPACED", command("$SPACED")],
  ["$UNSET $S", command("$S")],
  ["exit $S", '"$S" is not a number from 0 to 255'],
  ["exit 1$S", '"1$S" is not a number from 0 to 255'],
  ["exit 1 $S", '"$S" is not a number from 0 to 255'],
  ["A$S=x", "assignments are not supported (A$S=...): this is no shell"],
  ["A=$S", "assignments are not supported (A=...): this is no shell"],
];

function command(name: string): string {
  return `"${name}" is none of healthcheck, curl, wget, nc, grpc_health_probe, sh, timeout, true, false, exit, exec: this is no shell`;
}

const NAME = /\$(\w+)/g;

/** Quotes a word so that a shell only replaces its variables. */
function quoted(word: string): string {
  return `"${word.replace(/["\\`]/g, "\\$&")}"`;
}

/** Usage errors show variables as they were written, because their values may be secret. */
export const secrets: Row[] = [
  ...own.map(([args, err]) => ({
    name: `replaced by itself: ${JSON.stringify(args)}`,
    args: args.map((arg) => arg.replace(NAME, "${$1}")),
    env: { ...HELD, PORT: "80" },
    err: `healthcheck: ${err.replace(NAME, "${$1}")}`,
  })),
  ...own.map(([args, err]) => inShell(`healthcheck ${args.map(quoted).join(" ")}`, `healthcheck: ${err}`)),
  ...tools.map(([tool, args, err]) =>
    inShell(`${tool} ${args.map(quoted).join(" ")}`, `healthcheck as ${tool}: ${err}`),
  ),
  ...texts.map(([text, err]) => inShell(text, `healthcheck as sh: ${err}`)),
  {
    name: "a fallback",
    args: [`localhost:\${UNSET:-${SECRET}}`],
    err: `healthcheck: port "\${UNSET:-...}" ${PORT}`,
  },
  {
    name: "an address of the other family",
    args: ["-4", "[${ADDRESS}]:80"],
    env: { ADDRESS: "::5ec:123" },
    err: "healthcheck: -4 excludes the IPv6 address ${ADDRESS}",
  },
  // The shell replaces $DOLLAR, which gives a reference for healthcheck.
  inShell(
    'healthcheck "$DOLLAR"',
    "healthcheck: argument 1: ${$DOLLAR} is not set (${$DOLLAR:-fallback} would do without it)",
  ),
  inShell('healthcheck "x:$DOLLAR"', `healthcheck: port "$DOLLAR" ${PORT}`, { DOLLAR: "${P}", P: SECRET }),
];

function inShell(text: string, err: string, env: Row["env"] = {}): Row {
  return {
    name: `replaced by the shell: ${JSON.stringify(text)}`,
    as: "sh",
    args: ["-c", text],
    env: { ...HELD, NULL: "/dev/null", ...env, ...(text.includes('"/"') ? { PORT: "80" } : {}) },
    err,
  };
}
