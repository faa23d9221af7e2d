/** Runs checks, demanding their rules. Portable TypeScript, like the core. */
import { ascii, Char, standsAt, Text } from "../../../src/core/bytes/text";
import { Check } from "../../../src/core/check/check";
import { Want } from "../../../src/core/check/task";
import { CheckEvents, seen } from "./check-events";
import { CheckRules } from "./check-rules";
import { FieldSurroundings, fieldAt } from "./fields";
import { demand, hasFinding, mixNumber } from "./findings";
import { tlsHostOf } from "./tls-host";

/** More than any input can make a check want. */
const MAX_TURNS: i32 = 20000;

/** The exit status of the last check; -1 before the first. */
let exitStatus: i32 = -1;
/** Whether it ended in a usage error. */
let isUsageError: bool = false;

export function exitStatusOf(): i32 {
  return exitStatus;
}

export function hasUsageError(): bool {
  return isUsageError;
}

/**
 * Runs a check with arguments and variables (FieldSurroundings), files and lies (FuzzTlsHost.set), and events (CheckEvents, PeerQueue).
 * @param size how many bytes are received at a time; 0 for all that there are
 * @returns a number made of the requests and of how each verdict begins
 */
export function runCheck(fields: Uint8Array[], size: i32): i32 {
  const surroundings = new FieldSurroundings(fields);
  const host = tlsHostOf(fields, seen);
  const check = new Check(surroundings, host, host);
  const events = new CheckEvents(check, fields, host, size);
  const name = surroundings.argument(0);
  const isShell = name.length >= 2 && standsAt(name, name.length - 2, "sh");
  const rules = new CheckRules(check, events, host, isShell, hasSend(fields, isShell));
  for (let turns = 1; check.want !== Want.FINISH && !hasFinding(); turns++) {
    demand(turns < MAX_TURNS, "it does not end");
    mixNumber(check.want);
    rules.checkWant();
    if (check.want === Want.PRINT) check.printed();
    else {
      if (!hasFinding()) events.report();
      demand(host.wrong.length === 0, host.wrong);
    }
  }
  if (!hasFinding()) {
    exitStatus = check.exitStatus;
    isUsageError = rules.isUsageError;
    rules.checkEnd();
  }
  return rules.decided;
}

/** The first field is the text that a shell is given. */
export function runShell(fields: Uint8Array[]): void {
  const all: Uint8Array[] = [ascii("nsh"), ascii("a-c"), new Text().byte(0x61).add(fields[0]).view()];
  for (let i = 1; i < fields.length; i++) all.push(fields[i]);
  runCheck(all, 0);
}

/** The first field is a target, the second the Location of its answer; the others follow. */
export function runRedirect(fields: Uint8Array[]): void {
  const all: Uint8Array[] = [ascii("a-L"), new Text().byte(0x61).add(fields[0]).view(), ascii("r10.0.0.1")];
  const response = new Text().put("dHTTP/1.1 302 Found\r\nLocation: ").add(fieldAt(fields, 1)).put("\r\n\r\n");
  all.push(response.view());
  for (let i = 2; i < fields.length; i++) all.push(fields[i]);
  runCheck(all, 0);
}

/** A response may arrive in pieces of any size; the check decides the same. */
export function compareSplits(fields: Uint8Array[]): void {
  const decided = runCheck(fields, 0);
  const status = exitStatus;
  const single = runCheck(fields, 1);
  demand(exitStatus === status && single === decided, "byte by byte it ends in another way");
  const seven = runCheck(fields, 7);
  demand(exitStatus === status && seven === decided, "in pieces of 7 bytes it ends in another way");
}

/**
 * Whether a text may be sent: with --send, of which variables may be a part (`--s${A}`), so that its last letters tell; or from `sh -c`, in a pipe
 * or to /dev/tcp.
 */
function hasSend(fields: Uint8Array[], isShell: bool): bool {
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    for (let k = 1; k < field.length; k++) {
      if (standsAt(field, k, "nd")) return true;
      if (isShell && (field[k] === Char.BAR || standsAt(field, k, "tcp/"))) return true;
    }
  }
  return false;
}
