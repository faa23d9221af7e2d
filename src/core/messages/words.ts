/*
 * Lists of words: one line for each member of an enumeration, in its order. In a line, ~ stands for the detail in quotes, ^ for the
 * detail, and * for the number.
 */

/** For Stage. */
export const STAGE_WORDS = `looking up ^
connecting
sending the request
waiting for the response
receiving the response headers
waiting for the final response after status *
reading the body (* bytes so far)
reading the answer (* bytes so far)`;

/** For Unresolved. */
export const UNRESOLVED_WORDS = `no such name
no answer from a name server
the resolver failed
no such name, and /etc/resolv.conf has more search domains than the 32768 bytes that are read`;

/** For Result, from NOT_HTTP on. */
export const RESULT_WORDS = `not an HTTP response: ~
the peer speaks HTTP/2, wanted HTTP/1.1
malformed status line: ~
malformed response header: ~
response headers longer than 65536 bytes
more than 10 redirects
redirected to ~, wanted an http:// URL of at most 2000 bytes
redirected to ~: https:// needs healthcheck-tls
65536 bytes read
, but no ^ in the body (* bytes)
, but no ^ in the response (headers and * bytes of body)
, but no ^ in the first 1048576 bytes of the body
the body has a malformed chunk after * bytes
the body has the Content-Encoding ~, wanted identity`;

/** What a TCP or Unix target has answered: the start of it, how much it is if it may hold a secret, or nothing. */
export const ANSWER_WORDS = `got ~
got * bytes
got nothing`;

/** Parts of other lines. */
export const STATUS_WORDS = "status ";
export const WANTED_WORDS = ", wanted ";
export const OR_WORDS = " or ";
export const WHILE_WORDS = " while ";
export const CLOSED_WORDS = "connection closed by the peer while ";
export const EXPIRED_WORDS = "timed out after ";
export const HTTPS_WORDS = ", is this an https port?";

/** Before the number of an error without words. */
export const SYSTEM_ERROR = "system error ";

/** Behind a usage error whose detail holds a `$NAME`. */
export const VARIABLE_HINT = " (a variable is written ${NAME})";

/** For Linux error numbers: each line begins with its number. */
export const ERRNO_WORDS = `1 not permitted
2 no such file
12 out of memory
13 permission denied
17 it exists
20 not a directory
23 too many open files
24 too many open files
28 no space
30 read-only file system
32 connection reset
91 not a stream socket
97 address family not supported
99 address not available
100 network unreachable
101 network unreachable
103 connection reset
104 connection reset
105 out of memory
110 timed out
111 connection refused
113 host unreachable
`;
