/** A stretch of bytes at an address of WebAssembly's memory. */
export interface Segment {
  address: number;
  bytes: Uint8Array;
}

/**
 * Packs the memory's first contents, from the lowest segment to the highest, into the tokens that `unpack` of
 * src/native/wasm.h reads: AssemblyScript keeps strings as UTF-16, half of which is zeros, and behind headers that are all alike.
 * @returns the address of the first byte and the tokens
 */
export function packImage(segments: Segment[]): { address: number; packed: Uint8Array } {
  const ends = segments.map((segment) => segment.address + segment.bytes.length);
  const address = Math.min(...segments.map((segment) => segment.address));
  const image = new Uint8Array(Math.max(...ends) - address);
  for (const segment of segments) image.set(segment.bytes, segment.address - address);
  return { address, packed: Uint8Array.from(pack(image)) };
}

/** What a token may hold; src/native/wasm.h says the same. */
const MAX_LITERALS = 31;
const MAX_ZEROS = 64;
const MIN_COPY = 4;
const MAX_COPY = MIN_COPY + 2 * 63;

/** One token and how many bytes of the image it stands for. */
interface Token {
  covers: number;
  bytes: number[];
}

/** Finds the cheapest tokens from the end back to the start: what is left then costs the same whatever came before. */
function pack(image: Uint8Array): number[] {
  const copies = longestCopies(image);
  const costs = new Array<number>(image.length + 1).fill(0);
  const tokens = new Array<Token>(image.length);
  for (let i = image.length - 1; i >= 0; i--) {
    const candidates = [...literals(image, i), ...plain(image, i), ...copiesAt(i, copies[i])];
    const cost = (token: Token) => token.bytes.length + (costs[i + token.covers] ?? 0);
    const best = candidates.reduce((a, b) => (cost(b) < cost(a) ? b : a));
    tokens[i] = best;
    costs[i] = cost(best);
  }
  const packed: number[] = [];
  for (let i = 0; i < image.length; i += tokens[i]?.covers ?? 1) packed.push(...(tokens[i]?.bytes ?? []));
  return packed;
}

function literals(image: Uint8Array, index: number): Token[] {
  const lengths = Array.from({ length: Math.min(MAX_LITERALS, image.length - index) }, (_, i) => i + 1);
  return lengths.map((covers) => ({ covers, bytes: [covers, ...image.subarray(index, index + covers)] }));
}

/** An ASCII character in UTF-16, or zeros. */
function plain(image: Uint8Array, index: number): Token[] {
  const byte = image[index] ?? 0;
  if (byte >= 32 && byte < 128 && image[index + 1] === 0) return [{ covers: 2, bytes: [byte] }];
  let covers = 0;
  while (covers < MAX_ZEROS && image[index + covers] === 0) covers++;
  return covers > 0 ? [{ covers, bytes: [127 + covers] }] : [];
}

interface Copy {
  from: number;
  length: number;
}

function copiesAt(index: number, copy: Copy | undefined): Token[] {
  const tokens: Token[] = [];
  if (!copy) return tokens;
  const distance = index - copy.from;
  for (let covers = MIN_COPY; covers <= copy.length; covers += 2) {
    tokens.push({ covers, bytes: [192 + (covers - MIN_COPY) / 2, distance & 255, distance >> 8] });
  }
  return tokens;
}

/** For each index the longest stretch before it that stands there again. */
function longestCopies(image: Uint8Array): (Copy | undefined)[] {
  const seen = new Map<string, number[]>();
  return Array.from(image, (_, index) => {
    const key = image.subarray(index, index + MIN_COPY).join();
    const places = seen.get(key) ?? [];
    // Pairs of bytes are copied, so that the next one must not begin within one.
    const copies = places
      .filter((from) => index - from > 1)
      .map((from) => ({ from, length: commonLength(image, from, index) }));
    seen.set(key, [...places, index]);
    return copies.reduce<Copy | undefined>((a, b) => (a && a.length >= b.length ? a : b), undefined);
  });
}

function commonLength(image: Uint8Array, from: number, index: number): number {
  let length = 0;
  while (length < MAX_COPY && index + length < image.length && image[from + length] === image[index + length]) length++;
  return length;
}
