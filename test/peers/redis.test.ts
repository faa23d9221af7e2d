import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SECRET } from "../cases/row";
import { type Artifact, artifactNamed, cannotRun, commandAs, run } from "../run";
import { type Folder, freePort, installed, type Program, program, publicFolder } from "./programs";

// --send and --expect with a real Redis: over TCP and over its Unix socket, with and without its password.

const redis = installed("redis-server");
const artifacts = ["native amd64", "native amd64 with TLS", "node bundle"].map(artifactNamed);

let folder: Folder;
let open: Program;
let locked: Program;

async function startRedis(name: string, ...options: string[]): Promise<Program> {
  const port = await freePort();
  const socket = `${folder.path}/${name}`;
  const quiet = ["--save", "", "--appendonly", "no", "--dir", folder.path, "--bind", "127.0.0.1"];
  return program([redis.path, "--port", String(port), "--unixsocket", socket, ...quiet, ...options], { port });
}

beforeAll(async () => {
  folder = publicFolder();
  if (redis.available !== true) return;
  open = await startRedis("open");
  locked = await startRedis("locked", "--requirepass", SECRET);
});

afterAll(async () => {
  await open?.close();
  await locked?.close();
  folder.remove();
});

const PING = ["--send", "PING\\r\\n", "--expect", "+PONG"];
const AUTH = ["--send", "AUTH ${PASSWORD}\\r\\nPING\\r\\n", "--expect", "+PONG"];
const SHORT = ["-t", "500ms"];

describe.each(artifacts)("$name", (artifact) => {
  async function line(args: string[], env: Record<string, string> = {}, command = artifact.command): Promise<string> {
    const { exit, stdout, stderr } = await run(command, args, env);
    return `${exit} ${stdout}${stderr}`.trimEnd().replace(/ in \d+ ms$/, "");
  }

  function check(name: string, body: (artifact: Artifact) => Promise<void>): void {
    it(name, async (context) => {
      const lacking = [redis.available, artifact.available].find((it) => it !== true);
      if (lacking !== undefined) cannotRun(context, String(lacking));
      await body(artifact);
    });
  }

  check("PING is answered by +PONG", async () => {
    expect(await line([...PING, `:${open.port}`])).toBe(`0 healthy: tcp localhost:${open.port}: got "+PONG"`);
    expect(await line([...PING, `unix://${folder.path}/open`])).toBe(
      `0 healthy: unix ${folder.path}/open: got "+PONG"`,
    );
  });

  check("another answer is shown", async () => {
    const answer = "timed out after 500ms reading the answer";
    expect(await line([...SHORT, "--send", "NOSUCH\\r\\n", "-e", "+PONG", `:${open.port}`])).toMatch(
      /^1 unhealthy: tcp localhost:\d+: got "-ERR unknown command 'NOSUCH'.*", wanted "\+PONG", timed out after 500ms reading the answer \(\d+ bytes so far\)$/,
    );
    expect(await line([...SHORT, ...PING, `:${locked.port}`])).toBe(
      `1 unhealthy: tcp localhost:${locked.port}: got "-NOAUTH Authentication required.", wanted "+PONG", ${answer} (34 bytes so far)`,
    );
  });

  check("a password from a variable is sent, and no answer to it is shown", async () => {
    const target = `:${locked.port}`;
    expect(await line([...AUTH, target], { PASSWORD: SECRET })).toBe(
      `0 healthy: tcp localhost:${locked.port}: got "+PONG"`,
    );
    const wrong = await line([...SHORT, ...AUTH, target], { PASSWORD: "wrong" });
    expect(wrong).toMatch(/^1 unhealthy: tcp localhost:\d+: got \d+ bytes, wanted "\+PONG", timed out/);
    // Redis repeats a command that it does not know.
    const unknown = await line([...SHORT, "--send", "${PASSWORD}\\r\\n", "-e", "+PONG", `:${open.port}`], {
      PASSWORD: SECRET,
    });
    expect(unknown).toMatch(/^1 unhealthy: tcp localhost:\d+: got \d+ bytes, wanted/);
    expect(unknown).not.toContain(SECRET);
  });

  check("it is a command of sh -c like others", async () => {
    const text = `healthcheck --send "AUTH $PASSWORD\\r\\nPING\\r\\n" -e +PONG :${locked.port} || exit 1`;
    expect(await line(["-c", text], { PASSWORD: SECRET }, commandAs(artifact, "sh"))).toBe(
      `0 healthy: tcp localhost:${locked.port}: got "+PONG"`,
    );
  });

  check("Redis logs nothing of the checks", async () => {
    await open.log();
    for (let i = 0; i < 5; i++) await line([...PING, `:${open.port}`]);
    await line(["--send", "PING\\r\\n", `:${open.port}`]);
    expect(await open.log()).toBe("");
  });
});
