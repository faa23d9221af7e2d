import { Text } from "../bytes/text";
import { Alert, AlertLevel, alertOf } from "./alert";
import { Channel } from "./channel";
import { TlsFault } from "./fault";
import { Handshake } from "./handshake";
import { Message } from "./hello";
import { TlsHost } from "./host";
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

/**
 * The client's side of a TLS connection, versions 1.2 and 1.3 (RFC 5246, RFC 8446): bytes in, bytes out. This class reads records and gives
 * their content to the part of the protocol that waits for it. It does not know which certificates to trust: when `isChainKnown()`, its owner
 * judges `chain()` and calls accept() or abort(), before anything else is taken.
 */
export class TlsClient {
  /** What to send. Whoever sends it empties it. After a fault it is the alert that says why, and nothing else. */
  output: Text;
  fault: TlsFault = TlsFault.NONE;
  /** For the faults that have one. */
  number: i32 = 0;
  /** Application data of the record that was taken last; its first `dataLength` bytes. */
  data: Uint8Array;
  dataLength: i32 = 0;

  private channel: Channel;
  private transcript: Transcript;
  private opening: Opening;
  /** From the ServerHello on. */
  private handshake: Handshake | null = null;
  private hasServerEnded: bool = false;
  /** Whether nothing more may be sent. */
  private hasEnded: bool = false;
  private idleRecords: i32 = 0;
  private otherMessages: i32 = 0;

  constructor(host: TlsHost) {
    const channel = new Channel();
    const transcript = new Transcript();
    this.channel = channel;
    this.transcript = transcript;
    this.output = channel.output;
    this.data = channel.plain;
    this.opening = new Opening(host, channel, transcript);
  }

  /**
   * Begins: `output` is then the first message.
   * @param name the host's name to be told to the server (RFC 6066 §3), or none
   * @param isUnverified whether any certificate is accepted
   */
  begin(name: Uint8Array, isUnverified: bool): void {
    this.channel.begin();
    this.transcript.clear();
    this.handshake = null;
    this.hasServerEnded = false;
    this.hasEnded = false;
    this.idleRecords = 0;
    this.otherMessages = 0;
    this.fault = this.opening.begin(name, isUnverified);
  }

  /** Whether the server has shown its certificates, and has the key of the first one. */
  isChainKnown(): bool {
    const handshake = this.handshake;
    return handshake !== null && handshake.isChainKnown;
  }

  /** The server's certificates as it has sent them, its own first; at most MAX_SENT. */
  chain(): Uint8Array[] {
    const handshake = this.handshake;
    return handshake === null ? [] : handshake.chain;
  }

  /** Whether it has sent more of them. */
  hasSentMore(): bool {
    const handshake = this.handshake;
    return handshake !== null && handshake.hasSentMore;
  }

  /** The chain is trusted: `output` is then the end of the handshake. */
  accept(): void {
    const handshake = this.handshake;
    if (handshake !== null) handshake.accept();
    if (this.isEstablished()) this.transcript.clear();
  }

  /** Gives up: `output` is then this alert. */
  abort(alert: Alert): void {
    this.output.length = 0;
    this.hasEnded = true;
    if (alert != Alert.NONE) this.channel.writeAlert(AlertLevel.FATAL, alert);
  }

  /** Whether data may be sent. */
  isEstablished(): bool {
    const handshake = this.handshake;
    return handshake !== null && handshake.isComplete && !this.hasEnded;
  }

  /** Whether the server has ended it. */
  isEnded(): bool {
    return this.hasServerEnded;
  }

  /** What has come of the record in hand: with NOT_TLS, the start of what the server has said in place of one. */
  start(): Uint8Array {
    const records = this.channel.records;
    return records.bytes.subarray(0, records.length);
  }

  /** Appends data to what is to be sent. */
  send(data: Uint8Array): void {
    if (this.isEstablished()) this.channel.write(Content.APPLICATION_DATA, data);
  }

  /** Ends an established connection: appends close_notify to what is to be sent (RFC 8446 §6.1). Once, and else nothing. */
  close(): void {
    if (this.isEstablished()) this.channel.writeAlert(AlertLevel.WARNING, Alert.CLOSE_NOTIFY);
    this.hasEnded = true;
  }

  /**
   * Takes bytes of the server's, to the end of one record at most, and does what is to be done. What comes after the end of the connection is ignored.
   * @returns the index of the first byte that was not taken; with a fault it does not matter
   */
  take(from: Uint8Array, start: i32, end: i32): i32 {
    const records = this.channel.records;
    this.dataLength = 0;
    if (this.hasServerEnded || this.hasEnded) return end;
    const at = records.take(from, start, end);
    if (!records.isPlausible()) this.fail(this.isFirst() ? TlsFault.NOT_TLS : TlsFault.UNEXPECTED_MESSAGE);
    else if (records.isTooLong()) this.fail(TlsFault.RECORD_TOO_LONG);
    else if (records.isComplete()) this.fail(this.takeRecord(records.content()));
    return at;
  }

  /** Whether nothing of the server's has been understood yet. */
  private isFirst(): bool {
    return this.handshake === null && this.idleRecords == 0 && !this.opening.isRetried;
  }

  /** Whether the server has chosen TLS 1.3, known from its ServerHello on. */
  isTls13(): bool {
    const handshake = this.handshake;
    return handshake !== null && handshake.isTls13();
  }

  private takeRecord(content: Content): TlsFault {
    if (this.idleRecords++ == MAX_IDLE_RECORDS) return TlsFault.IDLE_RECORDS;
    const channel = this.channel;
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

  /** Alerts end the connection, except warnings of TLS 1.2 and one that announces the end (RFC 5246 §7.2, RFC 8446 §6). */
  private takeAlert(): TlsFault {
    const channel = this.channel;
    if (channel.end - channel.start != ALERT_LENGTH) return TlsFault.MALFORMED_MESSAGE;
    const level: i32 = channel.bytes[channel.start];
    const description: i32 = channel.bytes[channel.start + 1];
    const isTls13 = this.isTls13();
    if (!isTls13 && level != AlertLevel.WARNING && level != AlertLevel.FATAL) return TlsFault.ILLEGAL_VALUE;
    if (description == Alert.CLOSE_NOTIFY) {
      this.hasServerEnded = true;
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

  private fail(fault: TlsFault): void {
    if (fault == TlsFault.NONE || this.fault != TlsFault.NONE) return;
    this.fault = fault;
    this.abort(alertOf(fault));
  }
}
