import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Artifact, artifactNamed, cannotRun, commandAs, pathOf, run } from "../run";
import { bodies } from "./bodies";
import { batched, DEADLINE, each, type Judge, type Verdict } from "./judges";
import { type CorpusServer, serve } from "./server";

// What is found in a body is what `curl -f URL | grep -q UP` finds there; where nothing is, curl and we agree on whether the body was complete.

const LONG = 120_000;
const responses = [...bodies()];
const curlPath = pathOf("curl");

/** What `curl -f` prints has the text; `why` has its length if curl has read all of the body. */
const curl: Judge = each(
  (url) =>
    new Promise((resolve, reject) => {
      const args = ["-q", "-f", "-s", "-m", String(DEADLINE), "-H", "Connection: close", url];
      execFile(curlPath, args, { encoding: "latin1", env: {} }, (error, stdout) => {
        if (error !== null && typeof error.code !== "number") reject(error);
        else
          resolve(
            stdout.includes("UP")
              ? { healthy: true, why: "" }
              : { healthy: false, why: complete(error === null, stdout.length) },
          );
      });
    }),
);

function complete(isComplete: boolean, length: number): string {
  return isComplete ? `complete, ${length} bytes` : "not complete";
}

/** Our line on this URL in the same words. */
function verdictOn(url: string, output: string): Verdict {
  const line = output.split("\n").find((one) => one.includes(` ${url}: `)) ?? "";
  if (line.includes(': 200 with "UP" in ')) return { healthy: true, why: "" };
  const length = /no "UP" in the body \((\d+) bytes\)$/.exec(line)?.[1];
  if (length === undefined && !line.endsWith(', wanted "UP"')) throw new Error(`${url}: ${output}`);
  return { healthy: false, why: complete(length !== undefined, Number(length)) };
}

const LIMIT = `${DEADLINE}s`;

function alone(artifact: Artifact): Judge {
  return each(async (url) => {
    const { stdout, stderr } = await run(artifact.command, ["-t", LIMIT, "-e", "UP", url]);
    return verdictOn(url, stdout + stderr);
  });
}

function together(artifact: Artifact): Judge {
  return batched(async (cases) => {
    const urls = cases.map(({ url }) => url);
    const commands = urls.map((url) => `healthcheck -t ${LIMIT} -e UP ${url}`);
    const { stdout, stderr } = await run(commandAs(artifact, "sh"), ["-c", commands.join("; ")]);
    return urls.map((url) => verdictOn(url, stdout + stderr));
  }, 8);
}

const ours = {
  "native amd64": alone,
  "native amd64 with TLS": alone,
  "node bundle": together,
};

let server: CorpusServer;
let wanted: Verdict[] = [];

beforeAll(async () => {
  server = await serve(responses);
  if (existsSync(curlPath))
    wanted = await curl(responses.map((response, index) => ({ url: server.url(index), response })));
  return () => server.close();
}, LONG);

/**
 * Names of responses with a fault behind the last chunk, where no more of the body can follow. Both are unhealthy; curl reads trailers more
 * strictly, except that it takes a CR at the very end for an empty line.
 */
const IN_TRAILER = /^trailer "(?:\\r|UP|X\\r)|size "(?:0|00|0x2)"|^LF CR behind the last size$/;

function differences(verdicts: Verdict[]): string[] {
  return responses.flatMap(({ name }, index) => {
    const [one, other] = [verdicts[index], wanted[index]].map((it) => (it?.healthy ? "found" : it?.why));
    if (one !== "found" && other !== "found" && IN_TRAILER.test(name)) return [];
    return one === other ? [] : [`${name}: curl ${other}, we ${one}`];
  });
}

it("the corpus has bodies of all kinds, with names of their own", () => {
  expect(responses.length).toBeGreaterThan(200);
  expect(new Set(responses.map(({ name }) => name)).size).toBe(responses.length);
});

describe.each(Object.entries(ours))("%s", (name, judgeOf) => {
  const artifact = artifactNamed(name);

  it("finds what curl and grep find", { timeout: LONG }, async (context) => {
    if (artifact.available !== true) cannotRun(context, artifact.available);
    if (!existsSync(curlPath)) cannotRun(context, "no curl");
    const cases = responses.map((response, index) => ({ url: server.url(index), response }));
    expect(differences(await judgeOf(artifact)(cases))).toEqual([]);
  });
});

it("finds the same at every place that a response can be cut at", { timeout: LONG }, async (context) => {
  const artifact = artifactNamed("native amd64");
  if (artifact.available !== true) cannotRun(context, artifact.available);
  if (!existsSync(curlPath)) cannotRun(context, "no curl");
  const indexes = [...responses.keys()].filter((index) =>
    /^(?:cut at|no length|coding)|behind data$/.test(responses[index]?.name ?? ""),
  );
  for (const index of indexes) {
    const response = responses[index] ?? responses[0];
    const start = (response?.bytes.indexOf("\r\n\r\n") ?? 0) + 2;
    const places = Array.from({ length: (response?.bytes.length ?? 0) - start }, (_, i) => start + i);
    const cases = places.map((place) => ({
      url: server.url(index, [place]),
      response: response as (typeof responses)[0],
    }));
    const verdicts = await alone(artifact)(cases);
    for (const verdict of verdicts) expect(verdict, response?.name).toEqual(wanted[index]);
  }
});
