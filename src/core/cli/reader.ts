import { ascii, none, Text } from "../bytes/text";
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
import { OptionReader } from "./option-reader";
import { Part } from "./part";
import { errorsOf, outputOf } from "./printed";
import { addSent } from "./sent";
import { Settings } from "./settings";
import { Effect, effectOf, hasEffect, isHelp, isWithValue, Option, optionOf, putName } from "./table";
import { Variables } from "./variables";

/**
 * Reads the command line of one check.
 * @param words the program's name and its arguments
 * @param parts what of these a shell has put in the place of variables
 * @param dialect the one that belongs to the program's name
 * @param table its options
 * @param isPiped whether a command reads what it prints
 */
export function readCommand(
  surroundings: Surroundings,
  words: Uint8Array[],
  parts: Part[],
  dialect: Dialect,
  table: string[],
  isPiped: bool,
): Command {
  const args = new Arguments(surroundings, words, parts, dialect == Dialect.HEALTHCHECK);
  const reader = new CommandReader(args, surroundings, dialect, table);
  const error = reader.read(isPiped);
  const command = reader.settings.command;
  if (error !== null && dialect != Dialect.HEALTHCHECK) error.program = ascii(NAMES[dialect]);
  command.error = error;
  command.output = outputOf(reader.settings, dialect);
  command.errors = errorsOf(reader.settings, dialect);
  return command;
}

class CommandReader extends OptionReader {
  settings: Settings;
  private surroundings: Surroundings;
  private variables: Variables;
  private operands: Operands;

  constructor(args: Arguments, surroundings: Surroundings, dialect: Dialect, table: string[]) {
    super(args, dialect, table);
    this.surroundings = surroundings;
    const settings = new Settings(dialect);
    this.settings = settings;
    this.variables = new Variables(surroundings, dialect == Dialect.HEALTHCHECK);
    this.operands = new Operands(args, settings.command.options, dialect);
  }

  /** @returns what is wrong, or null */
  read(isPiped: bool): UsageError | null {
    const variables = this.variables;
    const settings = this.settings;
    let error = this.readArguments();
    if (error !== null) return error;
    if (settings.command.action != Action.CHECK) return this.readAlone();
    error = this.operands.readTarget(this.surroundings, variables, settings);
    if (error !== null) return error;
    if (this.dialect == Dialect.HEALTHCHECK) variables.setAll(this.table, settings);
    else if (!settings.isGiven(Option.SECONDS) && !this.isProbe())
      variables.set(settings, Option.TIMEOUT, ascii("HEALTHCHECK_TIMEOUT"));
    if (variables.error !== null) return variables.error;
    settings.settle(isPiped);
    error = this.findConflict(isPiped);
    if (error === null && HAS_TLS) this.readTrust();
    return error !== null ? error : variables.error;
  }

  /** An argument that is no option. grpc_health_probe ignores what stands there, and all that follows. */
  protected override takeOperand(argument: Uint8Array): UsageError | null {
    return this.isProbe() ? usageError(UsageErrorKind.PROBE_FORM) : this.operands.take(argument);
  }

  protected override takeOption(option: i32, name: Uint8Array, value: Uint8Array): UsageError | null {
    const args = this.args;
    const settings = this.settings;
    if (option == Option.URL) return withSource(this.operands.take(value), name);
    if (option == Option.INSTALL && settings.isGiven(option)) {
      return new UsageError(UsageErrorKind.GIVEN_TWICE, name);
    }
    settings.note(option);
    if (option == Option.SEND) return withSource(addSent(settings.command.options, value, args), name);
    const isShown = option == Option.EXPECT || option == Option.RESOLVE;
    settings.written = isShown ? args.written(value) : none();
    if (isWithValue(option)) return withSource(args.quoting(settings.setValue(option, value), args.index), name);
    settings.set(option);
    return null;
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
  private findConflict(isPiped: bool): UsageError | null {
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
    // nc prints what the server says, and nothing reads that.
    if (this.dialect == Dialect.NC && !isPiped && !settings.isGiven(Option.CONNECT_ALONE))
      return usageError(UsageErrorKind.CONNECTION_FORM);
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

/** Finds an entry of --resolve that is not for the target; a redirect may come to any. Of several for the target the last one counts, as in curl. */
function findUnusedEntry(options: Options): UsageError | null {
  if (options.location) return null;
  let entry = options.entries;
  while (entry !== null && options.fits(entry, options.target)) entry = entry.earlier;
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
    const isIp = effect == Effect.IP;
    if (isIp ? !isOverSocket : hasEffect(effect, target)) continue;
    const name = new Text();
    putName(name, row, false);
    return new UsageError(isIp ? UsageErrorKind.NOT_OVER_SOCKET : uselessOn(target), name.view());
  }
  return null;
}

/** What to say of an option that has no effect on the target. */
function uselessOn(target: Target): UsageErrorKind {
  if (target.isGrpc()) return UsageErrorKind.NOT_FOR_GRPC;
  return target.isHttp() ? UsageErrorKind.CONNECTION_ONLY : UsageErrorKind.HTTP_ONLY;
}
