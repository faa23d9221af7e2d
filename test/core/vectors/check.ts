/** Runs checks through events. Portable TypeScript, like the core. */
import { putAddress } from "../../../src/core/bytes/address";
import { parseDecimal } from "../../../src/core/bytes/numbers";
import { Char, Text } from "../../../src/core/bytes/text";
import { Check } from "../../../src/core/check/check";
import { Want } from "../../../src/core/check/task";
import { addressesOf, FieldSurroundings } from "./fields";

/**
 * Runs a check through events: `tN` sets the time, `rA,B` resolved, `mA,B` resolved with more to come, `uN` unresolved, `c` connected,
 * `s` sent, `fN` failed, `dBYTES` received, `bBYTES` received byte by byte, `d` closed, `i` installed, `x` expired. Writes what the check
 * prints and its exit status, and with `wants` each thing that it wants. The peer closes a connection before the next one begins, and
 * after the last verdict.
 */
export function runCheck(fields: Uint8Array[], out: Text, wants: bool): void {
  const check = new Check(new FieldSurroundings(fields), null, null);
  let now = 0;
  putWant(check, out, wants);
  for (let i = 1; i < fields.length; i++) {
    const field = fields[i];
    const kind: i32 = field[0];
    const rest = field.subarray(1);
    if (kind == 0x61 || kind == 0x65 || kind == 0x6e) continue;
    // A host reports nothing to a finished check.
    if (check.want == Want.FINISH) break;
    const number = parseDecimal(rest, 0, rest.length, 10000000);
    if (kind == 0x74) {
      now = number;
      continue;
    }
    if ((kind == 0x72 || kind == 0x6d || kind == 0x63) && isClosedByPeer(check, now, out, wants)) break;
    if (kind == 0x72) check.resolved(addressesOf(rest), false, now);
    else if (kind == 0x6d) check.resolved(addressesOf(rest), true, now);
    else if (kind == 0x75) check.unresolved(number, now);
    else if (kind == 0x63) check.connected(now);
    else if (kind == 0x73) check.sent(now);
    else if (kind == 0x66) check.failed(number, now);
    else if (kind == 0x69) check.installed(now);
    else if (kind == 0x64) check.received(rest, rest.length, now);
    else if (kind == 0x62) {
      const one = new Uint8Array(1);
      for (let k = 0; k < rest.length && check.want == Want.RECEIVE; k++) {
        one[0] = rest[k];
        check.received(one, 1, now);
      }
    } else if (kind == 0x78) check.expired(now);
    putWant(check, out, wants);
  }
  if (check.output.length > 0) isClosedByPeer(check, now, out, wants);
}

/** Closes the connection if the check wants to receive. @returns whether the check is finished */
function isClosedByPeer(check: Check, now: i32, out: Text, wants: bool): bool {
  if (check.want != Want.RECEIVE) return false;
  check.received(new Uint8Array(0), 0, now);
  putWant(check, out, wants);
  return isFinished(check);
}

function isFinished(check: Check): bool {
  return check.want == Want.FINISH;
}

function putWant(check: Check, out: Text, wants: bool): void {
  while (check.want == Want.PRINT) {
    out.put("print ").decimal(check.stream).byte(Char.SPACE).add(check.output);
    check.printed();
  }
  if (check.want == Want.FINISH) {
    out.put("finish ").decimal(check.exitStatus);
    return;
  }
  if (!wants) return;
  switch (check.want) {
    case Want.LOOK_UP:
      out.put(check.isBrief ? "look up again " : check.isContinued ? "go on looking up " : "look up ");
      out.add(check.name).byte(Char.SPACE).decimal(check.family);
      break;
    case Want.CONNECT:
      out.put(check.isContinued ? "go on connecting " : "connect ");
      if (check.address.length > 0) putAddress(out, check.address);
      else out.add(check.path);
      out.byte(Char.SPACE).decimal(check.port).byte(Char.SPACE).decimal(check.allowance);
      break;
    case Want.SEND:
      out.put(check.isLastSend ? "send last " : "send ").add(check.request);
      break;
    case Want.INSTALL:
      out.put("install ").add(check.path).put(" in ").add(check.name);
      break;
    default:
      out.put("receive");
  }
  out.put(" until ").decimal(check.deadline).put("\n");
}
