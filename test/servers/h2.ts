/** HTTP/2 as its bytes (RFC 9113, RFC 7541), written here and nowhere shared with the core. Texts hold bytes as ISO 8859-1. */

export const Type = {
  DATA: 0,
  HEADERS: 1,
  PRIORITY: 2,
  RST_STREAM: 3,
  SETTINGS: 4,
  PUSH_PROMISE: 5,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
} as const;

export const END_STREAM = 0x01;
export const ACK = 0x01;
export const END_HEADERS = 0x04;
export const PADDED = 0x08;
export const PRIORITY = 0x20;

export function u16(value: number): string {
  return String.fromCharCode((value >> 8) & 255, value & 255);
}

export function u32(value: number): string {
  return u16(value >>> 16) + u16(value);
}

/** A frame; `length` is what its header says, if that is a lie. */
export function frame(type: number, flags: number, stream: number, payload = "", length = payload.length): string {
  return String.fromCharCode(length >> 16) + u16(length) + String.fromCharCode(type, flags) + u32(stream) + payload;
}

export function settings(...pairs: [id: number, value: number][]): string {
  return frame(Type.SETTINGS, 0, 0, pairs.map(([id, value]) => u16(id) + u32(value)).join(""));
}

/** A number behind a prefix of so many bits (RFC 7541 §5.1). */
function integer(value: number, bits: number, pattern = 0): string {
  const most = 2 ** bits - 1;
  if (value < most) return String.fromCharCode(pattern | value);
  let text = String.fromCharCode(pattern | most);
  let rest = value - most;
  for (; rest > 127; rest = Math.floor(rest / 128)) text += String.fromCharCode((rest % 128) | 128);
  return text + String.fromCharCode(rest);
}

export function string(text: string): string {
  return integer(text.length, 7) + text;
}

/** A field that is not indexed. */
export function field(name: string, value: string): string {
  return `\0${string(name)}${string(value)}`;
}

export function block(fields: Record<string, string>): string {
  return Object.entries(fields)
    .map(([name, value]) => field(name, value))
    .join("");
}

export function headers(content: string | Record<string, string>, flags = END_HEADERS, stream = 1): string {
  return frame(Type.HEADERS, flags, stream, typeof content === "string" ? content : block(content));
}

/** A header block in as few frames as it can be. */
export function split(content: string): string {
  const pieces = content.match(/[\s\S]{1,16384}/g) ?? [];
  return pieces
    .map((piece, index) => {
      const flags = index === pieces.length - 1 ? END_HEADERS : 0;
      return frame(index === 0 ? Type.HEADERS : Type.CONTINUATION, flags, 1, piece);
    })
    .join("");
}

/** A message of gRPC in DATA. */
export function message(content: string, flags = 0): string {
  return frame(Type.DATA, flags, 1, `\0${u32(content.length)}${content}`);
}

/** A HealthCheckResponse with this status. */
export function health(status: number): string {
  return message(`\x08${String.fromCharCode(status)}`);
}

export const GRPC_HEADERS = { ":status": "200", "content-type": "application/grpc" };

export function trailers(fields: Record<string, string>): string {
  return headers(fields, END_HEADERS | END_STREAM);
}

export const START = settings() + frame(Type.SETTINGS, ACK, 0);
export const RESPONSE_HEADERS = headers(GRPC_HEADERS);
export const TRAILERS = trailers({ "grpc-status": "0" });
export const SERVING = START + RESPONSE_HEADERS + health(1) + TRAILERS;

/** What a client sends for one call. */
export function request(options: {
  authority: string;
  service?: string;
  agent: string;
  more?: Record<string, string>;
  scheme?: "http" | "https";
}): string {
  const service = options.service ?? "";
  const content = service === "" ? "" : `\n${integer7(service.length)}${service}`;
  const start = `\x83${options.scheme === "https" ? "\x87" : "\x86"}\x04${string("/grpc.health.v1.Health/Check")}\x01${string(options.authority)}`;
  const fields = {
    ...(options.agent === "" ? {} : { "user-agent": options.agent }),
    te: "trailers",
    "content-type": "application/grpc",
    ...options.more,
  };
  return [
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    settings([1, 0], [2, 0]),
    split(start + block(fields)),
    message(content, END_STREAM),
  ].join("");
}

function integer7(value: number): string {
  return value < 128 ? String.fromCharCode(value) : String.fromCharCode((value & 127) | 128) + integer7(value >> 7);
}
