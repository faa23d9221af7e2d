import { none } from "../bytes/text";
import { Der, Tag } from "./der";

/** Bits of the key usage (RFC 5280 §4.2.1.3), as the first byte has them. */
export const enum KeyUsage {
  DIGITAL_SIGNATURE = 0x80,
  KEY_ENCIPHERMENT = 0x20,
  KEY_AGREEMENT = 0x08,
  KEY_CERT_SIGN = 0x04,
}

/** The path length of a certificate that sets none; the verifier's own bound on paths is lower. */
const NO_LIMIT: i32 = 32767;

/** 2.5.29: extensions of certificates (RFC 5280 §4.2.1). 1.3.6.1.5.5.7.3: purposes of keys (§4.2.1.12); 1 is serverAuth. */
const EXTENSIONS = "\x55\x1d";
export const PURPOSES = "\x2b\x06\x01\x05\x05\x07\x03";

/** 2.5.29.37; 0 below it is anyExtendedKeyUsage. */
export const ANY_PURPOSE = "\x55\x1d\x25";

const enum Extension {
  KEY_USAGE = 15,
  SUBJECT_ALT_NAME = 17,
  BASIC_CONSTRAINTS = 19,
  NAME_CONSTRAINTS = 30,
  CRL_DISTRIBUTION_POINTS = 31,
  CERTIFICATE_POLICIES = 32,
  POLICY_MAPPINGS = 33,
  POLICY_CONSTRAINTS = 36,
  EXTENDED_KEY_USAGE = 37,
  INHIBIT_ANY_POLICY = 54,
}

/** The extensions of a certificate (RFC 5280 §4.2.1), as they are without any. Their arrays are views of what was parsed. */
export class Extensions {
  hasBasicConstraints: bool = false;
  isAuthority: bool = false;
  pathLength: i32 = NO_LIMIT;
  /** The first byte of the key usage, or -1 where there is none. */
  keyUsage: i32 = -1;
  /** False if an extended key usage lacks serverAuth. */
  isForServers: bool = true;
  hasNames: bool = false;
  /** GeneralNames and NameConstraints, without their headers. */
  names: Uint8Array = none();
  nameConstraints: Uint8Array = none();
  hasUnknownCritical: bool = false;

  /** Reads the last field of a certificate of version 3. */
  read(der: Der): void {
    const explicit = der.enter(Tag.CONTEXT_CONSTRUCTED + 3);
    const all = der.enter(Tag.SEQUENCE);
    let seen = 0;
    while (!der.done()) {
      const end = der.enter(Tag.SEQUENCE);
      der.read(Tag.OBJECT_IDENTIFIER);
      const id = der.below(EXTENSIONS);
      const isCritical = der.flag();
      const value = der.enter(Tag.OCTET_STRING);
      const bit = this.readExtension(der, id);
      // RFC 5280 §4.2: no extension may appear twice.
      if ((seen & bit) != 0) der.fail();
      seen |= bit;
      if (bit == 0) {
        // Its contents need not be DER.
        der.at = der.end;
        if (isCritical && !isPolicy(id)) this.hasUnknownCritical = true;
      }
      der.leave(value);
      der.leave(end);
    }
    der.leave(all);
    der.leave(explicit);
  }

  /** Reads an extension's value. @returns a bit that identifies the extension, or 0 if it is not known here */
  private readExtension(der: Der, id: i32): i32 {
    switch (id) {
      case Extension.KEY_USAGE: {
        der.read(Tag.BIT_STRING);
        // The first byte of the contents is the number of unused bits at the end.
        const length = der.to - der.from;
        if (length < 1 || der.bytes[der.from] > 7) der.fail();
        this.keyUsage = length > 1 && !der.bad ? der.bytes[der.from + 1] : 0;
        // Unused bits count as 0.
        if (length == 2 && !der.bad) this.keyUsage &= 0xff << (der.bytes[der.from] & 7);
        return 1;
      }
      case Extension.BASIC_CONSTRAINTS: {
        const end = der.enter(Tag.SEQUENCE);
        this.hasBasicConstraints = true;
        this.isAuthority = der.flag();
        if (!der.done()) this.pathLength = der.small();
        der.leave(end);
        return 2;
      }
      case Extension.EXTENDED_KEY_USAGE: {
        const end = der.enter(Tag.SEQUENCE);
        this.isForServers = false;
        while (!der.done()) {
          der.read(Tag.OBJECT_IDENTIFIER);
          if (der.below(PURPOSES) == 1) this.isForServers = true;
        }
        der.leave(end);
        return 4;
      }
      case Extension.SUBJECT_ALT_NAME: {
        const end = der.enter(Tag.SEQUENCE);
        this.hasNames = true;
        this.names = der.contents();
        while (!der.done()) der.any();
        der.leave(end);
        return 8;
      }
      case Extension.NAME_CONSTRAINTS:
        der.read(Tag.SEQUENCE);
        this.nameConstraints = der.contents();
        return 16;
      default:
        return 0;
    }
  }
}

/** Extensions about policies and revocation lists. They may be critical and are ignored all the same, as OpenSSL does by default. */
function isPolicy(id: i32): bool {
  switch (id) {
    case Extension.CRL_DISTRIBUTION_POINTS:
    case Extension.CERTIFICATE_POLICIES:
    case Extension.POLICY_MAPPINGS:
    case Extension.POLICY_CONSTRAINTS:
    case Extension.INHIBIT_ANY_POLICY:
      return true;
    default:
      return false;
  }
}
