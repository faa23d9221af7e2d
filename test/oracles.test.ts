import { existsSync } from "node:fs";
import { get } from "node:http";
import { describe, expect, it } from "vitest";
import { deadlines } from "./cases/deadlines";
import { http } from "./cases/http";
import type { Row } from "./cases/row";
import { artifacts, cannotRun, pathOf, run } from "./run";

/** Seconds that every judge gets. */
const DEADLINE = 2;

type Judge = (url: string) => Promise<boolean>;

/** Node's own HTTP client, which has no part in the bundle: healthy is a status of 200 to 399 within the deadline. */
const node: Judge = (url) =>
  new Promise((resolve) => {
    const signal = AbortSignal.timeout(DEADLINE * 1000);
    const request = get(url, { agent: false, signal }, (response) => judged(response.statusCode));
    request.on("upgrade", (response) => judged(response.statusCode));
    request.on("error", () => judged(0));
    function judged(status = 0): void {
      request.destroy();
      resolve(status >= 200 && status < 400);
    }
  });

const curlPath = pathOf("curl");
const curl: Judge = async (url) =>
  (await run([curlPath, "-f", "-s", "-S", "-o", "/dev/null", "-m", String(DEADLINE)], [url])).exit === 0;

const ours = artifacts.find((artifact) => artifact.available === true);
const healthcheck: Judge = async (url) => (await run(ours?.command ?? [], ["-t", String(DEADLINE), url])).exit === 0;

const oracles: Record<string, { judge: Judge; available: true | string }> = {
  curl: { judge: curl, available: existsSync(curlPath) || "no curl" },
  "node http": { judge: node, available: true },
};

/** Where an oracle says otherwise, why, and for which rows of the table. */
const differences: { oracle: string; reason: string; rows: string[] }[] = [
  {
    oracle: "curl",
    reason: "waits for the end of the body, and for what Content-Length says of it",
    rows: [
      "an endless body",
      "an endless chunked body",
      "a body that does not fit Content-Length",
      "headers that trickle in time are healthy",
    ],
  },
  { oracle: "curl", reason: "knows of HTTP/1 the versions 1.0 and 1.1 alone", rows: ["a later HTTP/1.x"] },
  { oracle: "curl", reason: "reads 300 KB of headers", rows: ["status line and headers of 65537 bytes"] },
  {
    oracle: "curl",
    reason: "takes the end of the connection for the end of the headers",
    rows: ["closed within the headers", "closed before the last byte"],
  },
  {
    oracle: "curl",
    reason: "does not see a CR within a line",
    rows: ["status line: a CR alone", "header: a CR in the value"],
  },
  {
    oracle: "node http",
    reason: "reads 16 KiB of headers",
    rows: ["status line and headers of 65536 bytes", "one header line of 60,000 bytes", "10,000 header lines"],
  },
  { oracle: "node http", reason: "knows of HTTP/1 the versions 1.0 and 1.1 alone", rows: ["a later HTTP/1.x"] },
  { oracle: "node http", reason: "refuses folded lines, as RFC 9112 §5.2 allows", rows: ["a folded header line"] },
  {
    oracle: "node http",
    reason:
      "refuses a Content-Length that is no number where no body follows, too; more than one; and one beyond 64 bits",
    rows: [
      "an invalid Content-Length with 204",
      "an invalid Content-Length with 304",
      "the same Content-Length twice",
      "a huge Content-Length",
    ],
  },
  {
    oracle: "node http",
    reason: "wants CR LF at the end of a line (RFC 9112 §2.2 allows LF alone)",
    rows: [
      "lines that end in LF",
      "a status line that ends in LF",
      "an empty line that ends in LF",
      "interim responses that end in LF",
    ],
  },
  {
    oracle: "node http",
    reason: "wants a status line by the book",
    rows: [
      "two spaces and a tab before the status",
      "a reason without a space before it",
      "HTTP in small letters",
      "HTTP/2 in a status line",
    ],
  },
  {
    oracle: "node http",
    reason: "wants tokens for names, and no control bytes in values",
    rows: [
      "header: a space before the colon",
      "header: no name",
      "header: a space in the name",
      "header: a name outside of ASCII",
      "header: a control byte in the name",
      "header: an ESC sequence in the value",
      "header: output of a script",
    ],
  },
  { oracle: "node http", reason: "passes over empty lines before the status line", rows: ["an empty line first"] },
  {
    oracle: "node http",
    reason: "does not look at the reason phrase",
    rows: ["status line: a NUL byte"],
  },
];

/** The rows of the table that a plain `GET URL` is all of; what it should take is left out. */
const rows = [...http, ...deadlines].flatMap((row) => {
  const args = row.args?.[0] === "-t" ? row.args.slice(2) : (row.args ?? []);
  const [url] = args;
  return args.length === 1 && typeof url === "string" && url.startsWith("http") ? [{ ...row, url }] : [];
});

describe.each(Object.entries(oracles))("%s", (name, oracle) => {
  const exceptions = differences.filter((it) => it.oracle === name).flatMap((it) => it.rows);
  const lacking = [oracle.available, ours !== undefined || "no artifact is built"].find((it) => it !== true);

  for (const row of rows) {
    const differs = exceptions.includes(row.name);
    it.concurrent(differs ? `${row.name}: differs` : row.name, async (context) => {
      if (lacking !== undefined) cannotRun(context, String(lacking));
      const [our, their] = await verdicts(row, oracle.judge);
      expect(their, `we say ${our}`).toBe(differs ? !our : our);
    });
  }

  it("every listed difference belongs to a row, and is listed once", () => {
    const names = rows.map((row) => row.name);
    expect(exceptions.filter((it) => !names.includes(it))).toEqual([]);
    expect(new Set(exceptions).size).toBe(exceptions.length);
  });
});

/** What we and the oracle say of the row's server. */
async function verdicts(row: Row & { url: string }, judge: Judge): Promise<[boolean, boolean]> {
  if (row.server === undefined) throw new Error("a row without a server");
  const peer = await row.server();
  try {
    const url = row.url.replace("{port}", peer.values.port ?? "");
    // One after the other: a server may count its connections.
    return [await healthcheck(url), await judge(url)];
  } finally {
    await peer.close();
  }
}
