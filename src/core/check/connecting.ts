import { Errno } from "../bytes/errno";
import { none, Text } from "../bytes/text";
import { Options } from "../http/options";
import { Target } from "../http/target";
import { putStage } from "../messages/verdict";
import { Attempt, Outcome, Result, Stage, Unresolved } from "../outcome";
import { Addresses } from "./addresses";
import { Task, Want } from "./task";
import { Transcript } from "./transcript";

/** The first half of a check: it looks up the target and connects to one of its addresses before the deadline. */
export abstract class Connecting extends Task {
  /** Milliseconds from the start to the last report. */
  now: i32 = 0;
  protected options!: Options;
  protected outcome!: Outcome;
  protected transcript!: Transcript;
  /** When the check began, and when it must end. */
  protected begun: i32 = 0;
  protected end: i32 = 0;
  private addresses: Addresses = new Addresses();
  /** A buffer for a line of the transcript. */
  protected words: Text = new Text();

  /** The connection is made, `now` milliseconds after the start. */
  abstract connected(now: i32): void;
  /** Ends the check with this result. */
  protected abstract conclude(result: Result): void;

  /** Begins to look up and connect to the target, or to the Unix socket `path` if that is not empty. */
  protected approach(target: Target, path: Uint8Array): void {
    const options = this.options;
    this.port = target.port;
    this.path = path;
    this.address = none();
    this.addresses = new Addresses();
    if (path.length == 0) this.addresses.add(options.addressesOf(target), false);
    this.isContinued = false;
    if (path.length > 0 || this.addresses.hasNext()) {
      this.connect();
      return;
    }
    this.name = target.host;
    this.family = options.family;
    this.lookUp(false);
  }

  /** Sets the deadline to so many milliseconds from now, but no later than the check's own; 0 means that one alone. */
  protected limit(milliseconds: i32): void {
    const isWhole = milliseconds == 0 || this.now + milliseconds >= this.end;
    this.deadline = isWhole ? this.end : this.now + milliseconds;
    this.outcome.limit = isWhole ? this.options.timeout : milliseconds;
  }

  private lookUp(isBrief: bool): void {
    this.want = Want.LOOK_UP;
    this.isBrief = isBrief;
    if (!isBrief) this.enter(Stage.LOOKING_UP);
  }

  /**
   * The lookup found these addresses of 4 or 16 bytes, in the order to try them.
   * @param isMoreToCome whether addresses of the other family may follow, if the lookup is continued
   */
  resolved(addresses: Uint8Array[], isMoreToCome: bool, now: i32): void {
    this.now = now;
    this.addresses.add(addresses, isMoreToCome);
    if (this.isBrief) this.attempt();
    else if (this.addresses.hasNext()) this.connect();
    else this.unresolved(Unresolved.NO_SUCH_NAME, now);
  }

  /** The lookup found no addresses, or no more of them. */
  unresolved(reason: Unresolved, now: i32): void {
    this.now = now;
    this.addresses.isMoreToCome = false;
    if (this.isBrief) {
      this.attempt();
      return;
    }
    const outcome = this.outcome;
    outcome.unresolved = reason;
    if (outcome.attempts.length > 0) this.retry();
    else this.conclude(Result.UNRESOLVED);
  }

  /** Connects to the next address, or to the Unix socket. */
  private connect(): void {
    if (this.addresses.hasNext()) this.address = this.addresses.take(this.now);
    this.outcome.address = this.address;
    this.isContinued = false;
    this.attempt();
    this.enter(Stage.CONNECTING);
  }

  private attempt(): void {
    this.allowance = this.addresses.allowance(this.now, this.deadline);
    this.want = Want.CONNECT;
  }

  /** An attempt to connect has failed, or its allowance is used up (ETIMEDOUT). */
  protected unreachable(errno: i32): void {
    const addresses = this.addresses;
    this.isContinued = true;
    if (addresses.isUnderWay(errno, this.now, this.deadline)) {
      this.lookUp(true);
      return;
    }
    this.outcome.attempts.push(new Attempt(this.address, errno));
    addresses.failed(this.address, errno);
    if (addresses.hasNext()) this.connect();
    else if (addresses.isMoreToCome) this.lookUp(false);
    else this.retry();
  }

  /** Tries the addresses again whose share of the time was used up: an answer that comes before the deadline counts. */
  private retry(): void {
    if (!this.addresses.restart()) {
      this.conclude(Result.UNREACHABLE);
      return;
    }
    const attempts = this.outcome.attempts;
    const failed: Attempt[] = [];
    for (let i = 0; i < attempts.length; i++) if (attempts[i].errno != Errno.ETIMEDOUT) failed.push(attempts[i]);
    this.outcome.attempts = failed;
    this.connect();
  }

  protected enter(stage: Stage): void {
    const outcome = this.outcome;
    outcome.stage = stage;
    if (!this.options.verbose) return;
    const words = this.words;
    words.length = 0;
    putStage(words, outcome);
    this.transcript.step(words.view(), this.now);
  }
}
