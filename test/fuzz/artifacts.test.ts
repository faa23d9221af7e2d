/** Sends generated responses to the shipped artifacts, each in other pieces. */
import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { artifacts, cannotRun, run } from "../run";
import { places, response, split } from "./arbitraries.ts";
import { checkOutput } from "./contract.ts";
import { drive } from "./drive.ts";
import { judge } from "./judge.ts";
import { sample, TIMES } from "./runs.ts";

/** How many responses each gets. Node takes long to start. */
const RUNS: Record<string, number> = { "native amd64": 150, "node bundle": 30 };
/** How many run at a time. */
const AT_ONCE = 4;

const one = fc.record({
  text: response,
  ends: places,
  /** Milliseconds before each piece. */
  pauses: fc.array(fc.constantFrom(0, 0, 1, 3), { maxLength: 6 }),
  isEarly: fc.boolean(),
});

test.for(Object.entries(RUNS))(
  "%s has the same verdicts as a second reader of RFC 9112",
  { timeout: 120_000 * TIMES },
  async (entry, context) => {
    const artifact = artifacts.find(({ name }) => name === entry[0]);
    if (artifact?.available !== true) return cannotRun(context, String(artifact?.available));
    const { command } = artifact;
    const samples = sample(entry[1], one);
    const workers = Array.from({ length: AT_ONCE }, async (_, worker) => {
      for (let i = worker; i < samples.length; i += AT_ONCE)
        await compare(command, samples[i] as (typeof samples)[number]);
    });
    await Promise.all(workers);
  },
);

async function compare(
  command: string[],
  { text, ends, pauses, isEarly }: typeof one extends fc.Arbitrary<infer T> ? T : never,
) {
  const pieces = split(text, ends);
  const server = createServer((socket) => send(socket, pieces, pauses, isEarly));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    const { exit, signal, stdout, stderr } = await run(command, ["-t", "10s", target]);
    const isHealthy = judge(text, (status) => status >= 200 && status < 400);
    expect({ exit, signal }, JSON.stringify(text)).toEqual({ exit: isHealthy ? 0 : 1, signal: null });
    expect(isHealthy ? stderr : stdout).toBe("");
    checkOutput(Buffer.from(stdout + stderr));
    const asCore = drive({ args: ["-t", "10s", target] }, { responses: [[...pieces, ""]] }).outputs[0]?.text ?? "";
    expect(shown(stdout + stderr)).toBe(shown(asCore));
  } finally {
    server.close();
  }
}

/** Without the quoted part of a wrong line, which may be shorter if the rest has not arrived. */
function shown(output: string): string {
  return (output.split(': "')[0] ?? "").replace(/ in \d+ ms/, "");
}

async function send(socket: Socket, pieces: string[], pauses: number[], isEarly: boolean): Promise<void> {
  // The artifact may hang up when it knows enough.
  socket.on("error", () => {});
  socket.setNoDelay(true);
  if (!isEarly) await new Promise((resolve) => socket.once("data", resolve));
  else socket.resume();
  for (const [i, piece] of pieces.entries()) {
    const milliseconds = pauses[i] ?? 0;
    if (milliseconds > 0) await pause(milliseconds);
    if (socket.destroyed) return;
    await new Promise((resolve) => socket.write(piece, "latin1", resolve));
  }
  socket.end();
}
