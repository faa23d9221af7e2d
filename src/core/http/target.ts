import { loopbackIPv4, loopbackIPv6 } from "../bytes/address";
import { ascii, Char, none, sameIgnoringCase, sameRange, Text } from "../bytes/text";

export const enum Scheme {
  TCP,
  UNIX,
  HTTP,
  HTTPS,
  GRPC,
  GRPCS,
}

/** The target of a check. */
export class Target {
  scheme: Scheme = Scheme.TCP;
  /** The name or address, without brackets; empty for UNIX. */
  host: Uint8Array = ascii("localhost");
  /** The address if the host is one, else empty. */
  address: Uint8Array = none();
  /** 1 to 65535. */
  port: i32 = 0;
  /** HTTP: the request target, as it is sent. UNIX: the socket's path. gRPC: the service, or empty. */
  path: Uint8Array = none();
  /** The buffer that holds `path`. The next URL overwrites it. */
  pathText: Text = new Text();
  /** Whether HTTP or gRPC goes over a Unix socket, which needs no port. */
  isOverSocket: bool = false;
  /** `user:password` of a URL, decoded; or null. */
  credentials: Uint8Array | null = null;

  /** Clears it for another URL. */
  clear(): void {
    this.host = none();
    this.address = none();
    this.credentials = null;
  }

  isHttp(): bool {
    return this.scheme == Scheme.HTTP || this.scheme == Scheme.HTTPS;
  }

  isGrpc(): bool {
    return this.scheme >= Scheme.GRPC;
  }

  /** Whether a request is sent, so that there may be headers, TLS, and a Unix socket below it. */
  hasRequest(): bool {
    return this.scheme >= Scheme.HTTP;
  }

  isOverTls(): bool {
    return this.scheme == Scheme.HTTPS || this.scheme == Scheme.GRPCS;
  }

  /** Whether the host is `localhost` or below it, which needs no lookup (RFC 6761 §6.3). */
  isLocalhost(): bool {
    let end = this.host.length;
    if (end > 0 && this.host[end - 1] == Char.DOT) end--;
    const start = end - 9;
    return (
      start >= 0 &&
      sameIgnoringCase(this.host.subarray(start, end), "localhost") &&
      (start == 0 || this.host[start - 1] == Char.DOT)
    );
  }

  /** The addresses of this family (4, 6, or 0 for both) that need no lookup; an empty list for a name. */
  knownAddresses(family: i32): Uint8Array[] {
    const addresses: Uint8Array[] = [];
    if (this.address.length > 0) addresses.push(this.address);
    else if (this.isLocalhost()) {
      if (family != 6) addresses.push(loopbackIPv4());
      if (family != 4) addresses.push(loopbackIPv6());
    }
    return addresses;
  }

  /** Appends `http://host:port`. */
  putOrigin(out: Text): void {
    out.put(this.scheme == Scheme.HTTP ? "http://" : "https://");
    this.putAuthority(out);
  }

  /** Whether scheme, host and port are the same (RFC 6454 §5). */
  isSameOrigin(other: Target): bool {
    return this.scheme == other.scheme && this.isSameHost(other);
  }

  /** Whether host and port are the same. */
  isSameHost(other: Target): bool {
    const length = this.host.length;
    if (this.port != other.port || length != other.host.length) return false;
    return sameRange(this.host, other.host, 0, length);
  }

  /** Appends `host:port` for a Host header; HTTP's default port is left out (RFC 9110 §7.2). */
  putAuthority(out: Text): void {
    if (this.address.length == 16) out.byte(Char.OPEN_BRACKET).add(this.host).byte(Char.CLOSE_BRACKET);
    else out.add(this.host);
    if (this.port != defaultPort(this.scheme)) out.byte(Char.COLON).decimal(this.port);
  }
}

/** The default port of a scheme; 0 if it has none. */
export function defaultPort(scheme: Scheme): i32 {
  return scheme == Scheme.HTTP ? 80 : scheme == Scheme.HTTPS ? 443 : 0;
}
