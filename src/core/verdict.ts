import { hexDigitOf, putAddress } from "./address";
import { Complaint, Wrong } from "./complaint";
import { putDuration } from "./duration";
import { errnoWords } from "./errno";
import { MAX_DEPTH } from "./expand";
import { Options } from "./options";
import { Outcome, Result, Stage, Unresolved } from "./outcome";
import { MAX_RESPONSE } from "./response";
import { MAX_ARGUMENTS, MAX_TEXT, MAX_TOGETHER } from "./surroundings";
import { MAX_SOCKET_PATH, Scheme } from "./target";
import { Char, indexOf, parseDecimal, Text, utf8Length } from "./text";
import { VERSION } from "./version";

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
  putSubject(out, options);
  out.put(": ");
  if (outcome.result == Result.ANSWERED) {
    if (!healthy) out.put("status ");
    out.decimal(outcome.status);
    if (!healthy) putShown(out.put(", wanted "), options.statuses.text, MAX_QUOTED);
  } else {
    putResult(out, outcome, options);
  }
  if (healthy) out.put(" in ").decimal(elapsed).put(" ms");
  return finish(out);
}

/** What is checked: `GET http://localhost:8080/`, `tcp db:5432`, `unix /run/app.sock`. Never with credentials. */
function putSubject(out: Text, options: Options): void {
  const target = options.target;
  const subject = new Text();
  if (target.isHttp()) {
    subject.add(start(options.method)).put(target.scheme == Scheme.HTTP ? " http://" : " https://");
    target.putAuthority(subject);
    subject.add(start(target.path));
    if (options.unixSocket.length > 0) subject.put(" over ").add(options.unixSocket);
  } else if (target.scheme == Scheme.UNIX) {
    subject.put("unix ").add(target.path);
  } else {
    target.putAuthority(subject.put("tcp "));
  }
  putShown(out, subject.view(), MAX_SUBJECT);
}

/** As much of it as may be shown, and a byte more: a line costs the same however long a path is. */
function start(bytes: Uint8Array): Uint8Array {
  return bytes.length > MAX_SUBJECT ? bytes.subarray(0, MAX_SUBJECT + 1) : bytes;
}

function putResult(out: Text, outcome: Outcome, options: Options): void {
  switch (outcome.result) {
    case Result.CONNECTED:
      out.put("connected");
      break;
    case Result.UNRESOLVED:
      putStage(out, outcome, options);
      out.put(": ").put(unresolvedWords(outcome.unresolved));
      break;
    case Result.UNREACHABLE:
      putAttempts(out, outcome, options);
      break;
    case Result.LOST:
      putErrno(out, outcome.errno);
      putStage(out.put(" while "), outcome, options);
      break;
    case Result.CLOSED:
      out.put("connection closed by the peer while ");
      putStage(out, outcome, options);
      break;
    case Result.NOT_HTTP:
      putQuoted(out.put("not an HTTP response: "), outcome.line);
      if (isTlsRecord(outcome.line)) out.put(", is this an https port?");
      break;
    case Result.BAD_STATUS_LINE:
      putQuoted(out.put("malformed status line: "), outcome.line);
      break;
    case Result.BAD_HEADER:
      putQuoted(out.put("malformed response header: "), outcome.line);
      break;
    case Result.BARE_LF:
      putQuoted(out.put("malformed response, a line ends in LF without CR: "), outcome.line);
      break;
    case Result.TOO_LONG:
      out.put("response headers longer than ").decimal(MAX_RESPONSE).put(" bytes");
      break;
    default:
      putDuration(out.put("timed out after "), options.timeout);
      putStage(out.byte(Char.SPACE), outcome, options);
      break;
  }
}

/** Whether these are the first bytes of an alert or a handshake (RFC 8446 §5.1). */
function isTlsRecord(line: Uint8Array): bool {
  return line.length > 0 && (line[0] == 0x15 || line[0] == 0x16);
}

/** Appends what the check is doing: `looking up api`, `connecting (10.0.0.1)`, `waiting for the response`. */
export function putStage(out: Text, outcome: Outcome, options: Options): void {
  switch (outcome.stage) {
    case Stage.LOOKING_UP:
      putShown(out.put("looking up "), options.target.host, MAX_QUOTED);
      break;
    case Stage.CONNECTING:
      out.put("connecting");
      if (outcome.address.length > 0 && !isOnlyAddress(options)) {
        putAddress(out.put(" ("), outcome.address);
        out.byte(0x29);
      }
      if (outcome.attempts.length > 0) putAttempts(out.put(", "), outcome, options);
      break;
    case Stage.SENDING:
      out.put("sending the request");
      break;
    case Stage.WAITING:
      out.put("waiting for the response");
      break;
    case Stage.WAITING_FURTHER:
      out.put("waiting for the final response after status ").decimal(outcome.status);
      break;
    default:
      out.put("receiving the response headers");
      break;
  }
}

/** Appends why each address failed, those with the same reason together: `connection refused (127.0.0.1, ::1)`. */
function putAttempts(out: Text, outcome: Outcome, options: Options): void {
  const attempts = outcome.attempts;
  let groups = 0;
  for (let i = 0; i < attempts.length; i++) {
    const errno = attempts[i].errno;
    let first = 0;
    while (attempts[first].errno != errno) first++;
    if (first < i) continue;
    if (groups++ > 0) out.put(", ");
    putErrno(out, errno);
    if (attempts[i].address.length == 0 || isOnlyAddress(options)) continue;
    // What does not fit in the line is not written either.
    for (let k = i; k < attempts.length && out.length < MAX_LINE; k++) {
      if (attempts[k].errno == errno) putAddress(out.put(k == i ? " (" : ", "), attempts[k].address);
    }
    out.byte(0x29);
  }
}

/** Whether the target itself is the address, which then need not be repeated. */
function isOnlyAddress(options: Options): bool {
  return options.target.address.length > 0;
}

function putErrno(out: Text, errno: i32): void {
  const words = errnoWords(errno);
  if (words.length > 0) out.put(words);
  else out.put("system error ").decimal(errno);
}

function unresolvedWords(reason: Unresolved): string {
  if (reason == Unresolved.NO_SUCH_NAME) return "no such name";
  return reason == Unresolved.NO_ANSWER ? "no answer from a name server" : "the resolver failed";
}

/** The one line of a usage error, line feed included. */
export function usageLine(complaint: Complaint): Uint8Array {
  const out = new Text();
  out.put("healthcheck: ");
  if (complaint.source.length > 0 && complaint.kind != Wrong.UNKNOWN_OPTION) {
    putShown(out, complaint.source, MAX_QUOTED);
    out.put(": ");
  }
  putWrong(out, complaint);
  return finish(out);
}

function putWrong(out: Text, complaint: Complaint): void {
  const detail = complaint.detail;
  switch (complaint.kind) {
    case Wrong.TOO_MANY_ARGUMENTS:
      out.decimal(complaint.number).put(" arguments, at most ").decimal(MAX_ARGUMENTS);
      break;
    case Wrong.TOO_LONG:
      out.put("longer than ").decimal(MAX_TEXT).put(" bytes");
      break;
    case Wrong.TOO_LONG_TOGETHER:
      out.put("the arguments up to here are longer than ").decimal(MAX_TOGETHER).put(" bytes");
      break;
    case Wrong.NOT_UTF8:
      out.put("not valid UTF-8");
      break;
    case Wrong.UNSET:
      putShown(out.put("${"), detail, MAX_QUOTED);
      putShown(out.put("} is not set (${"), detail, MAX_QUOTED);
      out.put(":-fallback} would do without it)");
      break;
    case Wrong.NESTED_TOO_DEEP:
      out.put("fallbacks in fallbacks, more than ").decimal(MAX_DEPTH).put(" deep");
      break;
    case Wrong.UNKNOWN_OPTION:
      putShown(out.put("unknown option "), detail, MAX_QUOTED);
      out.put(" (");
      if (complaint.source.length > 0) out.put("did you mean --").add(complaint.source).put("? ");
      out.put("see --help)");
      break;
    case Wrong.MISSING_VALUE:
      out.put("option ").add(detail).put(" needs a value (see --help)");
      break;
    case Wrong.UNWANTED_VALUE:
      out.put("option ").add(detail).put(" takes no value");
      break;
    case Wrong.GLUED_EQUALS:
      out.put("write ").add(detail).put(" VALUE, without the equals sign");
      break;
    case Wrong.DURATION:
      putQuoted(out, detail);
      out.put(" is not a duration like 3, 1.5s, 500ms or 1m");
      break;
    case Wrong.DURATION_RANGE:
      putQuoted(out, detail);
      out.put(" is not between 10ms and 1h");
      break;
    case Wrong.STATUS:
      putQuoted(out, detail);
      out.put(" is not a set of statuses like 200, 200-299, 2xx or 200,204,401");
      break;
    case Wrong.METHOD:
      putQuoted(out, detail);
      out.put(" is not a request method");
      break;
    case Wrong.HEADER_COLON:
      out.put("a header without a colon, wanted 'Name: value'");
      break;
    case Wrong.HEADER_NAME:
      out.put("not a header name before the colon, wanted 'Name: value'");
      break;
    case Wrong.HEADER_VALUE:
      out.put("a control byte in the value of ").add(detail);
      break;
    case Wrong.USER:
      out.put("no colon, wanted USER:PASSWORD");
      break;
    case Wrong.AGENT:
      out.put("a control byte in ");
      putQuoted(out, detail);
      break;
    case Wrong.SOCKET_EMPTY:
      out.put("no path of a Unix socket");
      break;
    case Wrong.SOCKET_LONG:
      out.put("the path of the Unix socket has ").decimal(complaint.number).put(" bytes, at most ");
      out.decimal(MAX_SOCKET_PATH).put(" are possible");
      break;
    case Wrong.SWITCH:
      putQuoted(out, detail);
      out.put(" is none of 1, true, yes, on, 0, false, no, off");
      break;
    case Wrong.NOT_ALONE:
      out.put("option ").add(detail).put(" stands alone, and checks nothing");
      break;
    case Wrong.BOTH_FAMILIES:
      out.put("-4 and -6 exclude each other");
      break;
    case Wrong.HTTP_ONLY:
      out.add(detail).put(" is for HTTP, but the target is a connection alone (HTTP is host:port/ or http://host)");
      break;
    case Wrong.NO_TARGET:
      out.put("no target: give one, or set HEALTHCHECK_URL, HEALTHCHECK_PORT or PORT (see --help)");
      break;
    case Wrong.SECOND_TARGET:
      out.put("argument ").decimal(complaint.number).put(" is a second target (quote a value that has spaces)");
      break;
    case Wrong.EMPTY_TARGET:
      out.put("the target is empty");
      break;
    case Wrong.SCHEME:
      putQuoted(out.put("unknown scheme "), detail);
      out.put(", wanted http, https, tcp or unix");
      break;
    case Wrong.PORT:
      putQuoted(out.put("port "), detail);
      out.put(" is not a number from 1 to 65535");
      if (detail.length > 1 && detail[0] == Char.DOLLAR && detail[1] != Char.OPEN_BRACE) {
        out.put(" (a variable is written ${NAME})");
      }
      break;
    case Wrong.NO_PORT:
      putQuoted(out.put("no port in "), detail);
      out.put(", wanted host:port or http://host");
      break;
    case Wrong.PORT_VARIABLE:
      putQuoted(out, detail);
      out.put(" needs the variable PORT, which is not set");
      break;
    case Wrong.HOST:
      if (detail.length == 0) {
        out.put("no host in the URL");
        break;
      }
      putQuoted(out, detail);
      out.put(" is not a host name or address");
      if (parseDecimal(detail, 0, detail.length, 65535) >= 0)
        out.put(" (a port alone is written with its colon, :8080/)");
      break;
    case Wrong.BRACKETS:
      putQuoted(out, detail);
      out.put(" has too many colons (an IPv6 address needs brackets, [::1]:80)");
      break;
    case Wrong.FAMILY:
      out.put(indexOf(detail, Char.COLON, 0) >= 0 ? "-4 excludes the IPv6" : "-6 excludes the IPv4");
      putShown(out.put(" address "), detail, MAX_QUOTED);
      break;
    case Wrong.CREDENTIALS:
      out.put("user and password need a whole URL (http://user:password@host) or --user");
      break;
    case Wrong.PASSWORD:
      out.put("the port is not a number from 1 to 65535 (in a password, / ? # are written %2F %3F %23)");
      break;
    case Wrong.PATH:
      putQuoted(out.put("a space or control byte in "), detail);
      out.put(" (write it as %20)");
      break;
    case Wrong.AFTER_PORT:
      putQuoted(out, detail);
      out.put(" behind tcp://host:port, where nothing may stand");
      break;
    case Wrong.SOCKET_RELATIVE:
      putQuoted(out, detail);
      out.put(" is not an absolute path, wanted unix:///path");
      break;
    default:
      out.put("https:// is not in this build (healthcheck ").put(VERSION).put(", without TLS)");
      break;
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
