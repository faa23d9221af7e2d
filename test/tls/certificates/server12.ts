import type { StartServer } from "../../servers";
import { type Credentials, OK, talks } from "../speaker";
import { CHANGE, parameters, Speaker12 } from "../speaker-12";
import { CONTENT, MESSAGE, vector } from "../wire";

// A TLS 1.2 server that presents any certificate. OpenSSL's does not use one whose key usage its peers would reject.

const VERSION = Buffer.of(3, 3);
/** TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, for Ed25519 too (RFC 8422 §5.1), and TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256. */
const SUITE = { ecdsa: Buffer.of(0xc0, 0x2b), rsa: Buffer.of(0xc0, 0x2f) };
const NOTHING = Buffer.of(0);
/** An empty renegotiation_info, which OpenSSL requires (RFC 5746 §3.6). */
const EXTENSIONS = Buffer.of(0xff, 0x01, 0, 1, 0);

/** Serves one response with these credentials. */
export function serves12(credentials: Credentials): StartServer {
  return talks(async (socket) => {
    const peer = new Speaker12(socket);
    peer.isExtended = false;
    await peer.hello();
    for (const message of flight(peer, credentials)) peer.send(CONTENT.handshake, message);
    await peer.exchange();
    peer.write(CHANGE);
    peer.protect();
    peer.send(CONTENT.handshake, peer.message(MESSAGE.finished, peer.verifyData()));
    await peer.request();
    peer.send(CONTENT.data, OK);
    peer.socket.end();
  });
}

/** From ServerHello to ServerHelloDone. */
function flight(peer: Speaker12, { chain, key }: Credentials): Buffer[] {
  const suite = key.type.startsWith("rsa") ? SUITE.rsa : SUITE.ecdsa;
  const { curveType, group, point } = parameters(peer.share());
  const signed = Buffer.concat([curveType, group, vector(1, point)]);
  return [
    peer.message(MESSAGE.serverHello, VERSION, peer.random, NOTHING, suite, NOTHING, vector(2, EXTENSIONS)),
    peer.message(MESSAGE.certificate, vector(3, ...chain.map(({ der }) => vector(3, der)))),
    peer.message(MESSAGE.serverKeyExchange, signed, peer.proof(key, signed)),
    peer.message(MESSAGE.serverHelloDone),
  ];
}
