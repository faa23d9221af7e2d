/** For TlsFault; as in messages/words.ts. */
export const TLS_WORDS = `
the peer does not speak TLS (it answered ~)
TLS alert: ^
TLS alert: ^ (the peer wants a client certificate, which is not supported)
the peer speaks ^ alone, wanted TLS 1.2 or 1.3
malformed TLS: a record that is too long
malformed TLS: records that say nothing
malformed TLS: a record that was tampered with
malformed TLS: a handshake longer than 65536 bytes
malformed TLS: an unexpected message
malformed TLS: a malformed message
malformed TLS: a value that is not allowed
the peer picks the protocol ~ (ALPN), which was not offered
the peer picks no protocol (ALPN), wanted h2
malformed TLS: an extension that was not offered
malformed TLS: an extension in the wrong message
malformed TLS: the same extension twice
malformed TLS: an extension is missing
malformed TLS: a renegotiation of another connection
the peer shows no certificate
the peer sends more than 16 certificates, and the first 16 lead to no trusted authority (^), trust that with --cacert FILE
malformed TLS: a bad public key
the peer has not the key of its certificate
malformed TLS: the handshake was tampered with
the system gives no random numbers`;

/** For the error numbers that only a file of certificates has (Crypto.openFile), each with its own before the words; the last is MAX_FILE. */
export const FILE_WORDS = `21 is a directory
22 not a file
27 larger than 8 MiB
`;

/** The cipher suites that are offered, each with its number before it. */
export const SUITE_WORDS = `4865 TLS_AES_128_GCM_SHA256
4866 TLS_AES_256_GCM_SHA384
4867 TLS_CHACHA20_POLY1305_SHA256
49195 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
49196 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
49199 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
49200 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
52392 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
52393 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
`;

/** What alerts are called (RFC 8446 §6), each with its number before it. */
export const ALERT_WORDS = `0 close notify
10 unexpected message
20 bad record MAC
22 record overflow
40 handshake failure
42 bad certificate
43 unsupported certificate
44 certificate revoked
45 certificate expired
46 certificate unknown
47 illegal parameter
48 unknown CA
49 access denied
50 decode error
51 decrypt error
70 protocol version
71 insufficient security
80 internal error
86 inappropriate fallback
90 user canceled
109 missing extension
110 unsupported extension
112 unrecognized name
113 bad certificate status response
115 unknown PSK identity
116 certificate required
120 no application protocol
`;
