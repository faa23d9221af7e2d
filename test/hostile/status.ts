/** Runs checks in hostile surroundings. */
import { afterAll, beforeAll, expect } from "vitest";
import { OK } from "../cases/row";
import { type Artifact, artifactNamed, type Finished, run } from "../run";
import type { Server } from "../servers";
import { refusing } from "../servers/ports";
import { sends, silent } from "../servers/raw";
import { launched, launcher } from "./launch";
import type { Surroundings } from "./surroundings";

export const native = artifactNamed("native amd64");
export const bundle = artifactNamed("node bundle");
export const executable = artifactNamed("node executable");

/** The deadline of checks of a silent server, in milliseconds. */
export const DEADLINE = 300;

/** Servers for all tests of a file; set by startServers(). */
export let healthy: Server;
export let mute: Server;
export let refused: Server;

/** Starts the servers and builds the launcher, before all tests of the file. */
export function startServers(): void {
  beforeAll(async () => {
    [healthy, mute, refused] = await Promise.all([sends(OK)(), silent(), refusing(), launcher()]);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([healthy.close(), mute.close(), refused.close()]);
  });
}

/** Runs a check in these surroundings. */
export async function check(
  artifact: Artifact,
  where: Surroundings,
  server: Server,
  timeout: number,
): Promise<Finished> {
  const command = await launched(where.launch ?? [], where.command ?? artifact.command);
  // By address, because some surroundings have no /etc/hosts.
  const args = ["-t", `${timeout}ms`, `http://127.0.0.1:${server.values.port}/`];
  return run([...(where.through ?? []), ...command], args, where.env);
}

/**
 * Demands that the check printed one whole line or none, and exited by itself: run() ends a process that hangs by a signal. late.rest.ts
 * measures deadlines.
 */
export function expectOwn(finished: Finished, statuses: number[]): void {
  const { exit, signal, stdout, stderr } = finished;
  expect({ signal, exit, stdout, stderr }).toMatchObject({ signal: null, exit: expect.toBeOneOf(statuses) });
  expect(stdout).toMatch(/^(healthy: [^\n]+\n)?$/);
  expect(stderr).toMatch(/^((unhealthy|healthcheck( as \w+)?): [^\n]+\n)?$/);
  expect(stdout === "" || stderr === "").toBe(true);
}
