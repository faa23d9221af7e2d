/*
 * The texts of every call. In native executables they are unpacked by loadCall() (load.ts), since other checks do not need them.
 */

/** What a client sends first (RFC 9113 §3.4). */
export const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/** The path of the call: the service and its method (grpc/grpc doc/health-checking.md). */
export const CHECK_PATH = "/grpc.health.v1.Health/Check";

export const CONTENT_TYPE = "content-type";
export const GRPC = "application/grpc";
export const STATUS = ":status";
export const GRPC_STATUS = "grpc-status";
export const GRPC_MESSAGE = "grpc-message";

/** The program's own headers, in the order of Own (request.ts). A header of the user's with the same name replaces one. */
export const OWN: string[] = ["host", "user-agent", "te", CONTENT_TYPE, "authorization"];
/** The only healthy answer. */
export const SERVING = "SERVING";
export const TRAILERS = "trailers";

/** The values of `:status` in HPACK's static table, from index 8 on, each of three digits (RFC 7541, appendix A). */
export const STATIC_STATUSES = "200204206304400404500";

/**
 * The length of the Huffman code of each byte (RFC 7541, appendix B): `a` is 5 bits, `z` is 30. The codes follow from the lengths: shorter ones come
 * first, and those of the same length are in the order of their bytes. The last code, all ones, is EOS.
 */
export const CODE_LENGTHS =
  "isxxxxxxxtzxxzxxxxxxxxzxxxxxxxxxbffhibdgffdgdbbbaaabbbbbbbcdkbhfibccccccccccccccccccccccdcdioijbkabababbbaccbbbabcbaabccccckgjixprpprrrsrssssststtrstssssqrsrsstrqprrssqsrrtqrssqqrqsrssprrrsrrsvvporsruvvvwwvtuoqvwwvwtqqvvxwwwptpqrqqsrruuttvsvwvvwwwwwxwwwwwv";
