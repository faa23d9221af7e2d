/**
 * The operations of the native host. The Zig files in this folder implement them and check every offset and length. AssemblyScript imports them by
 * the name of this file: host.now and so on. Pointers are offsets in WebAssembly's memory; errors are negative Linux error numbers.
 */

/** How many arguments there are, with argv[0]. */
export declare function argumentCount(): i32;

/** Copies at most `capacity` bytes of argument `index`. @returns how many */
export declare function argument(index: i32, to: usize, capacity: i32): i32;

/** Copies at most `capacity` bytes of a variable's value. @returns how many, or -1 if it is not set */
export declare function variable(name: usize, nameLength: i32, to: usize, capacity: i32): i32;

/** Whether there is a variable whose name begins with this prefix. @returns 0 or 1 */
export declare function hasVariables(prefix: usize, prefixLength: i32): i32;

/**
 * Sets the only timer. After so many milliseconds, at least 1, an operation that waits fails with ETIME, and so does every later one that would
 * wait.
 */
export declare function arm(milliseconds: i32): void;

/** @returns milliseconds since the start of the program, rounded up; monotonic */
export declare function now(): i32;

/** Reads at most `capacity` bytes of a file from `offset` on. @returns how many were read, 0 at the end, or an error */
export declare function readFile(path: usize, length: i32, offset: i32, to: usize, capacity: i32): i32;

/** @returns a random number from 0 to 65535 */
export declare function random(): i32;

/**
 * Connects a stream socket to an address of 4 or 16 bytes, and closes an earlier one first.
 * @param allowance the most milliseconds this may take, 0 for no limit
 * @param isContinued whether to continue the same attempt after its allowance was used up
 * @returns 0 or an error
 */
export declare function connect(address: usize, length: i32, port: i32, allowance: i32, isContinued: bool): i32;

/**
 * Opens socket number `index`, 0 to 5, and begins to connect it; an earlier socket with that number is closed first. The connection of
 * connect() is another socket.
 * @param scope the number of the interface that a link-local address belongs to, else 0
 * @returns 0 or an error
 */
export declare function openSocket(index: i32, isStream: bool, address: usize, length: i32, port: i32, scope: i32): i32;

/** Sends a whole message over such a socket, without waiting. @returns 0 or an error */
export declare function sendOn(index: i32, from: usize, length: i32): i32;

/** Receives at most `capacity` bytes from such a socket, without waiting. @returns how many, 0 at the end of a stream, or an error */
export declare function receiveFrom(index: i32, to: usize, capacity: i32): i32;

/**
 * Waits until a socket of the first set can be read, one of the second can be written, or one of either has failed. Bit N stands for socket N.
 * @returns the set of sockets that are ready, 0 after so many milliseconds, or an error
 */
export declare function waitForSockets(readable: i32, writable: i32, milliseconds: i32): i32;

/** @returns the number of a network interface, 0 if there is none with this name */
export declare function interfaceIndex(name: usize, length: i32): i32;

/** Connects to a Unix stream socket, and closes an earlier socket first. @returns 0 or an error */
export declare function connectUnix(path: usize, length: i32): i32;

/** Sends all bytes over the connection, and if they are the last, closes its sending side. @returns 0 or an error */
export declare function send(from: usize, length: i32, isLast: bool): i32;

/** Receives at most `capacity` bytes from the connection. @returns how many, 0 at the end, or an error */
export declare function receive(to: usize, capacity: i32): i32;

/** Unpack words and tables of the core (src/core/load.ts; build/native/c.ts generates these functions). Until then they are zeros. */
export declare function loadWords(): void;
export declare function loadTables(): void;
export declare function loadCall(): void;
export declare function loadShell(): void;

/** Writes to the standard output (1) or the standard error (2); errors are ignored. */
export declare function print(stream: i32, text: usize, length: i32): void;

/**
 * Creates the folder if there is none, and the path in it as a hard link to the running file, or as a copy if a link is impossible. An existing
 * file is not changed. @returns 0 or an error; an existing link to the running file is no error
 */
export declare function install(folder: usize, folderLength: i32, path: usize, length: i32): i32;

/** Exits, with 0 or 1. */
export declare function exit(status: i32): void;
