import { Char, indexOf, isLetter, none, same, standsAt, tail, wordEnd } from "../bytes/text";
import { UsageError, UsageErrorKind } from "../usage-error";
import { Arguments } from "./arguments";
import { Dialect } from "./dialect";
import { findOption, isWithValue, Option } from "./table";

/** Reads arguments by a table of options: letters and long names, each with or without a value, and operands, which are no options. */
export abstract class OptionReader {
  protected args: Arguments;
  protected dialect: Dialect;
  protected table: string[];
  /** `-x` and `-xy`, whichever is looked for. */
  private pair: Uint8Array = new Uint8Array(3);

  constructor(args: Arguments, dialect: Dialect, table: string[]) {
    this.args = args;
    this.dialect = dialect;
    this.table = table;
    this.pair[0] = Char.MINUS;
  }

  /**
   * Takes an option of the table.
   * @param name the name that it was given by
   * @param value all or the end of the argument in hand; empty if the option takes none
   * @returns what is wrong with it, or null
   */
  protected abstract takeOption(option: i32, name: Uint8Array, value: Uint8Array): UsageError | null;

  /** Takes the argument in hand, which is no option. @returns what is wrong with it, or null */
  protected abstract takeOperand(argument: Uint8Array): UsageError | null;

  /** @returns what is wrong, or null */
  protected readArguments(): UsageError | null {
    const args = this.args;
    let error: UsageError | null = null;
    let hasEnded = false;
    while (error === null && args.next()) {
      const argument = args.current;
      if (hasEnded || argument.length < 2 || argument[0] != Char.MINUS) error = this.takeOperand(argument);
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
    if (this.isProbe() && name.length > 1 && name[1] == Char.MINUS) name = tail(name, 1);
    const option = findOption(this.table, name);
    if (option == 0) return this.unknownOption(name);
    if (isWithValue(option)) return this.readValue(option, name, equals < 0 ? null : tail(argument, equals + 1));
    if (equals >= 0 && !(this.isProbe() && same(tail(argument, equals + 1), "true")))
      return new UsageError(UsageErrorKind.UNWANTED_VALUE, name);
    return this.takeOption(option, name, none());
  }

  /** `-q`, `-kq`, `-n value`, `-nvalue`, `-qn value`; and wget's `-nv`, which is one option, wherever it stands. */
  private readLetters(argument: Uint8Array): UsageError | null {
    const name = this.pair.subarray(0, 2);
    let error: UsageError | null = null;
    for (let i = 1; i < argument.length && error === null; i++) {
      name[1] = argument[i];
      let option = findOption(this.table, name);
      if (option == 0 && i + 1 < argument.length) {
        this.pair[2] = argument[i + 1];
        option = findOption(this.table, this.pair);
        if (option != 0) i++;
      }
      if (option == 0) return this.unknownOption(name);
      if (isWithValue(option)) {
        const rest = tail(argument, i + 1);
        // A pattern of grep's may begin with one.
        if (standsAt(rest, 0, "=") && option != Option.PATTERN)
          return new UsageError(UsageErrorKind.GLUED_EQUALS, name);
        return this.readValue(option, name, rest.length > 0 ? rest : null);
      }
      error = this.takeOption(option, name, none());
    }
    return error;
  }

  private readValue(option: i32, name: Uint8Array, glued: Uint8Array | null): UsageError | null {
    if (glued !== null) return this.takeOption(option, name, glued);
    const args = this.args;
    if (args.index == args.count()) {
      const isGrep = this.dialect == Dialect.GREP;
      return new UsageError(isGrep ? UsageErrorKind.GREP_FORM : UsageErrorKind.MISSING_VALUE, name);
    }
    return args.next() ? this.takeOption(option, name, args.current) : args.error;
  }

  private unknownOption(name: Uint8Array): UsageError | null {
    // What stands behind the letters may be a value, and a secret: --user:admin:secret.
    const end = this.isProbe() ? lettersEnd(name) : wordEnd(name, 2, "-.");
    const isOwn = this.dialect == Dialect.HEALTHCHECK;
    const kind = isOwn ? UsageErrorKind.UNKNOWN_OPTION : UsageErrorKind.UNSUPPORTED_OPTION;
    const args = this.args;
    return args.quoting(new UsageError(kind, name.subarray(0, end)), args.index);
  }

  protected isProbe(): bool {
    return this.dialect == Dialect.GRPC_HEALTH_PROBE;
  }
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
