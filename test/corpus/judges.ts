import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { get } from "node:http";
import { pathOf } from "../run";
import type { Response } from "./response";

/** Seconds that every judge gets; no response takes nearly as long. */
export const DEADLINE = 10;

/** What a judge makes of a response. */
export interface Verdict {
  healthy: boolean;
  /** Why, as far as the judge tells. */
  why: string;
}

export interface Case {
  url: string;
  response: Response;
}

/** Judges many responses, each by itself. @returns a verdict for each, in their order */
export type Judge = (cases: Case[]) => Promise<Verdict[]>;

export interface NamedJudge {
  judge: Judge;
  available: true | string;
}

/** Curl's errors about a body: the header section was accepted before them (libcurl-errors(3)). */
const BODY_ERRORS = [18, 28, 56, 61];

const curlPath = pathOf("curl");

/** How many responses one process judges where that is possible: to start it takes longest. */
const BATCH = 16;

/** Behind each transfer: its own exit status, and how many connections were made for it. */
const CURL_REPORT = "\n@ %{exitcode} %{num_connects}\n";

const curl: Judge = batched(curlBatch);

async function curlBatch(cases: Case[], method: Response["method"]): Promise<Verdict[]> {
  const args = ["-q", "-f", "-s", "-D", "-", "-m", String(DEADLINE), "-H", "Connection: close", "-w", CURL_REPORT];
  const urls = cases.flatMap(({ url }) => ["-o", "/dev/null", url]);
  const { stdout } = await ran(curlPath, [...args, ...(method === "HEAD" ? ["-I"] : []), ...urls]);
  const verdicts: Verdict[] = [];
  let start = 0;
  for (const report of stdout.matchAll(/\n@ (\d+) (\d+)\n/g)) {
    verdicts.push(curlVerdict(Number(report[1]), stdout.slice(start, report.index)));
    if (report[2] !== "1") throw new Error("curl has not used a connection for each response");
    start = report.index + report[0].length;
  }
  // Of some errors curl thinks that all other transfers would end alike.
  return verdicts.length === cases.length || verdicts.length === 0
    ? verdicts
    : [...verdicts, ...(await curlBatch(cases.slice(verdicts.length), method))];
}

/** @param heads the status lines and header lines that curl has accepted */
function curlVerdict(exit: number, heads: string): Verdict {
  const head = heads.slice(heads.lastIndexOf("HTTP/"));
  const isBodyError = BODY_ERRORS.includes(exit) && /\n\r?\n/.test(head) && /^HTTP\/\S+ +[123]/.test(head);
  return { healthy: exit === 0 || isBodyError, why: `exit ${exit}` };
}

const wgetPath = pathOf("wget");

const wget: Judge = each(async (url, { method }) => {
  const args = ["--no-config", "-q", "-O", "/dev/null", "-t", "1", "-T", String(DEADLINE), "--max-redirect", "0"];
  const { exit } = await ran(wgetPath, [...args, `--method=${method}`, url]);
  return { healthy: exit === 0, why: `exit ${exit}` };
});

const busyboxPath = pathOf("busybox");

const busybox: Judge = each(async (url) => {
  const { exit } = await ran(busyboxPath, ["wget", "-q", "-O", "/dev/null", url]);
  return { healthy: exit === 0, why: `exit ${exit}` };
});

/** Node's own HTTP client, which has no part in the bundle. */
const node: Judge = each(
  (url, { method }) =>
    new Promise((resolve) => {
      const signal = AbortSignal.timeout(DEADLINE * 1000);
      const request = get(url, { method, agent: false, signal }, (response) => judged(response.statusCode));
      request.on("upgrade", (response) => judged(response.statusCode));
      request.on("error", (error) => judged(0, error.message));
      function judged(status = 0, why = `status ${status}`): void {
        request.destroy();
        resolve({ healthy: isHealthy(status), why });
      }
    }),
);

const PYTHON = `
import http.client, json, sys, urllib.parse
verdicts = []
for url, method in json.load(sys.stdin):
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=${DEADLINE})
    try:
        connection.request(method, parts.path)
        verdicts.append([connection.getresponse().status, ""])
    except Exception as error:
        verdicts.append([0, repr(error)[:100]])
    connection.close()
json.dump(verdicts, sys.stdout)
`;

const pythonPath = pathOf("python3");

const python: Judge = async (cases) => {
  const input = JSON.stringify(cases.map(({ url, response }) => [url, response.method]));
  const { exit, stdout, stderr } = await ran(pythonPath, ["-c", PYTHON], input);
  if (exit !== 0) throw new Error(`python3: ${stderr}`);
  return (JSON.parse(stdout) as [number, string][]).map(([status, why]) => ({
    healthy: isHealthy(status),
    why: why || `status ${status}`,
  }));
};

/** The one whose verdict ours must equal, and others, which tell who else thinks so. */
export const judges: Record<string, NamedJudge> = {
  curl: { judge: curl, available: existsSync(curlPath) || "no curl" },
  wget: { judge: wget, available: existsSync(wgetPath) || "no wget" },
  busybox: { judge: busybox, available: existsSync(busyboxPath) || "no busybox" },
  node: { judge: node, available: true },
  python: { judge: python, available: existsSync(pythonPath) || "no python3" },
};

function isHealthy(status: number): boolean {
  return status >= 200 && status < 400;
}

/** As many at once keep two processors busy, and no process waiting for long. */
const AT_ONCE = 6;

/** Judges one after the other, a few at once. */
export function each(one: (url: string, response: Response) => Promise<Verdict>): Judge {
  return (cases) => pooled(cases, ({ url, response }) => one(url, response));
}

/** Judges some at once in one process, those with the same method. */
export function batched(some: (cases: Case[], method: Response["method"]) => Promise<Verdict[]>, size = BATCH): Judge {
  return async (cases) => {
    const batches = (["GET", "HEAD"] as const).flatMap((method) => {
      const indexes = [...cases.keys()].filter((index) => cases[index]?.response.method === method);
      return Array.from({ length: Math.ceil(indexes.length / size) }, (_, at) => ({
        method,
        indexes: indexes.slice(at * size, (at + 1) * size),
      }));
    });
    const verdicts: Verdict[] = [];
    await pooled(batches, async ({ method, indexes }) => {
      const these = await some(
        indexes.map((index) => cases[index] as Case),
        method,
      );
      if (these.length !== indexes.length) throw new Error(`${these.length} verdicts on ${indexes.length} responses`);
      for (const [at, index] of indexes.entries()) verdicts[index] = these[at] as Verdict;
    });
    return verdicts;
  };
}

/** What `work` makes of each item, in their order; a few at once. */
async function pooled<Item, Result>(items: Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as Item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

function ran(file: string, args: string[], input = ""): Promise<{ exit: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const options = { encoding: "latin1", env: {}, maxBuffer: 1 << 26 } as const;
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") reject(error);
      else resolve({ exit: Number(error?.code ?? 0), stdout, stderr });
    });
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}
