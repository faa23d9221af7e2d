/** A check copes with every system call that is refused. */
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { OK } from "../cases/row";
import { cannotRun, type Finished, run } from "../run";
import type { Server } from "../servers";
import { named, OWN_NAMES } from "../servers/names";
import { sends } from "../servers/raw";
import { launched, tool } from "./launch";
import { check, DEADLINE, expectOwn, healthy, mute, native, refused, startServers } from "./status";

startServers();

/** Docker's filter refuses with EPERM, gVisor and old kernels with ENOSYS. */
const ERRNOS = { EPERM: 1, ENOSYS: 38 };

/** The system calls of a run of the native executable, in order of first use. */
async function calls(before: string[], args: string[]): Promise<{ all: string[]; finished: Finished }> {
  const finished = await run([...before, "/usr/bin/env", "strace", "-qq", ...native.command], args);
  const traced = finished.stderr.match(/^[a-z]\w+(?=\()/gm) ?? [];
  return { all: [...new Set(traced)].filter((call) => call !== "execve"), finished };
}

describe.skipIf(native.available !== true)("a system call that is refused", () => {
  /** No check is possible without these. */
  const VITAL = ["socket", "connect", "sendto", "recvfrom"];
  /** The deadline needs these. Without one a check may fail, but it must not be late or end by a signal. */
  const DEADLINES = ["clock_gettime", "rt_sigaction", "rt_sigprocmask", "setitimer"];
  /** No program can do without these: exit, and return from a signal handler. */
  const ENDS = ["exit_group", "rt_sigreturn"];

  let known: Server | undefined;
  beforeAll(async () => {
    if (OWN_NAMES === true) known = await named({ dns: { "known.example": ["127.0.0.1"] } }, sends(OK))();
  });
  afterAll(() => known?.close());

  test("the list of system calls is complete", { timeout: 30_000 }, async (context) => {
    if (tool("strace") !== true) cannotRun(context, "no strace");
    if (OWN_NAMES !== true) cannotRun(context, OWN_NAMES);
    const used = new Set<string>();
    const targets: [string[], string][] = [
      [[], `http://localhost:${healthy.values.port}/`],
      [[], `http://localhost:${mute.values.port}/`],
      [[], `http://localhost:${refused.values.port}/`],
      [known?.wrapper ?? [], `http://known.example:${known?.values.port}/`],
    ];
    for (const [wrapper, url] of targets) {
      const { all: found } = await calls(wrapper, ["-t", "200ms", url]);
      for (const call of found) used.add(call);
    }
    // CALLS must have all of them.
    expect([...used].sort()).toEqual([...CALLS, ...ENDS].filter((call) => call !== "fcntl").sort());
  });

  const CALLS = [
    ...VITAL,
    ...DEADLINES,
    ...["setsockopt", "getsockname", "close", "write", "getrandom", "pread64", "open", "fcntl", "poll"],
  ];

  describe.concurrent.each(CALLS)("%s", (call) => {
    it.concurrent.each(Object.entries(ERRNOS))("%s", async (_, errno) => {
      const denied = { name: call, launch: ["deny", call, errno] };
      // The parent blocks the signal, so that the check must unblock it.
      const blocked = { name: call, launch: ["block", "ALRM", "deny", call, errno] };
      const either = [0, 1];
      const good = await check(native, denied, healthy, 3000);
      expectOwn(good, VITAL.includes(call) ? [1] : DEADLINES.includes(call) ? either : [0]);
      const results = [
        check(native, denied, refused, DEADLINE),
        check(native, denied, mute, DEADLINE),
        check(native, blocked, mute, DEADLINE),
      ];
      // If the signal stayed blocked, the check would wait for ever.
      for (const finished of await Promise.all(results)) expectOwn(finished, [1]);
      if (known === undefined) return;
      const url = `http://known.example:${known.values.port}/`;
      const command = [...known.wrapper, ...(await launched(denied.launch, native.command))];
      const looksUp = [...VITAL, ...DEADLINES, "open", "pread64", "poll"].includes(call);
      expectOwn(await run(command, ["-t", `${DEADLINE}ms`, url]), looksUp ? either : [0]);
    });
  });
});
