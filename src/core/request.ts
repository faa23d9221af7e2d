import { putBase64 } from "./base64";
import { Options } from "./options";
import { ascii, Char, indexOf, sameIgnoringCase, Text, trim } from "./text";
import { VERSION } from "./version";

/** The headers that are sent in any case, in this order, unless the user gives one of the same name. */
const OWN: string[] = ["Host", "User-Agent", "Accept", "Connection", "Authorization"];

/**
 * The request, ready to send (RFC 9112 §3). What goes in was checked for CR, LF and NUL by options.ts and target.ts.
 * A header given without a value is not sent, nor is the program's own of that name: curl's way to drop one.
 */
export function buildRequest(options: Options): Uint8Array {
  const out = new Text();
  out.add(options.method).byte(Char.SPACE).add(options.target.path).put(" HTTP/1.1\r\n");
  for (let i = 0; i < OWN.length; i++) {
    if (!putGiven(out, options.headers, OWN[i])) putLine(out, ascii(OWN[i]), ownValue(options, i));
  }
  for (let i = 0; i < options.headers.length; i++) {
    const header = options.headers[i];
    if (!isOwn(nameIn(header))) putLine(out, nameIn(header), valueIn(header));
  }
  return out.put("\r\n").view();
}

/** Appends the user's headers of this name. */
function putGiven(out: Text, headers: Uint8Array[], name: string): bool {
  let given = false;
  for (let i = 0; i < headers.length; i++) {
    if (!sameIgnoringCase(nameIn(headers[i]), name)) continue;
    putLine(out, nameIn(headers[i]), valueIn(headers[i]));
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
  } else {
    const credentials = options.credentials;
    if (credentials !== null) putBase64(value.put("Basic "), credentials);
  }
  return value.view();
}

function putLine(out: Text, name: Uint8Array, value: Uint8Array): void {
  if (value.length > 0) out.add(name).put(": ").add(value).put("\r\n");
}

function isOwn(name: Uint8Array): bool {
  for (let i = 0; i < OWN.length; i++) if (sameIgnoringCase(name, OWN[i])) return true;
  return false;
}

function nameIn(header: Uint8Array): Uint8Array {
  return header.subarray(0, indexOf(header, Char.COLON, 0));
}

function valueIn(header: Uint8Array): Uint8Array {
  return trim(header.subarray(indexOf(header, Char.COLON, 0) + 1));
}
