import { hexDigitOf, putAddress } from "./address";
import { Outcome, Result, Stage } from "./check/outcome";
import { Complaint, Wrong } from "./complaint";
import { putDuration } from "./duration";
import { HAS_TLS } from "./features";
import { loadWords } from "./load";
import { Options } from "./options";
import { lastIndexOf, Scheme, Target } from "./target";
import { Char, Text, utf8Length } from "./text";
import { ERRNO_WORDS, RESULT_WORDS, STAGE_WORDS, UNRESOLVED_WORDS, WRONG_WORDS } from "./words";

/** The most bytes of the verdict, its line feed included: Podman keeps 500 of a health check's output, Docker 4096. */
const MAX_LINE: i32 = 500;
/** The most bytes of a target in a line, so that what is behind it fits as well. */
const MAX_SUBJECT: i32 = 220;
/** The most bytes of any other quoted text. */
const MAX_QUOTED: i32 = 80;

/** Whether this outcome is a healthy one. */
export function isHealthy(outcome: Outcome, options: Options): bool {
  if (outcome.result == Result.ANSWERED) return options.statuses.has(outcome.status);
  return outcome.result == Result.CONNECTED;
}

/** The one line of a check that ended after `elapsed` milliseconds, line feed included. */
export function verdictLine(outcome: Outcome, options: Options, elapsed: i32): Uint8Array {
  const out = new Text();
  const healthy = isHealthy(outcome, options);
  out.put(healthy ? "healthy: " : "unhealthy: ");
  putSubject(out, outcome, options);
  out.put(": ");
  if (outcome.result == Result.ANSWERED) {
    if (!healthy) out.put("status ");
    out.decimal(outcome.status);
    if (!healthy) putShown(out.put(", wanted "), options.statuses.text, MAX_QUOTED);
  } else {
    putResult(out, outcome);
  }
  if (healthy) out.put(" in ").decimal(elapsed).put(" ms");
  return finish(out);
}

/** What is checked: `GET http://localhost:8080/`, `tcp db:5432`, `unix /run/app.sock`. Never with credentials. */
function putSubject(out: Text, outcome: Outcome, options: Options): void {
  const target = outcome.target;
  const origin = outcome.origin;
  const subject = new Text();
  if (target.isHttp()) {
    subject.add(start(outcome.method)).byte(Char.SPACE);
    putUrl(subject, origin === null ? target : origin);
    if (options.unixSocket.length > 0) subject.put(" over ").add(options.unixSocket);
  } else if (target.scheme == Scheme.UNIX) {
    subject.put("unix ").add(target.path);
  } else {
    target.putAuthority(subject.put("tcp "));
  }
  if (origin === null) {
    putShown(out, subject.view(), MAX_SUBJECT);
    return;
  }
  putShown(out, subject.view(), MAX_SUBJECT >> 1);
  const redirected = new Text();
  putUrl(redirected, target);
  putShown(out.put(", redirected to "), redirected.view(), MAX_SUBJECT >> 1);
}

function putUrl(out: Text, target: Target): void {
  target.putOrigin(out);
  out.add(start(target.path));
}

/** As much of it as may be shown, and a byte more: a line costs the same however long a path is. */
function start(bytes: Uint8Array): Uint8Array {
  return bytes.length > MAX_SUBJECT ? bytes.subarray(0, MAX_SUBJECT + 1) : bytes;
}

function putResult(out: Text, outcome: Outcome): void {
  switch (outcome.result) {
    case Result.CONNECTED:
      out.put("connected");
      break;
    case Result.UNRESOLVED:
      putStage(out, outcome);
      putLine(out.put(": "), UNRESOLVED_WORDS, outcome.unresolved, outcome.line, 0, MAX_QUOTED);
      break;
    case Result.UNREACHABLE:
      putAttempts(out, outcome);
      break;
    case Result.LOST:
      putErrno(out, outcome.errno);
      putStage(out.put(" while "), outcome);
      break;
    case Result.CLOSED:
      putStage(out.put("connection closed by the peer while "), outcome);
      break;
    case Result.TLS_FAILED:
      if (HAS_TLS) out.add(outcome.line);
      break;
    case Result.EXPIRED:
      putDuration(out.put("timed out after "), outcome.limit);
      putStage(out.byte(Char.SPACE), outcome);
      break;
    default:
      putLine(out, RESULT_WORDS, outcome.result - Result.NOT_HTTP, outcome.line, 0, MAX_QUOTED);
      if (outcome.result == Result.NOT_HTTP && isTlsRecord(outcome.line)) out.put(", is this an https port?");
  }
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
  putLine(out, STAGE_WORDS, outcome.stage, outcome.target.host, outcome.status, MAX_QUOTED);
  if (outcome.stage > Stage.CONNECTING) return;
  if (outcome.stage == Stage.CONNECTING && outcome.address.length > 0 && !isOnlyAddress(outcome)) {
    putAddress(out.put(" ("), outcome.address);
    out.byte(0x29);
  }
  if (outcome.attempts.length > 0) putAttempts(out.put(", "), outcome);
}

/** Appends why each address failed, those with the same reason together: `connection refused (127.0.0.1, ::1)`. */
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
    // What does not fit in the line is not written either.
    for (let k = i; k < attempts.length && out.length < MAX_LINE; k++) {
      if (attempts[k].errno == errno) putAddress(out.put(k == i ? " (" : ", "), attempts[k].address);
    }
    out.byte(0x29);
  }
}

/** Whether the target itself is the address, which then need not be repeated. */
function isOnlyAddress(outcome: Outcome): bool {
  return outcome.target.address.length > 0;
}

/** Appends what an error number of Linux means. */
function putErrno(out: Text, errno: i32): void {
  putNumbered(out, ERRNO_WORDS, errno, "system error ");
}

/** Appends the words of the line that begins with this number; where there is none, `other` and the number. */
export function putNumbered(out: Text, words: string, number: i32, other: string): void {
  loadWords();
  let i = 0;
  while (i < words.length) {
    let key = 0;
    for (; words.charCodeAt(i) != Char.SPACE; i++) key = key * 10 + words.charCodeAt(i) - Char.ZERO;
    for (i++; words.charCodeAt(i) != Char.LF; i++) if (key == number) out.byte(words.charCodeAt(i));
    if (key == number) return;
    i++;
  }
  out.put(other).decimal(number);
}

/** The one line of a usage error, line feed included. */
export function usageLine(complaint: Complaint): Uint8Array {
  const out = new Text();
  out.put("healthcheck");
  if (complaint.program.length > 0) out.put(" as ").add(complaint.program);
  out.put(": ");
  if (complaint.source.length > 0) {
    putShown(out, complaint.source, MAX_QUOTED);
    out.put(": ");
  }
  putLine(out, WRONG_WORDS, complaint.kind, withoutSecret(complaint.detail), complaint.number, MAX_QUOTED);
  if (complaint.isOfShell) out.put(" (a variable is written ${NAME})");
  if (complaint.kind == Wrong.INSTALL_FAILED) putErrno(out.put(": "), complaint.number);
  return finish(out);
}

/** What stands before an `@`, but for an option or a sign of the shell, may be a user and a password, in a URL where none is wanted: a forgotten value, a PORT=tcp://… */
function withoutSecret(detail: Uint8Array): Uint8Array {
  const at = lastIndexOf(detail, Char.AT);
  return at < 2 ? detail : new Text().put("...").add(detail.subarray(at)).view();
}

/** Appends line `index` of these words with the details in it, as words.ts has them, of which `most` bytes are shown. */
export function putLine(out: Text, words: string, index: i32, detail: Uint8Array, number: i32, most: i32): void {
  loadWords();
  let i = 0;
  for (let left = index; left > 0; i++) if (words.charCodeAt(i) == Char.LF) left--;
  for (; i < words.length && words.charCodeAt(i) != Char.LF; i++) {
    const c = words.charCodeAt(i);
    if (c == 0x7e) putQuoted(out, detail);
    else if (c == 0x5e) putShown(out, detail, most);
    else if (c == 0x2a) out.decimal(number);
    else out.byte(c);
  }
}

/** Ends a line: at most MAX_LINE bytes with its line feed, cut between characters. */
function finish(out: Text): Uint8Array {
  if (out.length < MAX_LINE) return out.byte(Char.LF).view();
  const bytes = out.view();
  let end = MAX_LINE - 4;
  while ((bytes[end] & 0xc0) == 0x80) end--;
  return new Text().add(bytes.subarray(0, end)).put("...\n").view();
}

function putQuoted(out: Text, bytes: Uint8Array): void {
  out.byte(Char.QUOTE);
  putShown(out, bytes, MAX_QUOTED);
  out.byte(Char.QUOTE);
}

/**
 * Appends a text up to about `most` bytes, and `...` where there is more. Control characters (those of ISO 8859-1 too) and what
 * is not UTF-8 come as `\xNN`, so that nothing of a peer reaches a terminal as more than letters.
 */
export function putShown(out: Text, bytes: Uint8Array, most: i32): void {
  if (bytes.length <= most && isPrintable(bytes)) {
    out.add(bytes);
    return;
  }
  let i = 0;
  const end = out.length + most;
  while (i < bytes.length && out.length < end) {
    const length = utf8Length(bytes, i);
    if (!isShownAsItIs(bytes, i, length)) {
      out
        .put("\\x")
        .byte(hexDigitOf(bytes[i] >> 4))
        .byte(hexDigitOf(bytes[i] & 15));
      i++;
    } else {
      for (let k = i; k < i + length; k++) out.byte(bytes[k]);
      i += length;
    }
  }
  if (i < bytes.length) out.put("...");
}

/** Whether all bytes are of ASCII, and none is a control character. */
function isPrintable(bytes: Uint8Array): bool {
  for (let i = 0; i < bytes.length; i++) {
    const c: i32 = bytes[i];
    if (c < Char.SPACE || c >= Char.DELETE) return false;
  }
  return true;
}

/** Whether the character of so many bytes at this index is neither a control character nor one that changes the direction of text. */
function isShownAsItIs(bytes: Uint8Array, index: i32, length: i32): bool {
  const first: i32 = bytes[index];
  if (length == 1) return first >= Char.SPACE && first != Char.DELETE;
  if (length == 2) return first != 0xc2 || bytes[index + 1] >= 0xa0;
  if (length == 3 && first == 0xe2) {
    // U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069 (Unicode's Bidi_Control).
    const second: i32 = bytes[index + 1];
    const third: i32 = bytes[index + 2];
    if (second == 0x80) return (third & 0xfe) != 0x8e && (third < 0xaa || third > 0xae);
    if (second == 0x81) return third < 0xa6 || third > 0xa9;
  }
  return length > 0;
}
