/** What must hold for every check, whatever the input: demanded while it runs. Portable TypeScript, like the core. */
import { Char, indexOf, isFieldChar, standsAt, startsWith } from "../../../src/core/bytes/text";
// biome-ignore lint/style/useImportType: AssemblyScript knows one kind of import.
import { Check } from "../../../src/core/check/check";
import { Want } from "../../../src/core/check/task";
import { HEALTHCHECK } from "../../../src/core/cli/dialects/healthcheck";
import { helpText } from "../../../src/core/cli/help";
// biome-ignore lint/style/useImportType: AssemblyScript knows one kind of import.
import { CAPACITY, CheckEvents, seen } from "./check-events";
import { sameBytes } from "./fields";
import { demand, hasFinding, mix, mixNumber } from "./findings";
import { demandShown } from "./shown";
// biome-ignore lint/style/useImportType: AssemblyScript knows one kind of import.
import { FuzzTlsHost, Lie } from "./tls-host";

export class CheckRules {
  /** Made of the requests and of how each verdict begins: the same however a response is split. */
  decided: i32 = 0;
  /** Whether the last verdict is a usage error. */
  isUsageError: bool = false;
  private check: Check;
  private events: CheckEvents;
  private host: FuzzTlsHost;
  private isShell: bool;
  /** Whether what is sent may be a text of the command line, which is no request: --send, or echo in `sh -c`. */
  private isSending: bool;
  /** Whether the target only asks for a connection. */
  private isConnectionAlone: bool = false;
  /** Whether the current connection has a gRPC call, whose bytes grpc-parts.ts judges. */
  private isCall: bool = false;
  /** Whether the current connection has got its request. */
  private isAsked: bool = false;
  /** Whether the sending side of the current connection is closed. */
  private isEnded: bool = false;
  /** Whether the host had to do anything but print. */
  private hasActed: bool = false;

  constructor(check: Check, events: CheckEvents, host: FuzzTlsHost, isShell: bool, isSending: bool) {
    this.check = check;
    this.events = events;
    this.host = host;
    this.isShell = isShell;
    this.isSending = isSending;
  }

  /** Looks at what the check wants. For a connection, begins a new one. */
  checkWant(): void {
    const check = this.check;
    if (check.want === Want.PRINT) {
      this.checkOutput();
      return;
    }
    this.hasActed = true;
    const now = this.events.now;
    demand(check.deadline >= now && check.deadline <= now + 3600000, "the deadline");
    demand(check.now <= now, "the clock");
    if (check.want === Want.CONNECT) this.checkConnect();
    else if (check.want === Want.SEND) this.checkRequest();
    else if (check.want === Want.LOOK_UP) this.checkName();
    else if (check.want === Want.INSTALL) demand(check.path.length > check.name.length, "a path to install as");
  }

  checkEnd(): void {
    const status = this.check.exitStatus;
    mixNumber(status);
    demand(status === 0 || status === 1, "the exit status");
    // No output, as with --quiet. In a shell, `true` needs no check.
    if (status === 0 && !this.isShell && this.check.output.length === 0) this.checkHealthy();
  }

  /** A name has at most 253 letters and a final dot (RFC 1035 §3.1). */
  private checkName(): void {
    const name = this.check.name;
    const hasFinalDot = name.length > 0 && name[name.length - 1] === Char.DOT;
    const length = hasFinalDot ? name.length - 1 : name.length;
    demand(length > 0 && length <= 253, "a name to look up");
  }

  private checkConnect(): void {
    const check = this.check;
    demand(check.allowance >= 0 && check.allowance <= check.deadline, "the time for an attempt to connect");
    this.isConnectionAlone = check.request.length === 0 || this.isSending;
    this.isAsked = false;
    this.isEnded = false;
    this.isCall = false;
    this.events.restart();
    mix(check.address);
    mix(check.path);
    mixNumber(check.port);
    if (check.address.length === 0) demand(check.path.length > 0 && check.path.length <= 107, "the path of a socket");
    else {
      demand(check.address.length === 4 || check.address.length === 16, "an address");
      demand(check.port > 0 && check.port < 65536, "a port");
    }
  }

  private checkRequest(): void {
    const check = this.check;
    const host = this.host;
    demand(!this.isEnded, "more to send after the last");
    this.isEnded = check.isLastSend;
    // Only nc ends its side, which has text to send alone.
    if (check.isLastSend) demand(this.isSending && !host.isUsed, "the end of a request");
    else demand(check.request.length > 0, "nothing to send");
    if (!host.isUsed) {
      this.checkSent(check.request);
      return;
    }
    this.checkRecords(check.request);
    if (host.sealed.length === 0 || hasFinding()) return;
    this.checkTrust();
    this.checkSent(host.sealed.view());
    host.sealed.length = 0;
  }

  /** Only whole records are sent. */
  private checkRecords(bytes: Uint8Array): void {
    mix(bytes);
    let i = 0;
    while (i < bytes.length && !hasFinding()) {
      demand(i + 5 <= bytes.length && bytes[i] >= 20 && bytes[i] <= 23 && bytes[i + 1] === 3, "a record's header");
      if (hasFinding()) return;
      const high: i32 = bytes[i + 3];
      const length = high * 256 + bytes[i + 4];
      demand(length > 0 && length <= 16384 + 256, "a record's length");
      i += 5 + length;
    }
    demand(i === bytes.length, "a record that is cut");
  }

  /** No request goes to a peer that has not proved who it is, and a peer that has lied is never healthy. */
  private checkTrust(): void {
    const host = this.host;
    demand(!host.hasRefused, "on with a record that is not genuine");
    demand((host.lies & (Lie.OPEN | Lie.MAC | Lie.NO_RANDOM | Lie.NO_KEY | Lie.NO_SECRET)) === 0, "on with a lie");
    demand(!host.hasRefusedSignature, "on with a signature that is not good");
    // In a shell, one command may verify certificates and the next may not.
    if (host.hasOpenedFile && !this.isShell) demand(host.verified > 0, "on without a good signature");
  }

  /** What is sent: a request, bytes of a call, or the text of the command line. */
  private checkSent(bytes: Uint8Array): void {
    if (standsAt(bytes, 0, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")) this.isCall = true;
    if (this.isSending || this.isCall) mix(bytes);
    else this.checkHttp(bytes);
  }

  /** A request line, header lines of a token and a value each, and a single empty line before the body. */
  private checkHttp(request: Uint8Array): void {
    demand(!this.isAsked, "a second request on a connection");
    this.isAsked = true;
    seen.length = 0;
    mix(request);
    for (let i = 0; i < request.length; i++) this.decide(request[i]);
    let i = 0;
    let spaces = 0;
    while (i < request.length && request[i] !== Char.CR) {
      demand(request[i] === Char.SPACE || isVisible(request[i]), "a byte in the request line");
      if (request[i++] === Char.SPACE) spaces++;
    }
    demand(spaces === 2 && standsAt(request, i - 9, " HTTP/1.1\r\n"), "the request line");
    i += 2;
    while (i < request.length && request[i] !== Char.CR) {
      const start = i;
      while (i < request.length && isFieldChar(request[i])) i++;
      const colon = indexOf(request, Char.COLON, start);
      demand(colon > start && colon + 2 < i && request[colon + 1] === Char.SPACE, "a header");
      for (let k = start; k < colon; k++) demand(isVisible(request[k]), "a header's name");
      demand(standsAt(request, i, "\r\n"), "the end of a header");
      if (hasFinding()) return;
      i += 2;
    }
    demand(standsAt(request, i, "\r\n"), "the end of the headers");
  }

  private decide(value: i32): void {
    this.decided = (this.decided * 31 + value) | 0;
  }

  private checkOutput(): void {
    const output = this.check.output;
    const stream = this.check.stream;
    mix(output);
    demand(stream === 1 || stream === 2, "the stream");
    demand(output.length > 0 && output[output.length - 1] === Char.LF, "the last byte of the output");
    if (hasFinding()) return;
    // Comparing whole texts takes long, so it must begin like the help.
    if (standsAt(output, 0, "Usage") && sameBytes(output, helpText(HEALTHCHECK))) return;
    demand(output.length <= CAPACITY, "more output than Docker keeps");
    const end = indexOf(output, Char.LF, 0);
    demand(end < 500, "a verdict longer than 500 bytes");
    for (let i = 0; i <= end && !standsAt(output, i, ': "') && !standsAt(output, i, "(it answered"); i++)
      if (!standsAt(output, i, " in ")) this.decide(output[i]);
    demandShown(output);
    if (this.areLinesKnown(end + 1)) this.checkVerdict();
  }

  /** Whether the lines from `start` on are ones that --verbose adds. */
  private areLinesKnown(start: i32): bool {
    const output = this.check.output;
    for (let i = start; i < output.length; i = indexOf(output, Char.LF, i) + 1) {
      const isMarked = standsAt(output, i, "at ") || standsAt(output, i, "< ") || standsAt(output, i, "* ");
      const isKnown = isMarked || standsAt(output, i, "...\n");
      demand(isKnown, "a line that is none of ours");
      if (!isKnown) return false;
    }
    return true;
  }

  private checkVerdict(): void {
    const output = this.check.output;
    const status = this.check.exitStatus;
    const isHealthy = standsAt(output, 0, "healthy: ");
    if (isHealthy) this.checkHealthy();
    const isUsage = standsAt(output, 0, "healthcheck");
    this.isUsageError = isUsage;
    demand(isHealthy || isUsage || standsAt(output, 0, "unhealthy: "), "the beginning of the verdict");
    demand(isHealthy ? status === 0 : isUsage || status === 1, "the exit status of a verdict");
    if (isUsage && status === 1) {
      demand(!this.hasActed || indexOfWords(output, "cannot make") > 0, "a usage error of what was begun");
    }
    if (!this.isShell) demand(this.check.stream === (status === 0 ? 1 : 2), "the stream of a verdict");
  }

  /** Healthy takes a connection. Over HTTP it also takes a complete header section without a forbidden byte. */
  private checkHealthy(): void {
    demand(this.events.isConnected, "healthy without a connection");
    if (this.isConnectionAlone) return;
    if (this.host.isUsed) this.checkTrust();
    if (this.isCall) return;
    const bytes = seen.view();
    demand(startsWith(bytes, "HTTP/"), "healthy without a response");
    let i = 0;
    while (i < bytes.length && !standsAt(bytes, i, "\n\n") && !standsAt(bytes, i, "\n\r\n")) {
      const isBroken = bytes[i] === 0 || (bytes[i] === Char.CR && !standsAt(bytes, i, "\r\n"));
      demand(!isBroken, "healthy with a byte that no header may have");
      i++;
    }
    demand(i < bytes.length, "healthy before the headers are complete");
    const end = standsAt(bytes, i, "\n\n") ? i + 2 : i + 3;
    demand(end <= 65536, "healthy with more headers than are read");
  }
}

function isVisible(c: i32): bool {
  return c > Char.SPACE && c < Char.DELETE;
}

function indexOfWords(bytes: Uint8Array, words: string): i32 {
  for (let i = 0; i < bytes.length; i++) if (standsAt(bytes, i, words)) return i;
  return -1;
}
