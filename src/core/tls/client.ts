import { Text } from "../bytes/text";
import { Crypto } from "../crypto";
import { Alert, AlertLevel, alertOf } from "./alert";
import { Channel } from "./channel";
import { TlsFault } from "./fault";
import { Handshake } from "./handshake";
import { Receiver } from "./receiver";
import { Content } from "./record";

/**
 * The client's side of a TLS connection, versions 1.2 and 1.3 (RFC 5246, RFC 8446): bytes in, bytes out. It does not know which certificates
 * to trust: when its handshake awaits a verdict, its owner judges the chain and calls accept() or abort(), before anything else is taken.
 */
export class TlsClient {
  /** What to send. Whoever sends it empties it. After a fault it is the alert that says why, and nothing else. */
  output: Text;
  fault: TlsFault = TlsFault.NONE;
  /** Application data of the record that was taken last; its first `dataLength` bytes. */
  data: Uint8Array;

  private channel: Channel;
  private receiver: Receiver;
  /** Whether nothing more may be sent. */
  private hasEnded: bool = false;

  constructor(crypto: Crypto) {
    const channel = new Channel();
    this.channel = channel;
    this.output = channel.output;
    this.data = channel.plain;
    this.receiver = new Receiver(crypto, channel);
  }

  /** With the fault ALERT its description, with VERSION the version. */
  get number(): i32 {
    return this.receiver.number;
  }

  get dataLength(): i32 {
    return this.receiver.dataLength;
  }

  /**
   * Begins: `output` is then the first message.
   * @param name the host's name to be told to the server (RFC 6066 §3), or none
   * @param isUnverified whether any certificate is accepted
   * @param protocol the one to speak inside TLS (RFC 7301)
   */
  begin(name: Uint8Array, isUnverified: bool, protocol: string): void {
    this.channel.begin();
    this.hasEnded = false;
    this.fault = this.receiver.begin(name, isUnverified, protocol);
  }

  /** The protocol that the server has picked; empty if it has not. */
  protocol(): Uint8Array {
    return this.receiver.protocol();
  }

  /** Null before the ServerHello. */
  get handshake(): Handshake | null {
    return this.receiver.handshake;
  }

  /** The chain is trusted: `output` is then the end of the handshake. */
  accept(): void {
    this.receiver.accept();
  }

  /** Gives up: `output` is then this alert. */
  abort(alert: Alert): void {
    this.output.length = 0;
    this.hasEnded = true;
    if (alert != Alert.NONE) this.channel.writeAlert(AlertLevel.FATAL, alert);
  }

  /** Whether data may be sent. */
  isEstablished(): bool {
    return this.receiver.isEstablished() && !this.hasEnded;
  }

  /** Whether the server has ended it. */
  isEnded(): bool {
    return this.receiver.hasEnded;
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
    const receiver = this.receiver;
    receiver.dataLength = 0;
    if (receiver.hasEnded || this.hasEnded) return end;
    const at = records.take(from, start, end);
    if (!records.isPlausible()) this.fail(receiver.isFirst() ? TlsFault.NOT_TLS : TlsFault.UNEXPECTED_MESSAGE);
    else if (records.isTooLong()) this.fail(TlsFault.RECORD_TOO_LONG);
    else if (records.isComplete()) this.fail(receiver.takeRecord());
    return at;
  }

  private fail(fault: TlsFault): void {
    if (fault == TlsFault.NONE || this.fault != TlsFault.NONE) return;
    this.fault = fault;
    this.abort(alertOf(fault));
  }
}
