import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { artifactNamed, cannotRun, commandAs, pathOf, run } from "../run";
import { type Server, web } from "../servers";

// --resolve in curl's command line means what it means to curl.

const curl = pathOf("curl");
const artifact = artifactNamed("native amd64");
let server: Server;

beforeAll(async () => {
  server = await web()();
});
afterAll(() => server.close());

const APP = "http://app.invalid:{port}/";

/** Options and a URL; `{port}` is the server's. */
const same: string[][] = [
  ["--resolve", "app.invalid:{port}:127.0.0.1", APP],
  ["--resolve", "APP.Invalid:{port}:127.0.0.1", APP],
  ["--resolve", "app.invalid:0{port}:127.0.0.1", APP],
  ["--resolve", "app.invalid:{port}:[::1],127.0.0.1", APP],
  ["--resolve", "app.invalid:{port}:::1,127.0.0.1", APP],
  ["--resolve", "app.invalid:{port}:127.0.0.2,127.0.0.1", APP],
  ["--resolve", "app.invalid:{port}:127.0.0.2", "--resolve", "app.invalid:{port}:127.0.0.1", APP],
  ["--resolve", "app.invalid:{port}:127.0.0.1", "--resolve", "app.invalid:{port}:127.0.0.2", APP],
  ["--resolve", "app.invalid:{port}:", APP],
  ["--resolve", "app.invalid:{port}", APP],
  ["--resolve", "app.invalid:99999:127.0.0.1", APP],
  ["--resolve", "app.invalid:{port}x:127.0.0.1", APP],
  ["--resolve", "app.invalid:{port}:localhost", APP],
  ["--resolve", "app.invalid:{port}:127.0.0.1 ", APP],
  ["--resolve", "app.invalid:{port}:127.0.0.1, 127.0.0.1", APP],
  ["--resolve", "app.invalid:{port}:127.1", APP],
  ["--resolve", "", "http://127.0.0.1:{port}/"],
  ["--resolve", "other.invalid:1:localhost", "http://127.0.0.1:{port}/"],
  ["--resolve", "other.invalid:1:127.0.0.1", "http://127.0.0.1:{port}/"],
  ["--resolve", "192.0.2.1:{port}:127.0.0.1", "http://192.0.2.1:{port}/"],
  ["--resolve", "localhost:{port}:127.0.0.2", "http://localhost:{port}/"],
  ["--resolve", "[::1]:{port}:127.0.0.1", "http://[::1]:{port}/"],
  ["-4", "--resolve", "app.invalid:{port}:[::1],127.0.0.1", APP],
];

/** What curl takes, and we refuse before anything is sent: it is not needed, or would have to be kept exactly. */
const refused: string[][] = [
  ["--resolve", "*:{port}:127.0.0.1", APP],
  ["--resolve", "+app.invalid:{port}:127.0.0.1", APP],
  ["--resolve", "-app.invalid:{port}", "http://127.0.0.1:{port}/"],
  ["--resolve", "app.invalid:{port}:127.0.0.1,", APP],
  ["--resolve", "app.invalid:{port}:,127.0.0.1", APP],
  ["--resolve", "app.invalid:{port}:[127.0.0.1]", APP],
];

function filled(args: string[]): string[] {
  return ["-f", "-s", "-m", "3", ...args.map((arg) => arg.replaceAll("{port}", server.values.port ?? ""))];
}

function lacking(context: { skip(reason: string): never }): void {
  if (!existsSync(curl)) cannotRun(context, "no curl");
  if (artifact.available !== true) cannotRun(context, artifact.available);
}

/** The exit status of curl. */
async function ofCurl(args: string[]): Promise<number | null> {
  return (await run([curl, "-q"], filled(args))).exit;
}

describe("curl and we agree on", () => {
  it.for(same.map((args) => [args] as const))("%j", async ([args], context) => {
    lacking(context);
    const ours = await run(commandAs(artifact, "curl"), filled(args));
    expect(ours.exit, ours.stderr).toBe((await ofCurl(args)) === 0 ? 0 : 1);
  });
});

describe("we refuse what curl takes", () => {
  it.for(refused.map((args) => [args] as const))("%j", async ([args], context) => {
    lacking(context);
    const ours = await run(commandAs(artifact, "curl"), filled(args));
    expect(ours).toMatchObject({ exit: 1, stdout: "" });
    expect(ours.stderr).toMatch(/^healthcheck as curl: --resolve: /);
    expect(await ofCurl(args)).toBe(0);
  });
});
