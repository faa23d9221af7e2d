import { expect, test } from "vitest";
import { TOP } from "../../build/paths.ts";
import packageJson from "../../package.json";
import { docker, tryDocker } from "./client.ts";
import { engine, image, inEngine, NATIVE, serverImage, settles, start } from "./images.ts";

inEngine();

/** Puts what is built where Dockerfile.example looks for the image. test/release has the real image from a registry. @returns its REGISTRY */
async function localRegistry(): Promise<string> {
  const registry = `tiny-healthcheck-test-${process.pid}`;
  const files = { "/healthcheck": { file: NATIVE }, "/healthcheck-tls": { file: `${NATIVE}-tls` } };
  const from = await image("registry", () => files, ["/healthcheck"]);
  await docker(engine, ["tag", from, `${registry}/healthcheck:${packageJson.version}`]);
  return registry;
}

test.for([
  ["BuildKit", "as it stands", "", "needs healthcheck-tls"],
  ["BuildKit", "with TLS", "-tls", "no trusted certificates in this image"],
  ["the classic builder", "as it stands", "", "needs healthcheck-tls"],
] as const)("Dockerfile.example with %s, %s, and a local server", async ([builder, , tls, words]) => {
  const args = [`REGISTRY=${await localRegistry()}`, `SERVER=${await serverImage()}`, ...(tls ? [`TLS=${tls}`] : [])];
  const withBuilder = { ...engine, env: { ...engine.env, DOCKER_BUILDKIT: builder === "BuildKit" ? "1" : "0" } };
  const built = await docker(withBuilder, [
    ...["build", "--quiet", "--label", engine.label, "--file", `${TOP}/Dockerfile.example`, "--target", "example"],
    ...args.flatMap((it) => ["--build-arg", it]),
    TOP,
  ]);
  const id = await start(built.trim());
  await settles(id, "healthy", 0, "healthy: GET http://localhost:8080/: 200 in N ms\n");
  const { exit, stderr } = await tryDocker(engine, ["exec", id, "/healthcheck", "https://localhost:8080/"]);
  expect([exit, stderr]).toEqual([1, expect.stringContaining(words)]);
});
