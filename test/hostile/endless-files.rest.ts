/** Files of the resolver that never end. */
import { rm } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { cannotRun } from "../run";
import { OWN_NAMES } from "../servers/names";
import { temporaryDirectory } from "../servers/unix";
import { bundle, LIMIT, native, startHealthy } from "./lateness";
import { timed } from "./launch";

startHealthy();

describe.concurrent("files that never end", () => {
  const hosts = "/etc/hosts";
  const resolver = "/etc/resolv.conf";
  /** Node's resolver library also reads resolv.conf, when a datagram socket is made, and waits for the FIFO's writer. */
  const C_ARES = "Node itself waits for it";

  test.concurrent.for([
    { file: hosts, like: "zeros", artifact: native },
    { file: resolver, like: "zeros", artifact: native },
    { file: hosts, like: "a FIFO", artifact: native },
    { file: resolver, like: "a FIFO", artifact: native },
    { file: hosts, like: "zeros", artifact: bundle },
    { file: resolver, like: "zeros", artifact: bundle },
    { file: hosts, like: "a FIFO", artifact: bundle },
    { file: resolver, like: "a FIFO", artifact: bundle, except: C_ARES },
  ])("$file is $like: $artifact.name", { timeout: 30_000 }, async ({ file, like, artifact, except }, context) => {
    const lacking = [artifact.available, OWN_NAMES].find((it) => it !== true);
    if (lacking !== undefined) return cannotRun(context, String(lacking));
    if (except !== undefined) return context.skip(except);
    const directory = await temporaryDirectory();
    try {
      const script = `
        if [ "$2" = zeros ]; then source=/dev/zero; else source=$3/fifo; mkfifo $source || exit 99; fi
        mount --bind $source "$1" || exit 99
        shift 3
        exec "$@"`;
      const before = ["/usr/bin/env", "unshare", "-m", "/bin/sh", "-c", script, "sh", file, like, directory];
      const { exit, signal, output, elapsed } = await timed(
        before,
        [],
        [...artifact.command, "-t", "300ms", "http://x.test/"],
      );
      expect({ exit, signal }).toEqual({ exit: 1, signal: null });
      expect(output).toMatch(/^unhealthy: .* looking up x\.test.*\n$/);
      // A single run on a machine that may be busy: it shows that the check ends.
      expect(elapsed).toBeLessThan(300 + LIMIT + 10 * artifact.slowness);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
