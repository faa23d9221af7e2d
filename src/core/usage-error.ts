import { none } from "./bytes/text";

/** What can be wrong with the arguments and variables. messages/usage-words.ts has a line for each, in this order. */
export const enum UsageErrorKind {
  TOO_MANY_ARGUMENTS,
  TOO_LONG,
  TOO_LONG_TOGETHER,
  NOT_UTF8,
  UNSET,
  NESTED_TOO_DEEP,
  UNKNOWN_OPTION,
  UNSUPPORTED_OPTION,
  MISSING_VALUE,
  UNWANTED_VALUE,
  GIVEN_TWICE,
  GLUED_EQUALS,
  DURATION,
  DURATION_OF_GO,
  DURATION_RANGE,
  STATUS,
  METHOD,
  EMPTY_TEXT,
  ESCAPE,
  HEADER_COLON,
  HEADER_NAME,
  HEADER_VALUE,
  USER,
  AGENT,
  SOCKET_EMPTY,
  SOCKET_LONG,
  SOCKET_ABSTRACT,
  RESOLVE,
  RESOLVE_UNUSED,
  SWITCH,
  NOT_ALONE,
  BOTH_FAMILIES,
  HTTP_ONLY,
  CONNECTION_ONLY,
  NOT_FOR_GRPC,
  NOT_OVER_SOCKET,
  NO_TARGET,
  SECOND_TARGET,
  EMPTY_TARGET,
  SCHEME,
  PORT,
  NO_PORT,
  NO_PORT_GRPC,
  PORT_VARIABLE,
  NO_HOST,
  HOST,
  HOST_OR_PORT,
  BRACKETS,
  FAMILY_4,
  FAMILY_6,
  CREDENTIALS,
  PASSWORD,
  PATH,
  AFTER_PORT,
  SERVICE,
  SOCKET_RELATIVE,
  NO_TLS,
  NO_TLS_GRPC,
  DATA_FILE,
  HEAD_AND_DATA,
  HEAD_AND_EXPECT,
  OUTPUT_FILE,
  PROXY,
  NO_URL,
  NOT_A_WEB_URL,
  PATTERN,
  CONNECTION_FORM,
  PROBE_FORM,
  NEEDS_TLS,
  UNVERIFIED,
  SHELL_FORM,
  SHELL_SYNTAX,
  SHELL_SUBSTITUTION,
  SHELL_STATUS,
  SHELL_ASSIGNMENT,
  SHELL_QUOTED,
  SHELL_WORD,
  SHELL_COMMAND,
  SHELL_OUTPUT,
  SHELL_EXIT,
  SHELL_LENGTH,
  SHELL_DEPTH,
  SHELL_INNER,
  SHELL_TIMEOUT,
  SHELL_TIMEOUT_OF_SEVERAL,
  SHELL_CONNECTION,
  SHELL_PIPE,
  SHELL_PIPE_EMPTY,
  SHELL_PIPE_MORE,
  SHELL_ECHO,
  SHELL_PRINTF,
  GREP_FORM,
  GREP_LENGTH,
  GREP_EMPTY,
  GREP_PATTERN,
  INSTALL_NAME,
  INSTALL_FAILED,
}

/** A usage error: its kind, and the parts of its line. No field ever holds a password, or a variable's value that was put into an argument. */
export class UsageError {
  kind: UsageErrorKind;
  /** What is wrong: a value, the name of an option or a variable, or `number`. */
  detail: Uint8Array;
  number: i32 = 0;
  /** Where the value came from: `--timeout`, `HEALTHCHECK_TIMEOUT`, `argument 2`; empty for the target. */
  source: Uint8Array = none();
  /** The name that the program was called by: `curl`, `wget`, `nc`, `grpc_health_probe` or `sh`; empty for `healthcheck`. */
  program: Uint8Array = none();
  /** Whether the detail holds a `$NAME` that nothing has replaced. */
  isOfShell: bool = false;

  constructor(kind: UsageErrorKind, detail: Uint8Array) {
    this.kind = kind;
    this.detail = detail;
  }
}

/** An error without a detail. */
export function usageError(kind: UsageErrorKind): UsageError {
  return new UsageError(kind, none());
}

/** An error with a number in place of a detail. */
export function numberError(kind: UsageErrorKind, number: i32): UsageError {
  const error = usageError(kind);
  error.number = number;
  return error;
}

/** Adds to an error where its value came from, unless the error says so already. @returns the error, or null if there is none */
export function withSource(error: UsageError | null, source: Uint8Array): UsageError | null {
  if (error !== null && error.source.length == 0) error.source = source;
  return error;
}
