/** Shell syntax that is not supported is named in the error. */
import { expect, test } from "vitest";
import { both } from "./both.ts";

/** The usage errors, for each kind of sign. */
const LINES: Record<string, (sign: string) => string> = {
  syntax: (sign) => `"${sign}" is not supported: this is no shell (wanted checks joined by || && ;)`,
  output: (sign) => `"${sign}" is not supported: output may go to /dev/null only`,
  command: (name) =>
    `"${name}" is none of healthcheck, curl, wget, nc, grpc_health_probe, sh, timeout, true, false, exit, exec: this is no shell`,
};

/** Texts and the sign that is refused. test/cases/shell.ts has more. */
const TEXTS: Record<string, Record<string, string>> = {
  syntax: {
    "true $0": "$0",
    "true $@": "$@",
    "true $*": "$*",
    "true $#": "$#",
    "true $!": "$!",
    "true $-": "$-",
    "true ${!X}": "${",
    "true ${X:?y}": ":",
    "true ${X:+y}": ":",
    "true ${X:1}": ":",
    "true ${X+y}": "+",
    "true ${X%y}": "%",
    "true ${X##y}": "#",
    "true ${X/y/z}": "/",
    "true ${X }": " ",
    "true && || true": "||",
    "true || | true": "|",
    "true; ; true": ";",
    "true a'": "'",
    "true ${X:-'a}": "'",
  },
  output: {
    "true > /dev/null2": ">",
    "true >/dev/null/": ">",
    "true 2>/dev/stderr": ">",
    "true > /proc/1/fd/1": ">",
    "true >>/var/log/x": ">",
    "true >x": ">",
    "true 2>": ">",
    "true > ''": ">",
    "true <<-E": "<",
    "true <<<word": "<",
    "true <(true)": "<",
    "true < /etc/passwd": "<",
    "true >&-": "&",
    "true >&x": "&",
    "true >&0": "&",
    "true <&0": "&",
    "true >&/dev/null": "&",
    "true >&$X": "&",
    "true 9>&1": "9>",
  },
  command: {
    "cat /x": "cat",
    "grep x": "grep",
    "sleep 1": "sleep",
    ps: "ps",
    "case a in esac": "case",
    "while true; do true; done": "while",
    "time curl http://x/": "time",
    "CURL http://x/": "CURL",
    "curl2 http://x/": "curl2",
    "exec -a x true": "-a",
  },
};

test("what shells have and this one has not is named by its first sign", () => {
  for (const [kind, signs] of Object.entries(TEXTS)) {
    for (const [text, sign] of Object.entries(signs)) {
      const run = both("verdict", "nsh", "a-c", `acurl http://127.0.0.1/; ${text}`, "c");
      expect({ text, run }).toEqual({ text, run: `print 2 healthcheck as sh: ${LINES[kind]?.(sign)}\nfinish 1` });
    }
  }
});
