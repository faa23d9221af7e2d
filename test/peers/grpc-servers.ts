import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CACHE, TOP } from "../../build/paths.ts";
import { cannotRun, quickArtifacts, run } from "../run";
import { LEAF, ROOT } from "../tls/certificates/who";
import { type Folder, type Program, program, publicFolder } from "./programs";

/** A server of gRPC that is a program of its own. */
export interface GrpcServer {
  name: string;
  /** Otherwise why it cannot be run. */
  available: true | string;
  /** The command that its arguments are appended to. */
  command: string[];
  /** What it says about a service that it does not know, and about one that it does not have. */
  unknownService: string;
  noHealth: string;
}

const FOLDER = `${TOP}/test/peers/grpc`;
/** The Python of the system, for which Debian has packages. */
const PYTHON = "/usr/bin/python3";

function has(command: string[]): boolean {
  return spawnSync(command[0] ?? "", command.slice(1)).status === 0;
}

export const grpcJs: GrpcServer = {
  name: "@grpc/grpc-js",
  available: true,
  command: [process.execPath, `${FOLDER}/server.mjs`],
  unknownService: "Health status unknown for service nope",
  noHealth: "The server does not implement the method /grpc.health.v1.Health/Check",
};

export const grpcPython: GrpcServer = {
  name: "grpcio",
  available: has([PYTHON, "-c", "import grpc"]) || "no python3-grpcio",
  command: [PYTHON, `${FOLDER}/server.py`],
  unknownService: "unknown service",
  noHealth: "Method not found!",
};

/** grpc-go, compiled from Debian's sources. */
export function grpcGo(): GrpcServer {
  const path = `${CACHE}/grpc-go-server`;
  mkdirSync(CACHE, { recursive: true });
  const env = {
    ...process.env,
    GO111MODULE: "off",
    GOPATH: "/usr/share/gocode",
    GOCACHE: `${CACHE}/go`,
    CGO_ENABLED: "0",
  };
  const built = spawnSync("go", ["build", "-o", path, `${FOLDER}/server.go`], { env, encoding: "utf8" });
  return {
    name: "grpc-go",
    available: built.status === 0 || `no golang-google-grpc-dev: ${built.error ?? built.stderr}`,
    command: [path],
    unknownService: "unknown service",
    noHealth: "unknown service grpc.health.v1.Health",
  };
}

/** How a server is reached. */
interface Way {
  name: string;
  isTls: boolean;
  /** The address to listen on. */
  listen(folder: Folder): string;
  /** The arguments to reach a service of it. */
  args(folder: Folder, port: number, path: string): string[];
  /** What the line calls that. */
  subject(folder: Folder, port: number, path: string): string;
}

const ways: Way[] = [
  {
    name: "TCP",
    isTls: false,
    listen: () => "127.0.0.1:0",
    args: (_, port, path) => [`grpc://localhost:${port}${path}`],
    subject: (_, port, path) => `grpc localhost:${port}${path}`,
  },
  {
    name: "a Unix socket",
    isTls: false,
    listen: (folder) => `unix:${folder.path}/s`,
    args: (folder, _, path) => ["--unix-socket", `${folder.path}/s`, `grpc://${path}`],
    subject: (folder, _, path) => `grpc localhost${path} over ${folder.path}/s`,
  },
  {
    name: "TLS",
    isTls: true,
    listen: () => "127.0.0.1:0",
    args: (folder, port, path) => ["--cacert", `${folder.path}/root.pem`, `grpcs://localhost:${port}${path}`],
    subject: (_, port, path) => `grpcs localhost:${port}${path}`,
  },
];

/** Adds the tests of a server: each status, over each way, with each artifact. */
export function testGrpcServer(server: GrpcServer): void {
  describe.each(ways)(`${server.name} over $name`, (way) => {
    const folder = publicFolder();
    const programs: Program[] = [];
    const kinds = ["health", "none"];

    beforeAll(async () => {
      if (server.available !== true) return;
      folder.write("root.pem", ROOT.pem);
      const files = way.isTls ? [folder.write("key.pem", LEAF.keyPem), folder.write("chain.pem", LEAF.pem)] : [];
      for (const kind of kinds) {
        const address = way.listen(folder) + (way.name === "a Unix socket" && kind === "none" ? "none" : "");
        programs.push(await program([...server.command, address, kind, ...files], { tells: /listening on (\d+)/ }));
      }
    }, 30_000);

    afterAll(async () => {
      for (const one of programs) await one.close();
      folder.remove();
    });

    const cases: [path: string, line: string][] = [
      ["", "SERVING in N ms"],
      ["/shop.Orders", "NOT_SERVING"],
      ["/shop.Unknown", "UNKNOWN"],
      ["/nope", `gRPC status 5 NOT_FOUND: "${server.unknownService}"`],
    ];
    const artifacts = quickArtifacts.filter(({ tls }) => tls || !way.isTls);

    describe.each(artifacts)("$name", (artifact) => {
      test.for(cases)('the service "%s": %s', async ([path, line], context) => {
        for (const it of [artifact.available, server.available]) if (it !== true) cannotRun(context, it);
        const port = programs[0]?.port ?? 0;
        const finished = await run(artifact.command, way.args(folder, port, path), {});
        const output = (finished.stdout + finished.stderr).replace(/ in \d+ ms$/m, " in N ms");
        const isServing = path === "";
        expect({ exit: finished.exit, output }).toEqual({
          exit: isServing ? 0 : 1,
          output: `${isServing ? "healthy" : "unhealthy"}: ${way.subject(folder, port, path)}: ${line}\n`,
        });
        // No error about a check in the server's log.
        expect(await programs[0]?.log()).toBe("");
      });

      test("no health service", async (context) => {
        for (const it of [artifact.available, server.available]) if (it !== true) cannotRun(context, it);
        const port = programs[1]?.port ?? 0;
        const args = way.args(folder, port, "").map((it) => (it === `${folder.path}/s` ? `${it}none` : it));
        const finished = await run(artifact.command, args, {});
        const subject = way.subject(folder, port, "").replace(/\/s$/, "/snone");
        expect(finished).toMatchObject({
          exit: 1,
          stderr: `unhealthy: ${subject}: gRPC status 12 UNIMPLEMENTED: "${server.noHealth}"\n`,
        });
      });
    });
  });
}
