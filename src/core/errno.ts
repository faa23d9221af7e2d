/**
 * Linux's error numbers, the same on every architecture that is built (include/uapi/asm-generic/errno*.h).
 * A host on another system translates its own into these.
 */
export const enum Errno {
  EPERM = 1,
  ENOENT = 2,
  ENOMEM = 12,
  EACCES = 13,
  EEXIST = 17,
  ENOTDIR = 20,
  EINVAL = 22,
  ENFILE = 23,
  EMFILE = 24,
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

/** What an error number means, in words; empty for one that has none here. */
export function errnoWords(errno: i32): string {
  switch (errno) {
    case Errno.EPERM:
      return "not permitted";
    case Errno.ENOENT:
      return "no such file";
    case Errno.EACCES:
      return "permission denied";
    case Errno.EEXIST:
      return "it exists";
    case Errno.ENOSPC:
      return "no space";
    case Errno.EROFS:
      return "read-only file system";
    case Errno.ENOTDIR:
      return "not a directory";
    case Errno.ENFILE:
    case Errno.EMFILE:
      return "too many open files";
    case Errno.ENOMEM:
    case Errno.ENOBUFS:
      return "out of memory";
    case Errno.EPROTOTYPE:
      return "not a stream socket";
    case Errno.EAFNOSUPPORT:
      return "address family not supported";
    case Errno.EADDRNOTAVAIL:
      return "address not available";
    case Errno.ENETDOWN:
    case Errno.ENETUNREACH:
      return "network unreachable";
    case Errno.EPIPE:
    case Errno.ECONNABORTED:
    case Errno.ECONNRESET:
      return "connection reset";
    case Errno.ETIMEDOUT:
      return "timed out";
    case Errno.ECONNREFUSED:
      return "connection refused";
    case Errno.EHOSTUNREACH:
      return "host unreachable";
    default:
      return "";
  }
}
