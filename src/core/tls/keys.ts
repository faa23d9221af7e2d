import { none, Text } from "../bytes/text";
import { Hash, hashLength, TlsHost } from "./host";

/** HKDF-Extract (RFC 5869 §2.2). */
export function extract(host: TlsHost, hash: Hash, salt: Uint8Array, secret: Uint8Array): Uint8Array {
  const to = new Uint8Array(hashLength(hash));
  host.hmac(hash, salt, secret, to);
  return to;
}

/** HKDF-Expand-Label (RFC 8446 §7.1) of at most as many bytes as the hash has. */
export function expandLabel(
  host: TlsHost,
  hash: Hash,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: i32,
): Uint8Array {
  const info = new Text().byte(0).byte(length);
  info
    .byte(6 + label.length)
    .put("tls13 ")
    .put(label);
  info.byte(context.length).add(context).byte(1);
  return extract(host, hash, secret, info.view()).subarray(0, length);
}

/** Derive-Secret (RFC 8446 §7.1) of a transcript's hash. */
export function deriveSecret(
  host: TlsHost,
  hash: Hash,
  secret: Uint8Array,
  label: string,
  transcript: Uint8Array,
): Uint8Array {
  return expandLabel(host, hash, secret, label, transcript, hashLength(hash));
}

/** The secret of the next stage, with `input` mixed in: the shared secret, or zeros where it is empty (RFC 8446 §7.1). */
export function nextSecret(host: TlsHost, hash: Hash, secret: Uint8Array, input: Uint8Array): Uint8Array {
  const length = hashLength(hash);
  const empty = new Uint8Array(length);
  host.hash(hash, none(), empty);
  const salt = deriveSecret(host, hash, secret, "derived", empty);
  return extract(host, hash, salt, input.length > 0 ? input : new Uint8Array(length));
}

/** What a message Finished of TLS 1.3 has in it (RFC 8446 §4.4.4). */
export function finishedMac(host: TlsHost, hash: Hash, secret: Uint8Array, transcript: Uint8Array): Uint8Array {
  return extract(host, hash, expandLabel(host, hash, secret, "finished", none(), hashLength(hash)), transcript);
}

/** The pseudorandom function of TLS 1.2 (RFC 5246 §5). The seed comes in two parts. */
export function prf(
  host: TlsHost,
  hash: Hash,
  secret: Uint8Array,
  label: string,
  first: Uint8Array,
  second: Uint8Array,
  length: i32,
): Uint8Array {
  const out = new Text();
  const seed = new Text().put(label).add(first).add(second).view();
  let a = seed;
  while (out.length < length) {
    a = extract(host, hash, secret, a);
    out.add(extract(host, hash, secret, new Text().add(a).add(seed).view()));
  }
  return out.view().subarray(0, length);
}
