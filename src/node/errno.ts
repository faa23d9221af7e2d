import { Errno } from "../core/bytes/errno";

/** Node's name of each error the core has words for; the names are the same everywhere, the numbers are not. */
const NUMBERS: Record<string, number> = {
  EPERM: Errno.EPERM,
  ENOENT: Errno.ENOENT,
  EAGAIN: Errno.EAGAIN,
  ENOMEM: Errno.ENOMEM,
  EACCES: Errno.EACCES,
  EEXIST: Errno.EEXIST,
  ENOTDIR: Errno.ENOTDIR,
  EINVAL: Errno.EINVAL,
  ENFILE: Errno.ENFILE,
  EMFILE: Errno.EMFILE,
  ENOSPC: Errno.ENOSPC,
  EROFS: Errno.EROFS,
  EPIPE: Errno.EPIPE,
  EPROTOTYPE: Errno.EPROTOTYPE,
  EAFNOSUPPORT: Errno.EAFNOSUPPORT,
  EADDRNOTAVAIL: Errno.EADDRNOTAVAIL,
  ENETDOWN: Errno.ENETDOWN,
  ENETUNREACH: Errno.ENETUNREACH,
  ECONNABORTED: Errno.ECONNABORTED,
  ECONNRESET: Errno.ECONNRESET,
  ENOBUFS: Errno.ENOBUFS,
  ETIMEDOUT: Errno.ETIMEDOUT,
  ECONNREFUSED: Errno.ECONNREFUSED,
  EHOSTUNREACH: Errno.EHOSTUNREACH,
};

/** The error number of Linux for an error of Node's; EINVAL for one that has none. */
export function errnoOf(error: NodeJS.ErrnoException): number {
  const known = NUMBERS[error.code ?? ""];
  if (known !== undefined) return known;
  // libuv's numbers are the system's, negative (uv/errno.h).
  return process.platform === "linux" && error.errno !== undefined && error.errno < 0 ? -error.errno : Errno.EINVAL;
}
