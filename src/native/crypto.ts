/**
 * The functions of Crypto and Files (src/core/crypto.ts, files.ts), with offsets in WebAssembly's memory. crypto.zig implements them and
 * checks every offset and length. AssemblyScript imports them by the name of this file. True is 1, false is 0.
 */

export declare function random(to: usize, length: i32): i32;

export declare function date(to: usize): void;

export declare function openFile(path: usize, length: i32): i32;

export declare function readFile(to: usize, capacity: i32): i32;

export declare function openFolder(path: usize, length: i32): i32;

export declare function nextName(to: usize, capacity: i32): i32;

export declare function hash(hash: i32, data: usize, length: i32, to: usize): void;

export declare function hmac(hash: i32, key: usize, keyLength: i32, data: usize, length: i32, to: usize): void;

export declare function seal(
  cipher: i32,
  key: usize,
  nonce: usize,
  additional: usize,
  additionalLength: i32,
  plain: usize,
  length: i32,
  to: usize,
): void;

/** `length` is that of the plain text, 16 bytes less than the sealed text. */
export declare function open(
  cipher: i32,
  key: usize,
  nonce: usize,
  additional: usize,
  additionalLength: i32,
  sealed: usize,
  length: i32,
  to: usize,
): i32;

export declare function makeKey(group: i32, to: usize): i32;

export declare function agree(group: i32, peer: usize, to: usize): i32;

export declare function verifyEcdsa(
  curve: i32,
  hash: i32,
  point: usize,
  message: usize,
  length: i32,
  signature: usize,
): i32;

export declare function verifyEd25519(key: usize, message: usize, length: i32, signature: usize): i32;

export declare function rsa(
  modulus: usize,
  length: i32,
  exponent: usize,
  exponentLength: i32,
  signature: usize,
  to: usize,
): i32;
