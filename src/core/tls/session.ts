import { parseAddress } from "../bytes/address";
import { none, standsAt, Text } from "../bytes/text";
import { Host } from "../certificate/names";
import { Crypto } from "../crypto";
import { Files } from "../files";
import { Options } from "../http/options";
import { Target } from "../http/target";
import { putLine, putNumbered } from "../messages/format";
import { alertOf } from "./alert";
import { TlsClient } from "./client";
import { describe } from "./description";
import { TlsFault } from "./fault";
import { Handshake } from "./handshake";
import { Incoming } from "./incoming";
import { MAX_DETAIL, Trust } from "./trust";
import { ALERT_WORDS, TLS_WORDS } from "./words";

/** The most bytes of what a peer says that is no TLS. */
const MAX_ANSWER: i32 = 80;

/** What has come of the peer's bytes. */
export const enum TlsEvent {
  /** More bytes are needed. */
  NONE,
  /** The client's `output` is to be sent first. */
  OUTPUT,
  /** The client's `data` is of the response. */
  DATA,
  /** The peer has ended the connection as it should. */
  ENDED,
  /** The connection cannot go on: reason() tells why. */
  FAILED,
}

/** TLS for one check: the connection, and whether it leads to whom it should. One is enough for many connections, one after the other. */
export class TlsSession {
  client: TlsClient;
  /** Whether the request is on its way. */
  isRequested: bool = false;
  incoming: Incoming = new Incoming();
  /** With `--verbose`, lines about the server, as soon as its certificate or a fault has come. Whoever shows them sets this to null. */
  description: Uint8Array[] | null = null;
  private options!: Options;
  /** Whose certificate it must be. */
  private host!: Host;
  private isGrpc: bool = false;
  private request: Uint8Array = none();
  private isDescribed: bool = false;
  private trust: Trust;
  /** NOT_TLS: what the peer has said instead. */
  private spoken: Uint8Array = none();

  constructor(crypto: Crypto, files: Files) {
    this.trust = new Trust(crypto, files);
    this.client = new TlsClient(crypto);
  }

  /**
   * Finds the trusted certificates before anything is sent: once for a check and all of its redirects.
   * @returns false if there are none; reason() says why
   */
  open(options: Options): bool {
    this.options = options;
    if (this.trust.open(options)) return true;
    // The reason is not what an earlier command's connection has come to.
    this.client.fault = TlsFault.NONE;
    return false;
  }

  /**
   * Begins a connection: the client's `output` is then what to send.
   * @param request what is to be sent over it
   * @returns false where that is not possible
   */
  begin(target: Target, request: Uint8Array): bool {
    const name = this.options.serverName;
    const host = name.length > 0 ? new Host(name, parseAddress(name)) : new Host(target.host, target.address);
    this.host = host;
    this.isGrpc = target.isGrpc();
    this.request = request;
    this.isRequested = false;
    this.isDescribed = !this.options.verbose;
    this.description = null;
    this.incoming.feed(none(), 0);
    // RFC 6066 §3: no address, no final dot.
    const sent = host.address.length > 0 ? none() : host.name;
    this.client.begin(sent, this.options.insecure, this.isGrpc ? "h2" : "http/1.1");
    return this.client.fault == TlsFault.NONE;
  }

  /** The client's output is out. @returns whether the request was in it */
  sent(): bool {
    this.client.output.length = 0;
    return this.isRequested;
  }

  /** Takes bytes up to the next thing to be done. */
  next(): TlsEvent {
    const client = this.client;
    const incoming = this.incoming;
    while (incoming.start < incoming.end) {
      incoming.start = client.take(incoming.buffer, incoming.start, incoming.end);
      if (client.fault == TlsFault.NOT_TLS) this.spoken = this.answer();
      const handshake = client.handshake;
      if (handshake !== null) this.describe(handshake);
      if (client.fault != TlsFault.NONE) return TlsEvent.FAILED;
      if (handshake !== null && handshake.awaitsVerdict && !this.accepts(handshake)) return TlsEvent.FAILED;
      if (client.isEnded()) return TlsEvent.ENDED;
      if (client.isEstablished() && !this.isRequested) {
        if (this.isGrpc && client.protocol().length == 0) {
          client.fault = TlsFault.NO_PROTOCOL;
          client.abort(alertOf(client.fault));
          return TlsEvent.FAILED;
        }
        client.send(this.request);
        this.isRequested = true;
      }
      if (client.output.length > 0) return TlsEvent.OUTPUT;
      if (client.dataLength > 0) return TlsEvent.DATA;
    }
    return TlsEvent.NONE;
  }

  private describe(handshake: Handshake): void {
    if (this.isDescribed || (handshake.chain.length == 0 && this.client.fault == TlsFault.NONE)) return;
    this.isDescribed = true;
    this.description = describe(handshake);
  }

  /** Judges the server's certificates. @returns whether they are accepted; reason() says why not */
  private accepts(handshake: Handshake): bool {
    const client = this.client;
    const trust = this.trust;
    handshake.awaitsVerdict = false;
    if (trust.accepts(handshake, this.host)) {
      client.accept();
      return true;
    }
    // The authority's certificate may be among those that were not kept.
    if (trust.isUnknown() && handshake.hasSentMore) client.fault = TlsFault.TOO_MANY_CERTIFICATES;
    client.abort(trust.alert());
    return false;
  }

  /** What a peer has said that speaks no TLS. */
  private answer(): Uint8Array {
    const answer = new Text().add(this.client.start());
    const incoming = this.incoming;
    for (let i = incoming.start; i < incoming.end && answer.length < MAX_ANSWER; i++) answer.byte(incoming.buffer[i]);
    return firstLine(answer.view());
  }

  /** What is to be sent at the end of the connection: close_notify, or the alert that tells why it ends. */
  farewell(): Uint8Array {
    this.client.close();
    return this.client.output.view();
  }

  /** Why it has failed, in words. */
  reason(): Uint8Array {
    const out = new Text();
    const client = this.client;
    if (client.fault == TlsFault.NONE) {
      this.trust.putReason(out);
      return out.view();
    }
    let detail = client.fault == TlsFault.NOT_TLS ? this.spoken : this.trust.detail;
    if (client.fault == TlsFault.ALERT || client.fault == TlsFault.ALERT_WANTS_CERTIFICATE) {
      const name = new Text();
      putNumbered(name, ALERT_WORDS, client.number, "");
      detail = name.view();
    } else if (client.fault == TlsFault.OTHER_PROTOCOL) {
      detail = client.protocol();
    } else if (client.fault == TlsFault.VERSION) {
      detail = versionName(client.number);
    }
    putLine(out, TLS_WORDS, client.fault, detail, 0, MAX_DETAIL);
    return out.view();
  }
}

/** Up to CR LF, as text protocols end their lines: in others a byte like one of these means something else. */
function firstLine(text: Uint8Array): Uint8Array {
  let end = 0;
  while (end < text.length && !standsAt(text, end, "\r\n")) end++;
  return text.subarray(0, end);
}

/** By the number on the wire: 0x0300 is SSL 3.0, 0x0301 is TLS 1.0. */
function versionName(version: i32): Uint8Array {
  const out = new Text();
  if (version == 0x0300) return out.put("SSL 3.0").view();
  if (version < 0x0300 || version > 0x0304) return out.put("another version").view();
  return out
    .put("TLS 1.")
    .decimal((version & 0xff) - 1)
    .view();
}
