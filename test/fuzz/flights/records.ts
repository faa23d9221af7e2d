/** The records of a flight, and which of its bytes have a meaning. */
export const HEADER = 5;
const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const HANDSHAKE = 22;
export const DATA = 23;
const HELLO_REQUEST = "00000000";

export function recordsOf(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + HEADER > bytes.length ? bytes.length : at + HEADER + bytes.readUInt16BE(at + 3);
    records.push(bytes.subarray(at, end));
    at = end;
  }
  return records;
}

/**
 * The part of a flight that has a meaning: plain handshake messages, however they are divided into records, then up to `count` protected
 * records. It leaves out what anybody on the way may add: versions of records, ChangeCipherSpec in TLS 1.3, HelloRequests, and alerts
 * in plain text that end nothing, before the handshake is complete.
 */
export function essence(bytes: Buffer, isTls13: boolean, count: number): string {
  const items: string[] = [];
  let left = count;
  let isProtected = false;
  let messages = "";
  for (const one of recordsOf(bytes)) {
    if (left === 0) break;
    const [content = 0] = one;
    const body = one.subarray(HEADER);
    // In TLS 1.2 it is ignored before the ServerHello, because the version is not known yet.
    if (content === CHANGE_CIPHER_SPEC && (isTls13 || messages === "")) continue;
    if (isTls13 && content === DATA) isProtected = true;
    const isSaidBefore = !isProtected || (isTls13 && body.length === 2);
    if (isSaidBefore && content === ALERT && (body[1] === 90 || (body[0] === 1 && body[1] !== 0))) continue;
    if (!isProtected && content === HANDSHAKE) {
      messages += body.toString("hex");
      continue;
    }
    items.push(`${content} ${body.toString("hex")}`);
    if (isProtected) left--;
    else if (content === CHANGE_CIPHER_SPEC) isProtected = true;
  }
  return [withoutHelloRequests(messages), ...items].join("\n");
}

/** Drops HelloRequests, which no hash covers (RFC 5246 §7.4.1.1). Messages are hexadecimal. */
function withoutHelloRequests(messages: string): string {
  let kept = "";
  for (let at = 0; at < messages.length; ) {
    const end = at + 8 + 2 * Number.parseInt(messages.slice(at + 2, at + 8) || "0", 16);
    const message = messages.slice(at, end);
    if (message !== HELLO_REQUEST) kept += message;
    at = end;
  }
  return kept;
}
