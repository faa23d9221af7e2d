import { Certificate } from "./certificate";
import { KeyUsage } from "./extensions";
import { CertificateFault } from "./fault";
import { KeyKind } from "./key";

// What a certificate must be to stand at its place in a path, whatever its names and dates.

/** Returns why signatures made with this certificate's key cannot be verified. */
export function faultOfKey(certificate: Certificate): CertificateFault {
  return certificate.key.kind == KeyKind.WEAK ? CertificateFault.WEAK_KEY : CertificateFault.UNSUPPORTED_KEY;
}

/**
 * Returns why a certificate cannot be a TLS server's, or NONE. RFC 8446 §4.4.2.2 and RFC 5246 §7.4.2 demand digitalSignature. OpenSSL
 * (check_purpose_ssl_server) accepts two other usages instead, and private authorities issue such certificates; only for ECDSA and Ed25519
 * over TLS 1.2 does it insist (ssl_check_srvr_ecc_cert_and_alg).
 */
export function faultOfPeer(certificate: Certificate, isTls13: bool): CertificateFault {
  if (!certificate.key.isKnown()) return faultOfKey(certificate);
  const usages: i32 = KeyUsage.DIGITAL_SIGNATURE | KeyUsage.KEY_ENCIPHERMENT | KeyUsage.KEY_AGREEMENT;
  const extensions = certificate.extensions;
  const usage = extensions.keyUsage < 0 ? usages : extensions.keyUsage;
  if ((usage & usages) == 0 || !extensions.isForServers) return CertificateFault.NOT_FOR_SERVERS;
  const maySign = (usage & KeyUsage.DIGITAL_SIGNATURE) != 0;
  return isTls13 || maySign || certificate.key.kind == KeyKind.RSA
    ? CertificateFault.NONE
    : CertificateFault.NOT_FOR_SIGNATURES;
}

/** Returns why a certificate cannot be an authority's with `below` others between it and the peer's, or NONE (RFC 5280 §6.1.4 (k) to (n)). */
export function faultOfAuthority(certificate: Certificate, below: i32): CertificateFault {
  if (!isAuthority(certificate)) return CertificateFault.NOT_AN_AUTHORITY;
  if (below > certificate.extensions.pathLength) return CertificateFault.TOO_LONG_PATH;
  // An authority's extended key usage limits every certificate below it, in OpenSSL and most other libraries.
  return certificate.extensions.isForServers ? CertificateFault.NONE : CertificateFault.NOT_FOR_SERVERS;
}

/** Whether OpenSSL accepts it as an authority's (check_ca, check_chain). A trusted one may lack basicConstraints, since some roots predate them. */
function isAuthority(certificate: Certificate): bool {
  const extensions = certificate.extensions;
  const usage = extensions.keyUsage;
  if (usage >= 0 && (usage & KeyUsage.KEY_CERT_SIGN) == 0) return false;
  if (extensions.hasBasicConstraints || !certificate.isAnchor) return extensions.isAuthority;
  return usage >= 0 || (certificate.version == 1 && certificate.isSelfIssued);
}
