/**
 * What the native host does for the core (host.zig has the other side, and the checks of every offset and length).
 * AssemblyScript imports them by the name of this file: host.now and so on. Pointers are offsets in WebAssembly's memory; errors are Linux's error numbers, negative.
 */

/** How many arguments there are, argv[0] not counted. */
export declare function argumentCount(): i32;

/** Copies argument `index`, at most `capacity` bytes of it. @returns how many bytes that are */
export declare function argument(index: i32, to: usize, capacity: i32): i32;

/** Copies a variable's value, at most `capacity` bytes of it. @returns how many bytes that are, or -1 where it is not set */
export declare function variable(name: usize, nameLength: i32, to: usize, capacity: i32): i32;

/** Arms the one timer: after `deadline` milliseconds the text of the last expect() is written and the process exits with 1. */
export declare function arm(deadline: i32): void;

/** Sets the two texts that are written, one behind the other, when time runs out from here on; the bytes must stay. */
export declare function expect(verdict: usize, verdictLength: i32, details: usize, detailsLength: i32): void;

/** @returns milliseconds since the process began its work, rounded up; monotonic */
export declare function now(): i32;

/** Reads at most `capacity` bytes of a file from `offset` on. @returns how many came, 0 at the end, or an error */
export declare function readFile(path: usize, length: i32, offset: i32, to: usize, capacity: i32): i32;

/** @returns a random number from 0 to 65535 */
export declare function random(): i32;

/**
 * Connects a stream socket to an address of 4 or 16 bytes. An earlier socket is closed first, by all of these.
 * @param allowance the most milliseconds this may take, 0 for no bound
 * @returns 0 or an error
 */
export declare function connect(address: usize, length: i32, port: i32, allowance: i32): i32;

/** Connects a datagram socket. @returns 0 or an error */
export declare function connectDatagram(address: usize, length: i32, port: i32): i32;

/** Sets how many milliseconds receive() waits from now on before it gives up with an error. */
export declare function wait(milliseconds: i32): void;

/** Connects to a Unix stream socket. @returns 0 or an error */
export declare function connectUnix(path: usize, length: i32): i32;

/** Sends all of it. @returns 0 or an error */
export declare function send(from: usize, length: i32): i32;

/** Receives at most `capacity` bytes. @returns how many came, 0 at the end, or an error */
export declare function receive(to: usize, capacity: i32): i32;

/** Writes the output and exits, with 0 or 1. */
export declare function finish(text: usize, length: i32, exitStatus: i32): void;
