/** What a lookup needs its host to do next; the host reports the result. Only READ and WAIT may wait. */
export const enum Need {
  /** Read the file `path` from `offset` on into `buffer`, as much as fits. Report how many bytes were read; 0 or less at the end or if there is no file. */
  READ,
  /**
   * Close an earlier socket with the number `socket`, and open one: a stream if isStream() says so, else a datagram socket.
   * Begin to connect it to port 53 of `server`, in the zone `zone`. Report 0 or an error.
   */
  OPEN,
  /** Send all of `message` over `socket`. Report 0 or an error. */
  SEND,
  /**
   * Wait until a socket in `readable` can be read, one in `writable` can be written, or one of either has failed; at most
   * `wait` milliseconds. Bit N stands for socket N. Report the set of sockets that are ready.
   */
  WAIT,
  /** Receive from `socket` into `into` from `start` on. Report how many bytes, 0 at the end of a stream, or an error. */
  RECEIVE,
  /** Nothing: there are addresses, or there is nothing to wait for. */
  PAUSE,
}
