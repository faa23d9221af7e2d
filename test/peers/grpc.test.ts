import { afterAll, describe, expect, test } from "vitest";
import { cannotRun, quickArtifacts, run } from "../run";
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
