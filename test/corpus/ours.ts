import { type Artifact, artifactNamed, commandAs, run } from "../run";
import { batched, DEADLINE, each, type NamedJudge, type Verdict } from "./judges";

const LIMIT = `${DEADLINE}s`;

/** One process for each response. */
function alone(artifact: Artifact): NamedJudge {
  return {
    available: artifact.available,
    judge: each(async (url, { method }) => {
      const { exit, stdout, stderr } = await run(artifact.command, ["-t", LIMIT, "-X", method, url]);
      const [verdict] = verdictsOf(stdout, stderr, [url]);
      if (verdict?.healthy !== (exit === 0)) throw new Error(`${url}: exit status ${exit}, ${stdout}${stderr}`);
      return verdict;
    }),
  };
}

/** Several in one process, as commands for `sh -c`: it is Node that takes long to start. What one leaves behind would be seen in the next. */
function together(artifact: Artifact): NamedJudge {
  return {
    available: artifact.available,
    judge: batched(async (cases, method) => {
      const urls = cases.map(({ url }) => url);
      const commands = urls.map((url) => `healthcheck -t ${LIMIT} -X ${method} ${url}`);
      const { stdout, stderr } = await run(commandAs(artifact, "sh"), ["-c", commands.join("; ")]);
      return verdictsOf(stdout, stderr, urls);
    }, MAX_COMMANDS),
  };
}

/** The most commands in a text for `sh -c`. */
const MAX_COMMANDS = 8;

/** The verdicts on these URLs, each from a line of its own on the right stream. */
function verdictsOf(stdout: string, stderr: string, urls: string[]): Verdict[] {
  const good = stdout.split("\n");
  const bad = stderr.split("\n");
  return urls.map((url) => {
    const isIts = (line: string) => /^(?:un)?healthy: \w+ (\S+): /.exec(line)?.[1] === url;
    const lines = [...good, ...bad].filter(isIts);
    const [why = ""] = lines;
    const healthy = why.startsWith("healthy");
    if (lines.length !== 1 || !(healthy ? good : bad).includes(why)) throw new Error(`${url}: ${stdout}${stderr}`);
    return { healthy, why: why.replace(/^.*?https?:\S+ /, "").replace(/ in \d+ ms$/, "") };
  });
}

export const ours: Record<string, NamedJudge> = {
  "native amd64": alone(artifactNamed("native amd64")),
  "native amd64 with TLS": alone(artifactNamed("native amd64 with TLS")),
  "node bundle": together(artifactNamed("node bundle")),
};
