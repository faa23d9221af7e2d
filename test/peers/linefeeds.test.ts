import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cannotRun, quickArtifacts, run } from "../run";
import { type Folder, freePort, installed, type Program, program, publicFolder } from "./programs";

// Real servers that end some or all lines in LF.

const python = installed("python3");
const busybox = installed("busybox");
const miniHttpd = installed("mini_httpd");
const socat = installed("socat");

const CGI = `#!/bin/sh
echo "Content-Type: text/plain"
echo "X-Path: $PATH_INFO"
echo
echo OK
`;

/** A server as people write it in shell: it reads the header section of the request, and answers with this. */
function answering(words: string): string {
  return `#!/bin/sh
while read -r line && [ "$line" != "$(printf '\\r')" ]; do :; done
${words}
`;
}

interface LineFeedServer {
  name: string;
  available: true | string;
  /** By default `/`. */
  path?: string;
  start(folder: Folder): Promise<Program>;
}

function behindSocat(name: string, words: string): LineFeedServer {
  return {
    name: `a shell loop behind socat: ${name}`,
    available: socat.available,
    start(folder) {
      const script = folder.write("answer", answering(words), 0o755);
      const listen = "TCP-LISTEN:0,bind=127.0.0.1,fork";
      return program([socat.path, "-d", "-d", listen, `EXEC:${script}`], { tells: /listening on .*:(\d+)/ });
    },
  };
}

const servers: LineFeedServer[] = [
  {
    name: "busybox httpd with CGI",
    available: busybox.available,
    path: "/cgi-bin/ok",
    async start(folder) {
      const port = await freePort();
      return program([busybox.path, "httpd", "-f", "-p", `127.0.0.1:${port}`, "-h", folder.path], { port });
    },
  },
  {
    name: "python3 -m http.server --cgi",
    available: python.available,
    path: "/cgi-bin/ok",
    start: ({ path }) =>
      program([python.path, "-u", "-m", "http.server", "--cgi", "--bind", "127.0.0.1", "0"], {
        cwd: path,
        tells: /port (\d+)/,
      }),
  },
  {
    name: "mini_httpd with CGI",
    available: miniHttpd.available,
    path: "/cgi-bin/ok",
    async start({ path }) {
      const port = await freePort();
      const where = ["-h", "127.0.0.1", "-p", String(port), "-d", path];
      return program([miniHttpd.path, "-D", ...where, "-c", "cgi-bin/*"], { port });
    },
  },
  behindSocat("echo", "echo 'HTTP/1.1 200 OK'; echo 'Content-Length: 3'; echo; echo OK"),
  behindSocat("CR LF and echo's own LF", `printf '%s\\r\\n\\n' 'HTTP/1.1 200 OK'`),
  behindSocat("a here document", "cat <<END\nHTTP/1.0 200 OK\nContent-Type: text/plain\n\nOK\nEND"),
];

describe.each(servers)("$name", ({ available, path = "/", start }) => {
  const folder = publicFolder("cgi-bin");
  let server: Program | undefined;

  beforeAll(async () => {
    folder.write("cgi-bin/ok", CGI, 0o755);
    if (available === true) server = await start(folder);
  });

  afterAll(async () => {
    await server?.close();
    folder.remove();
  });

  it.for(quickArtifacts)("$name: healthy", async (artifact, context) => {
    const lacking = [available, artifact.available].find((it) => it !== true);
    if (lacking !== undefined) cannotRun(context, String(lacking));
    const url = `http://127.0.0.1:${server?.port}${path}`;
    const { stdout, stderr } = await run(artifact.command, ["-t", "10s", url]);
    expect({ stdout: stdout.replace(/\d+ ms/, "N ms"), stderr }).toEqual({
      stdout: `healthy: GET ${url}: 200 in N ms\n`,
      stderr: "",
    });
  });

  it("sends a line that ends in LF", async (context) => {
    if (available !== true) cannotRun(context, available);
    expect(await headOf(server?.port ?? 0, path)).toMatch(/[^\r]\n/);
  });
});

/** What a server sends, in ISO 8859-1. */
function headOf(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(`GET ${path} HTTP/1.0\r\n\r\n`));
    socket.setEncoding("latin1");
    socket.on("data", (text) => (received += text));
    socket.on("end", () => resolve(received.slice(0, received.search(/\n\r?\n/) + 2)));
    socket.on("error", reject);
  });
}
