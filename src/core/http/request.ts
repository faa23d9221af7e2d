import { putBase64 } from "../base64";
import { Options } from "../options";
import { ascii, Char, indexOf, sameIgnoringCase, startsWith, Text, trim } from "../text";
import { VERSION } from "../version";

/** The headers that are sent in any case, in this order, unless the user gives one of the same name. */
const OWN: string[] = ["Host", "User-Agent", "Accept", "Connection", "Authorization", "Content-Type", "Content-Length"];

/** Those of the user's headers that are meant for the first host, and for no other that it redirects to. */
const OF_FIRST_HOST: string[] = ["Host", "Authorization", "Cookie"];

/**
 * Writes the request, ready to send (RFC 9112 §3), in place of what `out` held. What goes in was checked for CR, LF and NUL by
 * command.ts and target.ts. A header given without a value is not sent, nor is the program's own of that name: curl's way to drop one.
 */
export function buildRequest(options: Options, out: Text): void {
  out.length = 0;
  out.add(options.method).byte(Char.SPACE).add(options.target.path).put(" HTTP/1.1\r\n");
  for (let i = 0; i < OWN.length; i++) {
    if (!putGiven(out, options, OWN[i])) putLine(out, ascii(OWN[i]), ownValue(options, i));
  }
  for (let i = 0; i < options.headers.length; i++) {
    const header = options.headers[i];
    if (!isAmong(nameIn(header), OWN) && isSent(options, nameIn(header))) {
      putLine(out, nameIn(header), valueIn(header));
    }
  }
  out.put("\r\n");
  const data = options.data;
  if (data !== null) out.add(data);
}

/** Appends the user's headers of this name. */
function putGiven(out: Text, options: Options, name: string): bool {
  if (!isSent(options, ascii(name))) return false;
  let given = false;
  for (let i = 0; i < options.headers.length; i++) {
    const header = options.headers[i];
    if (!sameIgnoringCase(nameIn(header), name)) continue;
    putLine(out, nameIn(header), valueIn(header));
    given = true;
  }
  return given;
}

/** The value of a header of OWN; empty where it is not sent. */
function ownValue(options: Options, index: i32): Uint8Array {
  const value = new Text();
  if (index == 0) {
    options.target.putAuthority(value);
  } else if (index == 1) {
    const agent = options.userAgent;
    if (agent !== null) value.add(agent);
    else value.put("healthcheck/").put(VERSION);
  } else if (index == 2) {
    value.put("*/*");
  } else if (index == 3) {
    value.put("close");
  } else if (index == 4) {
    const credentials = options.credentials;
    if (credentials !== null && options.isAtFirstHost()) putBase64(value.put("Basic "), credentials);
  } else {
    const data = options.data;
    if (data !== null && index == 5) value.put("application/x-www-form-urlencoded");
    else if (data !== null) value.decimal(data.length);
  }
  return value.view();
}

function putLine(out: Text, name: Uint8Array, value: Uint8Array): void {
  if (value.length > 0) out.add(name).put(": ").add(value).put("\r\n");
}

/** Whether a header of the user's is meant for this request too, behind redirects: what is about a body goes with it (RFC 9110 §15.4). */
function isSent(options: Options, name: Uint8Array): bool {
  const isOfData = startsWith(name, "Content-") || sameIgnoringCase(name, "Transfer-Encoding");
  if (options.isDataDropped && isOfData) return false;
  return options.isAtFirstHost() || !isAmong(name, OF_FIRST_HOST);
}

function isAmong(name: Uint8Array, names: string[]): bool {
  for (let i = 0; i < names.length; i++) if (sameIgnoringCase(name, names[i])) return true;
  return false;
}

function nameIn(header: Uint8Array): Uint8Array {
  return header.subarray(0, indexOf(header, Char.COLON, 0));
}

function valueIn(header: Uint8Array): Uint8Array {
  return trim(header.subarray(indexOf(header, Char.COLON, 0) + 1));
}
