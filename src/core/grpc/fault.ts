/** What is wrong with a call. CALL_WORDS (words.ts) has a line for each, in this order. */
export const enum CallFault {
  NONE,
  /** The call has ended with another status than 0, which is `number`. */
  STATUS,
  HTTP_1,
  /** The first bytes are no frame of HTTP/2; `detail` has them. */
  NOT_HTTP_2,
  /** The same, and they look like TLS. */
  TLS,
  /** The server has reset our stream, or the connection; `number` is an error code of RFC 9113 §7. */
  RESET,
  GOAWAY,
  HTTP_STATUS,
  CONTENT_TYPE,
  NO_STATUS,
  NO_MESSAGE,
  COMPRESSED,
  LONG_MESSAGE,
  BAD_MESSAGE,
  /** A header block refers to the dynamic table. */
  DYNAMIC_TABLE,
  /** A text that Huffman's code cannot have made. */
  BAD_HUFFMAN,
  /** A header block that is cut off, an index of 0, a number of more than 28 bits. */
  BAD_HEADERS,
  LONG_HEADERS,
  TOO_MANY_FRAMES,
  // With the kind of frame as `detail`.
  FRAME_LENGTH,
  FRAME_STREAM,
  FRAME_PADDING,
  UNEXPECTED_FRAME,
  /** More data than the window that we gave (RFC 9113 §6.9). */
  TOO_MUCH_DATA,
  /** The server makes a window larger than it can be (RFC 9113 §6.9.1), or does not make it larger. */
  BAD_WINDOW,
  /** Not in that list, because SERVING_WORDS has its words: the service is not SERVING; `number` is what it is. */
  NOT_SERVING,
}
