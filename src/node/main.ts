import { Check, Want } from "../core/check";
import { Connection } from "./connection";
import { abandon, finish, internalError } from "./exit";
import { lookUp } from "./lookup";
import { NodeSurroundings } from "./surroundings";

const started = performance.now();

/** @returns whole milliseconds since this program began its work, rounded up; monotonic */
function now(): number {
  return Math.ceil(performance.now() - started);
}

/**
 * Drives the check, one step after the other, and ends the process. So does the one timer for the deadline, whatever
 * step is waited for.
 */
async function main(): Promise<never> {
  const check = new Check(new NodeSurroundings(process.argv.slice(2), process.env));
  if (check.want !== Want.FINISH) setTimeout(expire, Math.max(1, check.deadline - now()), check);
  let connection = new Connection();
  while (check.want !== Want.FINISH) {
    if (check.want === Want.CONNECT) connection = new Connection();
    await step(check, connection);
  }
  return finish(check.output, check.exitStatus);
}

function expire(check: Check): never {
  const isLookingUp = check.want === Want.LOOK_UP && process.platform === "win32";
  check.expired();
  return isLookingUp ? abandon(check.output) : finish(check.output, check.exitStatus);
}

/** Does what the check wants and reports once what came of it. */
async function step(check: Check, connection: Connection): Promise<void> {
  switch (check.want) {
    case Want.LOOK_UP: {
      const found = await lookUp(check.name, check.family, check.deadline, now);
      if (typeof found === "number") check.unresolved(found, now());
      else check.resolved(found, now());
      break;
    }
    case Want.CONNECT: {
      const error =
        check.address.length > 0
          ? await connection.connect(check.address, check.port, check.allowance)
          : await connection.connectUnix(check.path);
      if (error > 0) check.failed(error, now());
      else check.connected(now());
      break;
    }
    case Want.SEND: {
      const error = await connection.send(check.request);
      if (error > 0) check.failed(error, now());
      else check.sent(now());
      break;
    }
    default: {
      const chunk = await connection.receive();
      if (typeof chunk === "number") check.failed(chunk, now());
      else check.received(chunk, chunk.length, now());
    }
  }
}

// Only a verdict makes it 0: not an event loop that runs dry, and not what Node does with an error.
process.exitCode = 1;
// There is to be one line: a variable of the container's may make Node warn, of something that is not used here.
process.removeAllListeners("warning");
process.on("uncaughtException", internalError);
process.on("unhandledRejection", internalError);
void main();
