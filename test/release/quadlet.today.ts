import { mkdirSync, writeFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { finished, podman, programOf } from "../docker/client.ts";
import { cannotRun } from "../run.ts";

const engine = inject("engine");

/** What Quadlet's generator writes for a container file: the arguments of `podman run`. */
async function generated(name: string, ...lines: string[]): Promise<string[]> {
  const folder = `${engine.home}/quadlet-${name}`;
  mkdirSync(folder);
  writeFileSync(`${folder}/web.container`, ["[Container]", ...lines, ""].join("\n"));
  const env = { QUADLET_UNIT_DIRS: folder };
  const { exit, stdout, stderr } = await finished(programOf(engine.home, "quadlet"), ["-dryrun"], { env });
  if (exit !== 0) throw new Error(`quadlet: ${exit}: ${stderr}`);
  const line = /^ExecStart=(.*)$/m.exec(stdout)?.[1] ?? expect.fail(`no ExecStart in ${stdout}`);
  return wordsOf(line).slice(1);
}

/** The words of a command line in a unit, as far as the generator quotes them (systemd.service(5), "Command lines"). */
function wordsOf(line: string): string[] {
  const all = [...line.matchAll(/"((?:[^"\\]|\\["\\])*)"|([^\s"\\]+)/g)];
  expect(all.map(([word]) => word).join(" ")).toBe(line);
  return all.map(([, quoted, plain = ""]) => quoted?.replace(/\\(.)/g, "$1") ?? plain);
}

test.for([
  ["an array", `HealthCmd=["/hc/healthcheck", ":8080/ready"]`, `["/hc/healthcheck", ":8080/ready"]`],
  ["text", "HealthCmd=/hc/healthcheck :8080/ready", "/hc/healthcheck :8080/ready"],
] as const)("Quadlet passes HealthCmd as %s on to podman run", async ([kind, line, passed], context) => {
  if ("missing" in engine) cannotRun(context, engine.missing);
  const args = await generated(kind.replace(" ", "-"), "Image=localhost/app", line);
  expect(args[args.indexOf("--health-cmd") + 1]).toBe(passed);
});

test("the version of Podman is one of today", async (context) => {
  if ("missing" in engine) cannotRun(context, engine.missing);
  expect((await podman(engine.home, ["--version"])).stdout).toMatch(/^podman version ([5-9]|\d\d)\./);
});
