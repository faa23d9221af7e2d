/** What did not hold for an input, and the digest of all decisions. Portable TypeScript, like the core. */

/** The first rule that did not hold; empty if all did. */
let finding: string = "";
/** Made of everything that was decided and written. JavaScript and WebAssembly must come to the same number. */
let digest: i32 = 0;

export function forgetFindings(): void {
  finding = "";
  digest = 0;
}

export function hasFinding(): bool {
  return finding.length > 0;
}

export function findingText(): string {
  return finding;
}

export function digestOf(): i32 {
  return digest;
}

export function demand(holds: bool, words: string): void {
  if (!holds && finding.length === 0) finding = words;
}

export function mixNumber(value: i32): void {
  digest = (digest * 31 + value) | 0;
}

export function mix(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) mixNumber(bytes[i]);
}
