/** The core's bytes as Node's text: names, addresses, paths. */
export function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

/** Node's text as the core's bytes; a surrogate that stands alone becomes U+FFFD. */
export function toBytes(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}
