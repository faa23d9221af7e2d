import { none } from "./address";
import { Complaint, complain, complainAbout, Wrong } from "./complaint";
import { NOT_A_DURATION, OUT_OF_RANGE, parseDuration } from "./duration";
import { Expansion } from "./expand";
import { parseStatusSet, StatusSet } from "./status";
import { MAX_ARGUMENTS, MAX_TEXT, MAX_TOGETHER, Surroundings } from "./surroundings";
import { checkSocketPath, parsePort, parseTarget, Target } from "./target";
import {
  ascii,
  Char,
  indexOf,
  isDigit,
  isFieldChar,
  isLetter,
  isToken,
  sameIgnoringCase,
  standsAt,
  Text,
  trim,
  utf8Length,
} from "./text";

/** The options in the order of LONG and LETTERS. */
const enum Option {
  TIMEOUT,
  STATUS,
  METHOD,
  HEADER,
  USER,
  USER_AGENT,
  UNIX_SOCKET,
  CACERT,
  // From here on: flags, which take no value.
  IPV4,
  IPV6,
  INSECURE,
  QUIET,
  VERBOSE,
  HELP,
  VERSION,
}

const LONG: string[] = [
  "timeout",
  "status",
  "method",
  "header",
  "user",
  "user-agent",
  "unix-socket",
  "cacert",
  "ipv4",
  "ipv6",
  "insecure",
  "quiet",
  "verbose",
  "help",
  "version",
];
/** One letter each; a space where there is none. */
const LETTERS = "tsXHuA  46kqvhV";

/** What the command line and the variables ask for. */
export class Options {
  /** Milliseconds for the whole check. */
  timeout: i32 = 5000;
  statuses: StatusSet;
  method: Uint8Array = ascii("GET");
  /** `Name: value` lines, each with a colon behind a token, in the order given. */
  headers: Uint8Array[] = [];
  /** `user:password`, or null. */
  credentials: Uint8Array | null = null;
  /** Null for the program's own; empty to send none. */
  userAgent: Uint8Array | null = null;
  /** The path of the socket to send HTTP over, or none. */
  unixSocket: Uint8Array = none();
  /** The PEM file of trusted certificates, or none for the system's. */
  cacert: Uint8Array = none();
  /** 4, 6, or 0 for both. */
  family: i32 = 0;
  insecure: bool = false;
  quiet: bool = false;
  verbose: bool = false;
  help: bool = false;
  version: bool = false;
  target: Target = new Target();

  constructor() {
    const set = new StatusSet(ascii("200-399"));
    set.addRange(200, 399);
    this.statuses = set;
  }
}

/** Reads all arguments and variables into `options`. */
export class OptionsReader {
  options: Options = new Options();
  complaint: Complaint | null = null;
  private surroundings: Surroundings;
  private argument: Uint8Array = none();
  private index: i32 = 0;
  private together: i32 = 0;
  private given: bool[] = [];
  private targetArgument: Uint8Array | null = null;

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
    for (let i = 0; i < LONG.length; i++) this.given.push(false);
    this.read();
  }

  private read(): void {
    this.readArguments();
    // Alone they end well. Anywhere else it is a mistake, since -h is the host's option of many a tool, and must not be health.
    if (this.complaint === null && this.finished() && this.surroundings.argumentCount() > 1) {
      this.complaint = new Complaint(Wrong.NOT_ALONE, ascii(this.options.help ? "--help" : "--version"));
    }
    if (this.finished()) return;
    this.readVariables();
    if (this.finished()) return;
    this.readTarget();
    if (this.complaint !== null) return;
    // -u beats the URL's own credentials, and those beat the variable.
    const credentials = this.options.target.credentials;
    if (credentials !== null && !this.given[Option.USER]) this.options.credentials = credentials;
    this.complaint = this.conflict();
  }

  private finished(): bool {
    return this.complaint !== null || this.options.help || this.options.version;
  }

  private readArguments(): void {
    const count = this.surroundings.argumentCount();
    if (count > MAX_ARGUMENTS) {
      const complaint = complain(Wrong.TOO_MANY_ARGUMENTS);
      complaint.number = count;
      this.complaint = complaint;
    }
    let ended = false;
    while (this.complaint === null && this.index < count) {
      if (!this.next()) return;
      const argument = this.argument;
      if (ended || argument.length < 2 || argument[0] != Char.MINUS) this.takeTarget(argument);
      else if (argument[1] != Char.MINUS) this.readLetters(argument);
      else if (argument.length > 2) this.readLong(argument);
      else ended = true;
    }
  }

  /** Reads the next argument, expanded. */
  private next(): bool {
    const raw = this.surroundings.argument(this.index++);
    let complaint = checkText(raw);
    this.argument = raw;
    if (complaint === null && indexOf(raw, Char.DOLLAR, 0) >= 0) {
      const expansion = new Expansion(this.surroundings, raw);
      this.argument = expansion.text.view();
      complaint = expansion.complaint !== null ? expansion.complaint : checkText(this.argument);
    }
    // Both count: an expansion is a copy, and a variable may be copied again and again.
    this.together += raw.length + (this.argument == raw ? 0 : this.argument.length);
    if (complaint === null && this.together > MAX_TOGETHER) complaint = complain(Wrong.TOO_LONG_TOGETHER);
    if (complaint === null) return true;
    this.complaint = complainAbout(complaint, new Text().put("argument ").decimal(this.index).view());
    return false;
  }

  private takeTarget(argument: Uint8Array): void {
    if (this.targetArgument === null) {
      this.targetArgument = argument;
      return;
    }
    // Not quoted: it may be the second word of a secret that lost its quotes.
    const complaint = complain(Wrong.SECOND_TARGET);
    complaint.number = this.index;
    this.complaint = complaint;
  }

  /** `--name`, `--name value`, `--name=value`. */
  private readLong(argument: Uint8Array): void {
    const equals = indexOf(argument, Char.EQUALS, 0);
    const name = equals < 0 ? argument : argument.subarray(0, equals);
    let option = LONG.length - 1;
    while (option >= 0 && !(name.length == LONG[option].length + 2 && standsAt(name, 2, LONG[option]))) option--;
    if (option < 0) this.complaint = unknownOption(name);
    else if (option < Option.IPV4) this.takeValue(option, name, equals < 0 ? null : argument.subarray(equals + 1));
    else if (equals < 0) this.set(option);
    else this.complaint = new Complaint(Wrong.UNWANTED_VALUE, name);
  }

  /** `-q`, `-kq`, `-n value`, `-nvalue`, `-qn value`. */
  private readLetters(argument: Uint8Array): void {
    for (let i = 1; i < argument.length && this.complaint === null; i++) {
      const option = optionOfLetter(argument[i]);
      const name = new Text().byte(Char.MINUS).byte(argument[i]).view();
      if (option < 0) {
        this.complaint = unknownOption(name);
      } else if (option >= Option.IPV4) {
        this.set(option);
      } else {
        const glued = i + 1 < argument.length;
        if (glued && argument[i + 1] == Char.EQUALS) this.complaint = new Complaint(Wrong.GLUED_EQUALS, name);
        else this.takeValue(option, name, glued ? argument.subarray(i + 1) : null);
        return;
      }
    }
  }

  private takeValue(option: i32, name: Uint8Array, glued: Uint8Array | null): void {
    let value = glued;
    if (value === null) {
      if (this.index == this.surroundings.argumentCount()) {
        this.complaint = new Complaint(Wrong.MISSING_VALUE, name);
        return;
      }
      if (!this.next()) return;
      value = this.argument;
    }
    this.given[option] = true;
    this.complaint = complainAbout(this.setValue(option, value), name);
  }

  private set(option: i32): void {
    const options = this.options;
    this.given[option] = true;
    if (option == Option.IPV4) options.family = 4;
    else if (option == Option.IPV6) options.family = 6;
    else if (option == Option.INSECURE) options.insecure = true;
    else if (option == Option.QUIET) options.quiet = true;
    else if (option == Option.VERBOSE) options.verbose = true;
    else if (option == Option.HELP) options.help = true;
    else options.version = true;
  }

  private setValue(option: i32, value: Uint8Array): Complaint | null {
    const options = this.options;
    if (option == Option.TIMEOUT) {
      const timeout = parseDuration(value);
      if (timeout == NOT_A_DURATION) return new Complaint(Wrong.DURATION, value);
      if (timeout == OUT_OF_RANGE) return new Complaint(Wrong.DURATION_RANGE, value);
      options.timeout = timeout;
    } else if (option == Option.STATUS) {
      const statuses = parseStatusSet(value);
      if (statuses === null) return new Complaint(Wrong.STATUS, value);
      options.statuses = statuses;
    } else if (option == Option.METHOD) {
      if (!isToken(value)) return new Complaint(Wrong.METHOD, value);
      options.method = value;
    } else if (option == Option.HEADER) {
      const complaint = checkHeader(value);
      if (complaint !== null) return complaint;
      options.headers.push(value);
    } else if (option == Option.USER) {
      if (indexOf(value, Char.COLON, 0) < 0) return complain(Wrong.USER);
      options.credentials = value;
    } else if (option == Option.USER_AGENT) {
      if (!isFieldValue(value)) return new Complaint(Wrong.AGENT, value);
      options.userAgent = trim(value);
    } else if (option == Option.UNIX_SOCKET) {
      options.unixSocket = value;
      return checkSocketPath(value);
    } else {
      options.cacert = value;
    }
    return null;
  }

  /** Variables stand in for the options that were not given; an empty one counts as unset. */
  private readVariables(): void {
    this.readVariable(Option.TIMEOUT, "HEALTHCHECK_TIMEOUT");
    this.readVariable(Option.STATUS, "HEALTHCHECK_STATUS");
    this.readVariable(Option.METHOD, "HEALTHCHECK_METHOD");
    this.readVariable(Option.USER, "HEALTHCHECK_USER");
    this.readVariable(Option.USER_AGENT, "HEALTHCHECK_USER_AGENT");
    this.readVariable(Option.UNIX_SOCKET, "HEALTHCHECK_UNIX_SOCKET");
    if (this.options.insecure) return;
    const value = this.variable("HEALTHCHECK_INSECURE");
    if (value === null) return;
    if (isOneOf(value, "1", "true", "yes", "on")) this.options.insecure = true;
    else if (!isOneOf(value, "0", "false", "no", "off")) {
      this.complaint = complainAbout(new Complaint(Wrong.SWITCH, value), ascii("HEALTHCHECK_INSECURE"));
    }
  }

  private readVariable(option: i32, name: string): void {
    if (this.complaint !== null || this.given[option]) return;
    const value = this.variable(name);
    if (value !== null) this.complaint = complainAbout(this.setValue(option, value), ascii(name));
  }

  /** A variable's value; null where it is unset, empty, or wrong (then the complaint is set). */
  private variable(name: string): Uint8Array | null {
    const value = this.surroundings.variable(ascii(name));
    if (this.complaint !== null || value === null || value.length == 0) return null;
    this.complaint = complainAbout(checkText(value), ascii(name));
    return this.complaint === null ? value : null;
  }

  private readTarget(): void {
    const target = this.options.target;
    target.isOverSocket = this.options.unixSocket.length > 0;
    const argument = this.targetArgument;
    if (argument !== null) {
      this.complaint = parseTarget(argument, this.surroundings, target);
      return;
    }
    const url = this.variable("HEALTHCHECK_URL");
    if (url !== null) {
      const complaint = parseTarget(url, this.surroundings, target);
      // A complaint about $PORT keeps its own source.
      this.complaint =
        complaint !== null && complaint.source.length > 0
          ? complaint
          : complainAbout(complaint, ascii("HEALTHCHECK_URL"));
      return;
    }
    if (this.readPort("HEALTHCHECK_PORT") || this.readPort("PORT")) return;
    if (this.complaint === null) this.complaint = complain(Wrong.NO_TARGET);
  }

  private readPort(name: string): bool {
    const port = this.variable(name);
    if (port === null) return false;
    this.complaint = complainAbout(parsePort(port, this.options.target), ascii(name));
    return true;
  }

  /** What fits together badly: an option that would have no effect is an error, not a surprise. */
  private conflict(): Complaint | null {
    const options = this.options;
    const target = options.target;
    if (this.given[Option.IPV4] && this.given[Option.IPV6]) return complain(Wrong.BOTH_FAMILIES);
    if (options.family != 0 && target.address.length == (options.family == 4 ? 16 : 4)) {
      return new Complaint(Wrong.FAMILY, target.host);
    }
    if (target.isHttp()) return null;
    for (let option: i32 = Option.STATUS; option <= Option.UNIX_SOCKET; option++) {
      if (this.given[option]) return new Complaint(Wrong.HTTP_ONLY, new Text().put("--").put(LONG[option]).view());
    }
    return null;
  }
}

/** What any text from outside must be: not longer than MAX_TEXT, and UTF-8 without U+FFFD, the mark of a decoding that failed. */
function checkText(text: Uint8Array): Complaint | null {
  if (text.length > MAX_TEXT) return complain(Wrong.TOO_LONG);
  let i = 0;
  while (i < text.length) {
    const length = utf8Length(text, i);
    if (length == 0 || (text[i] == 0xef && text[i + 1] == 0xbf && text[i + 2] == 0xbd)) return complain(Wrong.NOT_UTF8);
    i += length;
  }
  return null;
}

/** A header is `Name: value` (RFC 9112 §5): a token, a colon at once behind it, and no control byte that could end the line. */
function checkHeader(header: Uint8Array): Complaint | null {
  const colon = indexOf(header, Char.COLON, 0);
  if (colon < 0) return complain(Wrong.HEADER_COLON);
  const name = header.subarray(0, colon);
  // It is not told: without its colon in the right place, it may be a secret.
  if (!isToken(name)) return complain(Wrong.HEADER_NAME);
  return isFieldValue(header.subarray(colon + 1)) ? null : new Complaint(Wrong.HEADER_VALUE, name);
}

function isFieldValue(value: Uint8Array): bool {
  for (let i = 0; i < value.length; i++) if (!isFieldChar(value[i])) return false;
  return true;
}

function isOneOf(value: Uint8Array, a: string, b: string, c: string, d: string): bool {
  return (
    sameIgnoringCase(value, a) || sameIgnoringCase(value, b) || sameIgnoringCase(value, c) || sameIgnoringCase(value, d)
  );
}

function optionOfLetter(letter: i32): i32 {
  let option = letter == Char.SPACE ? -1 : LETTERS.length - 1;
  while (option >= 0 && LETTERS.charCodeAt(option) != letter) option--;
  return option;
}

/** A complaint about this name, with the nearest known long option as its source where one is near. */
function unknownOption(name: Uint8Array): Complaint {
  // What stands behind the letters may be a value, and a secret: --user:admin:secret.
  let end = 2;
  while (end < name.length && (isLetter(name[end]) || isDigit(name[end]) || name[end] == Char.MINUS)) end++;
  const complaint = new Complaint(Wrong.UNKNOWN_OPTION, name.subarray(0, end));
  let nearest = 3;
  for (let i = 0; i < LONG.length; i++) {
    const known = ascii(LONG[i]);
    const distance = name.length > 3 && name.length < 20 ? editDistance(name.subarray(2), known) : nearest;
    if (distance < nearest) {
      nearest = distance;
      complaint.source = known;
    }
  }
  return complaint;
}

/** How many letters to insert, delete, replace or swap with their neighbour (Damerau–Levenshtein, optimal string alignment). */
function editDistance(a: Uint8Array, b: Uint8Array): i32 {
  const width = b.length + 1;
  const distances = new Uint8Array((a.length + 1) * width);
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      if (i == 0 || j == 0) {
        distances[i * width + j] = i + j;
        continue;
      }
      const differs = a[i - 1] == b[j - 1] ? 0 : 1;
      let least: i32 = distances[(i - 1) * width + j - 1] + differs;
      least = smaller(least, distances[(i - 1) * width + j] + 1);
      least = smaller(least, distances[i * width + j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        least = smaller(least, distances[(i - 2) * width + j - 2] + 1);
      }
      distances[i * width + j] = least;
    }
  }
  return distances[a.length * width + b.length];
}

function smaller(a: i32, b: i32): i32 {
  return a < b ? a : b;
}
