import { ascii, Char, indexOf, isLetter, none, same, Text, tail, wordEnd } from "../bytes/text";
import { HAS_TLS } from "../features";
import { Options } from "../http/options";
import { Scheme, Target } from "../http/target";
import { Surroundings } from "../surroundings";
import { UsageError, UsageErrorKind, usageError, withSource } from "../usage-error";
import { Arguments } from "./arguments";
import { Action, Command } from "./command";
import { Dialect, NAMES } from "./dialect";
import { findUselessTls } from "./dialects/flags";
import { Operands } from "./operands";
import { Part } from "./part";
import { errorsOf, outputOf, Printed } from "./printed";
import { addSent } from "./sent";
import { Settings } from "./settings";
import { Effect, effectOf, findOption, isHelp, isWithValue, Option, optionOf, putName } from "./table";
import { Variables } from "./variables";

/**
 * Reads the command line of one check, whose output nothing reads.
 * @param words the program's name and its arguments
 * @param parts what of these a shell has put in the place of variables
 * @param dialect the one that belongs to the program's name
 * @param table its options
 */
export function readCommand(
  surroundings: Surroundings,
  words: Uint8Array[],
  parts: Part[],
  dialect: Dialect,
  table: string[],
): Command {
  const command = readPiped(surroundings, words, parts, dialect, table);
  const isAnswered = dialect == Dialect.NC && command.output != Printed.NOTHING;
  if (isAnswered && command.error === null) command.error = named(usageError(UsageErrorKind.CONNECTION_FORM), dialect);
  return command;
}

/** The same for a command of a pipe. */
export function readPiped(
  surroundings: Surroundings,
  words: Uint8Array[],
  parts: Part[],
  dialect: Dialect,
  table: string[],
): Command {
  const args = new Arguments(surroundings, words, parts, dialect == Dialect.HEALTHCHECK);
  const reader = new CommandReader(args, surroundings, dialect, table);
  const error = reader.read();
  const command = reader.settings.command;
  command.error = error === null ? null : named(error, dialect);
  command.output = outputOf(reader.settings, dialect);
  command.errors = errorsOf(reader.settings, dialect);
  return command;
}

function named(error: UsageError, dialect: Dialect): UsageError {
  if (dialect != Dialect.HEALTHCHECK) error.program = ascii(NAMES[dialect]);
  return error;
}

class CommandReader {
  settings: Settings;
  private args: Arguments;
  private surroundings: Surroundings;
  private variables: Variables;
  private operands: Operands;
  private dialect: Dialect;
  private table: string[];
  /** `-x` and `-xy`, whichever is looked for. */
  private pair: Uint8Array = new Uint8Array(3);

  constructor(args: Arguments, surroundings: Surroundings, dialect: Dialect, table: string[]) {
    this.args = args;
    this.surroundings = surroundings;
    const settings = new Settings(dialect);
    this.settings = settings;
    this.variables = new Variables(surroundings);
    this.operands = new Operands(args, settings.command.options, dialect);
    this.dialect = dialect;
    this.table = table;
    this.pair[0] = Char.MINUS;
  }

  /** @returns what is wrong, or null */
  read(): UsageError | null {
    const variables = this.variables;
    const settings = this.settings;
    let error = this.readArguments();
    if (error !== null) return error;
    if (settings.command.action != Action.CHECK) return this.readAlone();
    if (this.dialect == Dialect.HEALTHCHECK) variables.setAll(this.table, settings);
    else if (!settings.isGiven(Option.SECONDS) && !this.isProbe())
      variables.set(settings, Option.TIMEOUT, ascii("HEALTHCHECK_TIMEOUT"));
    if (variables.error !== null) return variables.error;
    error = this.operands.readTarget(this.surroundings, variables, settings);
    if (error !== null) return error;
    settings.settle();
    error = this.findConflict();
    if (error === null && HAS_TLS) this.readTrust();
    return error !== null ? error : variables.error;
  }

  private readArguments(): UsageError | null {
    const args = this.args;
    let error: UsageError | null = null;
    let hasEnded = false;
    while (error === null && args.next()) {
      const argument = args.current;
      if (hasEnded || argument.length < 2 || argument[0] != Char.MINUS) error = this.readOperand(argument);
      else if (argument[1] != Char.MINUS && !this.isProbe()) error = this.readLetters(argument);
      else if (argument.length > 2 || argument[1] != Char.MINUS) error = this.readLong(argument);
      else hasEnded = true;
    }
    return error !== null ? error : args.error;
  }

  /** `--name`, `--name value`, `--name=value`. */
  private readLong(argument: Uint8Array): UsageError | null {
    const equals = indexOf(argument, Char.EQUALS, 0);
    let name = equals < 0 ? argument : argument.subarray(0, equals);
    // Go's flags may have one dash or two.
    if (this.isProbe() && name.length > 1 && name[1] == Char.MINUS) name = name.subarray(1);
    const option = findOption(this.table, name);
    if (option == 0) return this.unknownOption(name);
    if (isWithValue(option)) return this.readValue(option, name, equals < 0 ? null : tail(argument, equals + 1));
    if (equals >= 0 && !(this.isProbe() && same(tail(argument, equals + 1), "true")))
      return new UsageError(UsageErrorKind.UNWANTED_VALUE, name);
    this.set(option);
    return null;
  }

  private isProbe(): bool {
    return this.dialect == Dialect.GRPC_HEALTH_PROBE;
  }

  /** An argument that is no option. grpc_health_probe ignores what stands there, and all that follows. */
  private readOperand(argument: Uint8Array): UsageError | null {
    return this.isProbe() ? usageError(UsageErrorKind.PROBE_FORM) : this.operands.take(argument);
  }

  /** `-q`, `-kq`, `-n value`, `-nvalue`, `-qn value`; and wget's `-nv`, which is one option, wherever it stands. */
  private readLetters(argument: Uint8Array): UsageError | null {
    const name = this.pair.subarray(0, 2);
    for (let i = 1; i < argument.length; i++) {
      name[1] = argument[i];
      let option = findOption(this.table, name);
      if (option == 0 && i + 1 < argument.length) {
        this.pair[2] = argument[i + 1];
        option = findOption(this.table, this.pair);
        if (option != 0) i++;
      }
      if (option == 0) return this.unknownOption(name);
      if (isWithValue(option)) {
        const isGlued = i + 1 < argument.length;
        if (isGlued && argument[i + 1] == Char.EQUALS) return new UsageError(UsageErrorKind.GLUED_EQUALS, name);
        return this.readValue(option, name, isGlued ? tail(argument, i + 1) : null);
      }
      this.set(option);
    }
    return null;
  }

  private set(option: i32): void {
    this.settings.note(option);
    this.settings.set(option);
  }

  private readValue(option: i32, name: Uint8Array, glued: Uint8Array | null): UsageError | null {
    const args = this.args;
    const settings = this.settings;
    let value = glued;
    if (value === null) {
      if (args.index == args.count()) return new UsageError(UsageErrorKind.MISSING_VALUE, name);
      if (!args.next()) return args.error;
      value = args.current;
    }
    if (option == Option.URL) return withSource(this.operands.take(value), name);
    if (option == Option.INSTALL && settings.isGiven(option)) {
      return new UsageError(UsageErrorKind.GIVEN_TWICE, ascii("--install"));
    }
    settings.note(option);
    if (option == Option.SEND) return withSource(addSent(settings.command.options, value, args), name);
    const isShown = option == Option.EXPECT || option == Option.RESOLVE;
    settings.written = isShown ? args.written(value, args.index, args.current) : none();
    return withSource(args.quoting(settings.setValue(option, value), args.index, args.current), name);
  }

  private unknownOption(name: Uint8Array): UsageError | null {
    // What stands behind the letters may be a value, and a secret: --user:admin:secret.
    const end = this.isProbe() ? lettersEnd(name) : wordEnd(name, 2, "-.");
    const isOwn = this.dialect == Dialect.HEALTHCHECK;
    const kind = isOwn ? UsageErrorKind.UNKNOWN_OPTION : UsageErrorKind.UNSUPPORTED_OPTION;
    const args = this.args;
    return args.quoting(new UsageError(kind, name.subarray(0, end)), args.index, args.current);
  }

  /** Reads where trusted certificates are, if https:// may be spoken. */
  private readTrust(): void {
    const options = this.settings.command.options;
    if (!options.target.isOverTls() && !options.location) return;
    const isOwn = this.dialect == Dialect.HEALTHCHECK;
    const name = isOwn ? "HEALTHCHECK_CACERT" : this.dialect == Dialect.CURL ? "CURL_CA_BUNDLE" : "";
    this.variables.trust(this.settings, name);
  }

  /** Finds what fits together badly. */
  private findConflict(): UsageError | null {
    const settings = this.settings;
    if (settings.isGiven(Option.IPV4) && settings.isGiven(Option.IPV6)) return usageError(UsageErrorKind.BOTH_FAMILIES);
    const error = this.operands.findOtherFamily();
    if (error !== null) return error;
    if (settings.isGiven(Option.HEAD) && settings.command.options.data !== null) {
      return usageError(UsageErrorKind.HEAD_AND_DATA);
    }
    if (settings.command.options.isExpectingNothing()) return usageError(UsageErrorKind.HEAD_AND_EXPECT);
    if (!HAS_TLS) {
      const target = settings.command.options.target;
      const kind = target.isGrpc() ? UsageErrorKind.NO_TLS_GRPC : UsageErrorKind.NO_TLS;
      if (target.isOverTls()) return usageError(kind);
    }
    if (this.isProbe()) return findUselessTls(settings);
    // The tools ignore an option that has no effect, and so do their dialects.
    if (this.dialect != Dialect.HEALTHCHECK) return null;
    const useless = findWithoutEffect(settings, this.table);
    return useless !== null ? useless : findUnusedEntry(settings.command.options);
  }

  /** --help, --version and --install stand alone: next to anything else, a mistake would look like health. */
  private readAlone(): UsageError | null {
    const command = this.settings.command;
    const isInstall = command.action == Action.INSTALL;
    const name = isInstall ? "--install" : command.action == Action.HELP ? "--help" : "--version";
    if (isInstall ? this.settings.count > 1 : this.args.count() > 1)
      return new UsageError(UsageErrorKind.NOT_ALONE, ascii(name));
    return this.operands.readNames(command.names);
  }
}

/** Finds an entry of --resolve that the target does not use; a redirect may come to any. */
function findUnusedEntry(options: Options): UsageError | null {
  if (options.location) return null;
  const used = options.entryOf(options.target);
  let entry = options.entries;
  while (entry !== null && entry === used) entry = entry.earlier;
  if (entry === null) return null;
  return withSource(new UsageError(UsageErrorKind.RESOLVE_UNUSED, entry.written), ascii("--resolve"));
}

/** Finds the first option on the command line that has no effect on the target: it would be a surprise. */
function findWithoutEffect(settings: Settings, table: string[]): UsageError | null {
  if (settings.count == 0) return null;
  const options = settings.command.options;
  const target = options.target;
  const isOverSocket = target.scheme == Scheme.UNIX || (target.hasRequest() && options.unixSocket.length > 0);
  for (let i = 0; i < table.length; i++) {
    const row = table[i];
    if (isHelp(row) || !settings.isGiven(optionOf(row))) continue;
    const effect = effectOf(row);
    const kind = uselessOn(target, effect);
    if (kind != UsageErrorKind.NOT_OVER_SOCKET || (effect == Effect.IP && isOverSocket)) {
      const name = new Text();
      putName(name, row, false);
      return new UsageError(kind, name.view());
    }
  }
  return null;
}

/** Why an option of this effect has none on the target, which is not known to be a Unix socket; NOT_OVER_SOCKET if it has one. */
function uselessOn(target: Target, effect: i32): UsageErrorKind {
  if (target.isGrpc()) {
    const isUseful = effect == Effect.REQUEST || effect == Effect.IP || effect == Effect.ANY;
    return isUseful ? UsageErrorKind.NOT_OVER_SOCKET : UsageErrorKind.NOT_FOR_GRPC;
  }
  if (target.isHttp())
    return effect == Effect.CONNECTION ? UsageErrorKind.CONNECTION_ONLY : UsageErrorKind.NOT_OVER_SOCKET;
  const isForRequests = effect == Effect.HTTP || effect == Effect.REQUEST;
  return isForRequests ? UsageErrorKind.HTTP_ONLY : UsageErrorKind.NOT_OVER_SOCKET;
}

/** Where the letters and dashes of a flag of Go's end. It has one dash, and -uUSER:PASSWORD may stand behind it. */
function lettersEnd(name: Uint8Array): i32 {
  let end = 2;
  while (end < name.length && (name[end] == Char.MINUS || isSmallLetter(name[end]))) end++;
  return end;
}

function isSmallLetter(c: i32): bool {
  return isLetter(c) && c >= Char.LOWER_A;
}
