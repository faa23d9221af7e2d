import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { artifactNamed, cannotRun, run } from "../run";
import { certificate } from "../tls/authority";
import { installed, type Program, program, publicFolder } from "./programs";

// Some servers read on after their response, as the tools of OpenSSL and Python do. They log an error if the connection ends without
// close_notify, because somebody else may have cut it off (RFC 8446 §6.1).

const CHECKS = 5;

const responses: Record<string, string> = {
  "a body of 30,000 bytes": `HTTP/1.1 200 OK\r\nContent-Length: 30000\r\n\r\n${"body\n".repeat(6000)}`,
  "a chunked body": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
  "no body": "HTTP/1.1 204 No Content\r\n\r\n",
  "a body that does not come": "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhello",
  "an unhealthy status": "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n",
  "no HTTP": "220 mail ESMTP\r\n",
};

/** Serves response N at `/N`, and waits until the client ends the connection. Arguments: a PEM file, and the responses as JSON. */
const SERVER = `
import json, os, socket, ssl, sys, threading
responses = json.loads(sys.argv[2])
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1])
# In one piece: print() writes the text and its end apart, with another thread's between them.
def tell(line):
    os.write(1, (line + "\\n").encode())
def serve(connection):
    try:
        secure = context.wrap_socket(connection, server_side=True, suppress_ragged_eofs=False)
        index = int(secure.recv(10000).split()[1][1:])
        secure.sendall(responses[index].encode())
        while secure.recv(10000): pass
        tell("ended well")
    except Exception as error:
        tell("error: " + repr(error))
    connection.close()
listener = socket.create_server(("127.0.0.1", 0))
tell(f"listening on {listener.getsockname()[1]}")
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
`;

const python = installed("python3");
const root = certificate({ ca: true });
const leaf = certificate({ issuer: root, names: ["127.0.0.1"] });

describe("a server that waits for close_notify", () => {
  const folder = publicFolder();
  const cacert = folder.write("ca.pem", root.pem);
  let server: Program | undefined;

  beforeAll(async () => {
    const pem = folder.write("server.pem", leaf.keyPem + leaf.pem);
    const args = ["-c", SERVER, pem, JSON.stringify(Object.values(responses))];
    if (python.available === true) server = await program([python.path, ...args], { tells: /listening on (\d+)/ });
  });

  afterAll(async () => {
    await server?.close();
    folder.remove();
  });

  for (const name of ["native amd64 with TLS", "node bundle"]) {
    it.for(Object.entries(responses))(`${name}: %s`, async ([what, response], context) => {
      const artifact = artifactNamed(name);
      const lacking = [python.available, artifact.available].find((it) => it !== true);
      if (lacking !== undefined) cannotRun(context, String(lacking));
      const url = `https://127.0.0.1:${server?.port}/${Object.keys(responses).indexOf(what)}`;
      const all = Array.from({ length: CHECKS }, () => run(artifact.command, ["-t", "10s", "--cacert", cacert, url]));
      for (const { exit, stderr } of await Promise.all(all)) {
        expect(exit, stderr).toBe(/^HTTP\/1\.1 2/.test(response) ? 0 : 1);
      }
      expect(await server?.log()).toBe("ended well\n".repeat(CHECKS));
    });
  }

  it("logs a client that ends without close_notify", async (context) => {
    if (python.available !== true) cannotRun(context, python.available);
    await new Promise<void>((resolve) => {
      const socket = connect(server?.port ?? 0, "127.0.0.1");
      const secure = connectTls({ socket, ca: root.pem, host: "127.0.0.1" });
      secure.on("error", () => {});
      secure.write("GET /2 HTTP/1.1\r\n\r\n");
      secure.once("data", () => socket.destroy());
      socket.on("close", () => resolve());
    });
    expect(await server?.log()).toMatch(/^error: SSLEOFError/);
  });
});
