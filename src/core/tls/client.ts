import { u16At } from "../bytes/numbers";
import { none, Text } from "../bytes/text";
import { Certificate } from "../certificate/certificate";
import { KeyKind } from "../certificate/key";
import { TlsFault } from "./fault";
import { ClientHello, isEqual, Message, putMessage, ServerHello, TLS_12, TLS_13 } from "./hello";
import { coordinateLength, Group, Hash, hashLength, publicKeyLength, TlsHost } from "./host";
import { deriveSecret, expandLabel, extract, finishedMac, nextSecret, prf } from "./keys";
import { verifyProof } from "./proof";
import { Reader } from "./reader";
import { Content, HEADER_LENGTH, MAX_PLAIN, Protection, putHeader, RecordReader } from "./record";
import { cipherOf, hashOf, isEcdsa, keyLength } from "./suite";

/** The most bytes of a handshake: chains of certificates are below 20,000. */
const MAX_HANDSHAKE: i32 = 65536;
/** The most certificates of a chain that are looked at. */
const MAX_CERTIFICATES: i32 = 10;
/** The most records in a row that bring a check no further: tickets, keys, alerts that are none, empty ones. */
const MAX_IDLE_RECORDS: i32 = 64;
/** The most bytes of a HelloRetryRequest: a cookie of the longest that is taken, and room for what else there may be. */
const MAX_RETRY: i32 = 8192;
/** The most messages that a server may send behind the handshake. */
const MAX_LATER_MESSAGES: i32 = 16;
const CLOSE_NOTIFY: i32 = 0;
const USER_CANCELED: i32 = 90;
/** The bytes of a Finished of TLS 1.2 (RFC 5246 §7.4.9). */
const MAC_12_LENGTH: i32 = 12;

/** What must come next. */
const enum Await {
  SERVER_HELLO,
  ENCRYPTED_EXTENSIONS,
  /** Or a CertificateRequest, of TLS 1.3. */
  CERTIFICATE,
  CERTIFICATE_VERIFY,
  /** Of TLS 1.2, as are the next two. */
  SERVER_KEY_EXCHANGE,
  /** Or a CertificateRequest. */
  SERVER_HELLO_DONE,
  CHANGE_CIPHER_SPEC,
  FINISHED,
  /** The connection is there. */
  DATA,
  END,
}

/**
 * The client's side of a TLS connection, versions 1.2 and 1.3 (RFC 5246, RFC 8446): bytes in, bytes out. It does not know which certificates are to be trusted: `chain`
 * is to be judged by whoever asked for the connection, when `isChainKnown`, before anything else is sent.
 */
export class TlsClient {
  /** What is to be sent. Whoever sends it empties it. */
  output: Text = new Text();
  fault: TlsFault = TlsFault.NONE;
  /** For the faults that have one. */
  number: i32 = 0;
  /** The server's certificates as it has sent them, its own first. */
  chain: Uint8Array[] = [];
  /** Whether the server has shown its certificates, and has the key of the first one. */
  isChainKnown: bool = false;
  /** Application data of the record that was taken last; its first `dataLength` bytes. */
  data: Uint8Array = new Uint8Array(MAX_PLAIN + 1);
  dataLength: i32 = 0;

  private host: TlsHost;
  private awaited: Await = Await.SERVER_HELLO;
  private records: RecordReader = new RecordReader();
  private idleRecords: i32 = 0;
  private laterMessages: i32 = 0;
  private hello: ClientHello = new ClientHello();
  /** All messages of the handshake, as they were sent; from the end of it on, what has come of a further message. */
  private transcript: Text = new Text();
  /** Where in it the message is that comes next. */
  private next: i32 = 0;
  private isRetried: bool = false;
  private isTls13: bool = false;
  private suite: i32 = 0;
  private hash: Hash = Hash.SHA256;
  private serverRandom: Uint8Array = none();
  private isMasterSecretExtended: bool = false;
  /** Whether the server's own proof is not looked at: any certificate is accepted, so that it proves nothing. */
  private isUnverified: bool = false;
  /** The server's point of TLS 1.2, and its group. */
  private group: i32 = Group.NONE;
  private peerKey: Uint8Array = none();
  private wantsCertificate: bool = false;
  /** The handshake secret of 1.3, the master secret of 1.2. */
  private secret: Uint8Array = none();
  private clientSecret: Uint8Array = none();
  private serverSecret: Uint8Array = none();
  private writing: Protection | null = null;
  private reading: Protection | null = null;
  /** What protects from the server's ChangeCipherSpec on. */
  private pendingReading: Protection | null = null;

  constructor(host: TlsHost) {
    this.host = host;
  }

  /**
   * Begins: `output` is then the first message.
   * @param name the host's name to be told to the server (RFC 6066 §3), or none
   * @param isUnverified whether any certificate is accepted
   */
  begin(name: Uint8Array, isUnverified: bool): void {
    this.output.length = 0;
    this.fault = TlsFault.NONE;
    this.chain = [];
    this.isChainKnown = false;
    this.awaited = Await.SERVER_HELLO;
    this.records.length = 0;
    this.idleRecords = 0;
    this.laterMessages = 0;
    this.transcript.length = 0;
    this.isRetried = false;
    this.isTls13 = false;
    this.wantsCertificate = false;
    this.reading = null;
    this.writing = null;
    this.pendingReading = null;
    this.isUnverified = isUnverified;
    this.hello.name = name;
    this.hello.cookie = none();
    if (!this.host.random(this.hello.random) || !this.host.random(this.hello.sessionId)) this.fail(TlsFault.NO_RANDOM);
    this.sendHello(Group.X25519);
  }

  private sendHello(group: Group): void {
    const hello = this.hello;
    hello.group = group;
    hello.publicKey = this.makeKey(group);
    const start = this.transcript.length;
    hello.put(this.transcript);
    this.next = this.transcript.length;
    const message = this.transcript.view().subarray(start);
    putHeader(this.output, Content.HANDSHAKE, message.length);
    this.output.add(message);
  }

  private makeKey(group: Group): Uint8Array {
    const key = new Uint8Array(publicKeyLength(group));
    if (!this.host.makeKey(group, key)) this.fail(TlsFault.NO_RANDOM);
    return key;
  }

  /** Whether data may be sent. */
  isEstablished(): bool {
    return this.awaited == Await.DATA;
  }

  /** Whether the server has ended it. */
  isEnded(): bool {
    return this.awaited == Await.END;
  }

  /** What has come of the record in hand: with NOT_TLS, the start of what the server has said in place of one. */
  start(): Uint8Array {
    return this.records.bytes.subarray(0, this.records.length);
  }

  /** Appends data to what is to be sent. */
  send(data: Uint8Array): void {
    const writing = this.writing;
    if (writing === null) return;
    for (let i = 0; i < data.length; i += MAX_PLAIN) {
      const end = i + MAX_PLAIN < data.length ? i + MAX_PLAIN : data.length;
      writing.seal(Content.APPLICATION_DATA, data.subarray(i, end), this.output);
    }
  }

  /**
   * Takes bytes of the server's, to the end of one record at most, and does what is to be done.
   * @returns the index of the first byte that was not taken; with a fault it does not matter
   */
  take(from: Uint8Array, start: i32, end: i32): i32 {
    const records = this.records;
    this.dataLength = 0;
    const at = records.take(from, start, end);
    if (!records.isPlausible()) this.fail(this.isFirst() ? TlsFault.NOT_TLS : TlsFault.UNEXPECTED_MESSAGE);
    else if (records.isTooLong()) this.fail(TlsFault.RECORD_TOO_LONG);
    else if (records.isComplete()) this.receive(records.content(), records.bytes, records.length);
    return at;
  }

  /** Whether nothing of the server's has been understood yet. */
  private isFirst(): bool {
    return this.awaited == Await.SERVER_HELLO && this.idleRecords == 0 && !this.isRetried;
  }

  /** A record has come: bytes from HEADER_LENGTH to `end`. */
  private receive(content: Content, bytes: Uint8Array, end: i32): void {
    if (this.idleRecords++ == MAX_IDLE_RECORDS) this.fail(TlsFault.IDLE_RECORDS);
    const reading = this.reading;
    // A ChangeCipherSpec is never protected in TLS 1.3, and means nothing (RFC 8446 §5).
    if (content == Content.CHANGE_CIPHER_SPEC) this.changeCipherSpec(bytes, end);
    else if (reading === null) this.receivePlain(content, bytes, HEADER_LENGTH, end);
    // Whoever has no keys yet can say so in plain text alone.
    else if (content == Content.ALERT && this.isTls13 && this.awaited != Await.DATA)
      this.alert(bytes, HEADER_LENGTH, end);
    else if (this.isTls13 && content != Content.APPLICATION_DATA) this.fail(TlsFault.UNEXPECTED_MESSAGE);
    else {
      const data = this.data;
      let length = reading.open(content, bytes, end, data);
      if (length < 0) {
        this.fail(TlsFault.NOT_GENUINE);
        return;
      }
      if (!this.isTls13) {
        this.receivePlain(content, data, 0, length);
        return;
      }
      while (length > 0 && data[length - 1] == 0) length--;
      if (length == 0) this.fail(TlsFault.UNEXPECTED_MESSAGE);
      else this.receivePlain(data[length - 1] as Content, data, 0, length - 1);
    }
  }

  private receivePlain(content: Content, bytes: Uint8Array, start: i32, end: i32): void {
    if (end - start > MAX_PLAIN) this.fail(TlsFault.RECORD_TOO_LONG);
    else if (content == Content.ALERT) this.alert(bytes, start, end);
    else if (content == Content.HANDSHAKE) this.takeMessages(bytes, start, end);
    // Nothing else stands between the pieces of a message (RFC 8446 §5.1).
    else if (!this.isAtBoundary()) this.fail(TlsFault.UNEXPECTED_MESSAGE);
    else if (content == Content.APPLICATION_DATA && this.awaited == Await.DATA) {
      this.dataLength = end - start;
      if (end > start) this.idleRecords = 0;
    } else this.fail(TlsFault.UNEXPECTED_MESSAGE);
  }

  /** Alerts end the connection, but for one that announces such an end (RFC 8446 §6). */
  private alert(bytes: Uint8Array, start: i32, end: i32): void {
    if (end - start != 2) {
      this.fail(TlsFault.MALFORMED_MESSAGE);
      return;
    }
    const isFatal = bytes[start] == 2 || this.isTls13;
    const description: i32 = bytes[start + 1];
    if (description == CLOSE_NOTIFY) this.awaited = Await.END;
    else if (description != USER_CANCELED && isFatal) {
      this.number = description;
      this.fail(this.wantsCertificate ? TlsFault.ALERT_WANTS_CERTIFICATE : TlsFault.ALERT);
    }
  }

  private changeCipherSpec(bytes: Uint8Array, end: i32): void {
    const pending = this.pendingReading;
    if (end != HEADER_LENGTH + 1 || bytes[HEADER_LENGTH] != 1) this.fail(TlsFault.MALFORMED_MESSAGE);
    else if (this.awaited == Await.CHANGE_CIPHER_SPEC && pending !== null && this.isAtBoundary()) {
      this.reading = pending;
      this.awaited = Await.FINISHED;
      // In TLS 1.3 it may stand anywhere before the end of the handshake.
    } else if (this.awaited == Await.DATA || (!this.isTls13 && this.awaited != Await.SERVER_HELLO)) {
      this.fail(TlsFault.UNEXPECTED_MESSAGE);
    }
  }

  /** Whether all that came of messages was complete. */
  private isAtBoundary(): bool {
    return this.next == this.transcript.length;
  }

  /** Takes what a record has of messages: one may be in many records, and many in one. */
  private takeMessages(bytes: Uint8Array, start: i32, end: i32): void {
    const transcript = this.transcript;
    if (start == end) this.fail(TlsFault.UNEXPECTED_MESSAGE);
    else if (transcript.length + end - start > MAX_HANDSHAKE) this.fail(TlsFault.HANDSHAKE_TOO_LONG);
    else for (let i = start; i < end; i++) transcript.byte(bytes[i]);
    if (this.awaited != Await.DATA) this.idleRecords = 0;
    while (this.fault == TlsFault.NONE && this.isMessageComplete()) {
      const at = this.next;
      const kind: i32 = this.transcript.bytes[at];
      this.next = at + 4 + this.messageLength();
      const body = this.transcript.view().subarray(at + 4, this.next);
      if (this.awaited == Await.DATA) this.takeLaterMessage(kind, body);
      else this.takeMessage(kind, body, at);
    }
  }

  private isMessageComplete(): bool {
    const left = this.transcript.length - this.next;
    if (left < 4) return false;
    const length = this.messageLength();
    // Not to wait for what would not be taken.
    if (length > MAX_HANDSHAKE) this.fail(TlsFault.HANDSHAKE_TOO_LONG);
    return left - 4 >= length;
  }

  /** The bytes of the next message behind its header. */
  private messageLength(): i32 {
    const high: i32 = this.transcript.bytes[this.next + 1];
    return high * 65536 + u16At(this.transcript.bytes, this.next + 2);
  }

  /** The messages of the handshake, in the one order that they may have. */
  private takeMessage(kind: i32, body: Uint8Array, start: i32): void {
    const awaited = this.awaited;
    if (awaited == Await.SERVER_HELLO && kind == Message.SERVER_HELLO) this.takeServerHello(body, start);
    else if (awaited == Await.ENCRYPTED_EXTENSIONS && kind == Message.ENCRYPTED_EXTENSIONS) this.takeExtensions(body);
    else if (awaited == Await.CERTIFICATE && kind == Message.CERTIFICATE) this.takeCertificates(body);
    else if (awaited == Await.CERTIFICATE && kind == Message.CERTIFICATE_REQUEST && this.isTls13) this.takeRequest();
    else if (awaited == Await.CERTIFICATE_VERIFY && kind == Message.CERTIFICATE_VERIFY) this.takeProof(body, start);
    else if (awaited == Await.SERVER_KEY_EXCHANGE && kind == Message.SERVER_KEY_EXCHANGE) this.takeKeyExchange(body);
    else if (awaited == Await.SERVER_HELLO_DONE && kind == Message.CERTIFICATE_REQUEST) this.takeRequest();
    else if (awaited == Await.SERVER_HELLO_DONE && kind == Message.SERVER_HELLO_DONE) this.takeDone(body);
    else if (awaited == Await.FINISHED && kind == Message.FINISHED) this.takeFinished(body, start);
    else this.fail(TlsFault.UNEXPECTED_MESSAGE);
  }

  private takeServerHello(body: Uint8Array, start: i32): void {
    const answer = new ServerHello();
    const isGood = answer.read(body, this.hello);
    if (isGood && answer.version != TLS_12 && answer.version != TLS_13) {
      this.number = answer.version;
      this.fail(TlsFault.VERSION);
      return;
    }
    // What follows is protected, or an answer to what we say next.
    if (!isGood || (answer.version == TLS_13 && !this.isAtBoundary())) {
      this.fail(TlsFault.MALFORMED_MESSAGE);
      return;
    }
    this.isTls13 = answer.version == TLS_13;
    if (this.isRetried && (answer.isRetry || !this.isTls13 || answer.suite != this.suite)) {
      this.fail(TlsFault.MALFORMED_MESSAGE);
      return;
    }
    this.suite = answer.suite;
    this.hash = hashOf(answer.suite);
    if (answer.isRetry) {
      this.retry(answer, start);
      return;
    }
    this.serverRandom = answer.random;
    if (!this.isTls13) {
      this.isMasterSecretExtended = answer.isMasterSecretExtended;
      this.awaited = Await.CERTIFICATE;
      return;
    }
    const shared = answer.group == this.hello.group ? this.agree(answer.publicKey) : none();
    if (shared.length == 0) {
      this.fail(TlsFault.BAD_KEY);
      return;
    }
    const host = this.host;
    const hash = this.hash;
    const zeros = new Uint8Array(hashLength(hash));
    this.secret = nextSecret(host, hash, extract(host, hash, zeros, zeros), shared);
    const transcript = this.transcriptHash(this.next);
    this.clientSecret = deriveSecret(host, hash, this.secret, "c hs traffic", transcript);
    this.serverSecret = deriveSecret(host, hash, this.secret, "s hs traffic", transcript);
    this.reading = this.protect(this.serverSecret);
    this.awaited = Await.ENCRYPTED_EXTENSIONS;
  }

  /** Says hello again, with a key of the group that the server wants (RFC 8446 §4.1.4); the first hello goes into the transcript as its hash (§4.4.1). */
  private retry(answer: ServerHello, start: i32): void {
    const group = answer.group;
    const isOther = group == Group.P256 || group == Group.P384;
    const isAnswer = isOther || (group == Group.NONE && answer.cookie.length > 0);
    if (!isAnswer || this.next - start > MAX_RETRY) {
      this.fail(TlsFault.MALFORMED_MESSAGE);
      return;
    }
    this.isRetried = true;
    // Copies, for the transcript begins anew in the same place: one of its size for each connection would be too much memory.
    const request = this.transcript.bytes.slice(start, this.next);
    this.hello.cookie = answer.cookie.slice(0);
    const first = this.transcriptHash(start);
    this.transcript.length = 0;
    putMessage(this.transcript, Message.MESSAGE_HASH, first);
    this.transcript.add(request);
    this.sendHello(isOther ? (group as Group) : Group.X25519);
  }

  private takeExtensions(body: Uint8Array): void {
    const reader = new Reader(body);
    const extensions = new Reader(reader.take(reader.u16()));
    while (!extensions.isAtEnd()) {
      extensions.u16();
      extensions.skip(extensions.u16());
    }
    if (!reader.isComplete() || !extensions.isGood) this.fail(TlsFault.MALFORMED_MESSAGE);
    this.awaited = Await.CERTIFICATE;
  }

  private takeRequest(): void {
    if (this.wantsCertificate) this.fail(TlsFault.UNEXPECTED_MESSAGE);
    this.wantsCertificate = true;
  }

  private takeCertificates(body: Uint8Array): void {
    const reader = new Reader(body);
    if (this.isTls13 && reader.u8() != 0) reader.isGood = false;
    const list = new Reader(reader.take(reader.u24()));
    while (!list.isAtEnd()) {
      const length = list.u24();
      if (this.chain.length < MAX_CERTIFICATES) this.chain.push(list.take(length));
      else list.skip(length);
      if (this.isTls13) list.skip(list.u16());
    }
    if (!reader.isComplete() || !list.isGood) this.fail(TlsFault.MALFORMED_MESSAGE);
    // A server may not do without one (RFC 8446 §4.4.2.4).
    else if (this.chain.length == 0) this.fail(TlsFault.NO_CERTIFICATE);
    this.awaited = this.isTls13 ? Await.CERTIFICATE_VERIFY : Await.SERVER_KEY_EXCHANGE;
  }

  /** The server's proof that it has its certificate's key, of TLS 1.3: RFC 8446 §4.4.3. */
  private takeProof(body: Uint8Array, start: i32): void {
    const signed = new Text();
    for (let i = 0; i < 64; i++) signed.byte(0x20);
    signed.put("TLS 1.3, server CertificateVerify").byte(0).add(this.transcriptHash(start));
    this.verify(new Reader(body), signed.view());
    this.awaited = Await.FINISHED;
  }

  /** @param proof is at the signature's scheme */
  private verify(proof: Reader, signed: Uint8Array): void {
    const scheme = proof.u16();
    const signature = proof.take(proof.u16());
    if (!proof.isComplete()) this.fail(TlsFault.MALFORMED_MESSAGE);
    if (this.isUnverified || this.fault != TlsFault.NONE) return;
    const certificate = new Certificate();
    // A certificate that is none, or has a key that is not known here, is told of by whoever judges the chain.
    if (this.chain.length == 0 || !certificate.parse(this.chain[0]) || !certificate.key.isKnown()) return;
    const isForSuite = this.isTls13 || (certificate.key.kind == KeyKind.RSA) != isEcdsa(this.suite);
    if (!isForSuite || !verifyProof(this.host, certificate.key, scheme, this.isTls13, signed, signature)) {
      this.fail(TlsFault.BAD_SIGNATURE);
    }
  }

  /** The server's key of TLS 1.2, with its signature: RFC 8422 §5.4. */
  private takeKeyExchange(body: Uint8Array): void {
    const reader = new Reader(body);
    const namedCurve = 3;
    if (reader.u8() != namedCurve) reader.isGood = false;
    this.group = reader.u16();
    this.peerKey = reader.take(reader.u8());
    const parameters = body.subarray(0, reader.at);
    if (!reader.isGood) {
      this.fail(TlsFault.MALFORMED_MESSAGE);
      return;
    }
    this.verify(reader, new Text().add(this.hello.random).add(this.serverRandom).add(parameters).view());
    this.awaited = Await.SERVER_HELLO_DONE;
  }

  /** The server has said all of its part, in TLS 1.2: then the secrets are known. */
  private takeDone(body: Uint8Array): void {
    if (body.length > 0 || !this.isAtBoundary()) {
      this.fail(TlsFault.MALFORMED_MESSAGE);
      return;
    }
    const group = this.group;
    if (group != Group.X25519 && group != Group.P256 && group != Group.P384) {
      this.fail(TlsFault.BAD_KEY);
      return;
    }
    const host = this.host;
    const hash = this.hash;
    this.hello.group = group as Group;
    const own = this.makeKey(this.hello.group);
    const shared = this.agree(this.peerKey);
    if (shared.length == 0) {
      this.fail(TlsFault.BAD_KEY);
      return;
    }
    const start = this.transcript.length;
    if (this.wantsCertificate) {
      putMessage(this.transcript, Message.CERTIFICATE, new Uint8Array(3));
    }
    putMessage(this.transcript, Message.CLIENT_KEY_EXCHANGE, new Text().byte(own.length).add(own).view());
    const randoms = new Text().add(this.hello.random).add(this.serverRandom).view();
    this.secret = this.isMasterSecretExtended
      ? prf(host, hash, shared, "extended master secret", this.transcriptHash(this.transcript.length), none(), 48)
      : prf(host, hash, shared, "master secret", randoms, none(), 48);
    const messages = this.transcript.view().subarray(start);
    putHeader(this.output, Content.HANDSHAKE, messages.length);
    this.output.add(messages);
    this.protect12();
    this.sendChangeCipherSpec();
    this.sendFinished(this.finished12("client finished", this.transcript.length));
    this.next = this.transcript.length;
    this.isChainKnown = true;
    this.awaited = Await.CHANGE_CIPHER_SPEC;
  }

  /** The keys of TLS 1.2 (RFC 5246 §6.3): without keys for a MAC, which our ciphers have in them. */
  private protect12(): void {
    const cipher = cipherOf(this.suite);
    const keySize = keyLength(cipher);
    const isExplicit = keySize == 16 || this.hash == Hash.SHA384;
    const ivSize = isExplicit ? 4 : 12;
    const size = 2 * (keySize + ivSize);
    const block = prf(this.host, this.hash, this.secret, "key expansion", this.serverRandom, this.hello.random, size);
    const ivs = 2 * keySize;
    const host = this.host;
    const clientIv = block.subarray(ivs, ivs + ivSize);
    this.writing = new Protection(host, cipher, block.subarray(0, keySize), clientIv, false);
    this.pendingReading = new Protection(
      host,
      cipher,
      block.subarray(keySize, ivs),
      block.subarray(ivs + ivSize),
      false,
    );
  }

  private finished12(label: string, end: i32): Uint8Array {
    return prf(this.host, this.hash, this.secret, label, this.transcriptHash(end), none(), MAC_12_LENGTH);
  }

  private takeFinished(body: Uint8Array, start: i32): void {
    const wanted = this.isTls13
      ? finishedMac(this.host, this.hash, this.serverSecret, this.transcriptHash(start))
      : this.finished12("server finished", start);
    if (!isEqual(body, wanted)) this.fail(TlsFault.BAD_FINISHED);
    else if (!this.isAtBoundary()) this.fail(TlsFault.UNEXPECTED_MESSAGE);
    if (this.fault != TlsFault.NONE) return;
    if (this.isTls13) this.finish13();
    this.isChainKnown = true;
    this.transcript.length = 0;
    this.next = 0;
    this.awaited = Await.DATA;
  }

  /** Our part of TLS 1.3's handshake, and the keys of what follows (RFC 8446 §7.1). */
  private finish13(): void {
    const host = this.host;
    const hash = this.hash;
    const transcript = this.transcriptHash(this.next);
    this.secret = nextSecret(host, hash, this.secret, none());
    const clientSecret = this.clientSecret;
    this.writing = this.protect(clientSecret);
    this.sendChangeCipherSpec();
    let ownTranscript = transcript;
    if (this.wantsCertificate) {
      // Without a certificate (RFC 8446 §4.4.2): what then becomes of it is for the server to say.
      const certificate = new Text();
      putMessage(certificate, Message.CERTIFICATE, new Uint8Array(4));
      this.transcript.add(certificate.view());
      this.sendProtected(certificate.view());
      ownTranscript = this.transcriptHash(this.transcript.length);
    }
    this.sendFinished(finishedMac(host, hash, clientSecret, ownTranscript));
    this.writing = this.protect(deriveSecret(host, hash, this.secret, "c ap traffic", transcript));
    this.serverSecret = deriveSecret(host, hash, this.secret, "s ap traffic", transcript);
    this.reading = this.protect(this.serverSecret);
  }

  private sendChangeCipherSpec(): void {
    putHeader(this.output, Content.CHANGE_CIPHER_SPEC, 1);
    this.output.byte(1);
  }

  private sendFinished(mac: Uint8Array): void {
    const message = new Text();
    putMessage(message, Message.FINISHED, mac);
    this.transcript.add(message.view());
    this.sendProtected(message.view());
  }

  private sendProtected(message: Uint8Array): void {
    const writing = this.writing;
    if (writing !== null) writing.seal(Content.HANDSHAKE, message, this.output);
  }

  /** What a server may say later: tickets, which nobody will use, and that it takes other keys (RFC 8446 §4.6). Of TLS 1.2 a wish to begin anew, which may be ignored (RFC 5246 §7.4.1.1). */
  private takeLaterMessage(kind: i32, body: Uint8Array): void {
    if (this.laterMessages++ == MAX_LATER_MESSAGES) this.fail(TlsFault.IDLE_RECORDS);
    if (this.isTls13 && kind == Message.KEY_UPDATE && body.length == 1 && body[0] < 2 && this.isAtBoundary()) {
      const hash = this.hash;
      this.serverSecret = expandLabel(this.host, hash, this.serverSecret, "traffic upd", none(), hashLength(hash));
      this.reading = this.protect(this.serverSecret);
    } else if (kind != (this.isTls13 ? Message.NEW_SESSION_TICKET : Message.HELLO_REQUEST)) {
      this.fail(TlsFault.UNEXPECTED_MESSAGE);
    }
    if (!this.isAtBoundary()) return;
    this.transcript.length = 0;
    this.next = 0;
  }

  /** Protection of TLS 1.3 by a secret (RFC 8446 §7.3). */
  private protect(secret: Uint8Array): Protection {
    const host = this.host;
    const cipher = cipherOf(this.suite);
    const key = expandLabel(host, this.hash, secret, "key", none(), keyLength(cipher));
    const iv = expandLabel(host, this.hash, secret, "iv", none(), 12);
    return new Protection(host, cipher, key, iv, true);
  }

  /** The hash of the handshake's messages up to this index. */
  private transcriptHash(end: i32): Uint8Array {
    const to = new Uint8Array(hashLength(this.hash));
    this.host.hash(this.hash, this.transcript.view().subarray(0, end), to);
    return to;
  }

  /** @returns the secret shared by our key and the server's, or none where that is no key */
  private agree(peer: Uint8Array): Uint8Array {
    const group = this.hello.group;
    if (peer.length != publicKeyLength(group) || (group != Group.X25519 && peer[0] != 4)) return none();
    const shared = new Uint8Array(coordinateLength(group));
    return this.host.agree(group, peer, shared) ? shared : none();
  }

  private fail(fault: TlsFault): void {
    if (this.fault == TlsFault.NONE) this.fault = fault;
  }
}
