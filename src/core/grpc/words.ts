/** For CallFault; as in messages/words.ts. */
export const CALL_WORDS = `
gRPC status *
the peer speaks HTTP/1.1, wanted HTTP/2
not HTTP/2: ~
not HTTP/2: ~, is this a grpcs port?
the peer reset the call: HTTP/2 error *
the peer closes the connection: HTTP/2 error *
HTTP status *, wanted 200
content-type ~, wanted application/grpc
the response has no valid grpc-status
gRPC status 0 OK, but no message
the message is compressed, which was not asked for
the message is longer than 4096 bytes
malformed message
malformed HPACK: index or size * refers to a dynamic table, which we said we do not have
malformed HPACK: a broken Huffman code
malformed HPACK
response headers longer than 65536 bytes
more than 1000 HTTP/2 frames
malformed HTTP/2: a ^ frame of * bytes
malformed HTTP/2: a ^ frame on stream *
malformed HTTP/2: a ^ frame with too much padding
malformed HTTP/2: an unexpected ^ frame
malformed HTTP/2: more data than the window of 65535 bytes
malformed HTTP/2: a window of 0 or of more than 2147483647 bytes`;

/** What a service is; each list ends with what is said of any other number (grpc/grpc doc/health-checking.md). */
export const SERVING_WORDS = `UNKNOWN
SERVING
NOT_SERVING
SERVICE_UNKNOWN
unknown status *`;

/** gRPC's status codes (grpc/grpc doc/statuscodes.md). */
export const STATUS_NAMES = `OK
CANCELLED
UNKNOWN
INVALID_ARGUMENT
DEADLINE_EXCEEDED
NOT_FOUND
ALREADY_EXISTS
PERMISSION_DENIED
RESOURCE_EXHAUSTED
FAILED_PRECONDITION
ABORTED
OUT_OF_RANGE
UNIMPLEMENTED
INTERNAL
UNAVAILABLE
DATA_LOSS
UNAUTHENTICATED
unknown`;

/** Error codes of HTTP/2 (RFC 9113 §7). */
export const ERROR_NAMES = `NO_ERROR
PROTOCOL_ERROR
INTERNAL_ERROR
FLOW_CONTROL_ERROR
SETTINGS_TIMEOUT
STREAM_CLOSED
FRAME_SIZE_ERROR
REFUSED_STREAM
CANCEL
COMPRESSION_ERROR
CONNECT_ERROR
ENHANCE_YOUR_CALM
INADEQUATE_SECURITY
HTTP_1_1_REQUIRED
unknown`;

/** Frames, by FrameType. */
export const FRAME_NAMES = `DATA
HEADERS
PRIORITY
RST_STREAM
SETTINGS
PUSH_PROMISE
PING
GOAWAY
WINDOW_UPDATE
CONTINUATION
type *`;

/** What `--verbose` shows behind the name of a frame, and behind that if it has headers. */
export const FRAME_LINES = `, * bytes
: HTTP status *`;
