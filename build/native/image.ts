import { type LeftOut, NOTHING } from "./tricks.ts";

/** Bytes at one place of WebAssembly's memory. */
export interface Segment {
  /** Counted from the start of the memory. */
  address: number;
  bytes: Uint8Array;
}

/** The limits of tokens. src/native/wasm.h describes them. */
const MAX_LITERALS = 30;
const OBJECT = 31;
const MAX_ZEROS = 64;
const MIN_COPY = 4;
const MAX_COPY = MIN_COPY + 2 * 63;
const MAX_ADDRESS = 65_535;

/** What follows the tokens of a part. */
export const END = [0, 0, 0];

/** Up to so many bytes between two segments are packed as zeros; a jump would take more tokens. */
const MAX_GAP = 2 * MAX_ZEROS;

/**
 * Packs the first contents of the memory into tokens for `unpack` in src/native/wasm.h. Strings are UTF-16, so half of them is zeros, and
 * many have words in common.
 * @param parts the first is unpacked before the others, and these in any order; a part may copy from the first and from itself
 * @returns the tokens of each part
 * @throws Error if the contents are longer than an address in a token can say
 */
export function packImage(parts: Segment[][], leftOut: LeftOut = NOTHING): Uint8Array[] {
  const all = parts.flat();
  const image = new Uint8Array(Math.max(...all.map(({ address, bytes }) => address + bytes.length)));
  if (image.length > MAX_ADDRESS)
    throw new Error(`the memory's first contents end at ${image.length}, at most ${MAX_ADDRESS}`);
  for (const { address, bytes } of all) image.set(bytes, address);
  const choose = leftOut.has("cheapestTokens") ? packGreedily : pack;
  const seenInFirst = new Map<string, Stretch[]>();
  return parts.map((part, index) => {
    const seen = index === 0 ? seenInFirst : new Map(seenInFirst);
    const others = parts.filter((other) => other !== part).flat();
    return Uint8Array.from(
      stretches(part, others).flatMap((one) => choose(image, one, longestCopies(image, one, seen))),
    );
  });
}

/** A part of the image without large gaps: the bytes [start, end). */
interface Stretch {
  start: number;
  end: number;
}

/** @param others what belongs to other parts: no stretch goes over it */
function stretches(segments: Segment[], others: Segment[]): Stretch[] {
  const found: Stretch[] = [];
  const isFree = (from: number, to: number) =>
    others.every(({ address, bytes }) => address + bytes.length <= from || address >= to);
  for (const { address, bytes } of segments.toSorted((a, b) => a.address - b.address)) {
    const last = found.at(-1);
    const end = address + bytes.length;
    if (last && address - last.end <= MAX_GAP && isFree(last.end, address)) last.end = end;
    else found.push({ start: address, end });
  }
  return found;
}

/** A token, and how many bytes of the image it stands for. */
interface Token {
  covers: number;
  bytes: number[];
}

/** Finds the cheapest sequence of tokens, from the end to the start: the cost of a rest does not depend on what precedes it. */
function pack(image: Uint8Array, { start, end }: Stretch, copies: Map<number, Copy>): number[] {
  const costs = new Map<number, number>();
  const tokens = new Map<number, Token>();
  for (let i = end - 1; i >= start; i--) {
    const candidates = [
      ...literals(image, i, end),
      ...plain(image, i, end),
      ...objectSize(image, i, end),
      ...copiesAt(copies.get(i)),
    ];
    const cost = (token: Token) => token.bytes.length + (costs.get(i + token.covers) ?? 0);
    const best = candidates.reduce((a, b) => (cost(b) < cost(a) ? b : a));
    tokens.set(i, best);
    costs.set(i, cost(best));
  }
  const packed = [0, start & 255, start >> 8];
  for (let i = start; i < end; i += tokens.get(i)?.covers ?? 1) packed.push(...(tokens.get(i)?.bytes ?? []));
  return packed;
}

/** Takes the token that covers most at each place, for a build that leaves out the search. */
function packGreedily(image: Uint8Array, { start, end }: Stretch, copies: Map<number, Copy>): number[] {
  const packed = [0, start & 255, start >> 8];
  let literal = -1;
  for (let i = start; i < end; ) {
    const found = [...plain(image, i, end), ...copiesAt(copies.get(i))];
    const best = found.reduce<Token | undefined>((a, b) => (a && a.covers >= b.covers ? a : b), undefined);
    if (best) packed.push(...best.bytes);
    else if (literal >= 0 && (packed[literal] ?? 0) < MAX_LITERALS) {
      packed[literal] = (packed[literal] ?? 0) + 1;
      packed.push(image[i] ?? 0);
    } else literal = packed.push(1, image[i] ?? 0) - 2;
    if (best) literal = -1;
    i += best?.covers ?? 1;
  }
  return packed;
}

function literals(image: Uint8Array, index: number, end: number): Token[] {
  const lengths = Array.from({ length: Math.min(MAX_LITERALS, end - index) }, (_, i) => i + 1);
  return lengths.map((covers) => ({ covers, bytes: [covers, ...image.subarray(index, index + covers)] }));
}

/** A token for an ASCII character in UTF-16, or for zeros. */
function plain(image: Uint8Array, index: number, end: number): Token[] {
  const byte = image[index] ?? 0;
  if (byte >= 32 && byte < 128 && (image[index + 1] ?? 0) === 0) return [{ covers: 2, bytes: [byte] }];
  let covers = 0;
  while (covers < MAX_ZEROS && index + covers < end && image[index + covers] === 0) covers++;
  return covers > 0 ? [{ covers, bytes: [127 + covers] }] : [];
}

/** A token for the next object's size, if the bytes before it are zeros. */
function objectSize(image: Uint8Array, index: number, end: number): Token[] {
  const at = sizeAfter(index);
  const isZero = (byte: number) => byte === 0;
  if (at + 4 > end || ![...image.subarray(index, at), ...image.subarray(at + 1, at + 4)].every(isZero)) return [];
  return [{ covers: at + 4 - index, bytes: [OBJECT, image[at] ?? 0] }];
}

/** The address of the size in the header of the next object, which begins 12 bytes after a multiple of 16 (contents.ts). */
function sizeAfter(address: number): number {
  return Math.floor((address + 3) / 16) * 16 + 28;
}

interface Copy {
  from: number;
  length: number;
}

function copiesAt(copy: Copy | undefined): Token[] {
  const tokens: Token[] = [];
  if (!copy) return tokens;
  for (let covers = MIN_COPY; covers <= copy.length; covers += 2) {
    tokens.push({ covers, bytes: [192 + (covers - MIN_COPY) / 2, copy.from & 255, copy.from >> 8] });
  }
  return tokens;
}

/**
 * Finds for each index of a stretch the longest earlier part that equals what follows.
 * @param seen the places in earlier stretches at which each sequence of MIN_COPY bytes begins; those of this stretch are added
 */
function longestCopies(image: Uint8Array, { start, end }: Stretch, seen: Map<string, Stretch[]>): Map<number, Copy> {
  const found = new Map<number, Copy>();
  for (let index = start; index < end; index++) {
    const key = image.subarray(index, index + MIN_COPY).join();
    const places = seen.get(key) ?? [];
    // Four bytes are copied at a time: a copy from fewer bytes away would overlap itself within them.
    const copies = places
      .filter((place) => Math.abs(index - place.start) >= MIN_COPY)
      .map((place) => ({ from: place.start, length: commonLength(image, place, { start: index, end }) }));
    const longest = copies.reduce<Copy | undefined>((a, b) => (a && a.length >= b.length ? a : b), undefined);
    if (longest) found.set(index, longest);
    seen.set(key, [...places, { start: index, end }]);
  }
  return found;
}

function commonLength(image: Uint8Array, one: Stretch, other: Stretch): number {
  const most = Math.min(MAX_COPY, one.end - one.start, other.end - other.start);
  let length = 0;
  while (length < most && image[one.start + length] === image[other.start + length]) length++;
  return length;
}
