import { putAddress } from "../bytes/address";
import { Char, lastIndexOf, Text, tail } from "../bytes/text";
import { HAS_TLS } from "../features";
import { Options } from "../http/options";
import { Scheme, Target } from "../http/target";
import { loadWords } from "../load";
import { Outcome, Result, Stage } from "../outcome";
import { MAX_WANTED, putAnswer, putSuccess, putWanted, wantedTexts } from "./expected";
import { finish, MAX_LINE, MAX_QUOTED, putDuration, putErrno, putLine, putShown } from "./format";
import {
  CLOSED_WORDS,
  EXPIRED_WORDS,
  HTTPS_WORDS,
  RESULT_WORDS,
  STAGE_WORDS,
  STATUS_WORDS,
  UNRESOLVED_WORDS,
  WANTED_WORDS,
  WHILE_WORDS,
} from "./words";

/** The most bytes of a target in a line, which leaves room for what follows. */
const MAX_SUBJECT: i32 = 220;

/** Whether this outcome is healthy. */
export function isHealthy(outcome: Outcome): bool {
  return outcome.result >= Result.CONNECTED && outcome.result <= Result.ANSWERED;
}

/** The line of a check that ended after `elapsed` milliseconds, with its line feed. @param healthy what isHealthy() says */
export function verdictLine(outcome: Outcome, options: Options, healthy: bool, elapsed: i32): Uint8Array {
  const out = new Text();
  if (!healthy) loadWords();
  out.put(healthy ? "healthy: " : "unhealthy: ");
  putSubject(out, outcome, options);
  out.put(": ");
  if (healthy) {
    putSuccess(out, outcome, options);
    out.put(" in ").decimal(elapsed).put(" ms");
  } else {
    if (outcome.stage == Stage.READING_ANSWER) putAnswer(out, outcome, options);
    putFailure(out, outcome, options);
  }
  return finish(out);
}

/** Appends what is checked: `GET http://localhost:8080/`, `tcp db:5432`, `unix /run/app.sock`. Never with credentials. */
function putSubject(out: Text, outcome: Outcome, options: Options): void {
  const target = outcome.target;
  const origin = outcome.origin;
  const subject = new Text();
  if (target.isHttp()) {
    subject.add(start(outcome.method)).byte(Char.SPACE);
    putUrl(subject, origin === null ? target : origin);
  } else if (target.isGrpc()) {
    subject.put("grpc");
    if (target.isOverTls()) subject.byte(0x73);
    target.putAuthority(subject.byte(Char.SPACE));
    if (target.path.length > 0) subject.byte(Char.SLASH).add(start(target.path));
  } else if (target.scheme == Scheme.UNIX) {
    subject.put("unix ").add(target.path);
  } else {
    target.putAuthority(subject.put("tcp "));
  }
  if (target.hasRequest() && options.unixSocket.length > 0) subject.put(" over ").add(options.unixSocket);
  if (origin === null) {
    putShown(out, subject.view(), MAX_SUBJECT);
    return;
  }
  putShown(out, subject.view(), MAX_SUBJECT >> 1);
  const redirected = new Text();
  putUrl(redirected, target);
  putShown(out.put(", redirected to "), redirected.view(), MAX_SUBJECT >> 1);
}

/** Appends a URL. An `@` in the path may end a password that was read as a port and a path (`http://user:12/34@host/`): it is not shown. */
function putUrl(out: Text, target: Target): void {
  target.putOrigin(out);
  const at = lastIndexOf(target.path, Char.AT);
  if (at >= 0) out.put("/...");
  out.add(start(at < 0 ? target.path : tail(target.path, at)));
}

/** As many bytes as may be shown, and one more to tell that there are more: a long path takes no more memory than a short one. */
function start(bytes: Uint8Array): Uint8Array {
  return bytes.length > MAX_SUBJECT ? bytes.subarray(0, MAX_SUBJECT + 1) : bytes;
}

function putFailure(out: Text, outcome: Outcome, options: Options): void {
  switch (outcome.result) {
    case Result.UNWANTED_STATUS:
      putStatus(out, outcome);
      putShown(out.put(WANTED_WORDS), options.statuses.text, MAX_QUOTED);
      return;
    case Result.UNRESOLVED:
      putStage(out, outcome);
      putLine(out.put(": "), UNRESOLVED_WORDS, outcome.unresolved, outcome.line, 0, MAX_QUOTED);
      return;
    case Result.UNREACHABLE:
      putAttempts(out, outcome);
      return;
    case Result.NO_MATCH:
    case Result.NO_MATCH_IN_RESPONSE:
    case Result.BODY_TOO_LONG:
      putStatus(out, outcome);
      putLine(out, RESULT_WORDS, outcome.result - Result.NOT_HTTP, wantedTexts(options), outcome.length, MAX_WANTED);
      return;
    case Result.LOST:
      putErrno(out, outcome.errno);
      putStage(out.put(WHILE_WORDS), outcome);
      break;
    case Result.CLOSED:
      putStage(out.put(CLOSED_WORDS), outcome);
      break;
    case Result.FAILED:
      out.add(outcome.line);
      break;
    case Result.EXPIRED:
      putDuration(out.put(EXPIRED_WORDS), outcome.limit);
      putStage(out.byte(Char.SPACE), outcome);
      break;
    default:
      putLine(out, RESULT_WORDS, outcome.result - Result.NOT_HTTP, outcome.line, outcome.length, MAX_QUOTED);
      if (outcome.result == Result.NOT_HTTP && isTlsRecord(outcome.line)) out.put(HTTPS_WORDS);
  }
  if (outcome.stage == Stage.READING_BODY) putWanted(out, options);
}

function putStatus(out: Text, outcome: Outcome): void {
  out.put(STATUS_WORDS).decimal(outcome.status);
}

/** Whether these are the first bytes of an alert or a handshake (RFC 8446 §5.1). */
function isTlsRecord(line: Uint8Array): bool {
  return line.length > 0 && (line[0] == 0x15 || line[0] == 0x16);
}

/** Appends what the check is doing: `looking up api`, `connecting (10.0.0.1)`, `waiting for the response`. */
export function putStage(out: Text, outcome: Outcome): void {
  if (HAS_TLS) {
    if (outcome.stage == Stage.HANDSHAKING) {
      out.put("making the TLS handshake");
      return;
    }
  }
  const number = outcome.stage == Stage.WAITING_FURTHER ? outcome.status : outcome.length;
  putLine(out, STAGE_WORDS, outcome.stage, outcome.target.host, number, MAX_QUOTED);
  if (outcome.stage > Stage.CONNECTING) return;
  if (outcome.stage == Stage.CONNECTING && outcome.address.length > 0 && !isOnlyAddress(outcome)) {
    putAddress(out.put(" ("), outcome.address);
    out.byte(0x29);
  }
  if (outcome.attempts.length > 0) putAttempts(out.put(", "), outcome);
}

/** Appends why each address failed, grouped by reason: `connection refused (127.0.0.1, ::1)`. */
function putAttempts(out: Text, outcome: Outcome): void {
  const attempts = outcome.attempts;
  let groups = 0;
  for (let i = 0; i < attempts.length; i++) {
    const errno = attempts[i].errno;
    let first = 0;
    while (attempts[first].errno != errno) first++;
    if (first < i) continue;
    if (groups++ > 0) out.put(", ");
    putErrno(out, errno);
    if (attempts[i].address.length == 0 || isOnlyAddress(outcome)) continue;
    // A line that is full gets no more addresses.
    for (let k = i; k < attempts.length && out.length < MAX_LINE; k++) {
      if (attempts[k].errno == errno) putAddress(out.put(k == i ? " (" : ", "), attempts[k].address);
    }
    out.byte(0x29);
  }
}

/** Whether the target itself is an address, which need not be repeated. */
function isOnlyAddress(outcome: Outcome): bool {
  return outcome.target.address.length > 0;
}
