import { none } from "../bytes/text";
import { Crypto, Group, publicKeyLength } from "../crypto";
import { Channel } from "./channel";
import { TlsFault } from "./fault";
import { Handshake } from "./handshake";
import { Handshake12 } from "./handshake-12";
import { Handshake13 } from "./handshake-13";
import { ClientHello, Message, putMessage, TLS_13 } from "./hello";
import { Content } from "./record";
import { ServerHello } from "./server-hello";
import { hashOf } from "./suite";
import { Transcript } from "./transcript";

/** The most bytes of a HelloRetryRequest: the longest cookie that is taken, and room for the rest. */
const MAX_RETRY: i32 = 8192;

/** The start of a connection, up to the ServerHello: it decides the version, and so which handshake follows. */
export class Opening {
  /** What follows the ServerHello; null before it. */
  handshake: Handshake | null = null;
  isRetried: bool = false;
  /** What the server has chosen; with the fault VERSION, one that is not supported. */
  version: i32 = 0;

  hello: ClientHello = new ClientHello();
  private crypto: Crypto;
  private channel: Channel;
  private transcript: Transcript;
  /** The suite that a HelloRetryRequest has named. */
  private suite: i32 = 0;
  private isUnverified: bool = false;

  constructor(crypto: Crypto, channel: Channel, transcript: Transcript) {
    this.crypto = crypto;
    this.channel = channel;
    this.transcript = transcript;
  }

  /** Sends the ClientHello. The parameters are those of TlsClient.begin(). */
  begin(name: Uint8Array, isUnverified: bool, protocol: string): TlsFault {
    const hello = this.hello;
    this.handshake = null;
    this.isRetried = false;
    this.isUnverified = isUnverified;
    hello.name = name;
    hello.cookie = none();
    hello.protocol = protocol;
    hello.picked = none();
    if (!this.crypto.random(hello.random) || !this.crypto.random(hello.sessionId)) return TlsFault.NO_RANDOM;
    if (!this.makeKey(Group.X25519)) return TlsFault.NO_RANDOM;
    this.sendHello();
    return TlsFault.NONE;
  }

  takeServerHello(body: Uint8Array): TlsFault {
    const answer = new ServerHello();
    const fault = answer.read(body, this.hello);
    this.version = answer.version;
    if (fault != TlsFault.NONE) return fault;
    const isTls13 = answer.version == TLS_13;
    // What follows is protected, or answers what we say next.
    if (isTls13 && !this.transcript.isAtBoundary()) return TlsFault.UNEXPECTED_MESSAGE;
    if (this.isRetried) {
      if (answer.isRetry) return TlsFault.UNEXPECTED_MESSAGE;
      if (!isTls13 || answer.suite != this.suite) return TlsFault.ILLEGAL_VALUE;
    }
    return answer.isRetry ? this.retry(answer) : this.start(answer);
  }

  private start(answer: ServerHello): TlsFault {
    const crypto = this.crypto;
    const channel = this.channel;
    const transcript = this.transcript;
    const handshake: Handshake =
      answer.version == TLS_13
        ? new Handshake13(crypto, channel, transcript, this.hello, answer, this.isUnverified)
        : new Handshake12(crypto, channel, transcript, this.hello, answer, this.isUnverified);
    this.handshake = handshake;
    return handshake.begin();
  }

  /** Says hello again, with a key of the group that the server wants (RFC 8446 §4.1.4). All else stays as it was (§4.1.2), the key too where the server wants only its cookie back. */
  private retry(answer: ServerHello): TlsFault {
    const transcript = this.transcript;
    const group = answer.group;
    const isOther = group == Group.P256 || group == Group.P384;
    if (!isOther && (group != Group.NONE || answer.cookie.length == 0)) return TlsFault.ILLEGAL_VALUE;
    if (transcript.next - transcript.start > MAX_RETRY) return TlsFault.MALFORMED_MESSAGE;
    if (isOther && !this.makeKey(group as Group)) return TlsFault.NO_RANDOM;
    this.isRetried = true;
    this.suite = answer.suite;
    // Copies: the transcript begins anew in the same place, since another one for each connection would take too much memory.
    const request = transcript.text.bytes.slice(transcript.start, transcript.next);
    this.hello.cookie = answer.cookie.slice(0);
    // The first hello goes into the transcript as its hash (RFC 8446 §4.4.1).
    const first = transcript.hash(this.crypto, hashOf(answer.suite), transcript.start);
    transcript.clear();
    putMessage(transcript.text, Message.MESSAGE_HASH, first);
    transcript.text.add(request);
    this.sendHello();
    return TlsFault.NONE;
  }

  private sendHello(): void {
    const text = this.transcript.text;
    const start = text.length;
    this.hello.put(text);
    this.transcript.close();
    this.channel.write(Content.HANDSHAKE, text.view().subarray(start));
  }

  /** @returns false where the system has no random numbers */
  private makeKey(group: Group): bool {
    const key = new Uint8Array(publicKeyLength(group));
    this.hello.group = group;
    this.hello.publicKey = key;
    return this.crypto.makeKey(group, key);
  }
}
