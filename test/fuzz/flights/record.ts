/** Records handshakes with real cryptography: a check talks to Node's TLS server. */
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createServer, type SecureVersion, type TlsOptions } from "node:tls";
import { Want } from "../../../src/core/check/task";
import { type Certificate, certificate, type KeyType, keyOf } from "../../tls/authority.ts";
import { essence } from "./records.ts";
import { begin, type Recording, replay } from "./replay.ts";
import { ReplayHost } from "./replay-host.ts";

interface Server {
  /** What is wrong with it. No change may turn its flight into a good one. */
  flaw?: "another authority" | "another name" | "expired";
  key: KeyType;
  version: SecureVersion;
  options?: TlsOptions;
}

const SERVERS: Server[] = [
  { key: "p256", version: "TLSv1.3" },
  { key: "rsa2048", version: "TLSv1.3", options: { ecdhCurve: "P-256", ciphers: "TLS_AES_256_GCM_SHA384" } },
  { key: "ed25519", version: "TLSv1.3", options: { ecdhCurve: "P-384", requestCert: true, rejectUnauthorized: false } },
  { key: "p256", version: "TLSv1.2", options: { ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" } },
  { key: "rsa2048", version: "TLSv1.2", options: { ciphers: "ECDHE-RSA-CHACHA20-POLY1305", ecdhCurve: "X25519" } },
  {
    key: "rsa2048",
    version: "TLSv1.2",
    options: { ciphers: "ECDHE-RSA-AES256-GCM-SHA384", requestCert: true, rejectUnauthorized: false },
  },
  { key: "p256", version: "TLSv1.3", flaw: "another authority" },
  { key: "p256", version: "TLSv1.2", flaw: "another name" },
  { key: "p256", version: "TLSv1.3", flaw: "expired" },
];

export async function recordFlights(): Promise<Recording[]> {
  const recordings: Recording[] = [];
  for (const server of SERVERS) recordings.push(await record(server));
  return recordings;
}

async function record({ key, version, options = {}, flaw }: Server): Promise<Recording> {
  const root = certificate({ cn: "Root", ca: true, key: keyOf("p256", 1) });
  const trusted = flaw === "another authority" ? certificate({ cn: "Root", ca: true, key: keyOf("p256", 3) }) : root;
  const middle = certificate({ cn: "Middle", ca: 0, key: keyOf("p256", 2), issuer: root });
  const leaf: Certificate = certificate({
    key: keyOf(key),
    issuer: middle,
    names: [flaw === "another name" ? "127.0.0.2" : "127.0.0.1"],
    ...(flaw === "expired" ? { days: [-9, -1] } : {}),
  });
  const listener = createServer(
    { key: leaf.keyPem, cert: leaf.pem + middle.pem, minVersion: version, maxVersion: version, ...options },
    (socket) => socket.on("error", () => {}).once("data", () => socket.end("HTTP/1.1 200 OK\r\n\r\nbody")),
  );
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const host = new ReplayHost(trusted.pem);
  const socket = connect((listener.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => {});
  const bytes = await drive(host, socket);
  socket.destroy();
  listener.close();
  const isTls13 = version === "TLSv1.3";
  const name = `${version} ${key} ${flaw ?? JSON.stringify(options)}`;
  const recording = { name, isTls13, isGood: flaw === undefined, host, bytes, established: "", answered: "" };
  const outcome = replay(recording, bytes, bytes.length);
  if (outcome.isHealthy !== recording.isGood)
    throw new Error(`the recorded check has another verdict: ${name}: ${outcome.text}`);
  if (!recording.isGood) return recording;
  recording.established = essence(bytes, isTls13, host.openedBefore);
  recording.answered = essence(bytes, isTls13, host.opened);
  return recording;
}

/** Runs a check over a connection. @returns what the server said */
async function drive(host: ReplayHost, socket: Socket): Promise<Buffer> {
  const check = begin(host, false);
  const pieces: Buffer[] = [];
  const waiting: Buffer[] = [];
  socket.on("data", (piece: Buffer) => {
    pieces.push(piece);
    waiting.push(piece);
    socket.emit("more");
  });
  const end = once(socket, "close");
  while (check.want !== Want.FINISH) {
    if (check.want === Want.CONNECT) {
      await once(socket, "connect");
      check.connected(0);
    } else if (check.want === Want.SEND) {
      socket.write(Buffer.from(check.request));
      check.sent(0);
    } else if (check.want === Want.PRINT) {
      host.judged();
      check.printed();
    } else {
      if (waiting.length === 0) await Promise.race([once(socket, "more"), end]);
      const piece = waiting.shift() ?? Buffer.alloc(0);
      check.received(new Uint8Array(piece), piece.length, 0);
    }
  }
  // The recording includes the end of the connection.
  socket.end();
  await end;
  return Buffer.concat(pieces);
}
