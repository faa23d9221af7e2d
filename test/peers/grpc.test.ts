import { afterAll, describe, expect, test } from "vitest";
import { cannotRun, commandAs, quickArtifacts, run } from "../run";
import { SERVING } from "../servers/h2";
import { LEAF, ROOT } from "../tls/certificates/who";
import { nodeTls } from "../tls/servers";
import { grpcJs, grpcPython, testGrpcServer } from "./grpc-servers";
import { publicFolder } from "./programs";

testGrpcServer(grpcJs);
testGrpcServer(grpcPython);

const folder = publicFolder();
const cacert = folder.write("root.pem", ROOT.pem);
afterAll(() => folder.remove());

const CREDENTIALS = { chain: [LEAF], key: LEAF.key };

describe.each(quickArtifacts.filter(({ tls }) => tls))("ALPN with $name", (artifact) => {
  test.for(["TLSv1.2", "TLSv1.3"] as const)("a server of %s that picks no protocol", async (version, context) => {
    if (artifact.available !== true) cannotRun(context, artifact.available);
    const server = await nodeTls(CREDENTIALS, { minVersion: version, maxVersion: version })();
    const target = `grpcs://localhost:${server.values.port}`;
    const { exit, stderr } = await run(artifact.command, ["--cacert", cacert, target], {});
    await server.close();
    expect({ exit, stderr }).toEqual({
      exit: 1,
      stderr: `unhealthy: ${target.replace("://", " ")}: the peer picks no protocol (ALPN), wanted h2\n`,
    });
  });

  test.for(["TLSv1.2", "TLSv1.3"] as const)("a server of %s that knows http/1.1 alone", async (version, context) => {
    if (artifact.available !== true) cannotRun(context, artifact.available);
    const options = { minVersion: version, maxVersion: version, ALPNProtocols: ["http/1.1"] };
    const server = await nodeTls(CREDENTIALS, options)();
    const target = `grpcs://localhost:${server.values.port}`;
    const { exit, stderr } = await run(artifact.command, ["--cacert", cacert, target], {});
    await server.close();
    expect({ exit, stderr }).toEqual({
      exit: 1,
      stderr: `unhealthy: ${target.replace("://", " ")}: TLS alert: no application protocol\n`,
    });
  });

  test("a server that picks h2, but speaks HTTP/1.1", async (context) => {
    if (artifact.available !== true) cannotRun(context, artifact.available);
    const server = await nodeTls(CREDENTIALS, { ALPNProtocols: ["h2"] })();
    const target = `grpcs://localhost:${server.values.port}`;
    const { exit, stderr } = await run(artifact.command, ["--cacert", cacert, target], {});
    await server.close();
    expect({ exit, stderr }).toEqual({
      exit: 1,
      stderr: `unhealthy: ${target.replace("://", " ")}: the peer speaks HTTP/1.1, wanted HTTP/2\n`,
    });
  });

  test("a certificate that is not trusted", async (context) => {
    if (artifact.available !== true) cannotRun(context, artifact.available);
    const server = await nodeTls(CREDENTIALS, { ALPNProtocols: ["h2"] })();
    const target = `grpcs://localhost:${server.values.port}`;
    const { exit, stderr } = await run(artifact.command, [target], {});
    await server.close();
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^unhealthy: grpcs localhost:\d+: certificate [^\n]*unknown authority[^\n]*\n$/);
  });
});

/** A server with a certificate for `localhost`, which answers a call as real ones do. */
const secure = nodeTls(CREDENTIALS, { ALPNProtocols: ["h2"] }, (socket) => socket.write(SERVING, "latin1"));

describe.each(quickArtifacts.filter(({ tls }) => tls))("grpc_health_probe -tls with $name", (artifact) => {
  const NAME = "certificate is for localhost";
  // What it is called by; host, options; what is wrong; the names that the server was asked for.
  test.for([
    ["the authority of a file", "localhost", [`-tls-ca-cert=${cacert}`], null, ["localhost"]],
    ["an authority that is not trusted", "localhost", [], "certificate", ["localhost"]],
    ["a server name", "127.0.0.1", ["-tls-ca-cert", cacert, "-tls-server-name", "localhost"], null, ["localhost"]],
    [
      "another server name",
      "localhost",
      ["-tls-ca-cert", cacert, "--tls-server-name=example.org"],
      NAME,
      ["example.org"],
    ],
    [
      "an address in place of a server name",
      "localhost",
      ["-tls-ca-cert", cacert, "-tls-server-name=192.0.2.1"],
      NAME,
      [],
    ],
    ["another name without a server name", "127.0.0.1", ["-tls-ca-cert", cacert], NAME, []],
    ["any certificate", "127.0.0.1", ["-tls-no-verify"], null, []],
  ] as const)("%s", async ([, host, args, problem, sni], context) => {
    if (artifact.available !== true) cannotRun(context, artifact.available);
    const server = await secure();
    const address = `${host}:${server.values.port}`;
    const finished = await run(commandAs(artifact, "grpc_health_probe"), ["-tls", `-addr=${address}`, ...args], {});
    await server.close();
    const start = `${problem === null ? "healthy" : "unhealthy"}: grpcs ${address}: ${problem ?? "SERVING in "}`;
    expect((finished.stdout + finished.stderr).slice(0, start.length)).toBe(start);
    expect(finished.exit).toBe(problem === null ? 0 : 1);
    expect(server.names).toEqual(sni);
  });
});
