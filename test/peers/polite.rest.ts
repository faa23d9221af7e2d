import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { watch } from "../hostile/watch";
import { type Artifact, artifactNamed, cannotRun, commandAs } from "../run";
import { certificate } from "../tls/authority";
import { type Folder, freePort, installed, type Program, program, publicFolder } from "./programs";

// A check must leave no error in the log of the service: before it hangs up, it reads what the server sends, within bounds.

/** Bodies, by the name of their file. */
const SIZES = { empty: 0, small: 500, medium: 30_000, large: 300_000, huge: 1_000_000 };

/** The file of a body that is larger than all buffers between server and client. */
const ENORMOUS = "enormous";

const CHECKS = 50;

/** The most commands in a text for `sh -c`. */
const BATCH = 8;

/** How long a check reads a body at most, in milliseconds. */
const DRAINING = 100;

interface LoggingServer {
  name: string;
  available: true | string;
  tls?: true;
  start(folder: Folder, pem: string): Promise<Program>;
  /** The part of the path before the name of the file. */
  prefix?: string;
  /** Which lines of its log are errors. */
  error: RegExp;
  /** Whether it logs nothing when a client hangs up. */
  isMute?: true;
  /** How many checks it accepts at once; some serve one client after the other. */
  atOnce?: number;
}

const python = installed("python3");
const busybox = installed("busybox");
const nginx = installed("nginx");
const openssl = installed("openssl");

function startNode(folder: Folder, ...pem: string[]): Promise<Program> {
  const script = `${import.meta.dirname}/sends-files.mjs`;
  return program([process.execPath, script, folder.path, ...pem], { tells: /listening on (\d+)/ });
}

async function startNginx(folder: Folder, pem?: string): Promise<Program> {
  const port = await freePort();
  const tls = pem === undefined ? "" : `ssl_certificate ${pem}; ssl_certificate_key ${pem};`;
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((it) => `${it}_temp_path ${folder.path};`);
  const config = `daemon off; master_process off; pid ${folder.path}/pid; error_log stderr info;
    events {}
    http {
      access_log off;
      ${temporary.join(" ")}
      server { listen 127.0.0.1:${port} ${tls && "ssl"}; root ${folder.path}; ${tls} }
    }`;
  const file = folder.write(`nginx-${tls && "s"}.conf`, config);
  return program([nginx.path, "-p", folder.path, "-e", "stderr", "-c", file], { port });
}

/** Every line of nginx is an error, except for its start, and for curl closing a kept connection. */
const NGINX_ERROR = /^(?!.*(\[notice\]|closed keepalive connection)).+$/m;

const servers: LoggingServer[] = [
  {
    name: "python3 -m http.server",
    available: python.available,
    start: ({ path }) =>
      program([python.path, "-u", "-m", "http.server", "--bind", "127.0.0.1", "0"], { cwd: path, tells: /port (\d+)/ }),
    error: /Error/,
  },
  { name: "pipeline of Node", available: true, start: (folder) => startNode(folder), prefix: "pipeline/", error: /./ },
  {
    name: "sendFile of Express",
    available: true,
    start: (folder) => startNode(folder),
    prefix: "express/",
    error: /./,
  },
  { name: "nginx", available: nginx.available, start: (folder) => startNginx(folder), error: NGINX_ERROR },
  {
    name: "busybox httpd",
    available: busybox.available,
    async start({ path }) {
      const port = await freePort();
      return program([busybox.path, "httpd", "-f", "-v", "-v", "-p", `127.0.0.1:${port}`, "-h", path], { port });
    },
    error: /^(?!.*(: url:|: response:|: connected|: header:)).+$/m,
  },
  {
    name: "pipeline of Node, https",
    available: true,
    tls: true,
    start: startNode,
    prefix: "pipeline/",
    error: /./,
  },
  {
    name: "sendFile of Express, https",
    available: true,
    tls: true,
    start: startNode,
    prefix: "express/",
    error: /./,
  },
  { name: "nginx, https", available: nginx.available, tls: true, start: startNginx, error: NGINX_ERROR },
  {
    name: "openssl s_server",
    available: openssl.available,
    tls: true,
    start: ({ path }, pem) =>
      program([openssl.path, "s_server", "-accept", "127.0.0.1:0", "-cert", pem, "-WWW"], {
        cwd: path,
        tells: /^ACCEPT .*:(\d+)$/m,
      }),
    error: /error|unexpected|fail|reset|broken/i,
    isMute: true,
    atOnce: 1,
  },
];

/** Makes checks. The URLs of a call are checked by one process. */
interface Client {
  name: string;
  available: true | string;
  batch: number;
  command(urls: string[]): string[];
}

const curlPath = installed("curl");

const curl: Client = {
  name: "curl",
  available: curlPath.available,
  batch: 1,
  command: (urls) => [curlPath.path, "-q", "-f", "-s", "-S", "-o", "/dev/null", "-w", "healthy: curl\n", ...urls],
};

/** One process for each check. An artifact that takes long to start makes several checks in a process. */
function client(artifact: Artifact, batch: number): Client {
  return {
    name: artifact.name,
    available: artifact.available,
    batch,
    command: (urls) =>
      urls.length === 1
        ? [...artifact.command, ...urls]
        : [...commandAs(artifact, "sh"), "-c", urls.map((url) => `healthcheck ${url}`).join(" && ")],
  };
}

const native = client(artifactNamed("native amd64"), 1);
const withTls = client(artifactNamed("native amd64 with TLS"), 1);
const bundle = client(artifactNamed("node bundle"), BATCH);

const root = certificate({ ca: true });
const leaf = certificate({ issuer: root, names: ["127.0.0.1", "localhost"] });

describe.each(servers)("$name", (server) => {
  const folder = publicFolder();
  const cacert = folder.write("ca.pem", root.pem);
  let running: Program | undefined;

  beforeAll(async () => {
    for (const [name, size] of Object.entries(SIZES)) folder.write(name, Buffer.alloc(size, "body\n"));
    folder.write(ENORMOUS, Buffer.alloc(32_000_000, "body\n"));
    const pem = folder.write("server.pem", leaf.keyPem + leaf.pem);
    if (server.available === true) running = await server.start(folder, pem);
  });

  afterAll(async () => {
    await running?.close();
    folder.remove();
  });

  const urlOf = (file: string) =>
    `${server.tls ? "https" : "http"}://127.0.0.1:${running?.port}/${server.prefix ?? ""}${file}`;

  const clients = [curl, ...(server.tls ? [withTls] : [native, withTls]), bundle];

  it.for(clients)("$name leaves no error in its log", { timeout: 60_000 }, async (subject, context) => {
    const lacking = [server.available, subject.available].find((it) => it !== true);
    if (lacking !== undefined) cannotRun(context, String(lacking));
    const found: string[] = [];
    for (const file of Object.keys(SIZES)) {
      const { failures, hasty } = await checks(subject, urlOf(file), cacert, server.atOnce);
      expect(failures, `${file} is healthy`).toEqual([]);
      const errors = errorsIn(await running?.log(), server.error);
      // A check may hang up after it has read as long as it may. This happens on a busy machine.
      if (errors.length > hasty) found.push(`${file}: ${errors.length} errors in ${CHECKS} checks: ${errors[0]}`);
    }
    expect(found).toEqual([]);
  });

  it(server.isMute ? "logs nothing of a client that hangs up" : "logs a client that hangs up", async (context) => {
    if (server.available !== true) cannotRun(context, server.available);
    for (let i = 0; i < 3; i++) await hangUp(urlOf(ENORMOUS));
    const errors = errorsIn(await running?.log(), server.error);
    expect(errors.length > 0, errors[0]).toBe(!server.isMute);
  });
});

/** @returns the failures, and how many checks have read as long as they may */
async function checks(
  { batch, command }: Client,
  url: string,
  cacert: string,
  atOnce = 6,
): Promise<{ failures: string[]; hasty: number }> {
  const failures: string[] = [];
  let hasty = 0;
  const env = { HEALTHCHECK_CACERT: cacert, CURL_CA_BUNDLE: cacert, HEALTHCHECK_TIMEOUT: "10s" };
  // The rest, which does not fill a batch, is checked one by one.
  const alone = batch === 1 ? CHECKS : CHECKS % batch;
  const sizes = [...Array(alone).fill(1), ...Array((CHECKS - alone) / batch).fill(batch)] as number[];
  const worker = async () => {
    for (let size = sizes.pop(); size !== undefined; size = sizes.pop()) {
      const { exit, stdout, stderr, lines, end } = await watch(command(Array(size).fill(url)), env);
      if (exit !== 0 || stdout.match(/^healthy: /gm)?.length !== size) failures.push(`${stdout}${stderr}`);
      // A check reads the body after its verdict and before the next verdict or the end.
      const times = [...lines, end];
      hasty += lines.filter((line, index) => (times[index + 1] ?? 0) - line > 0.9 * DRAINING).length;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { failures, hasty };
}

function errorsIn(log = "", error: RegExp): string[] {
  return log.split("\n").filter((line) => error.test(line));
}

/** Hangs up after the first bytes, as checks did once. */
function hangUp(url: string): Promise<void> {
  const { protocol, port, pathname } = new URL(url);
  const where = { host: "127.0.0.1", port: Number(port), ca: root.pem, highWaterMark: 1000 };
  return new Promise((resolve) => {
    const socket = protocol === "https:" ? connectTls(where) : connect(where);
    socket.write(`GET ${pathname} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    socket.once("data", () => socket.destroy());
    socket.on("error", () => {});
    socket.on("close", () => resolve());
  });
}
