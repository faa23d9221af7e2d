/**
 * One line for each member of CertificateFault, in order. ^ is the detail, which the peer may have chosen. After `certificate` it says whose
 * certificate is meant: nothing for the server's own, else ` of the authority CN=…`.
 */
export const CERTIFICATE_WORDS = `trusted
certificate^ is malformed
certificate is self-signed (^), trust it with --cacert FILE
certificate signed by an unknown authority (^), trust that with --cacert FILE
certificate is signed by another authority of the same name as the trusted one (^)
certificate^ has an invalid signature
too many certificates to find the authority of ^
certificate^
certificate^
certificate^ is signed with SHA-1 or MD5, which can be forged
certificate^ has a kind of signature that is not supported (wanted RSA, ECDSA or Ed25519 with SHA-2)
certificate^ has an RSA key of less than 2048 bits
certificate^ has a kind of key that is not supported (wanted RSA up to 4096 bits, P-256, P-384 or Ed25519)
certificate^ has a critical extension that is not supported
certificate^ may not sign other certificates
certificate^ allows fewer authorities below it (path length)
certificate^ is not for servers (its key usage forbids it)
certificate^ may not be used for signatures, as TLS 1.2 requires (its key usage lacks digitalSignature)
certificate^ does not permit names in the certificates below it (name constraints)
certificate has no subjectAltName, so it names no host (^ does not count)
certificate is for ^ (--resolve connects by that name, -k accepts any)
cannot read ^
no certificate in ^, wanted PEM: -----BEGIN CERTIFICATE-----
a certificate in ^ is too large (more than 16384 bytes)
a broken certificate in ^
no trusted certificates in this image: COPY /etc/ssl/certs/ca-certificates.crt into it, or use --cacert`;
