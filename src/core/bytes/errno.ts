/**
 * Linux's error numbers, the same on every architecture that is built (include/uapi/asm-generic/errno*.h).
 * A host on another system translates its own into these.
 */
export const enum Errno {
  EPERM = 1,
  ENOENT = 2,
  EAGAIN = 11,
  ENOMEM = 12,
  EACCES = 13,
  EEXIST = 17,
  ENOTDIR = 20,
  EISDIR = 21,
  EINVAL = 22,
  ENFILE = 23,
  EMFILE = 24,
  EFBIG = 27,
  ENOSPC = 28,
  EROFS = 30,
  EPIPE = 32,
  /** A host's word for: the deadline has passed. No connection fails with it. */
  ETIME = 62,
  EPROTOTYPE = 91,
  EAFNOSUPPORT = 97,
  EADDRNOTAVAIL = 99,
  ENETDOWN = 100,
  ENETUNREACH = 101,
  ECONNABORTED = 103,
  ECONNRESET = 104,
  ENOBUFS = 105,
  ETIMEDOUT = 110,
  ECONNREFUSED = 111,
  EHOSTUNREACH = 113,
}
