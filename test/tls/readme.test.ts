import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { DOCS } from "../../build/paths.ts";
import { instructions, words } from "../examples";
import { cannotRun, run } from "../run";
import { type StartServer, web } from "../servers";
import { certificate, inDays, keyOf, temporaryFolder } from "./authority";
import { nodeTls } from "./servers";
import { executables } from "./subjects";

// Runs the commands of docs/https.md, with other files and ports.

const page = readFileSync(`${DOCS}/https.md`, "utf8");
const [lines = [], verbose = []] = [...page.matchAll(/^```console\n(.*?)^```/gms)].map(([, block = ""]) =>
  block.trimEnd().split("\n"),
);
const sessions = lines.flatMap((line, i) => (line.startsWith("$ ") ? [{ line, output: lines[i + 1] ?? "" }] : []));
const checks = instructions(page.split("\n")).flatMap((line) => /^HEALTHCHECK CMD (\[.*\])$/.exec(line)?.[1] ?? []);

const folder = temporaryFolder();
afterAll(() => folder.remove());
const authority = certificate({ cn: "My CA", ca: true, key: keyOf("p256", 1) });
const expired = "2026-10-01";
folder.write("my-ca.pem", authority.pem);

function shows(days: [number, number], name = "localhost"): StartServer {
  const leaf = certificate({ issuer: authority, names: [name], days });
  return nodeTls({ chain: [leaf], key: leaf.key });
}

/** How many days from now the noon of that day is. */
function daysUntil(day: string): number {
  return (Date.parse(`${day}T12:00:00Z`) - Date.now()) / (inDays(1).getTime() - inDays(0).getTime());
}

const good = shows([-1, 1]);
/** The server of a session, by a part of its output. */
const servers: [part: string, server: StartServer][] = [
  ["unknown authority", good],
  ["expired", shows([-1000, daysUntil(expired)])],
  ["is for localhost, not 127.0.0.1", good],
  ["does not speak TLS", web({})],
];

describe.each(executables)("$name", ({ command, available }) => {
  it.for(sessions)("$line", async ({ line, output }, context) => {
    if (available !== true) cannotRun(context, available);
    const start = servers.find(([part]) => output.includes(part))?.[1] ?? expect.fail(`no server for: ${output}`);
    const server = await start();
    try {
      const atPort = (text: string) => text.replace(/:\d+\//g, `:${server.values.port}/`);
      const args = words(line)
        .slice(1)
        .map((word) => (word === "my-ca.pem" ? `${folder.path}/${word}` : atPort(word)));
      const { exit, stdout, stderr } = await run(command, args);
      expect({ exit, stdout, stderr }).toEqual({ exit: 1, stdout: "", stderr: `${atPort(output)}\n` });
    } finally {
      await server.close();
    }
  });

  it("the session with -v", async (context) => {
    if (available !== true) cannotRun(context, available);
    const days: [number, number] = [daysUntil("2026-07-03"), daysUntil(expired)];
    const leaf = certificate({ issuer: authority, names: ["localhost", "app.example.org"], days });
    const server = await nodeTls({ chain: [leaf], key: leaf.key }, { ALPNProtocols: ["http/1.1"] })();
    try {
      const [first = "", ...output] = verbose;
      const withoutTimes = (text: string) => text.replace(/^at \d+ ms/gm, "at N ms").replace(/ \d\d:\d\d:\d\d/g, " T");
      const atPort = (text: string) => text.replace(/:\d+\//g, `:${server.values.port}/`);
      const args = words(atPort(first).replace("my-ca.pem", `${folder.path}/my-ca.pem`)).slice(1);
      const { exit, stdout, stderr } = await run(command, args);
      expect({ exit, stdout }).toEqual({ exit: 1, stdout: "" });
      expect(withoutTimes(stderr)).toBe(`${withoutTimes(atPort(output.join("\n")))}\n`);
    } finally {
      await server.close();
    }
  });

  it.for(checks)("HEALTHCHECK CMD %s", async (check, context) => {
    if (available !== true) cannotRun(context, available);
    const name = check.includes("app.example.org") ? "app.example.org" : "localhost";
    const server = await shows([-1, 1], name)();
    try {
      const [, ...args] = (JSON.parse(check) as string[]).map((word) =>
        word.replace("/my-ca.pem", `${folder.path}/my-ca.pem`).replace(":8443", `:${server.values.port}`),
      );
      expect(await run(command, args)).toMatchObject({
        exit: 0,
        stdout: expect.stringMatching(/^healthy: /),
        stderr: "",
      });
    } finally {
      await server.close();
    }
  });
});

it("all of them were found", () => {
  expect(sessions.map(({ output }) => servers.findIndex(([part]) => output.includes(part)))).toEqual([0, 1, 2, 3]);
  expect(checks.map((it) => it.includes("--resolve"))).toEqual([false, true]);
});
