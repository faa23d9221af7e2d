import { behaving, type StartServer } from "../servers";
import { closesAtOnce, endless, resetsAtOnce, sends, silent, trickles } from "../servers/raw";
import { onUnixSocket } from "../servers/unix";
import { type Row, SECRET } from "./row";

const TCP = "tcp localhost:{port}";
/** The most bytes of an answer that are read. */
const MOST = 65_536;

/** Answers each time that this has come, with the same text, and keeps the connection. */
function answers(question: string, answer: string, after: "keep" | "end" = "keep"): StartServer {
  return behaving((socket) => {
    let text = "";
    socket.on("data", (bytes) => {
      text += bytes.toString("latin1");
      if (!text.endsWith(question)) return;
      socket.write(answer, "latin1");
      if (after === "end") socket.end();
    });
  });
}

/** Says this at once. */
function greets(text: string | string[], after: "keep" | "end" = "keep", pause = 0): StartServer {
  return sends(text, { early: true, after, pause });
}

function found(name: string, server: StartServer, args: string[], text: string, more: Partial<Row> = {}): Row {
  return { name, server, args: [...args, "{port}"], out: `healthy: ${TCP}: got "${text}" in N ms`, ...more };
}

function missed(name: string, server: StartServer, args: string[], err: string, more: Partial<Row> = {}): Row {
  return { name, server, args: [...args, "{port}"], err: `unhealthy: ${TCP}: ${err}`, ...more };
}

function closed(bytes: number): string {
  return `connection closed by the peer while reading the answer (${bytes} bytes so far)`;
}

function late(bytes: number): string {
  return `timed out after 1s reading the answer (${bytes} bytes so far)`;
}

const SHORT = ["-t", "1s"];
const PING = ["--send", "PING\\r\\n", "--expect", "+PONG"];

const conversations: Row[] = [
  found("PING is answered by +PONG", answers("PING\r\n", "+PONG\r\n"), PING, "+PONG", { sent: "PING\r\n" }),
  found("an answer in pieces", greets([..."+PONG"], "keep", 5), PING, "+PONG"),
  found("an answer that ends the connection", answers("\n", "x+PONGx", "end"), PING, "+PONG"),
  found("a banner", greets("220 mail ESMTP\r\n"), ["--expect", "220 "], "220 "),
  found("a banner that ends the connection", greets("220 ", "end"), ["-e", "220 "], "220 "),
  found("a banner in the middle", greets("hello 220 "), ["-e", "220 "], "220 "),
  found("a banner behind a pause", greets(["", "220 "], "keep", 100), ["-e", "220 "], "220 "),
  found("one of two texts", greets("250 ok"), ["-e", "220 ", "-e", "250 "], "250 "),
  found("the text that ends first", greets("220 250 "), ["-e", "250 ", "-e", "220 "], "220 "),
  found("a text at the end of 64 KiB", greets(`${"x".repeat(MOST - 2)}OK and more`), ["-e", "OK"], "OK"),
  found("a text that trickles in time", trickles("", "OK"), ["--send", "\\r\\n\\r\\n", "-e", "OK"], "OK"),
  missed(
    "an answer that is another one, and the connection is kept",
    answers("PING\r\n", "-NOAUTH Authentication required.\r\n"),
    [...SHORT, ...PING],
    `got "-NOAUTH Authentication required.", wanted "+PONG", ${late(34)}`,
    { takes: [1000, 1500] },
  ),
  missed(
    "an answer that is another one, and the connection is closed",
    answers("PING\r\n", "-ERR max number of clients reached\r\n", "end"),
    PING,
    `got "-ERR max number of clients reached", wanted "+PONG", ${closed(36)}`,
  ),
  missed("no answer", silent, [...SHORT, ...PING], `got nothing, wanted "+PONG", ${late(0)}`, { takes: [1000, 1500] }),
  missed("closed without a banner", closesAtOnce, ["-e", "220 "], `got nothing, wanted "220 ", ${closed(0)}`),
  missed(
    "a reset in place of a banner",
    resetsAtOnce,
    ["-e", "220 "],
    'got nothing, wanted "220 ", connection reset while reading the answer (0 bytes so far)',
  ),
  missed("a banner cut off", greets("22", "end"), ["-e", "220 "], `got "22", wanted "220 ", ${closed(2)}`),
  missed(
    "a text behind 64 KiB",
    greets(`${"x".repeat(MOST)}OK`),
    ["-e", "OK"],
    `got "${"x".repeat(80)}...", wanted "OK", ${MOST} bytes read`,
  ),
  missed(
    "a text across 64 KiB",
    greets(`${"x".repeat(MOST - 1)}OK`),
    ["-e", "OK"],
    `got "${"x".repeat(80)}...", wanted "OK", ${MOST} bytes read`,
  ),
  missed(
    "an answer without end",
    endless("", "x"),
    ["--send", "\\r\\n\\r\\n", "-e", "OK"],
    `got "${"x".repeat(80)}...", wanted "OK", ${MOST} bytes read`,
  ),
  missed(
    "two texts, and neither comes",
    greets("hi", "end"),
    ["-e", "a", "-e", "b"],
    `got "hi", wanted "a" or "b", ${closed(2)}`,
  ),
];

const quoted: Row[] = [
  ["control bytes", "\x1b[2J\x00\x07", "\\x1b[2J\\x00\\x07"],
  ["bytes that are not UTF-8", "\xff\xfe", "\\xff\\xfe"],
  ["UTF-8", Buffer.from("l\u00e4uft nicht").toString("latin1"), "l\u00e4uft nicht"],
  ["text that changes its direction", Buffer.from("a\u202eb").toString("latin1"), "a\\xe2\\x80\\xaeb"],
  ["a line end within", "a\r\nb\r\n", "a\\x0d\\x0ab"],
  ["line ends alone", "\r\n\n", "\\x0d"],
  ["80 bytes", "y".repeat(80), "y".repeat(80)],
  ["81 bytes", "y".repeat(81), `${"y".repeat(80)}...`],
].map(([name = "", bytes = "", shown]) =>
  missed(
    `an answer is shown: ${name}`,
    greets(bytes, "end"),
    ["-e", "OK"],
    `got "${shown}", wanted "OK", ${closed(bytes.length)}`,
  ),
);

function sent(name: string, args: string[], bytes: string, more: Partial<Row> = {}): Row {
  return {
    name: `--send ${name}`,
    server: silent,
    args: [...args, "{port}"],
    out: `healthy: ${TCP}: sent in N ms`,
    sent: bytes,
    ...more,
  };
}

const escapes: Row[] = [
  sent("alone", ["--send", "hello"], "hello"),
  sent("all escapes", ["--send", "\\r\\n\\t\\\\\\0\\x00\\x7f\\xFf\\xaB"], "\r\n\t\\\0\x00\x7f\xff\xab"),
  sent("a backslash that is escaped, and a letter", ["--send", "\\\\r"], "\\r"),
  sent("twice", ["--send", "HELO x\\r\\n", "--send=QUIT\\r\\n"], "HELO x\r\nQUIT\r\n"),
  sent("UTF-8", ["--send", "\u00e4"], Buffer.from("\u00e4").toString("latin1")),
  sent("a line feed of its own", ["--send", "a\nb"], "a\nb"),
  sent("8192 bytes", ["--send", "x".repeat(8192)], "x".repeat(8192)),
  sent("a variable", ["--send", "AUTH ${PW}\\r\\n"], `AUTH ${SECRET}\r\n`, { env: { PW: SECRET } }),
  sent("a variable, which has no escapes", ["--send=a${PW}\\n"], "a\\r\\q\\\n", { env: { PW: "\\r\\q\\" } }),
  sent("a fallback", ["--send", "a${NONE:-b}\\n"], "ab\n"),
  {
    name: "--send a variable of sh -c, which has no escapes",
    server: silent,
    as: "sh",
    env: { PW: `\\n${SECRET}` },
    args: ["-c", 'healthcheck --send "AUTH $PW\\r\\n" localhost:{port}'],
    out: `healthy: ${TCP}: sent in N ms`,
    sent: `AUTH \\n${SECRET}\r\n`,
  },
  {
    name: "--send over a Unix socket",
    server: onUnixSocket(answers("stats\n", "uptime 5\n")),
    args: ["--send", "stats\\n", "-e", "uptime", "unix://{socket}"],
    out: 'healthy: unix {socket}: got "uptime" in N ms',
    sent: "stats\n",
  },
  {
    name: "--expect over a Unix socket, and another answer",
    server: onUnixSocket(greets("busy\n", "end")),
    args: ["-e", "ready", "unix://{socket}"],
    err: `unhealthy: unix {socket}: got "busy", wanted "ready", ${closed(5)}`,
  },
];

/** A server that repeats what it does not know, as Redis does. */
const repeats = behaving((socket) => socket.once("data", (bytes) => socket.end(`-ERR unknown command ${bytes}`)));

const secrets: Row[] = [
  missed(
    "the answer to a variable is not shown",
    repeats,
    ["--send", "AUTHX ${PW}\\r\\n", "-e", "+OK"],
    `got ${29 + SECRET.length} bytes, wanted "+OK", ${closed(29 + SECRET.length)}`,
    { env: { PW: SECRET } },
  ),
  missed(
    "the answer to a fallback is not shown",
    repeats,
    [`--send=AUTHX \${PW:-${SECRET}}\\r\\n`, "-e", "+OK"],
    `got ${29 + SECRET.length} bytes, wanted "+OK", ${closed(29 + SECRET.length)}`,
  ),
  missed(
    "the answer to a variable in the first of two texts is not shown",
    repeats,
    ["--send", "${PW}", "--send", "\\r\\n", "-e", "+OK"],
    `got ${23 + SECRET.length} bytes, wanted "+OK", ${closed(23 + SECRET.length)}`,
    { env: { PW: SECRET } },
  ),
  // Whether a text may hold a secret depends on how it is written, not on what its variables hold.
  ...(
    [
      ["an empty variable", "${PW}", { PW: "" }],
      ["an empty fallback", "${PW:-}", {}],
      ["an empty variable with an empty fallback", "${PW:-}", { PW: "" }],
    ] as const
  ).map(([name, variable, env]) =>
    missed(
      `the answer to ${name} is not shown`,
      repeats,
      ["--send", `AUTHX ${variable}\\r\\n`, "-e", "+OK"],
      `got 29 bytes, wanted "+OK", ${closed(29)}`,
      { env },
    ),
  ),
  ...(
    [
      ["a variable", "$PW", { PW: SECRET }],
      ["an empty variable", "$PW", { PW: "" }],
      ["a variable that is not set", "$PW", {}],
      ["a fallback", `\${PW:-${SECRET}}`, {}],
      ["an empty fallback", "${PW:-}", {}],
    ] as const
  ).flatMap(([name, variable, env]): Row[] => {
    const length = 29 + (variable === "$PW" ? ("PW" in env ? env.PW.length : 0) : variable.length - "${PW:-}".length);
    const err = `unhealthy: ${TCP}: got ${length} bytes, wanted "OK", ${closed(length)}`;
    const shell = { server: repeats, as: "sh" as const, env, err };
    return [
      {
        ...shell,
        name: `the answer to ${name} of sh -c is not shown`,
        args: ["-c", `healthcheck --send "AUTHX ${variable}\\r\\n" -e OK localhost:{port}`],
      },
      {
        ...shell,
        name: `the answer to ${name} that echo prints is not shown`,
        args: ["-c", `echo "AUTHX! ${variable}" | nc localhost {port} | grep OK`],
      },
    ];
  }),
  {
    name: "-v does not show what is sent",
    server: answers("\n", "+OK\r\n"),
    args: ["-v", "--send", `AUTH ${SECRET}\\n`, "-e", "+OK", "{port}"],
    out: [
      `healthy: ${TCP}: got "+OK" in N ms`,
      "at N ms: connecting (127.0.0.1)",
      "at N ms: sending the request",
      "at N ms: reading the answer (0 bytes so far)",
      "at N ms: reading the answer (5 bytes so far)",
    ].join("\n"),
    sent: `AUTH ${SECRET}\n`,
  },
  missed(
    "an expected variable is shown as it was written",
    greets("no", "end"),
    ["-e", "${PW}"],
    `got "no", wanted "\${PW}", ${closed(2)}`,
    {
      env: { PW: SECRET },
    },
  ),
];

const wrong: Row[] = [
  [["--send", "", "80"], "--send: an empty text, wanted at least one byte"],
  [["--send=", "80"], "--send: an empty text, wanted at least one byte"],
  [["--send", "${EMPTY}", "80"], "--send: an empty text, wanted at least one byte"],
  ...["\\", "a\\", "\\q", "\\R", "\\x", "\\x4", "\\xg0", "\\x0g", "\\1", "\\e", "\\u0041"].map(
    (text): [string[], string] => [
      ["--send", `${SECRET}${text}`, "80"],
      "--send: a backslash that is none of \\r \\n \\t \\\\ \\0 \\xNN",
    ],
  ),
  [["--send", "x".repeat(8193), "80"], "argument 2: longer than 8192 bytes"],
  [["--send"], "option --send needs a value (see --help)"],
  [["--send", "x", ":80/"], "--send is for TCP and Unix targets (HTTP sends --data)"],
  [["--send", "x", "--unix-socket", "/s", "http://app/"], "--send is for TCP and Unix targets (HTTP sends --data)"],
  [["-d", "x", "80"], "--data is for HTTP, but the target is a connection alone (HTTP is host:port/ or http://host)"],
  [["--help", "--send", "x"], "option --help stands alone, and checks nothing"],
].map(([args, err]) => ({
  name: `--send: ${JSON.stringify(args).slice(0, 60)}`,
  env: { EMPTY: "" },
  args: args as string[],
  err: `healthcheck: ${err}`,
}));

/** What is said over TCP and Unix connections. */
export const sending: Row[] = [...conversations, ...quoted, ...escapes, ...secrets, ...wrong];
