/**
 * What the native host does for the core (host.zig has the other side, and the checks of every offset and length).
 * AssemblyScript imports them by the name of this file: host.now and so on. Pointers are offsets in WebAssembly's memory; errors are Linux's error numbers, negative.
 */

/** How many arguments there are, argv[0] counted. */
export declare function argumentCount(): i32;

/** Copies argument `index`, at most `capacity` bytes of it. @returns how many bytes that are */
export declare function argument(index: i32, to: usize, capacity: i32): i32;

/** Copies a variable's value, at most `capacity` bytes of it. @returns how many bytes that are, or -1 where it is not set */
export declare function variable(name: usize, nameLength: i32, to: usize, capacity: i32): i32;

/** Whether there is a variable whose name begins like this. @returns 0 or 1 */
export declare function hasVariables(prefix: usize, prefixLength: i32): i32;

/**
 * Arms the one timer, in place of an earlier one: after so many milliseconds, at least 1, whatever waits here gives up with ETIME, and so
 * does all that is begun from then on.
 */
export declare function arm(milliseconds: i32): void;

/** @returns milliseconds since the process began its work, rounded up; monotonic */
export declare function now(): i32;

/** Reads at most `capacity` bytes of a file from `offset` on. @returns how many came, 0 at the end, or an error */
export declare function readFile(path: usize, length: i32, offset: i32, to: usize, capacity: i32): i32;

/** @returns a random number from 0 to 65535 */
export declare function random(): i32;

/**
 * Connects a stream socket to an address of 4 or 16 bytes. An earlier socket is closed first.
 * @param allowance the most milliseconds this may take, 0 for no bound
 * @param isContinued whether to go on with the same attempt, which ran out of its allowance
 * @returns 0 or an error
 */
export declare function connect(address: usize, length: i32, port: i32, allowance: i32, isContinued: bool): i32;

/**
 * Opens socket number `index`, 0 to 5, beside the connection, and begins to connect it; an earlier one of that number is closed first.
 * @param scope the number of the interface that a link-local address belongs to, else 0
 * @returns 0 or an error
 */
export declare function openSocket(index: i32, isStream: bool, address: usize, length: i32, port: i32, scope: i32): i32;

/** Sends all of it over such a socket, without waiting. @returns 0 or an error */
export declare function sendOn(index: i32, from: usize, length: i32): i32;

/** Receives at most `capacity` bytes from such a socket, without waiting. @returns how many came, 0 at the end of a stream, or an error */
export declare function receiveFrom(index: i32, to: usize, capacity: i32): i32;

/**
 * Waits until one of some sockets can be received from, one of others sent to, or one of either has failed. Bit N stands for socket N.
 * @returns the set of those that are ready, none after so many milliseconds; or an error
 */
export declare function waitForSockets(readable: i32, writable: i32, milliseconds: i32): i32;

/** @returns the number of a network interface, 0 where there is none of this name */
export declare function interfaceIndex(name: usize, length: i32): i32;

/** Connects to a Unix stream socket, in place of an earlier socket. @returns 0 or an error */
export declare function connectUnix(path: usize, length: i32): i32;

/** Sends all of it. @returns 0 or an error */
export declare function send(from: usize, length: i32): i32;

/** Receives at most `capacity` bytes. @returns how many came, 0 at the end, or an error */
export declare function receive(to: usize, capacity: i32): i32;

/** Unpack words and tables of the core (src/core/load.ts; build/native/c.ts makes these functions). Until then they are zeros. */
export declare function loadWords(): void;
export declare function loadTables(): void;

/** Writes to the standard output (1) or the standard error (2), as far as that is possible. */
export declare function print(stream: i32, text: usize, length: i32): void;

/**
 * Makes the folder where there is none, and puts the file that is running there, as a link or else as a copy; an existing file stays as it
 * is. @returns 0 or an error
 */
export declare function install(folder: usize, folderLength: i32, path: usize, length: i32): i32;

/** Exits, with 0 or 1. */
export declare function exit(status: i32): void;
