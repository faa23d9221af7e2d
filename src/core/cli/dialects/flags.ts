import { Char, indexOf, standsAt, tail } from "../../bytes/text";
import { Options } from "../../http/options";
import { Scheme } from "../../http/target";
import { parseAuthority } from "../../http/url";
import { UsageError, UsageErrorKind, usageError } from "../../usage-error";
import { Settings } from "../settings";
import { Option } from "../table";
import { checkSocketPath } from "../target";

/** The length of `unix`. */
const SCHEME_LENGTH: i32 = 4;

/** grpc_health_probe: reads `-addr`: `host:port`, `unix:path` or `unix:///path`. @returns what is wrong with it, or null */
export function readAddress(text: Uint8Array, options: Options, isTls: bool): UsageError | null {
  const target = options.target;
  target.scheme = isTls ? Scheme.GRPCS : Scheme.GRPC;
  if (!standsAt(text, 0, "unix") || indexOf(text, Char.COLON, 0) != SCHEME_LENGTH) return parseAuthority(text, target);
  target.isOverSocket = true;
  const path = tail(text, SCHEME_LENGTH + 1);
  const hasSlashes = path.length > 1 && path[0] == Char.SLASH && path[1] == Char.SLASH;
  options.unixSocket = hasSlashes ? tail(path, 2) : path;
  return checkSocketPath(options.unixSocket);
}

/** grpc_health_probe: finds an option for TLS that has no effect: without -tls, or since nothing is verified. @returns the error, or null */
export function findUselessTls(settings: Settings): UsageError | null {
  const isInsecure = settings.isGiven(Option.INSECURE);
  const isVerified = settings.isGiven(Option.CACERT) || settings.isGiven(Option.SERVER_NAME);
  if (!settings.isGiven(Option.TLS) && (isInsecure || isVerified)) return usageError(UsageErrorKind.NEEDS_TLS);
  return isInsecure && isVerified ? usageError(UsageErrorKind.UNVERIFIED) : null;
}
