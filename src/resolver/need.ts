/** What a lookup needs its host to do next; the host reports what came of it. Nothing but READ and WAIT may wait. */
export const enum Need {
  /** Read the file `path` from `offset` on into `buffer`, as much as fits. Report how many bytes came; 0 or less at the end or where there is none. */
  READ,
  /**
   * Open socket number `socket`, in place of an earlier one of that number: a stream where isStream() says so, else a datagram socket.
   * Begin to connect it to port 53 of `server`, whose zone is `zone`. Report 0 or an error.
   */
  OPEN,
  /** Send all of `message` over `socket`. Report 0 or an error. */
  SEND,
  /**
   * Wait until one of the sockets in `readable` can be received from, one in `writable` sent to, or one of either has failed; at most
   * `wait` milliseconds. Bit N stands for socket N. Report the set of those that are ready.
   */
  WAIT,
  /** Receive from `socket` into `into` from `start` on. Report how many bytes came, 0 at the end of a stream, or an error. */
  RECEIVE,
  /** Nothing for now. */
  PAUSE,
}
