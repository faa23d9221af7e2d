import { existsSync, realpathSync } from "node:fs";
import { mkdir, rm, symlink } from "node:fs/promises";
import { hostArchitecture } from "../../build/architectures.ts";
import { CACHE, DIST } from "../../build/paths.ts";
import { buildProgram, bundleClient } from "./programs.ts";
import { pathOf } from "./tools.ts";

/** What is checked, in the order of the tables. */
export const PROTOCOLS = ["http", "https", "grpc", "tcp"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** One way to check a port of 127.0.0.1. */
export interface Contestant {
  name: string;
  /** The command, with absolute paths. */
  command: (port: number, path: string) => string[];
  /** The files that it needs, without their shared libraries. */
  files: string[];
  /** Or why it is left out. */
  available: true | string;
  /** Whether its instructions can be counted, or why not. */
  countable: true | string;
}

/** All figures of a protocol are compared with one. There is no hand-written TLS; gRPC is compared with HTTP, from the same server. */
export const FLOOR = "hand-written C";
export const OVER_HTTP = "healthcheck, over HTTP";
export const REFERENCES: Record<Protocol, string> = { http: FLOOR, https: "curl", grpc: OVER_HTTP, tcp: FLOOR };

/** Files of trusted certificates: only the server's authority, and the same as the last of as many as a system has. */
export interface Trust {
  authority: string;
  bundle: string;
}

/** What the server's body is (responder.ts). */
const BODY = "ok";

const NODE_FETCH = `fetch(process.argv[1]).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
const NODE_CONNECT = `require("net").connect(process.argv[1], "127.0.0.1", () => process.exit(0)).on("error", () => process.exit(1))`;
const NODE_GET = `require("https").get(process.argv[1], { ca: require("fs").readFileSync(process.argv[2]) }, r => process.exit(r.statusCode < 400 ? 0 : 1)).on("error", () => process.exit(1))`;
const NO_CALLGRIND = "V8 makes its machine code while it runs";

/** The programs, with absolute paths. `curl`, `sh`, `nc` and `probe` are links to `native`. */
interface Programs {
  floor: string;
  native: string;
  withTls: string;
  curl: string;
  sh: string;
  nc: string;
  probe: string;
  client: string;
  node: string;
  bundle: string;
  executable: string;
}

/** Every way to check over this protocol. Those that are not installed are there too, with the reason. */
export async function contestants(protocol: Protocol, trust: Trust): Promise<Contestant[]> {
  const folder = `${DIST}/linux-${hostArchitecture().name}`;
  const native = `${folder}/healthcheck`;
  const names = ["curl", "sh", "nc", "grpc_health_probe"];
  const [curl = "", sh = "", nc = "", probe = ""] = await Promise.all(names.map((name) => linked(native, name)));
  const programs: Programs = {
    ...{ floor: await buildProgram("floor"), native, withTls: `${native}-tls`, curl, sh, nc, probe },
    client: await bundleClient(),
    ...{ node: realpathSync(process.execPath), bundle: `${DIST}/healthcheck.cjs`, executable: `${native}-node` },
  };
  if (protocol === "http") return overHttp(programs);
  if (protocol === "https") return overHttps(programs, trust);
  return protocol === "grpc" ? overGrpc(programs) : overTcp(programs);
}

function overHttp({ floor, native, curl, sh, node, bundle, executable }: Programs): Contestant[] {
  const url = (port: number, path: string) => `http://127.0.0.1:${port}${path}`;
  return [
    one(FLOOR, [floor], (port, path) => [floor, `${port}`, path]),
    one("healthcheck", [native], (port, path) => [native, url(port, path)]),
    one("healthcheck, called curl -f", [native], (port, path) => [curl, "-f", url(port, path)]),
    one("healthcheck, called sh -c", [native], (port, path) => [sh, "-c", `curl -f ${url(port, path)} || exit 1`]),
    one("healthcheck --expect", [native], (port, path) => [native, "--expect", BODY, url(port, path)]),
    one("busybox wget", [pathOf("busybox")], (port, path) => [
      pathOf("busybox"),
      ...["wget", "-q", "-O", "/dev/null", url(port, path)],
    ]),
    one("wget", [pathOf("wget")], (port, path) => [
      pathOf("wget"),
      ...["-q", "-O", "/dev/null", "--tries=1", url(port, path)],
    ]),
    one("curl", [pathOf("curl")], (port, path) => [pathOf("curl"), "-fsS", "-o", "/dev/null", url(port, path)]),
    {
      ...one("curl | grep", [pathOf("sh"), pathOf("curl"), pathOf("grep")], (port, path) => [
        pathOf("sh"),
        ...["-c", `${pathOf("curl")} -fsS ${url(port, path)} | ${pathOf("grep")} -q ${BODY}`],
      ]),
      countable: "three processes",
    },
    withNode("healthcheck.cjs", [node, bundle], (port, path) => [node, bundle, url(port, path)]),
    withNode("healthcheck-node", [executable], (port, path) => [executable, url(port, path)]),
    withNode("node -e fetch", [node], (port, path) => [node, "-e", NODE_FETCH, url(port, path)]),
  ];
}

function overHttps({ withTls, node, bundle, executable }: Programs, { authority, bundle: roots }: Trust): Contestant[] {
  const secure = (port: number, path: string) => `https://localhost:${port}${path}`;
  return [
    one("curl", [pathOf("curl")], (port, path) => [
      pathOf("curl"),
      ...["-4fsS", "-o", "/dev/null", "--cacert", authority, secure(port, path)],
    ]),
    one("healthcheck-tls", [withTls], (port, path) => [withTls, "--cacert", authority, secure(port, path)]),
    one("healthcheck-tls, 150 roots", [withTls], (port, path) => [withTls, "--cacert", roots, secure(port, path)]),
    one("healthcheck-tls -k", [withTls], (port, path) => [withTls, "-k", secure(port, path)]),
    one("curl, 150 roots", [pathOf("curl")], (port, path) => [
      pathOf("curl"),
      ...["-4fsS", "-o", "/dev/null", "--cacert", roots, secure(port, path)],
    ]),
    one("wget", [pathOf("wget")], (port, path) => [
      pathOf("wget"),
      ...["-4q", "-O", "/dev/null", "--tries=1", `--ca-certificate=${authority}`, secure(port, path)],
    ]),
    withNode("healthcheck.cjs", [node, bundle], (port, path) => [
      ...[node, bundle, "--cacert", authority, secure(port, path)],
    ]),
    withNode("healthcheck-node", [executable], (port, path) => [
      ...[executable, "--cacert", authority, secure(port, path)],
    ]),
    withNode("node -e https.get", [node], (port, path) => [node, "-e", NODE_GET, secure(port, path), authority]),
  ];
}

/** The service that is asked for. */
const SERVICE = "shop.Orders";

function overGrpc({ native, probe, node, bundle, executable, client }: Programs): Contestant[] {
  const target = (port: number) => `grpc://127.0.0.1:${port}/${SERVICE}`;
  return [
    one(OVER_HTTP, [native], (port, path) => [native, `http://127.0.0.1:${port}${path}`]),
    one("healthcheck", [native], (port) => [native, target(port)]),
    one("healthcheck, called grpc_health_probe", [native], (port) => [
      ...[probe, `-addr=127.0.0.1:${port}`, `-service=${SERVICE}`],
    ]),
    withNode("healthcheck.cjs", [node, bundle], (port) => [node, bundle, target(port)]),
    withNode("healthcheck-node", [executable], (port) => [executable, target(port)]),
    withNode("node with @grpc/grpc-js", [node, client], (port) => [node, client, `127.0.0.1:${port}`, SERVICE]),
  ];
}

function overTcp({ floor, native, nc, node, bundle, executable }: Programs): Contestant[] {
  return [
    one(FLOOR, [floor], (port) => [floor, `${port}`]),
    one("healthcheck", [native], (port) => [native, `127.0.0.1:${port}`]),
    one("healthcheck, called nc -z", [native], (port) => [nc, "-z", "127.0.0.1", `${port}`]),
    one("nc -z", [pathOf("nc")], (port) => [pathOf("nc"), "-z", "127.0.0.1", `${port}`]),
    withNode("healthcheck.cjs", [node, bundle], (port) => [node, bundle, `127.0.0.1:${port}`]),
    withNode("healthcheck-node", [executable], (port) => [executable, `127.0.0.1:${port}`]),
    withNode("node -e net.connect", [node], (port) => [node, "-e", NODE_CONNECT, `${port}`]),
  ];
}

function one(name: string, files: string[], command: Contestant["command"]): Contestant {
  const missing = files.find((file) => !existsSync(file));
  return { name, command, files, available: missing === undefined || `no ${nameOf(missing)}`, countable: true };
}

function withNode(name: string, files: string[], command: Contestant["command"]): Contestant {
  return { ...one(name, files, command), countable: NO_CALLGRIND };
}

/** The path below dist of a file that is built; the name of a tool. */
function nameOf(file: string): string {
  return file.startsWith(DIST) ? file.slice(DIST.length - "dist".length) : file;
}

/** A link to the executable, whose name selects the dialect. */
async function linked(native: string, name: string): Promise<string> {
  const path = `${CACHE}/bench/${name}`;
  await mkdir(`${CACHE}/bench`, { recursive: true });
  await rm(path, { force: true });
  await symlink(native, path);
  return path;
}
