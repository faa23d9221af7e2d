/** Bytes of the core as text for Node: names, addresses, paths. */
export function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

/** Text of Node as bytes for the core; a lone surrogate becomes U+FFFD. */
export function toBytes(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}
