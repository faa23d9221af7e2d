import { ascii, none, Text } from "../bytes/text";
import { MAX_BODY } from "../http/body";
import { Exchange, Next } from "../http/exchange";
import { Progress } from "../http/response";
import { Result, Stage } from "../outcome";
import { Connecting } from "./connecting";
import { Want } from "./task";

/** The most bytes of the answer of a TCP or Unix target that are read, and that are kept to be shown. */
export const MAX_ANSWER: i32 = 65536;
const MAX_KEPT: i32 = 100;

/** The second half of a check: what the peer's bytes mean. */
export abstract class Conversation extends Connecting {
  protected exchange: Exchange = new Exchange();
  /** The start of what a TCP or Unix target has answered. */
  private answer: Text = new Text();
  /** What wget prints around a line of the headers: two spaces before it, and a line feed. */
  private indent: Uint8Array = none();

  /** Another request must be sent, over a new connection. */
  protected abstract follow(): void;

  /** Reads the first `length` bytes of `buffer`, which the peer has sent. */
  protected take(buffer: Uint8Array, length: i32): void {
    const stage = this.outcome.stage;
    if (stage == Stage.READING_BODY) this.readBody(buffer, 0, length);
    else if (stage == Stage.READING_ANSWER) this.readAnswer(buffer, length);
    else this.readHeaders(buffer, length);
  }

  /** The peer has closed the connection. */
  protected ended(): void {
    const isEnd = this.outcome.stage == Stage.READING_BODY && this.exchange.response.body.endsWithConnection();
    this.concludeStream(isEnd ? this.unmatched() : Result.CLOSED);
  }

  /** The stream has ended, with this result unless what is expected stands at its end. */
  protected concludeStream(result: Result): void {
    this.conclude(this.outcome.isReading() && this.isFoundAtEnd() ? Result.MATCHED : result);
  }

  /** Whether what is expected has come, now that nothing more does. */
  private isFoundAtEnd(): bool {
    const options = this.options;
    const expected = options.expected;
    if (expected === null) return false;
    if (options.isStatusAppended) {
      const status = new Text().decimal(this.outcome.status);
      expected.feed(status.bytes, 0, status.length);
    }
    expected.finish();
    return expected.isFound;
  }

  private unmatched(): Result {
    return this.options.isExpectedInHeaders ? Result.NO_MATCH_IN_RESPONSE : Result.NO_MATCH;
  }

  /** A TCP or Unix target is connected, or was sent all: waits for the expected text, or ends the check with this result. */
  protected listen(result: Result): void {
    if (this.options.expected === null) {
      this.conclude(result);
      return;
    }
    this.answer.length = 0;
    this.want = Want.RECEIVE;
    this.enter(Stage.READING_ANSWER);
  }

  private readAnswer(buffer: Uint8Array, length: i32): void {
    const outcome = this.outcome;
    const answer = this.answer;
    const expected = this.options.expected;
    const room = MAX_ANSWER - outcome.length;
    const end = length < room ? length : room;
    outcome.length += end;
    const left = MAX_KEPT - answer.length;
    if (left > 0) outcome.line = answer.add(buffer.subarray(0, end < left ? end : left)).view();
    if (expected === null) return;
    expected.feed(buffer, 0, end);
    if (expected.isFound) this.conclude(Result.MATCHED);
    else if (end == room) this.conclude(Result.ANSWER_TOO_LONG);
  }

  private readHeaders(buffer: Uint8Array, length: i32): void {
    const response = this.exchange.response;
    const outcome = this.outcome;
    const isMatched = this.options.isExpectedInHeaders;
    if (outcome.stage == Stage.WAITING) this.enter(Stage.RECEIVING);
    let at = 0;
    while (at < length) {
      const start = at;
      at = response.read(buffer, at, length);
      if (isMatched) this.matchHeaders(buffer, start, at);
      const progress = response.progress;
      if (progress == Progress.LINE) {
        this.transcript.line(response.line, response.lineLength);
        this.exchange.takeLine();
      } else if (progress == Progress.COMPLETE) {
        outcome.status = response.status;
        if (!response.isInterim()) {
          this.answered(buffer, at, length);
          return;
        }
        this.exchange.restart();
        // Entered only once, because each stage takes memory.
        if (outcome.stage != Stage.WAITING_FURTHER) this.enter(Stage.WAITING_FURTHER);
      } else if (progress != Progress.MORE) {
        outcome.line = response.line.subarray(0, response.lineLength);
        this.conclude((Result.NOT_HTTP + (progress - Progress.NOT_HTTP)) as Result);
        return;
      }
    }
  }

  /** Looks for what is expected in bytes [start, end) of a header section, as curl prints it; or in its last line, as wget prints it. */
  private matchHeaders(buffer: Uint8Array, start: i32, end: i32): void {
    const options = this.options;
    const expected = options.expected;
    const response = this.exchange.response;
    if (expected === null) return;
    if (!options.isIndented) expected.feed(buffer, start, end);
    else if (response.progress == Progress.LINE) {
      if (this.indent.length == 0) this.indent = ascii("  \n");
      expected.feed(this.indent, 0, 2);
      expected.feed(response.line, 0, response.lineLength);
      expected.feed(this.indent, 2, 3);
    }
  }

  /** The header section is complete; bytes [start, end) follow it. */
  private answered(buffer: Uint8Array, start: i32, end: i32): void {
    const exchange = this.exchange;
    const body = exchange.response.body;
    const options = this.options;
    const expected = options.expected;
    const isFound = expected !== null && expected.isFound;
    const next = exchange.next();
    const isWanted = next == Next.ANSWER && options.statuses.has(this.outcome.status);
    const isExpected = isWanted && expected !== null;
    const coding = exchange.coding;
    if (expected !== null && isWanted && !isFound && options.isExpectedInBody && coding === null) {
      body.match(expected);
      this.enter(Stage.READING_BODY);
      this.readBody(buffer, start, end);
      return;
    }
    body.read(buffer, start, end);
    if (isFound) this.conclude(Result.MATCHED);
    else if (next == Next.REQUEST) this.follow();
    else if (next != Next.ANSWER) {
      this.outcome.line = exchange.refused;
      this.conclude((Result.TOO_MANY_REDIRECTS + (next - Next.TOO_MANY_REDIRECTS)) as Result);
    } else if (isExpected && options.isExpectedInBody) {
      if (coding !== null) this.outcome.line = coding;
      this.conclude(Result.ENCODED_BODY);
    }
    // curl prints the status of -w whatever it is.
    else if ((isExpected || options.isStatusAppended) && this.isFoundAtEnd()) this.conclude(Result.MATCHED);
    else if (isExpected) this.conclude(this.unmatched());
    else this.conclude(isWanted ? Result.ANSWERED : Result.UNWANTED_STATUS);
  }

  /** Looks for the expected text in bytes [start, end). It counts whatever follows it. */
  private readBody(buffer: Uint8Array, start: i32, end: i32): void {
    const body = this.exchange.response.body;
    const expected = this.options.expected;
    body.read(buffer, start, end);
    this.outcome.length = body.length;
    if (expected !== null && expected.isFound) this.conclude(Result.MATCHED);
    else if (body.length > MAX_BODY) this.conclude(Result.BODY_TOO_LONG);
    else if (body.hasEnded()) this.concludeStream(body.isBroken ? Result.BAD_CHUNK : this.unmatched());
  }
}
