/**
 * For CertificateFault: one line for each member, in its order, with ^ for the detail, which the peer may have chosen. Where it says whose
 * certificate is meant, it is empty for the server's, or ` of the authority CN=…`.
 */
export const CERTIFICATE_WORDS = `trusted
certificate^ is malformed
certificate is self-signed (^), trust it with --cacert FILE
certificate signed by an unknown authority (^), trust that with --cacert FILE
certificate is not signed by the authority that is trusted here (^), but by another of that name
certificate^ has a signature that is not its authority's
too many certificates to find the authority of ^
certificate^
certificate^
certificate^ is signed with SHA-1 or MD5, which can be forged
certificate^ has a kind of signature that is not supported (wanted RSA, ECDSA or Ed25519 with SHA-2)
certificate^ has an RSA key of less than 2048 bits
certificate^ has a kind of key that is not supported (wanted RSA up to 4096 bits, P-256, P-384 or Ed25519)
certificate^ has a critical extension that is not supported
certificate^ is not one of an authority, which may sign others
certificate^ allows fewer authorities below it
certificate^ is not for servers (its key usage forbids it)
certificate^ is not for signatures, which TLS 1.2 needs here (its key usage lacks digitalSignature)
certificate^ does not permit the names in those below it
certificate has no subjectAltName (^ does not count), so that it names no host
certificate is for ^ (-k accepts any)
cannot read ^
no certificate in ^, wanted PEM: -----BEGIN CERTIFICATE-----
a certificate in ^ is too large (more than 16384 bytes)
a broken certificate in ^
no trusted certificates in this image: COPY /etc/ssl/certs/ca-certificates.crt into it, or use --cacert`;
