import { basename } from "node:path";
import { Check } from "../core/check/check";
import { Want } from "../core/check/task";
import { Connection } from "./connection";
import { abandon, internalError, print } from "./exit";
import { install } from "./install";
import { Names, type Report } from "./lookup";
import { NodeSurroundings } from "./surroundings";
import { NodeTlsHost } from "./tls";

// Not performance.now(): Node loads modules for that, and most of a check's time here is start-up.
const started = process.hrtime.bigint();

/** @returns whole milliseconds since the start of the program, rounded up; monotonic */
function now(): number {
  return Number((process.hrtime.bigint() - started + 999_999n) / 1_000_000n);
}

/** Runs the check, one step after the other, and ends the process. At the deadline it does not wait for the current step. */
async function main(): Promise<never> {
  const tls = new NodeTlsHost();
  const check = new Check(new NodeSurroundings(programName(), process.argv.slice(2), process.env), tls, tls);
  const names = new Names(now);
  let connection = new Connection();
  let deadline = 0;
  let timer: NodeJS.Timeout | undefined;
  let timeUp: Promise<Report> | undefined;
  let isLookingUp = false;
  while (check.want !== Want.FINISH) {
    if (check.want === Want.PRINT) {
      print(check.stream, check.output);
      check.printed();
      continue;
    }
    if (timeUp === undefined || check.deadline !== deadline) {
      deadline = check.deadline;
      clearTimeout(timer);
      timeUp = new Promise((resolve) => {
        const expired = () => (check.want === Want.LOOK_UP ? names.expired(check) : check.expired(now()));
        timer = setTimeout(resolve, Math.max(1, deadline - now()), expired);
      });
    }
    const want = check.want;
    if (want === Want.CONNECT && !check.isContinued) {
      connection.close();
      connection = new Connection();
    }
    const report = await Promise.race([act(check, connection, names), timeUp]);
    // Only the system's resolver cannot be stopped.
    isLookingUp ||= want === Want.LOOK_UP && process.platform === "win32";
    report();
  }
  return isLookingUp ? abandon(check.exitStatus) : process.exit(check.exitStatus);
}

/**
 * The name that the program was called by: the path of the script or of a link to it. A single executable has its own path in that place;
 * there it is argv[0].
 */
function programName(): string {
  const script = process.argv[1] ?? "";
  const name = script === process.execPath ? process.argv0 : script;
  return process.platform === "win32" ? basename(name, ".exe") : name;
}

/** Does what the check wants. @returns the report for it */
async function act(check: Check, connection: Connection, names: Names): Promise<Report> {
  switch (check.want) {
    case Want.LOOK_UP:
      return names.lookUp(check);
    case Want.CONNECT: {
      const { address, port, path, allowance } = check;
      const error = await (check.isContinued
        ? connection.continue(allowance)
        : address.length > 0
          ? connection.connect(address, port, allowance)
          : connection.connectUnix(path));
      return done(check, error, () => check.connected(now()));
    }
    case Want.SEND:
      return done(check, await connection.send(check.request, check.isLastSend), () => check.sent(now()));
    case Want.INSTALL:
      return done(check, install(check.name, check.path), () => check.installed(now()));
    default: {
      const chunk = await connection.receive();
      if (typeof chunk === "number") return done(check, chunk, () => {});
      return () => check.received(chunk, chunk.length, now());
    }
  }
}

function done(check: Check, error: number, report: Report): Report {
  return error > 0 ? () => check.failed(error, now()) : report;
}

// Only a verdict sets it to 0, not an event loop that runs empty, and not what Node does with an error.
process.exitCode = 1;
// Output must be one line. A variable in the container may make Node print warnings about features that are not used here.
process.removeAllListeners("warning");
process.on("uncaughtException", internalError);
process.on("unhandledRejection", internalError);
void main();
