/** What holds for every check, whatever its arguments and whatever happens to it. */
import type { Connection, Trace } from "./drive.ts";

/** Podman keeps 500 bytes of a verdict, Docker 4096 of all output. */
const MAX_LINE = 500;
const MAX_OUTPUT = 4096;
/** The output of --help is longer, and no verdict. */
const HELP = "Usage: healthcheck ";

export interface Request {
  method: string;
  target: string;
  headers: [string, string][];
  body: string;
}

/** @throws Error with what does not hold */
export function checkContract(trace: Trace): void {
  demand(trace.exitStatus === 0 || trace.exitStatus === 1, `exit status ${trace.exitStatus}`);
  for (const { bytes, stream, text, isBehindActs } of trace.outputs) {
    demand(stream === 1 || stream === 2, `stream ${stream}`);
    checkOutput(bytes);
    if (!text.startsWith("healthcheck") || / installed in |: cannot make /.test(text)) continue;
    demand(!isBehindActs || /^healthcheck \d/.test(text), `a usage error after an action: ${text}`);
  }
  // What --send sends is no request.
  const isSending = trace.fields.some((field) => Buffer.from(field).includes("--send"));
  for (const connection of trace.connections) checkConnection(connection, isSending);
}

/** The verdict, and what --verbose adds: UTF-8 without control characters. */
export function checkOutput(bytes: Uint8Array): void {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is what is asserted.
  const control = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/.exec(text);
  demand(control === null, `a control character: ${JSON.stringify(text)}`);
  demand(text.endsWith("\n"), `no line feed at the end: ${text}`);
  if (text.startsWith(HELP)) return;
  const [line = "", ...more] = text.slice(0, -1).split("\n");
  demand(Buffer.byteLength(line) < MAX_LINE, `a line of ${Buffer.byteLength(line)} bytes`);
  demand(bytes.length <= MAX_OUTPUT, `${bytes.length} bytes of output`);
  demand(/^(healthy: |unhealthy: |healthcheck( as \w+)?: |healthcheck \d)/.test(line), `no verdict: ${line}`);
  for (const one of more) demand(/^(at \d+ ms: |< |\.\.\.$)/.test(one), `a line that is none of ours: ${one}`);
}

function checkConnection({ to, port, allowance, request }: Connection, isSending: boolean): void {
  demand(allowance >= 0, `an allowance of ${allowance} ms`);
  if (to.startsWith("/") || port === 0) demand(Buffer.byteLength(to, "latin1") <= 107, `a socket's path ${to}`);
  else demand(port > 0 && port < 65536, `port ${port}`);
  if (request !== "" && !isSending) parseRequest(request);
}

/** Reads a request as strictly as possible (RFC 9112 §3, §5). @throws Error if it is not exactly one request */
export function parseRequest(text: string): Request {
  const end = text.indexOf("\r\n\r\n");
  demand(end > 0, `no end of the headers: ${JSON.stringify(text)}`);
  const [line = "", ...lines] = text.slice(0, end).split("\r\n");
  const parts = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\/[!-~]*) HTTP\/1\.1$/.exec(line);
  demand(parts !== null, `a request line ${JSON.stringify(line)}`);
  const headers = lines.map((header): [string, string] => {
    const pair = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)$/.exec(header);
    demand(pair !== null, `a header ${JSON.stringify(header)}`);
    return [pair?.[1] ?? "", pair?.[2] ?? ""];
  });
  return { method: parts?.[1] ?? "", target: parts?.[2] ?? "", headers, body: text.slice(end + 4) };
}

function demand(holds: boolean, words: string): void {
  if (!holds) throw new Error(words);
}
