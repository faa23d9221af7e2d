import { Crypto } from "../crypto";
import { Alert, AlertLevel } from "./alert";
import { Channel } from "./channel";
import { TlsFault } from "./fault";
import { Handshake } from "./handshake";
import { Message } from "./hello";
import { Opening } from "./opening";
import { Content, HEADER_LENGTH } from "./record";
import { Transcript } from "./transcript";

/** The most records in a row that bring a check no further: tickets, keys, alerts that are ignored, empty ones. */
const MAX_IDLE_RECORDS: i32 = 64;
/** The most messages outside the handshake: after it, or that a client ignores. */
const MAX_OTHER_MESSAGES: i32 = 16;
const ALERT_LENGTH: i32 = 2;
/** The one byte of a ChangeCipherSpec (RFC 5246 §7.1). */
const CHANGE: i32 = 1;

/** Gives what the server sends to the part of the protocol that waits for it. */
export class Receiver {
  /** From the ServerHello on. */
  handshake: Handshake | null = null;
  /** Whether the server has ended the connection. */
  hasEnded: bool = false;
  /** With the fault ALERT its description, with VERSION the version. */
  number: i32 = 0;
  /** The bytes of application data in the record that was taken last; they are the first ones of the channel's `plain`. */
  dataLength: i32 = 0;

  private channel: Channel;
  private transcript: Transcript;
  private opening: Opening;
  private idleRecords: i32 = 0;
  private otherMessages: i32 = 0;

  constructor(crypto: Crypto, channel: Channel) {
    const transcript = new Transcript();
    this.channel = channel;
    this.transcript = transcript;
    this.opening = new Opening(crypto, channel, transcript);
  }

  /** Sends the ClientHello. The parameters are those of TlsClient.begin(). */
  begin(name: Uint8Array, isUnverified: bool, protocol: string): TlsFault {
    this.transcript.clear();
    this.handshake = null;
    this.hasEnded = false;
    this.dataLength = 0;
    this.idleRecords = 0;
    this.otherMessages = 0;
    return this.opening.begin(name, isUnverified, protocol);
  }

  /** The protocol that the server has picked; empty if it has not. */
  protocol(): Uint8Array {
    return this.opening.hello.picked;
  }

  /** Ends the handshake as far as it is the client's. */
  accept(): void {
    const handshake = this.handshake;
    if (handshake !== null) handshake.accept();
    if (this.isEstablished()) this.transcript.clear();
  }

  /** Whether the handshake is over. */
  isEstablished(): bool {
    const handshake = this.handshake;
    return handshake !== null && handshake.isComplete;
  }

  /** Whether nothing of the server's has been understood yet. */
  isFirst(): bool {
    return this.handshake === null && this.idleRecords == 0 && !this.opening.isRetried;
  }

  /** Takes the record that the channel has. */
  takeRecord(): TlsFault {
    if (this.idleRecords++ == MAX_IDLE_RECORDS) return TlsFault.IDLE_RECORDS;
    const channel = this.channel;
    const content = channel.records.content();
    // It is never protected in TLS 1.3 (RFC 8446 §5), and comes once in 1.2, before the keys.
    if (content == Content.CHANGE_CIPHER_SPEC) return this.takeChangeCipherSpec();
    // A server that has no keys yet can only send its alert in plain text.
    const isPlain = content == Content.ALERT && this.isTls13() && !this.isEstablished();
    const fault = channel.open(isPlain);
    if (fault != TlsFault.NONE) return fault;
    if (channel.content == Content.ALERT) return this.takeAlert();
    if (channel.content == Content.HANDSHAKE) return this.takeMessages();
    // Nothing else stands between the pieces of a message (RFC 8446 §5.1).
    const isData = channel.content == Content.APPLICATION_DATA && this.isEstablished();
    if (!isData || !this.transcript.isAtBoundary()) return TlsFault.UNEXPECTED_MESSAGE;
    this.dataLength = channel.end - channel.start;
    if (this.dataLength > 0) this.idleRecords = 0;
    return TlsFault.NONE;
  }

  isTls13(): bool {
    const handshake = this.handshake;
    return handshake !== null && handshake.isTls13();
  }

  /** Alerts end the connection, except warnings of TLS 1.2 and one that announces the end (RFC 5246 §7.2, RFC 8446 §6). */
  private takeAlert(): TlsFault {
    const channel = this.channel;
    if (channel.end - channel.start != ALERT_LENGTH) return TlsFault.MALFORMED_MESSAGE;
    const level: i32 = channel.bytes[channel.start];
    const description: i32 = channel.bytes[channel.start + 1];
    const isTls13 = this.isTls13();
    if (!isTls13 && level != AlertLevel.WARNING && level != AlertLevel.FATAL) return TlsFault.ILLEGAL_VALUE;
    if (description == Alert.CLOSE_NOTIFY) {
      this.hasEnded = true;
      return TlsFault.NONE;
    }
    if (description == Alert.USER_CANCELED || (level != AlertLevel.FATAL && !isTls13)) return TlsFault.NONE;
    this.number = description;
    const handshake = this.handshake;
    return handshake !== null && handshake.wantsCertificate ? TlsFault.ALERT_WANTS_CERTIFICATE : TlsFault.ALERT;
  }

  private takeChangeCipherSpec(): TlsFault {
    const records = this.channel.records;
    const isWhole = records.length == HEADER_LENGTH + 1 && records.bytes[HEADER_LENGTH] == CHANGE;
    if (!isWhole) return TlsFault.UNEXPECTED_MESSAGE;
    const handshake = this.handshake;
    return handshake === null ? TlsFault.NONE : handshake.changeCipherSpec();
  }

  /** Takes what a record has of messages: one may be in many records, and many in one. */
  private takeMessages(): TlsFault {
    const channel = this.channel;
    const transcript = this.transcript;
    if (channel.start == channel.end) return TlsFault.UNEXPECTED_MESSAGE;
    if (!transcript.add(channel.bytes, channel.start, channel.end)) return TlsFault.HANDSHAKE_TOO_LONG;
    if (!this.isEstablished()) this.idleRecords = 0;
    let fault = TlsFault.NONE;
    while (fault == TlsFault.NONE && transcript.isNextComplete()) fault = this.takeMessage(transcript.advance());
    if (fault == TlsFault.NONE && transcript.isNextTooLong()) fault = TlsFault.HANDSHAKE_TOO_LONG;
    if (this.isEstablished() && transcript.isAtBoundary()) transcript.clear();
    return fault;
  }

  private takeMessage(body: Uint8Array): TlsFault {
    const kind = this.transcript.kind;
    const handshake = this.handshake;
    const isLater = this.isEstablished();
    // A wish to begin anew, which a client may ignore and which is in no hash (RFC 5246 §7.4.1.1).
    const isIgnored = kind == Message.HELLO_REQUEST && !this.isTls13();
    if ((isLater || isIgnored) && this.otherMessages++ == MAX_OTHER_MESSAGES) return TlsFault.IDLE_RECORDS;
    if (isIgnored) {
      this.transcript.drop();
      return body.length == 0 ? TlsFault.NONE : TlsFault.MALFORMED_MESSAGE;
    }
    if (handshake === null) return this.takeServerHello(kind, body);
    return isLater ? handshake.takeLaterMessage(kind, body) : handshake.takeMessage(kind, body);
  }

  private takeServerHello(kind: i32, body: Uint8Array): TlsFault {
    if (kind != Message.SERVER_HELLO) return TlsFault.UNEXPECTED_MESSAGE;
    const opening = this.opening;
    const fault = opening.takeServerHello(body);
    this.handshake = opening.handshake;
    this.number = opening.version;
    return fault;
  }
}
