import { mkdirSync, writeFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { finished, podman, programOf } from "../docker/client.ts";
import { blockOf, readAllExamples } from "../examples.ts";
import { cannotRun } from "../run.ts";

const engine = inject("engine");

const examples = await readAllExamples();

/** What Quadlet's generator writes for a container file: the unit, and its arguments of `podman run`. */
async function generated(name: string, ...lines: string[]): Promise<{ unit: string; args: string[] }> {
  const folder = `${engine.home}/quadlet-${name}`;
  mkdirSync(folder);
  writeFileSync(`${folder}/web.container`, [...lines, ""].join("\n"));
  const env = { QUADLET_UNIT_DIRS: folder };
  const { exit, stdout, stderr } = await finished(programOf(engine.home, "quadlet"), ["-dryrun"], { env });
  if (exit !== 0) throw new Error(`quadlet: ${exit}: ${stderr}`);
  const line = /^ExecStart=(.*)$/m.exec(stdout)?.[1] ?? expect.fail(`no ExecStart in ${stdout}`);
  return { unit: stdout, args: wordsOf(line).slice(1) };
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
  const { args } = await generated(kind.replace(" ", "-"), "[Container]", "Image=localhost/app", line);
  expect(args[args.indexOf("--health-cmd") + 1]).toBe(passed);
});

test.for([
  ["README.md", "Recipes"],
  ["docs/engines.md", "Podman"],
] as const)(
  "Quadlet reads the file in %s: Podman kills the container, systemd restarts it",
  async ([page, section], context) => {
    if ("missing" in engine) cannotRun(context, engine.missing);
    const lines = blockOf(examples, page, section, "ini").map((line) => line.replace("IMAGE", "localhost/app"));
    const { unit, args } = await generated(section, ...lines);
    const passedFor = (option: string) => args[args.indexOf(option) + 1];
    expect(passedFor("--health-cmd")).toBe('["/healthcheck", "-t", "3s", ":8080/healthz"]');
    expect([passedFor("--health-interval"), passedFor("--health-timeout")]).toEqual(["10s", "5s"]);
    expect(passedFor("--health-on-failure")).toBe("kill");
    const [, service = ""] = /^\[Service\]\n(.*?)(?=^\[|$(?![\s\S]))/ms.exec(unit) ?? [];
    expect(service.split("\n")).toContain("Restart=always");
  },
);

test("the version of Podman is one of today", async (context) => {
  if ("missing" in engine) cannotRun(context, engine.missing);
  expect((await podman(engine.home, ["--version"])).stdout).toMatch(/^podman version ([5-9]|\d\d)\./);
});
