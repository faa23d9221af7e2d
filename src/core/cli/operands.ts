import { ascii, indexOfAny, none } from "../bytes/text";
import { Options } from "../http/options";
import { parseHost, parsePort } from "../http/url";
import { Surroundings } from "../surroundings";
import { numberError, UsageError, UsageErrorKind, usageError, withSource } from "../usage-error";
import { Arguments } from "./arguments";
import { Dialect, indexOfName, NAMES } from "./dialect";
import { readAddress } from "./dialects/flags";
import { readUrl } from "./dialects/url";
import { Settings } from "./settings";
import { Option } from "./table";
import { parseTarget } from "./target";
import { Variables } from "./variables";

/** The arguments that are no options: the target, and for nc its port; or the names to install as. */
export class Operands {
  private args: Arguments;
  private options: Options;
  private dialect: Dialect;
  /** The first, and its index; 0 if there is none. */
  private target: Uint8Array = none();
  private targetIndex: i32 = 0;
  /** For nc, the second. */
  private port: Uint8Array = none();
  private portIndex: i32 = 0;

  /** @param options whose target is set */
  constructor(args: Arguments, options: Options, dialect: Dialect) {
    this.args = args;
    this.options = options;
    this.dialect = dialect;
  }

  /** Takes an argument that is no option. @returns what is wrong with there being one, or null */
  take(argument: Uint8Array): UsageError | null {
    const index = this.args.index;
    if (this.targetIndex == 0) {
      this.target = argument;
      this.targetIndex = index;
    } else if (this.dialect == Dialect.NC && this.portIndex == 0) {
      this.port = argument;
      this.portIndex = index;
    } else {
      // Not quoted: it may be the second word of a secret that lost its quotes.
      return numberError(UsageErrorKind.SECOND_TARGET, index);
    }
    return null;
  }

  /**
   * Reads the target, from the argument or else from variables.
   * @param settings whether grpc_health_probe has its -tls
   * @returns what is wrong with it, or null
   */
  readTarget(surroundings: Surroundings, variables: Variables, settings: Settings): UsageError | null {
    const target = this.options.target;
    const argument = this.target;
    if (this.dialect == Dialect.NC) return this.readHostAndPort();
    if (this.dialect == Dialect.GRPC_HEALTH_PROBE) return this.readAddress(settings.isGiven(Option.TLS));
    const isOwn = this.dialect == Dialect.HEALTHCHECK;
    // Whether its value is right matters once the target is known to be one that it applies to.
    const socket = variables.hasOwn ? surroundings.variable(ascii("HEALTHCHECK_UNIX_SOCKET")) : null;
    target.isOverSocket = this.options.unixSocket.length > 0 || (socket !== null && socket.length > 0);
    if (this.targetIndex == 0) {
      return isOwn ? this.readVariables(surroundings, variables) : usageError(UsageErrorKind.NO_URL);
    }
    return this.quoting(
      isOwn ? parseTarget(argument, surroundings, target) : readUrl(argument, this.dialect == Dialect.CURL, target),
    );
  }

  private readVariables(surroundings: Surroundings, variables: Variables): UsageError | null {
    const target = this.options.target;
    const urlName = ascii("HEALTHCHECK_URL");
    const url = variables.value(urlName);
    if (url !== null) return withSource(parseTarget(url, surroundings, target), urlName);
    let portName = ascii("HEALTHCHECK_PORT");
    let port = variables.value(portName);
    if (port === null) {
      portName = ascii("PORT");
      port = variables.value(portName);
    }
    if (port !== null) return withSource(parsePort(port, target), portName);
    return variables.error !== null ? variables.error : usageError(UsageErrorKind.NO_TARGET);
  }

  /** grpc_health_probe: `-addr ADDRESS`. */
  private readAddress(isTls: bool): UsageError | null {
    if (this.targetIndex == 0) return usageError(UsageErrorKind.PROBE_FORM);
    return this.quoting(readAddress(this.target, this.options, isTls));
  }

  /** nc: `-z HOST PORT`. */
  private readHostAndPort(): UsageError | null {
    const target = this.options.target;
    if (this.portIndex == 0) return usageError(UsageErrorKind.CONNECTION_FORM);
    const error = this.quoting(parseHost(this.target, target));
    return error !== null ? error : this.args.quoting(parsePort(this.port, target), this.portIndex);
  }

  /** An error about the target, with its detail as it was written. */
  private quoting(error: UsageError | null): UsageError | null {
    return this.args.quoting(error, this.targetIndex);
  }

  /** An error if the target is an address of the family that -4 or -6 exclude. */
  findOtherFamily(): UsageError | null {
    const options = this.options;
    if (options.admits(options.target.address)) return null;
    const kind = options.family == 4 ? UsageErrorKind.FAMILY_4 : UsageErrorKind.FAMILY_6;
    return this.quoting(new UsageError(kind, options.target.host));
  }

  /** Reads the names to install as, separated by commas; all of them if there is no list. */
  readNames(names: Uint8Array[]): UsageError | null {
    if (this.targetIndex > 0) return this.quoting(readList(this.target, names));
    for (let i = 0; i < NAMES.length; i++) names.push(ascii(NAMES[i]));
    return null;
  }
}

function readList(list: Uint8Array, names: Uint8Array[]): UsageError | null {
  let start = 0;
  while (start <= list.length) {
    const end = indexOfAny(list, ",", start);
    const name = list.subarray(start, end);
    if (indexOfName(name) < 0) return new UsageError(UsageErrorKind.INSTALL_NAME, name);
    names.push(name);
    start = end + 1;
  }
  return null;
}
