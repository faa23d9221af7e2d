import {
  among,
  ascii,
  Char,
  indexOf,
  isDigit,
  isFieldChar,
  isLetter,
  isToken,
  none,
  same,
  sameIgnoringCase,
  standsAt,
  Text,
  trim,
  utf8Length,
} from "../bytes/text";
import { HAS_TLS } from "../features";
import { Options } from "../http/options";
import { MAX_STATUS, statusRange } from "../http/status";
import { Scheme } from "../http/target";
import { parseHost, parseHttpUrl, parsePort, schemeEnd } from "../http/url";
import { MAX_TEXT, MAX_TOGETHER, Surroundings } from "../surroundings";
import { UsageError, UsageErrorKind, usageError, withSource } from "../usage-error";
import { NOT_A_DURATION, OUT_OF_RANGE, parseDuration } from "./duration";
import { asWritten, Expansion, nameEnd, Part } from "./expand";
import { parseStatusSet } from "./status";
import { Dialect, findOption, indexOfName, isWithValue, NAMES, nameOfOption, Option, optionsOf } from "./table";
import { checkSocketPath, parseTarget } from "./target";

/** Milliseconds for a command line of a tool that waits for ever where it says nothing: as long as curl waits for a connection. */
const PATIENCE: i32 = 300000;

/** What a command does. */
export const enum Act {
  CHECK,
  HELP,
  VERSION,
  INSTALL,
}

/** Reads the command line of one check. */
export class CommandReader {
  act: Act = Act.CHECK;
  options: Options = new Options();
  error: UsageError | null = null;
  /** INSTALL: the folder, and what is to be in it. */
  folder: Uint8Array = none();
  names: Uint8Array[] = [];
  private surroundings: Surroundings;
  private words: Uint8Array[];
  private dialect: Dialect;
  private table: string;
  private argument: Uint8Array = none();
  /** The index of the argument that comes next. */
  private index: i32 = 1;
  /** What variables the shell has replaced in the words. */
  private parts: Part[];
  private together: i32 = 0;
  /** By Option, 1 for each that was given. */
  private given: Uint8Array = new Uint8Array(128);
  /** `-x` and `-xy`, whichever is looked for. */
  private letter: Uint8Array = new Uint8Array(2);
  private pair: Uint8Array = new Uint8Array(3);
  /** All of the body so far. */
  private data: Text = new Text();
  private targetArgument: Uint8Array | null = null;
  /** Its index; 0 where the target comes from a variable. */
  private targetIndex: i32 = 0;
  private hasMethod: bool = false;
  /** nc: the port behind the host. */
  private port: Uint8Array | null = null;
  private portIndex: i32 = 0;
  private user: Uint8Array = none();
  private password: Uint8Array = none();

  /**
   * @param words the name of the program and its arguments
   * @param parts what of these a shell has put in the place of variables
   * @param dialect the one that belongs to the program's name
   */
  constructor(surroundings: Surroundings, words: Uint8Array[], parts: Part[], dialect: Dialect) {
    this.surroundings = surroundings;
    this.words = words;
    this.parts = parts;
    this.dialect = dialect;
    this.table = optionsOf(dialect);
    this.letter[0] = Char.MINUS;
    this.pair[0] = Char.MINUS;
    this.read();
    const error = this.error;
    if (error !== null && dialect != Dialect.HEALTHCHECK) error.program = ascii(NAMES[dialect]);
  }

  private read(): void {
    this.begin();
    this.readArguments();
    if (this.error !== null) return;
    if (this.act != Act.CHECK) {
      this.readAlone();
      return;
    }
    this.readVariables();
    if (this.error === null) this.error = this.readTarget();
    if (this.error !== null) return;
    this.settle();
    this.error = this.conflict();
    if (HAS_TLS) this.readTrust();
  }

  /** What a tool does where its options say nothing. */
  private begin(): void {
    const options = this.options;
    if (this.dialect == Dialect.HEALTHCHECK) return;
    options.timeout = PATIENCE;
    // curl fails for no status unless it is told to; wget for all but success, and it follows redirects.
    if (this.dialect == Dialect.CURL) options.statuses = statusRange("any status", 100, MAX_STATUS);
    if (this.dialect == Dialect.WGET) {
      options.statuses = statusRange("200-299", 200, 299);
      options.location = true;
    }
  }

  private readArguments(): void {
    let ended = false;
    while (this.error === null && this.index < this.words.length) {
      if (!this.next()) return;
      const argument = this.argument;
      if (ended || argument.length < 2 || argument[0] != Char.MINUS) this.takeTarget(argument);
      else if (argument[1] == Char.MINUS && argument.length == 2) ended = true;
      else if (argument[1] == Char.MINUS) this.readLong(argument);
      else this.readLetters(argument);
    }
  }

  /** Reads the next argument, expanded where it is our own: what a shell or a tool is given is what it gets. */
  private next(): bool {
    const raw = this.words[this.index];
    let error = checkText(raw);
    this.argument = raw;
    if (error === null && this.isExpanded(raw)) {
      const expansion = new Expansion(this.surroundings, raw, -1);
      error = this.quoting(expansion.error, this.index);
      this.argument = expansion.text.view();
      if (error === null) error = checkText(this.argument);
    }
    // Both count: an expansion is a copy, and a variable may be copied again and again.
    this.together += raw.length + (this.argument == raw ? 0 : this.argument.length);
    if (error === null && this.together > MAX_TOGETHER) error = usageError(UsageErrorKind.TOO_LONG_TOGETHER);
    if (error !== null) {
      this.error = withSource(error, new Text().put("argument ").decimal(this.index).view());
    }
    this.index++;
    return error === null;
  }

  private isExpanded(raw: Uint8Array): bool {
    return this.dialect == Dialect.HEALTHCHECK && indexOf(raw, Char.DOLLAR, 0) >= 0;
  }

  /** The same error about argument `index`, which is the argument in hand: its detail is what was written, not what variables made of it. */
  private quoting(error: UsageError | null, index: i32): UsageError | null {
    if (error === null || index == 0) return error;
    const raw = this.words[index];
    let parts = this.parts;
    let isOfShell = false;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i];
      if (part.word != index) continue;
      isOfShell = true;
      // What is replaced a second time stands elsewhere by now: none of it is quoted.
      if (this.argument != raw) {
        part.start = 0;
        part.end = MAX_TEXT;
      }
    }
    if (!isOfShell && this.isExpanded(raw)) parts = new Expansion(this.surroundings, raw, index).parts;
    const detail = asWritten(error.detail, this.argument, index, parts);
    error.isOfShell =
      detail == error.detail &&
      this.dialect == Dialect.HEALTHCHECK &&
      error.kind != UsageErrorKind.PORT_VARIABLE &&
      error.kind != UsageErrorKind.PATH &&
      hasParameter(detail);
    error.detail = detail;
    return error;
  }

  private takeTarget(argument: Uint8Array): void {
    if (this.targetArgument === null) {
      this.targetArgument = argument;
      this.targetIndex = this.index - 1;
    } else if (this.dialect == Dialect.NC && this.port === null) {
      this.port = argument;
      this.portIndex = this.index - 1;
    } else {
      // Not quoted: it may be the second word of a secret that lost its quotes.
      const error = usageError(UsageErrorKind.SECOND_TARGET);
      error.number = this.index - 1;
      this.error = error;
    }
  }

  /** `--name`, `--name value`, `--name=value`. */
  private readLong(argument: Uint8Array): void {
    const equals = indexOf(argument, Char.EQUALS, 0);
    const name = equals < 0 ? argument : argument.subarray(0, equals);
    const option = findOption(this.table, name);
    if (option == 0) this.error = this.unknownOption(name);
    else if (isWithValue(option)) this.takeValue(option, name, equals < 0 ? null : argument.subarray(equals + 1));
    else if (equals < 0) this.set(option);
    else this.error = new UsageError(UsageErrorKind.UNWANTED_VALUE, name);
  }

  /** `-q`, `-kq`, `-n value`, `-nvalue`, `-qn value`; and wget's `-nv`, which is one option, wherever it stands. */
  private readLetters(argument: Uint8Array): void {
    for (let i = 1; i < argument.length && this.error === null; i++) {
      const name = this.letter;
      name[1] = argument[i];
      let option = findOption(this.table, name);
      if (option == 0 && i + 1 < argument.length) {
        this.pair[1] = argument[i];
        this.pair[2] = argument[i + 1];
        option = findOption(this.table, this.pair);
        if (option != 0) i++;
      }
      if (option == 0) {
        this.error = this.unknownOption(name);
      } else if (!isWithValue(option)) {
        this.set(option);
      } else {
        const glued = i + 1 < argument.length;
        if (glued && argument[i + 1] == Char.EQUALS) this.error = new UsageError(UsageErrorKind.GLUED_EQUALS, name);
        else this.takeValue(option, name, glued ? argument.subarray(i + 1) : null);
        return;
      }
    }
  }

  private takeValue(option: i32, name: Uint8Array, glued: Uint8Array | null): void {
    let value = glued;
    if (value === null) {
      if (this.index == this.words.length) {
        this.error = new UsageError(UsageErrorKind.MISSING_VALUE, name);
        return;
      }
      if (!this.next()) return;
      value = this.argument;
    }
    if (option == Option.INSTALL && this.given[option] > 0) {
      this.error = new UsageError(UsageErrorKind.GIVEN_TWICE, ascii("--install"));
      return;
    }
    this.given[option] = 1;
    this.error = withSource(this.quoting(this.setValue(option, value), this.index - 1), name);
  }

  private set(option: i32): void {
    const options = this.options;
    this.given[option] = 1;
    if (option == Option.IPV4) options.family = 4;
    else if (option == Option.IPV6) options.family = 6;
    else if (option == Option.INSECURE) options.insecure = true;
    else if (option == Option.QUIET) options.quiet = true;
    else if (option == Option.VERBOSE) options.verbose = true;
    else if (option == Option.LOCATION) options.location = true;
    else if (option == Option.SPIDER) options.spider = true;
    else if (option == Option.FAIL) options.statuses = statusRange("below 400", 100, 399);
    else if (option == Option.HELP) this.act = Act.HELP;
    else if (option == Option.VERSION) this.act = Act.VERSION;
  }

  private setValue(option: i32, value: Uint8Array): UsageError | null {
    const options = this.options;
    switch (option) {
      case Option.TIMEOUT:
      case Option.SECONDS:
      case Option.CONNECT_TIMEOUT: {
        // For curl and wget 0 is no deadline.
        const isNone = option != Option.TIMEOUT && same(value, "0");
        const timeout = isNone ? (option == Option.SECONDS ? PATIENCE : 0) : parseDuration(value);
        if (timeout == NOT_A_DURATION) return new UsageError(UsageErrorKind.DURATION, value);
        if (timeout == OUT_OF_RANGE) return new UsageError(UsageErrorKind.DURATION_RANGE, value);
        if (option == Option.CONNECT_TIMEOUT) options.connectTimeout = timeout;
        else options.timeout = timeout;
        return null;
      }
      case Option.STATUS: {
        const statuses = parseStatusSet(value);
        if (statuses === null) return new UsageError(UsageErrorKind.STATUS, value);
        options.statuses = statuses;
        return null;
      }
      case Option.METHOD: {
        if (!isToken(value)) return new UsageError(UsageErrorKind.METHOD, value);
        options.method = this.dialect == Dialect.WGET ? upperCase(value) : value;
        this.hasMethod = true;
        return null;
      }
      case Option.HEADER: {
        const error = checkHeader(value);
        if (error === null) options.headers.push(value);
        return error;
      }
      case Option.USER: {
        if (indexOf(value, Char.COLON, 0) < 0) return usageError(UsageErrorKind.USER);
        options.credentials = value;
        return null;
      }
      case Option.USER_NAME: {
        this.user = value;
        return null;
      }
      case Option.PASSWORD: {
        this.password = value;
        return null;
      }
      case Option.USER_AGENT: {
        if (!isFieldValue(value)) return new UsageError(UsageErrorKind.AGENT, value);
        options.userAgent = trim(value);
        return null;
      }
      case Option.DATA:
      case Option.RAW_DATA: {
        // curl's way to name a file.
        if (option == Option.DATA && standsAt(value, 0, "@")) return usageError(UsageErrorKind.DATA_FILE);
        // wget has room for one; curl joins them.
        if (this.dialect == Dialect.WGET) this.data.length = 0;
        else if (options.data !== null) this.data.byte(Char.AMPERSAND);
        options.data = this.data.add(value).view();
        return null;
      }
      case Option.UNIX_SOCKET: {
        options.unixSocket = value;
        return checkSocketPath(value);
      }
      case Option.CACERT: {
        options.cacert = value;
        return null;
      }
      case Option.URL: {
        this.takeTarget(value);
        return this.error;
      }
      case Option.OUTPUT_FILE: {
        return same(value, "-") || same(value, "/dev/null") ? null : new UsageError(UsageErrorKind.OUTPUT_FILE, value);
      }
      case Option.PROXY: {
        return same(value, "off") ? null : new UsageError(UsageErrorKind.PROXY, value);
      }
      case Option.INSTALL: {
        this.act = Act.INSTALL;
        this.folder = value;
        return value.length > 0 ? null : usageError(UsageErrorKind.EMPTY_TARGET);
      }
      default:
        return null;
    }
  }

  /** Variables stand in for the options that were not given; an empty one counts as unset. */
  private readVariables(): void {
    this.readVariable(Option.TIMEOUT, "HEALTHCHECK_TIMEOUT");
    if (this.dialect != Dialect.HEALTHCHECK) return;
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
      this.error = withSource(new UsageError(UsageErrorKind.SWITCH, value), ascii("HEALTHCHECK_INSECURE"));
    }
  }

  /** Where trusted certificates are, if https:// may be spoken: what an option says, else the program's own variable, else OpenSSL's, which everybody knows. */
  private readTrust(): void {
    const options = this.options;
    if ((options.target.scheme != Scheme.HTTPS && !options.location) || options.cacert.length > 0) return;
    if (this.dialect == Dialect.HEALTHCHECK) this.readVariable(Option.CACERT, "HEALTHCHECK_CACERT");
    else if (this.dialect == Dialect.CURL) this.readVariable(Option.CACERT, "CURL_CA_BUNDLE");
    if (options.cacert.length > 0) return;
    this.readVariable(Option.CACERT, "SSL_CERT_FILE");
    const folder = this.variable("SSL_CERT_DIR");
    if (folder !== null) options.caFolder = folder;
  }

  private readVariable(option: i32, name: string): void {
    if (this.error !== null || this.given[option] > 0 || this.given[Option.SECONDS] > 0) return;
    const value = this.variable(name);
    if (value !== null) this.error = withSource(this.setValue(option, value), ascii(name));
  }

  /** A variable's value; null where it is unset, empty, or wrong (then the error is set). */
  private variable(name: string): Uint8Array | null {
    const value = this.surroundings.variable(ascii(name));
    if (this.error !== null || value === null || value.length == 0) return null;
    this.error = withSource(checkText(value), ascii(name));
    return this.error === null ? value : null;
  }

  private readTarget(): UsageError | null {
    const target = this.options.target;
    const argument = this.targetArgument;
    if (argument !== null) this.argument = argument;
    if (this.dialect == Dialect.NC) return this.readConnection(argument);
    target.isOverSocket = this.options.unixSocket.length > 0;
    if (argument !== null) {
      const error =
        this.dialect == Dialect.HEALTHCHECK
          ? parseTarget(argument, this.surroundings, target)
          : this.readWebUrl(argument);
      // An error about $PORT has its own source, and nothing of the argument.
      return error !== null && error.source.length > 0 ? error : this.quoting(error, this.targetIndex);
    }
    if (this.dialect != Dialect.HEALTHCHECK) return usageError(UsageErrorKind.NO_URL);
    const url = this.variable("HEALTHCHECK_URL");
    if (url !== null) {
      const error = parseTarget(url, this.surroundings, target);
      // An error about $PORT keeps its own source.
      const isOwn = error !== null && error.source.length > 0;
      return isOwn ? error : withSource(error, ascii("HEALTHCHECK_URL"));
    }
    if (this.readPort("HEALTHCHECK_PORT") || this.readPort("PORT") || this.error !== null) return this.error;
    return usageError(UsageErrorKind.NO_TARGET);
  }

  private readPort(name: string): bool {
    const port = this.variable(name);
    if (port === null) return false;
    this.error = withSource(parsePort(port, this.options.target), ascii(name));
    return true;
  }

  /** A URL as curl and wget take it: without a scheme it is HTTP. */
  private readWebUrl(text: Uint8Array): UsageError | null {
    const target = this.options.target;
    const isCurl = this.dialect == Dialect.CURL;
    const scheme = schemeEnd(text);
    // curl makes several URLs of these.
    if (isCurl && indexOf(text, Char.OPEN_BRACE, 0) >= 0) return new UsageError(UsageErrorKind.PATTERN, ascii("{"));
    if (
      scheme >= 0 &&
      !sameIgnoringCase(text.subarray(0, scheme), "http") &&
      !sameIgnoringCase(text.subarray(0, scheme), "https")
    ) {
      return new UsageError(UsageErrorKind.NOT_A_WEB_URL, text.subarray(0, scheme));
    }
    target.scheme = Scheme.HTTP;
    const error = scheme >= 0 ? parseTarget(text, this.surroundings, target) : parseHttpUrl(text, target);
    const isPattern = isCurl && indexOf(target.path, Char.OPEN_BRACKET, 0) >= 0;
    return error === null && isPattern ? new UsageError(UsageErrorKind.PATTERN, ascii("[")) : error;
  }

  /** nc: `-z HOST PORT`. */
  private readConnection(host: Uint8Array | null): UsageError | null {
    const port = this.port;
    if (host === null || port === null || this.given[Option.CONNECT_ALONE] == 0)
      return usageError(UsageErrorKind.CONNECTION_FORM);
    const error = this.quoting(parseHost(host, this.options.target), this.targetIndex);
    if (error !== null) return error;
    this.argument = port;
    return this.quoting(parsePort(port, this.options.target), this.portIndex);
  }

  /** --help, --version and --install stand alone: next to anything else, a mistake would look like health. */
  private readAlone(): void {
    const isInstall = this.act == Act.INSTALL;
    const names = this.targetArgument;
    let count = 0;
    for (let i = 0; i < this.given.length; i++) if (this.given[i] > 0) count++;
    const name = isInstall ? "--install" : this.act == Act.HELP ? "--help" : "--version";
    if (isInstall ? count > 1 : this.words.length > 2)
      this.error = new UsageError(UsageErrorKind.NOT_ALONE, ascii(name));
    else if (isInstall) {
      this.readNames(names);
      if (names !== null) this.argument = names;
      this.error = this.quoting(this.error, this.targetIndex);
    }
  }

  /** The names to install as, separated by commas; all where there is no list. */
  private readNames(list: Uint8Array | null): void {
    if (list === null) {
      for (let i = 0; i < NAMES.length; i++) this.names.push(ascii(NAMES[i]));
      return;
    }
    let start = 0;
    while (start <= list.length && this.error === null) {
      let end = indexOf(list, Char.COMMA, start);
      if (end < 0) end = list.length;
      const name = list.subarray(start, end);
      if (indexOfName(name) < 0) this.error = new UsageError(UsageErrorKind.INSTALL_NAME, name);
      this.names.push(name);
      start = end + 1;
    }
  }

  /** What follows from several options together. */
  private settle(): void {
    const options = this.options;
    // -u beats the URL's own credentials, and those beat the variable, and wget's options.
    const credentials = options.target.credentials;
    if (credentials !== null && this.given[Option.USER] == 0) options.credentials = credentials;
    else if (this.user.length > 0) {
      options.credentials = new Text().add(this.user).byte(Char.COLON).add(this.password).view();
    }
    if (this.hasMethod) return;
    if (this.given[Option.HEAD] > 0 || options.spider) options.method = ascii("HEAD");
    else if (options.data !== null) options.method = ascii("POST");
  }

  /** What fits together badly: an option that would have no effect is an error, not a surprise. */
  private conflict(): UsageError | null {
    const options = this.options;
    const target = options.target;
    if (this.given[Option.IPV4] > 0 && this.given[Option.IPV6] > 0) return usageError(UsageErrorKind.BOTH_FAMILIES);
    if (!options.admits(target.address)) {
      const error = new UsageError(
        options.family == 4 ? UsageErrorKind.FAMILY_4 : UsageErrorKind.FAMILY_6,
        target.host,
      );
      return this.quoting(error, this.targetIndex);
    }
    if (this.given[Option.HEAD] > 0 && options.data !== null) return usageError(UsageErrorKind.HEAD_AND_DATA);
    if (!HAS_TLS && target.scheme == Scheme.HTTPS) return usageError(UsageErrorKind.NO_TLS);
    if (this.dialect != Dialect.HEALTHCHECK) return null;
    const isOverSocket = target.scheme == Scheme.UNIX || (target.isHttp() && options.unixSocket.length > 0);
    const error = isOverSocket ? this.withoutEffect(FAMILY_OPTIONS, UsageErrorKind.NOT_OVER_SOCKET) : null;
    return error !== null || target.isHttp() ? error : this.withoutEffect(HTTP_OPTIONS, UsageErrorKind.HTTP_ONLY);
  }

  /** The error about the first of these options that is given, since it has no effect on the target; or null. */
  private withoutEffect(options: string, kind: UsageErrorKind): UsageError | null {
    for (let i = 0; i < options.length; i++) {
      const option = options.charCodeAt(i);
      if (this.given[option] > 0) return new UsageError(kind, nameOfOption(this.table, option));
    }
    return null;
  }

  private unknownOption(name: Uint8Array): UsageError | null {
    // What stands behind the letters may be a value, and a secret: --user:admin:secret.
    let end = 2;
    while (end < name.length && (isLetter(name[end]) || isDigit(name[end]) || among("-.", name[end]))) end++;
    const kind =
      this.dialect == Dialect.HEALTHCHECK ? UsageErrorKind.UNKNOWN_OPTION : UsageErrorKind.UNSUPPORTED_OPTION;
    return this.quoting(new UsageError(kind, name.subarray(0, end)), this.index - 1);
  }
}

/** What only an HTTP request has, by Option. `-k` and `--cacert` are for HTTPS, but a variable may hold the scheme. */
const HTTP_OPTIONS = "sxhuaodLKc";
/** What only a connection over IP has. */
const FAMILY_OPTIONS = "46";

/** Whether `$NAME` or `$(NAME)` stands in it, which shells and orchestrators replace, and this program does not. */
function hasParameter(text: Uint8Array): bool {
  for (let i = indexOf(text, Char.DOLLAR, 0); i >= 0; i = indexOf(text, Char.DOLLAR, i + 1)) {
    if (nameEnd(text, i + 1) > i + 1 || standsAt(text, i + 1, "(")) return true;
  }
  return false;
}

/** What any text from outside must be: not longer than MAX_TEXT, and UTF-8 without U+FFFD, the mark of a decoding that failed. */
export function checkText(text: Uint8Array): UsageError | null {
  if (text.length > MAX_TEXT) return usageError(UsageErrorKind.TOO_LONG);
  let i = 0;
  while (i < text.length) {
    const length = utf8Length(text, i);
    if (length == 0 || (text[i] == 0xef && text[i + 1] == 0xbf && text[i + 2] == 0xbd))
      return usageError(UsageErrorKind.NOT_UTF8);
    i += length;
  }
  return null;
}

/** A header is `Name: value` (RFC 9112 §5): a token, a colon at once behind it, and no control byte that could end the line. */
function checkHeader(header: Uint8Array): UsageError | null {
  const colon = indexOf(header, Char.COLON, 0);
  if (colon < 0) return usageError(UsageErrorKind.HEADER_COLON);
  const name = header.subarray(0, colon);
  // It is not told: without its colon in the right place, it may be a secret.
  if (!isToken(name)) return usageError(UsageErrorKind.HEADER_NAME);
  return isFieldValue(header.subarray(colon + 1)) ? null : new UsageError(UsageErrorKind.HEADER_VALUE, name);
}

function upperCase(text: Uint8Array): Uint8Array {
  const out = new Text();
  for (let i = 0; i < text.length; i++) out.byte(isLetter(text[i]) ? text[i] & 0xdf : text[i]);
  return out.view();
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
