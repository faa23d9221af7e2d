/** Argument lists that no shell would make. */
import { describe, expect, it } from "vitest";
import { run } from "../run";
import { launched } from "./launch";
import { bundle, executable, healthy, native, startServers } from "./status";

startServers();

interface Line {
  name: string;
  /** The whole list, the name of the program first. */
  line: string[];
  out?: string;
  err?: string;
  except?: Record<string, string>;
}
const NO_TARGET = "healthcheck: no target: give one, or set HEALTHCHECK_URL, HEALTHCHECK_PORT or PORT (see --help)\n";
const NO_SHELL = "healthcheck as sh: this is no shell and runs health checks alone: sh -c TEXT\n";
const HEALTHY = expect.stringMatching(/^healthy: GET http:.*: 200 in \d+ ms\n$/);
const LINES: Line[] = [
  { name: "none at all, not even a name", line: [], err: NO_TARGET },
  { name: "an empty name", line: [""], err: NO_TARGET },
  { name: "an empty name, and a target", line: ["", "{url}"], out: HEALTHY },
  { name: "a name of slashes", line: ["///"], err: NO_TARGET },
  { name: "sh alone", line: ["sh"], err: NO_SHELL },
  { name: "sh -c alone", line: ["sh", "-c"], err: NO_SHELL },
  {
    name: "sh -c and nothing in it",
    line: ["sh", "-c", ""],
    err: expect.stringMatching(/^healthcheck as sh: .+\n$/),
  },
  { name: "sh -c and a check", line: ["sh", "-c", "curl -f {url}"], out: HEALTHY },
  {
    name: "a login shell's name",
    line: ["-sh", "{url}"],
    out: HEALTHY,
    except: { "node executable": "Node takes the name for an option of its own" },
  },
  {
    name: "10000 of them",
    line: ["healthcheck", ...Array(10_000).fill("{url}")],
    err: "healthcheck: 10000 arguments, at most 256\n",
  },
  {
    name: "the longest there can be",
    line: ["healthcheck", "x".repeat(131_071)],
    err: "healthcheck: argument 1: longer than 8192 bytes\n",
  },
  {
    name: "the longest name there can be",
    line: ["x".repeat(131_071), "{url}"],
    out: HEALTHY,
  },
  {
    name: "as much as there can be",
    line: ["healthcheck", ...Array(15).fill("x".repeat(131_071))],
    err: "healthcheck: argument 1: longer than 8192 bytes\n",
  },
];
const OWN = LINES.map((one) => ({ ...one, title: one.name }));

describe("arguments", () => {
  describe.each([native, executable])("$name", (artifact) => {
    it.concurrent.each(OWN)("$title", async ({ line, out, err, except }) => {
      if (artifact.available !== true) throw new Error(artifact.available);
      if (except?.[artifact.name] !== undefined) return;
      const [file = ""] = artifact.command;
      const url = `http://127.0.0.1:${healthy.values.port}/`;
      const command = await launched(["file", file], []);
      const finished = await run(
        command,
        line.map((argument) => argument.replace("{url}", url)),
      );
      expect({ ...finished, milliseconds: 0 }).toEqual({
        exit: err === undefined ? 0 : 1,
        signal: null,
        stdout: out ?? "",
        stderr: err ?? "",
        milliseconds: 0,
      });
    });
  });

  it("the bundle's, where Node has none of its own", async () => {
    const finished = await run(bundle.command, Array(10_000).fill("x"));
    expect(finished).toMatchObject({ exit: 1, stdout: "", stderr: "healthcheck: 10000 arguments, at most 256\n" });
    const long = await run(bundle.command, ["x".repeat(131_071)]);
    expect(long).toMatchObject({ exit: 1, stderr: "healthcheck: argument 1: longer than 8192 bytes\n" });
  });
});
