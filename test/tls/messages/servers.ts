import { setTimeout as pause } from "node:timers/promises";
import { CREDENTIALS } from "../abuse/steps";
import { CLOSE_NOTIFY, type Credentials, OK, P256, Speaker, talks } from "../speaker";
import { CHANGE, parameters, Speaker12 } from "../speaker-12";
import { CONTENT, EXTENSION, HungUp, MESSAGE, type Peer, type SentAlert } from "../wire";
import { whole } from "./mutations";
import type { Message, Scenario, Served } from "./row";
import { encode, extension, field, list, type Part } from "./structure";

/** How long a connection may take to end after its client has exited, in milliseconds. */
const END = 2000;

const RETRY_RANDOM = Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex");
const HTTP = Buffer.from("http/1.1");
const PADDING = 21;
const COOKIE = Buffer.from("a cookie");

/** The messages that a test may change. */
export const MESSAGES: Record<
  string,
  (peer: Speaker | Speaker12, credentials: Credentials, scenario: Scenario) => Message
> = {
  ServerHello: (peer) => {
    const { random, suite, extensions } = peer instanceof Speaker12 ? hello12(peer) : hello13(peer);
    const session = peer instanceof Speaker12 ? Buffer.alloc(0) : peer.client.sessionId;
    return message("ServerHello", MESSAGE.serverHello, ...hello(random, session, suite, extensions));
  },
  EncryptedExtensions: () =>
    message("EncryptedExtensions", MESSAGE.encryptedExtensions, list("extensions", 2, ...NEGOTIATED)),
  Certificate: (peer, { chain }) => {
    const entries = chain.flatMap(({ der }, index) => {
      const certificate = list(`certificate ${index + 1}`, 3, field("der", der));
      return peer instanceof Speaker12 ? [certificate] : [certificate, list(`extensions ${index + 1}`, 2)];
    });
    const certificates = list("certificates", 3, ...entries);
    const parts = peer instanceof Speaker12 ? [certificates] : [list("context", 1), certificates];
    return message("Certificate", MESSAGE.certificate, ...parts);
  },
  CertificateRequest: (peer) => {
    const schemes = list("signature schemes", 2, field("scheme", 4, 3));
    const extensions = list("extensions", 2, extension("signature_algorithms", 13, schemes));
    const parts =
      peer instanceof Speaker12
        ? [list("types", 1, field("type", 64)), schemes, list("authorities", 2)]
        : [list("context", 1), extensions];
    return message("CertificateRequest", MESSAGE.certificateRequest, ...parts);
  },
  CertificateVerify: (peer, { key }) => {
    const proof = (peer as Speaker).proof(key);
    return message("CertificateVerify", MESSAGE.certificateVerify, ...signatureParts(proof));
  },
  ServerKeyExchange: (peer, { key }, scenario) => {
    const server = peer as Speaker12;
    const { curveType, group, point } = parameters(scenario.point ?? server.share());
    const own = [field("curve type", curveType), field("group", group), list("point", 1, field("bytes", point))];
    return message(
      "ServerKeyExchange",
      MESSAGE.serverKeyExchange,
      ...own,
      ...signatureParts(server.proof(key, encode(own))),
    );
  },
  ServerHelloDone: () => message("ServerHelloDone", MESSAGE.serverHelloDone),
  HelloRequest: () => message("HelloRequest", MESSAGE.helloRequest),
  Finished: (peer) => message("Finished", MESSAGE.finished, field("verify data", peer.verifyData())),
  NewSessionTicket: () =>
    message(
      "NewSessionTicket",
      MESSAGE.newSessionTicket,
      field("times", Buffer.alloc(8, 1)),
      list("nonce", 1, field("bytes", 1)),
      list("ticket", 2, field("bytes", Buffer.alloc(100, 7))),
      list("extensions", 2, extension("early_data", 42, field("size", 0, 0, 0, 0))),
    ),
  KeyUpdate: () => message("KeyUpdate", MESSAGE.keyUpdate, field("request", 0)),
};

function message(name: string, type: number, ...parts: Part[]): Message {
  return { name, type, parts };
}

/** The extensions of the client that the server confirms. */
const NEGOTIATED: Part[] = [
  extension("server_name", 0),
  extension("supported_groups", 10, list("groups", 2, field("group", 0, 29))),
  extension("protocols", 16, list("list", 2, list("protocol", 1, field("name", HTTP)))),
];

function hello(random: Buffer, session: Buffer, suite: number[], extensions: Part[]): Part[] {
  return [
    field("version", 3, 3),
    field("random", random),
    list("session", 1, field("id", session)),
    field("suite", Buffer.from(suite)),
    field("compression", 0),
    list("extensions", 2, ...extensions),
  ];
}

function hello13(peer: Speaker): { random: Buffer; suite: number[]; extensions: Part[] } {
  const share = peer.share();
  const group = share.length === 65 ? P256 : 29;
  const extensions = [
    extension("supported_versions", EXTENSION.supportedVersions, field("version", 3, 4)),
    extension("key_share", EXTENSION.keyShare, field("group", 0, group), list("key", 2, field("bytes", share))),
  ];
  return { random: Buffer.alloc(32, 0x53), suite: [0x13, 1], extensions };
}

function hello12(peer: Speaker12): { random: Buffer; suite: number[]; extensions: Part[] } {
  const extensions = [
    ...NEGOTIATED,
    extension("ec_point_formats", 11, list("formats", 1, field("format", 0))),
    extension("extended_master_secret", 23),
    extension("renegotiation_info", 0xff01, list("connection", 1)),
  ];
  return { random: peer.random, suite: [0xc0, 0x2b], extensions };
}

function signatureParts(proof: Buffer): Part[] {
  return [field("scheme", proof.subarray(0, 2)), list("signature", 2, field("bytes", proof.subarray(4)))];
}

/** A HelloRetryRequest with these extensions, in this order. */
export function retryRequest(session: Buffer, asked: ("cookie" | "key_share")[]): Message {
  const extensions = {
    cookie: extension("cookie", 44, list("value", 2, field("bytes", COOKIE))),
    key_share: extension("key_share", EXTENSION.keyShare, field("group", 0, P256)),
  };
  const versions = extension("supported_versions", EXTENSION.supportedVersions, field("version", 3, 4));
  const parts = hello(RETRY_RANDOM, session, [0x13, 1], [versions, ...asked.map((name) => extensions[name])]);
  return message("HelloRetryRequest", MESSAGE.serverHello, ...parts);
}

export function serve13(scenario: Scenario, credentials = CREDENTIALS): Served {
  return served(async (socket) => {
    const peer = new Speaker(socket);
    return [peer, through13(peer, scenario, credentials)];
  });
}

export function serve12(scenario: Scenario, credentials = CREDENTIALS): Served {
  return served(async (socket) => {
    const peer = new Speaker12(socket);
    return [peer, through12(peer, scenario, credentials)];
  });
}

type Opened = (socket: Peer["socket"]) => Promise<[Peer, Promise<void>]>;

function served(open: Opened): Served {
  let peer: Peer | undefined;
  let end = Promise.resolve();
  const start = talks(async (socket) => {
    const [opened, script] = await open(socket);
    peer = opened;
    // Reads what the client still sends.
    end = script.then(() => forever(opened)).catch(ignoreHungUp);
    await end;
  });
  return {
    start,
    async alerts(): Promise<SentAlert[]> {
      await Promise.race([end, pause(END)]);
      return peer?.alerts ?? [];
    },
  };
}

async function forever(peer: Peer): Promise<void> {
  while (true) await peer.read();
}

function ignoreHungUp(error: unknown): void {
  if (!(error instanceof HungUp)) throw error;
}

/** Makes a message, and adds it to the transcript as it is sent. */
function saying(peer: Speaker | Speaker12, scenario: Scenario, credentials: Credentials): (name: string) => Buffer {
  return (name) => {
    const make = MESSAGES[name];
    if (make === undefined) throw new Error(`no ${name}`);
    const made = make(peer, credentials, scenario);
    const bytes = scenario.change?.(made) ?? whole(made);
    // No hash covers it (RFC 5246 §7.4.1.1).
    return name === "HelloRequest" ? bytes : peer.said(bytes);
  };
}

async function through13(peer: Speaker, scenario: Scenario, credentials: Credentials): Promise<void> {
  const say = saying(peer, scenario, credentials);
  const first = await peer.hello();
  if (scenario.retry !== undefined) await retry(peer, first, scenario, scenario.retry);
  peer.send(CONTENT.handshake, say("ServerHello"));
  peer.protect();
  const request = scenario.hasRequest === true ? ["CertificateRequest"] : [];
  const names = ["EncryptedExtensions", ...request, "Certificate", "CertificateVerify", "Finished"];
  peer.send(CONTENT.handshake, Buffer.concat((scenario.order?.(names) ?? names).map(say)));
  await peer.finished();
  await peer.request();
  if (scenario.hasTicket === true) {
    peer.send(CONTENT.handshake, Buffer.concat([say("NewSessionTicket"), say("KeyUpdate")]));
    peer.updateKeys();
    if (scenario.isRefused === true) await Promise.race([hungUp(peer), pause(END)]);
  }
  respond(peer);
}

function hungUp({ socket }: Peer): Promise<void> {
  return new Promise((resolve) => {
    socket.on("end", resolve);
    socket.on("close", () => resolve());
  });
}

async function retry(
  peer: Speaker,
  first: Buffer,
  scenario: Scenario,
  asked: ("cookie" | "key_share")[],
): Promise<void> {
  peer.retries();
  const made = retryRequest(peer.client.sessionId, asked);
  const changed = scenario.change?.(made);
  peer.send(CONTENT.handshake, peer.said(changed ?? whole(made)));
  if (asked.includes("key_share")) peer.use(P256);
  const second = await peer.hello();
  const problem = changedSince(first, second, asked);
  if (changed === undefined && problem !== "") throw new Error(`the second ClientHello: ${problem}`);
}

async function through12(peer: Speaker12, scenario: Scenario, credentials: Credentials): Promise<void> {
  const say = saying(peer, scenario, credentials);
  peer.isExtended = scenario.isExtended ?? true;
  await peer.hello();
  const request = scenario.hasRequest === true ? ["CertificateRequest"] : [];
  const names = ["ServerHello", "Certificate", "ServerKeyExchange", ...request, "ServerHelloDone"];
  peer.send(CONTENT.handshake, Buffer.concat((scenario.order?.(names) ?? names).map(say)));
  await peer.exchange();
  peer.write(CHANGE);
  peer.protect();
  peer.send(CONTENT.handshake, say("Finished"));
  await peer.request();
  respond(peer);
}

function respond(peer: Peer): void {
  peer.send(CONTENT.data, OK);
  peer.send(CONTENT.alert, CLOSE_NOTIFY);
  peer.socket.end();
}

/** What is wrong with a second ClientHello (RFC 8446 §4.1.2); empty if nothing is. */
function changedSince(first: Buffer, second: Buffer, asked: string[]): string {
  const [before, after] = [first, second].map(withoutLengths) as [Hello, Hello];
  if (!before.start.equals(after.start))
    return "another version, random number, session, list of suites or compression";
  const wanted = new Map(before.extensions);
  // It may change. Only curl sends it.
  for (const map of [wanted, after.extensions]) map.delete(PADDING);
  if (asked.includes("cookie")) wanted.set(44, Buffer.concat([Buffer.of(0, COOKIE.length), COOKIE]));
  if (asked.includes("key_share")) {
    const share = after.extensions.get(EXTENSION.keyShare) ?? Buffer.alloc(0);
    if (share.length !== 2 + 4 + 65 || share.readUInt16BE(2) !== P256) return "no one key of P-256";
    wanted.set(EXTENSION.keyShare, share);
  }
  const text = (map: Map<number, Buffer>) =>
    [...map]
      .map(([type, content]) => `${type} ${content.toString("hex")}`)
      .sort()
      .join("\n");
  return text(wanted) === text(after.extensions) ? "" : `extensions\n${text(after.extensions)}\nfor\n${text(wanted)}`;
}

interface Hello {
  start: Buffer;
  extensions: Map<number, Buffer>;
}

function withoutLengths(message: Buffer): Hello {
  let at = 39 + message.readUInt8(38);
  at += 2 + message.readUInt16BE(at);
  at += 1 + message.readUInt8(at);
  const start = message.subarray(4, at);
  const extensions = new Map<number, Buffer>();
  for (at += 2; at < message.length; at += 4 + message.readUInt16BE(at + 2))
    extensions.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + message.readUInt16BE(at + 2)));
  return { start, extensions };
}
