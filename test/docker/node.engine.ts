import { realpathSync } from "node:fs";
import { test } from "vitest";
import { hostArchitecture } from "../../build/architectures.ts";
import { DIST, TOP } from "../../build/paths.ts";
import { checked, follows } from "./exec-form.ts";
import { httpd, image, inEngine, needs, SERVER_ROOT, start, withLibraries } from "./images.ts";

const BUNDLE = `${DIST}/healthcheck.cjs`;
const EXECUTABLE = `${DIST}/linux-${hostArchitecture().name}/healthcheck-node`;
const NODE = `${TOP}/node_modules/.bin/node`;

inEngine();

function nodeImage(): Promise<string> {
  const executable = withLibraries("/healthcheck-node", EXECUTABLE);
  const node = { ...withLibraries("/node", realpathSync(NODE)), "/healthcheck.cjs": { file: BUNDLE } };
  return image("node", () => ({ ...SERVER_ROOT, ...executable, ...node }), httpd(8080));
}

test.for([
  ["the executable with Node in it", "/healthcheck-node"],
  ["healthcheck.cjs with node", "/node /healthcheck.cjs"],
] as const)("%s, in a root with nothing but the libraries that it needs", async ([, command], context) => {
  needs(context, EXECUTABLE, BUNDLE, NODE);
  const times = "--interval=500ms --timeout=10s --retries=1";
  await follows(await start(await checked(await nodeImage(), [...command.split(" "), ":8080/ready"], times)));
});
