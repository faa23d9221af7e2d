import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { publicFolder } from "../peers/programs";
import { type Artifact, artifactNamed, cannotRun, commandAs, run } from "../run";
import { behaving, type Server, type StartServer } from "../servers";
import { endless, sends } from "../servers/raw";
import { onUnixSocket } from "../servers/unix";
import { certificate } from "../tls/authority";
import { nodeTls } from "../tls/servers";
import { tool } from "./launch";
import { watch } from "./watch";

// After its verdict a check reads the rest of the body for a moment, so that the server can finish.

const subjects = ["native amd64", "native amd64 with TLS", "node bundle"].map(artifactNamed);

/** How long a check reads after its verdict, in milliseconds, and how much, in bytes. */
const DRAINING = 100;
const MAX_DROPPED = 1024 * 1024;

/** A deadline that is shorter than that, in milliseconds. */
const SHORT = 60;

/** How much longer it may take to exit on an idle machine, in milliseconds. */
const LIMIT = 50;

/** A busy machine delays some runs: the fastest counts, or the slowest if the check must wait. */
const RUNS = 5;

const HEAD = "HTTP/1.1 200 OK\r\n";
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;

interface BodyCase {
  name: string;
  server: StartServer;
  /** If missing, the URL. */
  args?: string[];
  as?: "curl";
  tls?: true;
  exit?: 1;
}

/** Sends `start`, then `piece` every 20 ms. */
function trickling(start: string, piece: string): StartServer {
  return sends([start, ...Array(50).fill(piece)], { pause: 20, after: "keep" });
}

function keeping(bytes: string): StartServer {
  return sends(bytes, { after: "keep" });
}

const leaf = certificate({ names: ["127.0.0.1"] });

function overTls(response: string): StartServer {
  return nodeTls({ chain: [leaf], key: leaf.key }, {}, (socket) => socket.write(response, "latin1"));
}

/** The body never ends: the check waits for it as long as it may. */
const withoutEnd: BodyCase[] = [
  { name: "a body that does not come", server: keeping(`${HEAD}Content-Length: 1000\r\n\r\n`) },
  { name: "a stalled body", server: keeping(`${HEAD}Content-Length: 1000\r\n\r\n0123456789`) },
  { name: "a stalled body of no length", server: keeping(`${HEAD}\r\n0123456789`) },
  { name: "a stalled body of a huge length", server: keeping(`${HEAD}Content-Length: ${"9".repeat(40)}\r\n\r\nx`) },
  { name: "a stalled chunk", server: keeping(`${CHUNKED}ff\r\nhello`) },
  { name: "a stalled chunk size", server: keeping(`${CHUNKED}5\r\nhello\r\n0`) },
  { name: "a stalled trailer", server: keeping(`${CHUNKED}0\r\nX: y\r\n`) },
  { name: "a trickling body", server: trickling(`${HEAD}Content-Length: 1000\r\n\r\n`, "x") },
  { name: "trickling chunks", server: trickling(CHUNKED, "1\r\nx\r\n") },
  { name: "an event stream", server: trickling(`${HEAD}Content-Type: text/event-stream\r\n\r\n`, "data: tick\n\n") },
  {
    name: "an event stream in lines that end in LF",
    server: trickling("HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n", "data: tick\n\n"),
  },
  { name: "a stalled body of 503", server: keeping("HTTP/1.1 503 No\r\nContent-Length: 9\r\n\r\nx"), exit: 1 },
  { name: "a stalled body, asked for by curl", server: keeping(`${HEAD}\r\nx`), as: "curl", args: ["-f", "{url}"] },
  {
    name: "a stalled body on a Unix socket",
    server: onUnixSocket(keeping(`${HEAD}Content-Length: 9\r\n\r\nx`)),
    args: ["--unix-socket", "{socket}", "http://localhost/"],
  },
  { name: "a stalled body over TLS", server: overTls(`${HEAD}Content-Length: 9\r\n\r\nx`), tls: true },
];

/** More is sent than the check reads. */
const withoutPause: BodyCase[] = [
  { name: "an endless body", server: endless(`${HEAD}\r\n`, "body ") },
  {
    name: "an endless body of a huge length",
    server: endless(`${HEAD}Content-Length: ${"9".repeat(40)}\r\n\r\n`, "x"),
  },
  { name: "endless chunks", server: endless(CHUNKED, "4\r\nbody\r\n") },
  { name: "an endless chunk", server: endless(`${CHUNKED}ffffffffffffffff\r\n`, "body ") },
  { name: "an endless chunk size", server: endless(CHUNKED, "0") },
  { name: "an endless chunk extension", server: endless(`${CHUNKED}5;`, "x") },
  { name: "endless trailers", server: endless(`${CHUNKED}0\r\n`, "X: y\r\n") },
  { name: "an endless body of 404", server: endless("HTTP/1.1 404 No\r\n\r\n", "body "), exit: 1 },
];

/** Nothing is left to read. Some servers keep the connection open. */
const ended: BodyCase[] = [
  { name: "HEAD", server: keeping(`${HEAD}Content-Length: 1000\r\n\r\n`), args: ["-X", "HEAD", "{url}"] },
  { name: "HEAD, chunked", server: keeping(CHUNKED), args: ["-X", "HEAD", "{url}"] },
  { name: "204", server: keeping("HTTP/1.1 204 No Content\r\n\r\n") },
  { name: "304", server: keeping("HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n") },
  { name: "101", server: keeping("HTTP/1.1 101 Switching\r\n\r\n"), args: ["-s", "101", "{url}"] },
  { name: "Content-Length 0", server: keeping(`${HEAD}Content-Length: 0\r\n\r\n`) },
  { name: "Content-Length reached", server: keeping(`${HEAD}Content-Length: 5\r\n\r\nhello`) },
  {
    name: "Content-Length reached later",
    server: sends([`${HEAD}Content-Length: 5\r\n\r\nhe`, "llo"], { after: "keep" }),
  },
  { name: "Content-Length exceeded", server: keeping(`${HEAD}Content-Length: 5\r\n\r\nhello, hello`) },
  { name: "Content-Length twice", server: keeping(`${HEAD}Content-Length: 5, 5\r\ncontent-length:5\r\n\r\nhello`) },
  { name: "Content-Length in lines that end in LF", server: keeping("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello") },
  { name: "the last chunk", server: keeping(`${CHUNKED}5\r\nhello\r\n0\r\n\r\n`) },
  {
    name: "the last chunk, byte by byte",
    server: sends([CHUNKED, ..."1\r\nx\r\n0\r\n\r\n"], { pause: 1, after: "keep" }),
  },
  {
    name: "the last chunk, with an extension and trailers",
    server: keeping(`${CHUNKED}5;x="0"\r\nhello\r\n00;y\r\nX: y\r\n\r\n`),
  },
  {
    name: "chunks before Content-Length",
    server: keeping(`${HEAD}Content-Length: 1000\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
  },
  {
    name: "chunks in lines that end in LF",
    server: keeping("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n"),
  },
  { name: "the end of the stream within the body", server: sends(`${HEAD}Content-Length: 1000\r\n\r\nhello`) },
  { name: "a reset within the body", server: sends(`${HEAD}Content-Length: 1000\r\n\r\nhello`, { after: "reset" }) },
  { name: "a reset within a chunk", server: sends(`${CHUNKED}ff\r\nhello`, { after: "reset" }) },
  { name: "a status that is unhealthy", server: keeping("HTTP/1.1 503 No\r\nContent-Length: 1\r\n\r\nx"), exit: 1 },
  { name: "Content-Length reached over TLS", server: overTls(`${HEAD}Content-Length: 5\r\n\r\nhello`), tls: true },
];

describe.each(subjects)("$name", (artifact) => {
  const cases = (all: BodyCase[]) => all.filter(({ tls }) => !tls || artifact.tls);

  it.for(cases(withoutEnd))("$name: the verdict, and then the bound", async (row, context) => {
    const behind = (await judged(artifact, row, context)).map(({ end, line }) => end - line);
    // The verdict does not wait for the end of the body.
    expect(Math.max(...behind)).toBeGreaterThan(DRAINING / 2);
    expect(Math.min(...behind)).toBeLessThan(DRAINING + LIMIT);
  });

  it.for(cases(withoutPause))("$name: the verdict, and then a bound", async (row, context) => {
    const behind = (await judged(artifact, row, context)).map(({ end, line }) => end - line);
    expect(Math.min(...behind)).toBeLessThan(DRAINING + LIMIT);
  });

  it.for(cases(ended))("$name: the verdict and the end", async (row, context) => {
    const behind = (await judged(artifact, row, context)).map(({ end, line }) => end - line);
    expect(Math.min(...behind)).toBeLessThan(DRAINING / 2);
  });

  it("never reads past the deadline", async (context) => {
    if (artifact.available !== true) cannotRun(context, artifact.available);
    const server = await keeping(`${HEAD}\r\n`)();
    const command = [...artifact.command, "-t", `${SHORT}ms`, urlOf(server)];
    const runs = await Promise.allSettled(Array.from({ length: 2 * RUNS }, () => timed(command, 0)));
    await server.close();
    // On a busy machine some have no verdict after so short a time.
    const behind = runs.flatMap((it) => (it.status === "fulfilled" ? [it.value.end - it.value.line] : []));
    expect(Math.min(...behind)).toBeLessThan(SHORT + LIMIT / 2);
  });

  it("reads at most 1 MiB of an endless body", { timeout: 60_000 }, async (context) => {
    const lacking = [artifact.available, tool("strace")].find((it) => it !== true);
    if (lacking !== undefined) cannotRun(context, String(lacking));
    const folder = publicFolder();
    const server = await endless(`${HEAD}\r\n`, "body ")();
    try {
      const trace = `${folder.path}/trace`;
      const strace = [
        "/usr/bin/env",
        "strace",
        "-f",
        "-yy",
        "-s",
        "0",
        "-e",
        "trace=read,recvfrom,recvmsg,readv",
        "-o",
        trace,
      ];
      const { exit, stderr } = await run([...strace, ...artifact.command], [urlOf(server)], {
        PATH: process.env.PATH ?? "",
      });
      expect(exit, stderr).toBe(0);
      const calls = readFileSync(trace, "utf8").matchAll(/\w+\(\d+<TCP:.* = (\d+)$/gm);
      const bytes = [...calls].reduce((sum, [, count]) => sum + Number(count), 0);
      expect(bytes).toBeGreaterThan(0);
      // The header section comes on top. Node also reads what arrived with the last bytes that count.
      expect(bytes).toBeLessThanOrEqual(MAX_DROPPED + 2 * 65536);
    } finally {
      await server.close();
      folder.remove();
    }
  });

  it("reads the body of a redirect to its end before it connects again", async (context) => {
    if (artifact.available !== true) cannotRun(context, artifact.available);
    const { server, seen } = await slowly([302, 302, 200]);
    const { exit, stderr } = await run(artifact.command, ["-t", "10s", "-L", urlOf(server)]);
    await server.close();
    expect(exit, stderr).toBe(0);
    expect(seen).toEqual(["all of 0", "all of 1", "all of 2"]);
  });

  it("reads a body to its end before the next command of sh -c connects", async (context) => {
    if (artifact.available !== true) cannotRun(context, artifact.available);
    const { server, seen } = await slowly([200, 503, 200]);
    const text = Array(3)
      .fill(`healthcheck -t 10s ${urlOf(server)}`)
      .join("; ");
    const { exit } = await run(commandAs(artifact, "sh"), ["-c", text]);
    await server.close();
    expect(exit).toBe(0);
    expect(seen).toEqual(["all of 0", "all of 1", "all of 2"]);
  });
});

function urlOf({ values }: Server): string {
  return `http://127.0.0.1:${values.port}/`;
}

interface Timed {
  /** Milliseconds from the start to the verdict, and to the exit. */
  line: number;
  end: number;
}

/** Runs the check a few times at once, and checks every run. */
async function judged(artifact: Artifact, row: BodyCase, context: { skip(reason: string): never }): Promise<Timed[]> {
  if (artifact.available !== true) cannotRun(context, artifact.available);
  const server = await row.server();
  try {
    const url = row.tls ? urlOf(server).replace("http:", "https:") : urlOf(server);
    const given = row.args ?? (row.tls ? ["-k", "{url}"] : ["{url}"]);
    const args = given.map((it) => it.replace("{url}", url).replace("{socket}", server.values.socket ?? ""));
    const command = row.as === undefined ? artifact.command : commandAs(artifact, row.as);
    return await Promise.all(Array.from({ length: RUNS }, () => timed([...command, ...args], row.exit ?? 0)));
  } finally {
    await server.close();
  }
}

/** @throws Error if the exit status is wrong or the output is not one verdict */
async function timed(command: string[], wanted: number): Promise<Timed> {
  const { exit, stdout, stderr, lines, end } = await watch(command);
  const [line = Number.NaN] = lines;
  const verdict = wanted === 0 ? /^healthy: / : /^unhealthy: /;
  if (exit === wanted && lines.length === 1 && verdict.test(wanted === 0 ? stdout : stderr)) return { line, end };
  throw new Error(`exit status ${exit}: ${stdout}${stderr}`);
}

/** A server with one status for each connection, and bodies that come in pieces. It records in order which bodies were sent whole and which failed. */
async function slowly(statuses: number[]): Promise<{ server: Server; seen: string[] }> {
  const seen: string[] = [];
  let connections = 0;
  const server = await behaving(async (socket, request) => {
    const index = connections++;
    if (seen.length !== index) seen.push(`${index} has come early`);
    socket.on("error", (error) => seen.push(`${error.message} of ${index}`));
    await request;
    socket.write(`HTTP/1.1 ${statuses[index]} X\r\nLocation: /\r\nContent-Length: 200000\r\n\r\n`);
    for (let i = 0; i < 3; i++) {
      await pause(10);
      socket.write("x".repeat(50_000));
    }
    await pause(10);
    seen.push(`all of ${index}`);
    socket.write("x".repeat(50_000));
  })();
  return { server, seen };
}
