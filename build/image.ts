/** A stretch of bytes at an address of WebAssembly's memory. */
export interface Segment {
  address: number;
  bytes: Uint8Array;
}

/**
 * Packs the memory's first contents, from the lowest segment to the highest, into the tokens that `unpack` of
 * src/native/wasm.h reads: AssemblyScript keeps strings as UTF-16, and half of that is zeros.
 * @returns the address of the first byte and the tokens
 */
export function packImage(segments: Segment[]): { address: number; packed: Uint8Array } {
  const ends = segments.map((segment) => segment.address + segment.bytes.length);
  const address = Math.min(...segments.map((segment) => segment.address));
  const image = new Uint8Array(Math.max(...ends) - address);
  for (const segment of segments) image.set(segment.bytes, segment.address - address);
  return { address, packed: Uint8Array.from(pack(image)) };
}

function pack(image: Uint8Array): number[] {
  const packed: number[] = [];
  let literals: number[] = [];
  const flush = () => {
    if (literals.length > 0) packed.push(literals.length, ...literals);
    literals = [];
  };
  let i = 0;
  while (i < image.length) {
    const zeros = zerosAt(image, i);
    const byte = image[i] ?? 0;
    if (zeros > 0) {
      flush();
      packed.push(127 + zeros);
      i += zeros;
    } else if (byte >= 32 && byte < 128 && image[i + 1] === 0) {
      flush();
      packed.push(byte);
      i += 2;
    } else {
      if (literals.length === 31) flush();
      literals.push(byte);
      i++;
    }
  }
  flush();
  return packed;
}

/** How many zeros begin here, at most 128. */
function zerosAt(image: Uint8Array, index: number): number {
  let end = index;
  while (end < image.length && end - index < 128 && image[end] === 0) end++;
  return end - index;
}
