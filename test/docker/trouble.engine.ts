import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { README } from "../../build/readme.ts";
import { blockOf, INSTALL, readAllExamples, words } from "../examples.ts";
import { cannotRun } from "../run.ts";
import { compose, docker, findCompose } from "./client.ts";
import {
  BUSYBOX,
  buildImage,
  engine,
  httpd,
  image,
  inEngine,
  NATIVE,
  type Root,
  running,
  SERVER_ROOT,
  settles,
  start,
} from "./images.ts";

// What the README says under "Common trouble", and the ways out of it.

inEngine();

const examples = await readAllExamples();
const OFTEN = ["--health-interval=500ms", "--health-timeout=5s", "--health-retries=1"];
const HEALTHY = "healthy: GET http://localhost:8080/healthz: 200 in N ms\n";

/** A server with the page /healthz and without our file. */
const { "/healthcheck": _, ...BARE }: Root = { ...SERVER_ROOT, "/www/healthz": { text: "ok\n" } };

function server(name: string, more: Root = {}): Promise<string> {
  return image(`trouble-${name}`, () => ({ ...BARE, ...more }), httpd(8080));
}

/** Matches a line that contains the title of a paragraph of the README, where `…` stands for anything. */
function titled(title: string): unknown {
  expect(readFileSync(README, "utf8")).toContain(`**\`${title}\`.**`);
  const parts = title.split("…").map((it) => it.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return expect.stringMatching(new RegExp(parts.map((it) => it.trim()).join(".*")));
}

test("shell form without a shell", async () => {
  const from = await buildImage(`FROM ${await server("bare")}`, "HEALTHCHECK CMD /healthcheck :8080/healthz");
  await settles(await start(from, OFTEN), "unhealthy", -1, titled('exec: "/bin/sh": … no such file or directory'));
});

test("an array with single quotes", async () => {
  const shell = await server("shell", { "/bin/sh": { file: BUSYBOX }, "/healthcheck": { file: NATIVE } });
  const from = await buildImage(`FROM ${shell}`, "HEALTHCHECK CMD ['/healthcheck', ':8080/healthz']");
  await settles(await start(from, OFTEN), "unhealthy", 127, titled("/bin/sh: [/healthcheck,: not found"));
});

test("--health-cmd in an image with a shell and our file", async () => {
  const [line = ""] = blockOf(examples, "docs/engines.md", "Docker", "console");
  const from = await server("shell", { "/bin/sh": { file: BUSYBOX }, "/healthcheck": { file: NATIVE } });
  await settles(await runs(line, from), "healthy", 0, HEALTHY);
});

test("--health-cmd in an image without a shell, with our file mounted as /bin/sh", async () => {
  const [line = ""] = blockOf(examples, "docs/engines.md", "Docker", "console", 2);
  expect(line).toContain(" -v ./healthcheck:/bin/sh:ro ");
  await settles(await runs(line.replace("./healthcheck", NATIVE), await server("bare")), "healthy", 0, HEALTHY);
});

/** Runs a command line of a page. @returns the id of the container */
async function runs(line: string, from: string): Promise<string> {
  const [program, run, ...args] = words(line);
  expect([program, run, args.pop()]).toEqual(["docker", "run", "IMAGE"]);
  const own = ["--label", engine.label, "--network", "none"];
  return (await docker(engine, ["run", ...own, ...args, ...OFTEN, from])).trim();
}

test.for(["README.md", "docs/engines.md"])(
  "the compose file of %s for an image that one does not build: unhealthy without an executable file, healthy with it",
  async (page, context) => {
    const command = (await findCompose(engine)) ?? cannotRun(context, "no docker-compose");
    const section = page === "README.md" ? "Recipes" : "Compose";
    const folder = `${engine.home}/mounted-${section}`;
    mkdirSync(folder);
    const text = blockOf(examples, page, section, "yaml", 1)
      .join("\n")
      .replace("IMAGE", await server("bare"));
    writeFileSync(`${folder}/compose.yaml`, `${text}\n`);
    const web = {
      network_mode: "none",
      labels: [engine.label],
      stop_grace_period: "0s",
      healthcheck: { interval: "500ms", retries: 1 },
    };
    writeFileSync(`${folder}/override.json`, JSON.stringify({ services: { web } }));
    const files = ["--file", `${folder}/compose.yaml`, "--file", `${folder}/override.json`];
    const project = ["--project-name", `tiny-healthcheck-trouble-${process.pid}`, ...files];

    const fails = async () => {
      await compose(engine, command, [...project, "up", "--detach"]);
      await settles(await running(), "unhealthy", -1, titled('exec: "/healthcheck": … permission denied'));
      await compose(engine, command, [...project, "down"]);
    };
    await fails();
    // The directory that the engine has made has to go.
    rmdirSync(`${folder}/healthcheck`);
    writeFileSync(`${folder}/healthcheck`, readFileSync(NATIVE), { mode: 0o644 });
    await fails();

    writeFileSync(`${folder}/healthcheck-linux-amd64`, readFileSync(NATIVE), { mode: 0o644 });
    expect(blockOf(examples, page, section, "console")).toEqual([INSTALL]);
    const [install = "", ...args] = words(INSTALL);
    execFileSync(install, args, { cwd: folder });
    await compose(engine, command, [...project, "up", "--detach"]);
    await settles(await running(), "healthy", 0, HEALTHY);
    await compose(engine, command, [...project, "down"]);
  },
);
