import { none } from "../bytes/text";
import { EDWARDS, PKCS1, Pkcs1, SignatureAlgorithm, SignatureKind } from "./algorithm";
import { Der, Tag } from "./der";

export const enum KeyKind {
  UNSUPPORTED,
  /** RSA of less than 2048 bits. */
  WEAK,
  RSA,
  P256,
  P384,
  ED25519,
}

/** 1.2.840.10045.2; 1 below it is a public key on a curve (RFC 5480 §2.1). */
const EC_KEY = "\x2a\x86\x48\xce\x3d\x02";
/** 1.2.840.10045.3.1, where 7 is P-256, and 1.3.132.0, where 34 is P-384 (RFC 5480 §2.1.1.1). */
const CURVES = "\x2a\x86\x48\xce\x3d\x03\x01";
const OTHER_CURVES = "\x2b\x81\x04\x00";

/** The bytes of an RSA modulus of 2048 and of 4096 bits. */
const MIN_MODULUS: i32 = 256;
const MAX_MODULUS: i32 = 512;

/** A SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). */
export class PublicKey {
  kind: KeyKind = KeyKind.UNSUPPORTED;
  /** Of an RSA key: odd, without leading zeros. */
  modulus: Uint8Array = none();
  exponent: Uint8Array = none();
  /** Whether this RSA key may only be used with PSS (RFC 4055 §1.2). */
  onlyPss: bool = false;
  /** An uncompressed point, or the 32 bytes of Ed25519. */
  point: Uint8Array = none();
  /** The DER of the whole SubjectPublicKeyInfo. */
  info: Uint8Array = none();

  /** Whether its signatures can be verified here. */
  isKnown(): bool {
    return this.kind > KeyKind.WEAK;
  }

  read(der: Der): void {
    const end = der.enter(Tag.SEQUENCE);
    const start = der.start;
    const algorithm = der.enter(Tag.SEQUENCE);
    der.read(Tag.OBJECT_IDENTIFIER);
    const pkcs1 = der.below(PKCS1);
    let length = 0;
    if (pkcs1 == Pkcs1.PSS) {
      this.readPssKey(der);
    } else if (pkcs1 == Pkcs1.RSA) {
      this.kind = KeyKind.RSA;
    } else if (der.below(EDWARDS) == 112) {
      this.kind = KeyKind.ED25519;
      length = 32;
    } else if (der.below(EC_KEY) == 1) {
      // Explicit curve parameters are not supported.
      der.any();
      if (der.below(CURVES) == 7) {
        this.kind = KeyKind.P256;
        length = 65;
      } else if (der.below(OTHER_CURVES) == 34) {
        this.kind = KeyKind.P384;
        length = 97;
      }
    }
    while (!der.done()) der.any();
    der.leave(algorithm);
    der.bits();
    if (this.kind == KeyKind.RSA) {
      this.readRsa(der);
    } else if (length > 0) {
      this.point = der.contents();
      // Only uncompressed points are supported (RFC 5480 §2.2).
      const isFit = this.point.length == length && (this.kind == KeyKind.ED25519 || this.point[0] == 4);
      if (!isFit) this.kind = KeyKind.UNSUPPORTED;
    }
    der.leave(end);
    this.info = der.bytes.subarray(start, der.at);
  }

  /** Reads the parameters of a PSS key. They may bind it to a hash function; that is not enforced, but an unsupported one makes the key unsupported. */
  private readPssKey(der: Der): void {
    this.onlyPss = true;
    this.kind = KeyKind.RSA;
    if (der.done()) return;
    const parameters = new SignatureAlgorithm();
    parameters.readPss(der);
    if (parameters.kind != SignatureKind.RSA_PSS) this.kind = KeyKind.UNSUPPORTED;
  }

  /** RSAPublicKey (RFC 8017 appendix A.1.1), in the BIT STRING that was read last. */
  private readRsa(der: Der): void {
    const end = der.end;
    der.enterLast();
    const inner = der.enter(Tag.SEQUENCE);
    der.positive();
    this.modulus = der.contents();
    der.positive();
    this.exponent = der.contents();
    der.leave(inner);
    der.leave(end);
    const length = this.modulus.length;
    if (der.bad || length == 0 || this.exponent.length == 0) return;
    const isOdd = (this.modulus[length - 1] & this.exponent[this.exponent.length - 1] & 1) == 1;
    if (length < MIN_MODULUS || (length == MIN_MODULUS && this.modulus[0] < 0x80)) this.kind = KeyKind.WEAK;
    else if (length > MAX_MODULUS || this.exponent.length > 4 || !isOdd) this.kind = KeyKind.UNSUPPORTED;
    // With the exponent 1 anybody can make a signature.
    else if (this.exponent.length == 1 && this.exponent[0] == 1) this.kind = KeyKind.UNSUPPORTED;
  }
}
