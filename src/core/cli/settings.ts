import { TextMatcher } from "../bytes/matcher";
import {
  ascii,
  Char,
  indexOf,
  isDigit,
  isFieldChar,
  isToken,
  none,
  same,
  standsAt,
  Text,
  tail,
  trim,
  upperCase,
} from "../bytes/text";
import { Options } from "../http/options";
import { MAX_STATUS, statusRange } from "../http/status";
import { Target } from "../http/target";
import { parseHost } from "../http/url";
import { UsageError, UsageErrorKind, usageError } from "../usage-error";
import { Action, Command } from "./command";
import { Dialect } from "./dialect";
import { NOT_A_DURATION, OUT_OF_RANGE, parseDuration } from "./duration";
import { addHostEntry } from "./resolve";
import { parseStatusSet } from "./status";
import { MAX_OPTIONS, Option } from "./table";
import { checkSocketPath, isServiceName } from "./target";
import { isOneOf } from "./words";

/** Milliseconds for a command line of a tool that waits for ever where it says nothing: as long as curl waits for a connection. */
const PATIENCE: i32 = 300000;

/** What grpc_health_probe gives to connecting and to the call, in milliseconds, where nothing is said. */
const RPC_TIMEOUT: i32 = 1000;

/** What options and variables have set so far in a command. */
export class Settings {
  command: Command = new Command();
  /** By Option, 1 for each that the command line has. */
  given: Uint8Array = new Uint8Array(MAX_OPTIONS);
  /** How many it has. */
  count: i32 = 0;
  /** The value that is being set as the user wrote it, with its variables; empty if that is the value itself. */
  written: Uint8Array = none();
  /** grpc_health_probe: the milliseconds for the call. */
  private rpcTimeout: i32 = RPC_TIMEOUT;
  /** nc: the milliseconds after the end of its input; 0 if there is no limit. */
  private quitTimeout: i32 = 0;
  private dialect: Dialect;
  /** All of the body so far. */
  private data: Text | null = null;
  private hasMethod: bool = false;
  /** Where a tool would write the body, and what curl would print behind it. */
  outputFile: Uint8Array = none();
  format: Uint8Array = none();
  private expected: TextMatcher = new TextMatcher();
  private user: Uint8Array = none();
  private password: Uint8Array = none();

  constructor(dialect: Dialect) {
    this.dialect = dialect;
    if (dialect != Dialect.HEALTHCHECK) this.beginAsTool();
  }

  /** Sets what a tool does where its options say nothing. */
  private beginAsTool(): void {
    const options = this.command.options;
    options.timeout = PATIENCE;
    // curl fails for no status unless it is told to; wget for all but success, and it follows redirects.
    if (this.dialect == Dialect.CURL) options.statuses = statusRange("any status", 100, MAX_STATUS);
    if (this.dialect == Dialect.GRPC_HEALTH_PROBE) {
      options.connectTimeout = RPC_TIMEOUT;
      options.target.path = none();
    }
    if (this.dialect == Dialect.WGET) {
      options.statuses = statusRange("200-299", 200, 299);
      options.location = true;
    }
  }

  isGiven(option: i32): bool {
    return this.given[option] > 0;
  }

  /** Notes that the command line has this option. */
  note(option: i32): void {
    if (!this.isGiven(option)) this.count++;
    this.given[option] = 1;
  }

  /** Sets an option without a value. */
  set(option: i32): void {
    const command = this.command;
    const options = command.options;
    if (option == Option.IPV4) options.family = 4;
    else if (option == Option.IPV6) options.family = 6;
    else if (option == Option.INSECURE) options.insecure = true;
    else if (option == Option.QUIET) options.quiet = true;
    else if (option == Option.VERBOSE) options.verbose = true;
    else if (option == Option.LOCATION) options.location = true;
    else if (option == Option.SPIDER) options.spider = true;
    else if (option == Option.FAIL) options.statuses = statusRange("below 400", 100, 399);
    else if (option == Option.HELP) command.action = Action.HELP;
    else if (option == Option.VERSION) command.action = Action.VERSION;
  }

  /** Sets an option to a value. @returns what is wrong with the value, or null */
  setValue(option: i32, value: Uint8Array): UsageError | null {
    const options = this.command.options;
    switch (option) {
      case Option.TIMEOUT:
      case Option.SECONDS:
      case Option.CONNECT_TIMEOUT:
      case Option.RPC_TIMEOUT:
      case Option.QUIT:
        return this.setTimeout(option, value);
      case Option.STATUS:
        return setStatuses(options, value);
      case Option.EXPECT:
        return this.expect(value);
      case Option.RESOLVE:
        return addHostEntry(options, value, this.written, this.dialect == Dialect.HEALTHCHECK);
      case Option.UNIX_SOCKET:
        options.unixSocket = value;
        return checkSocketPath(value);
      case Option.CACERT:
        options.cacert = value;
        return null;
      case Option.SERVICE:
        options.target.path = value;
        return isServiceName(value) ? null : new UsageError(UsageErrorKind.SERVICE, value);
      case Option.SERVER_NAME:
        options.serverName = value;
        return value.length == 0 ? null : parseHost(value, new Target());
      case Option.USER_NAME:
        this.user = value;
        return null;
      case Option.PASSWORD:
        this.password = value;
        return null;
      case Option.FORMAT:
        this.format = value;
        return null;
      case Option.OUTPUT_FILE:
        this.outputFile = value;
        return isOneOf(value, "- /dev/null") ? null : new UsageError(UsageErrorKind.OUTPUT_FILE, value);
      case Option.PROXY:
        return same(value, "off") ? null : new UsageError(UsageErrorKind.PROXY, value);
      case Option.INSTALL:
        this.command.action = Action.INSTALL;
        this.command.folder = value;
        return value.length > 0 ? null : usageError(UsageErrorKind.EMPTY_TARGET);
      default:
        return this.setRequest(option, value);
    }
  }

  /** Any one of several texts will do. */
  private expect(text: Uint8Array): UsageError | null {
    if (text.length == 0) return usageError(UsageErrorKind.EMPTY_TEXT);
    const options = this.command.options;
    options.expected = this.expected;
    this.expected.add(text, this.written.length > 0 ? this.written : text);
    return null;
  }

  private setTimeout(option: i32, value: Uint8Array): UsageError | null {
    const options = this.command.options;
    const isProbe = this.dialect == Dialect.GRPC_HEALTH_PROBE;
    // Go's durations have a unit.
    const isWithoutUnit = isProbe && value.length > 0 && isDigit(value[value.length - 1]);
    // For curl and wget 0 is no deadline.
    const isNone = option != Option.TIMEOUT && option != Option.QUIT && same(value, "0");
    const timeout = isNone ? (option == Option.SECONDS ? PATIENCE : 0) : parseDuration(value);
    if (timeout == NOT_A_DURATION || isWithoutUnit)
      return new UsageError(isProbe ? UsageErrorKind.DURATION_OF_GO : UsageErrorKind.DURATION, value);
    if (timeout == OUT_OF_RANGE) return new UsageError(UsageErrorKind.DURATION_RANGE, value);
    if (option == Option.RPC_TIMEOUT) this.rpcTimeout = timeout;
    else if (option == Option.CONNECT_TIMEOUT) options.connectTimeout = timeout;
    else if (option == Option.QUIT) this.quitTimeout = timeout;
    else options.timeout = timeout;
    return null;
  }

  /** Sets an option that becomes a part of the request. */
  private setRequest(option: i32, value: Uint8Array): UsageError | null {
    const options = this.command.options;
    switch (option) {
      case Option.METHOD:
        if (!isToken(value)) return new UsageError(UsageErrorKind.METHOD, value);
        options.method = this.dialect == Dialect.WGET ? upperCase(value) : value;
        this.hasMethod = true;
        return null;
      case Option.HEADER: {
        const error = checkHeader(value);
        if (error === null) options.headers.push(value);
        return error;
      }
      case Option.USER:
        if (indexOf(value, Char.COLON, 0) < 0) return usageError(UsageErrorKind.USER);
        options.credentials = value;
        return null;
      case Option.USER_AGENT:
        if (!isFieldValue(value)) return new UsageError(UsageErrorKind.AGENT, value);
        options.userAgent = trim(value);
        return null;
      case Option.DATA:
        // curl's way to name a file.
        if (standsAt(value, 0, "@")) return usageError(UsageErrorKind.DATA_FILE);
        this.addData(value);
        return null;
      case Option.RAW_DATA:
        this.addData(value);
        return null;
      default:
        return null;
    }
  }

  /** curl joins several of these; wget has room for one. */
  private addData(value: Uint8Array): void {
    let data = this.data;
    if (data === null || this.dialect == Dialect.WGET) data = new Text();
    else data.byte(Char.AMPERSAND);
    this.data = data;
    this.command.options.data = data.add(value).view();
  }

  /** Settles what follows from several options together. @param isPiped whether a command reads what this one prints */
  settle(isPiped: bool): void {
    const options = this.command.options;
    // In a pipe the other command reads that body, and its status counts.
    if (this.isGiven(Option.FAIL_WITH_BODY) && !isPiped) this.set(Option.FAIL);
    // -u beats the URL's own credentials, and those beat the variable, and wget's options.
    const credentials = options.target.credentials;
    if (credentials !== null && !this.isGiven(Option.USER)) options.credentials = credentials;
    else if (this.user.length > 0) {
      options.credentials = new Text().add(this.user).byte(Char.COLON).add(this.password).view();
    }
    // nc's input ends at once; with -z it reads none.
    this.command.limit(this.quitTimeout);
    const isEnded = this.isGiven(Option.SHUT_DOWN) || this.quitTimeout > 0;
    options.isSendLast = isEnded && !this.isGiven(Option.CONNECT_ALONE);
    if (this.dialect == Dialect.GRPC_HEALTH_PROBE) options.timeout = options.connectTimeout + this.rpcTimeout;
    if (this.hasMethod) return;
    if (this.isGiven(Option.HEAD) || options.spider) options.method = ascii("HEAD");
    else if (options.data !== null) options.method = ascii("POST");
  }
}

function setStatuses(options: Options, value: Uint8Array): UsageError | null {
  const statuses = parseStatusSet(value);
  if (statuses === null) return new UsageError(UsageErrorKind.STATUS, value);
  options.statuses = statuses;
  return null;
}

/** A header is `Name: value` (RFC 9112 §5): a token, a colon at once behind it, and no control byte that could end the line. */
function checkHeader(header: Uint8Array): UsageError | null {
  const colon = indexOf(header, Char.COLON, 0);
  if (colon < 0) return usageError(UsageErrorKind.HEADER_COLON);
  const name = header.subarray(0, colon);
  // It is not told: without its colon in the right place, it may be a secret.
  if (!isToken(name)) return usageError(UsageErrorKind.HEADER_NAME);
  return isFieldValue(tail(header, colon + 1)) ? null : new UsageError(UsageErrorKind.HEADER_VALUE, name);
}

function isFieldValue(value: Uint8Array): bool {
  for (let i = 0; i < value.length; i++) if (!isFieldChar(value[i])) return false;
  return true;
}
