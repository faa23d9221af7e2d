import { Errno } from "../core/bytes/errno";

/** The errors that the core has words for, by Node's names. The names are the same on every platform, the numbers are not. */
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

/** The Linux error number of a Node error; EINVAL if it has none. */
export function errnoOf(error: NodeJS.ErrnoException): number {
  const known = NUMBERS[error.code ?? ""];
  if (known !== undefined) return known;
  // libuv uses the system's numbers, negated (uv/errno.h).
  return process.platform === "linux" && error.errno !== undefined && error.errno < 0 ? -error.errno : Errno.EINVAL;
}
