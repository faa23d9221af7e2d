import { nodeTls } from "../servers";
import { CLOSE_NOTIFY, OK, speaks } from "../speaker";
import { CONTENT, vector } from "../wire";
import { type AbuseRow, CUT, expires, healthy, refused } from "./row";
import { CREDENTIALS, established, flight, limited, responds, started } from "./steps";

export const stops: AbuseRow[] = [
  expires(
    "stops within the ServerHello",
    speaks(async (peer) => {
      await peer.hello();
      peer.write(peer.record(CONTENT.handshake, peer.serverHello()).subarray(0, 50));
    }),
  ),
  expires(
    "stops after the ServerHello",
    started(async () => {}),
  ),
  expires(
    "stops before the Finished",
    started(async (peer) => {
      peer.send(CONTENT.handshake, Buffer.concat(peer.flight(CREDENTIALS).slice(0, -1)));
    }),
  ),
  expires(
    "stops after the handshake",
    established(() => {}),
    "waiting for the response",
  ),
  expires(
    "stops within a record of the response",
    established((peer) => {
      peer.write(peer.record(CONTENT.data, OK).subarray(0, -1));
    }),
    "waiting for the response",
  ),
  expires(
    "stops within the headers",
    established((peer) => {
      peer.send(CONTENT.data, "HTTP/1.1 200 OK\r\n");
    }),
    "receiving the response headers",
  ),
  expires(
    "Node, TLSv1.2: stops after the handshake",
    nodeTls(CREDENTIALS, limited("TLSv1.2"), () => {}),
    "waiting for the response",
  ),
  refused(
    "closed after the ServerHello",
    started(async (peer) => {
      peer.socket.end();
    }),
    CUT,
  ),
  refused(
    "closed within a record",
    started(async (peer) => {
      peer.socket.end(peer.record(CONTENT.handshake, flight(peer)).subarray(0, 100));
    }),
    CUT,
  ),
  refused(
    "closed within the ServerHello",
    speaks(async (peer) => {
      await peer.hello();
      peer.socket.end(peer.record(CONTENT.handshake, peer.serverHello()).subarray(0, 50));
    }),
    CUT,
  ),
  refused(
    "closed before the Finished",
    started(async (peer) => {
      peer.send(CONTENT.handshake, Buffer.concat(peer.flight(CREDENTIALS).slice(0, -1)));
      peer.socket.end();
    }),
    CUT,
  ),
  refused(
    "closed before the headers, without close_notify",
    established((peer) => {
      peer.socket.end();
    }),
    "connection closed by the peer while waiting for the response",
  ),
  refused(
    "closed before the headers, with close_notify",
    established((peer) => {
      peer.send(CONTENT.alert, CLOSE_NOTIFY);
      peer.socket.end();
    }),
    "connection closed by the peer while waiting for the response",
  ),
  refused(
    "closed within the headers, without close_notify",
    established((peer) => {
      peer.send(CONTENT.data, OK.slice(0, -1));
      peer.socket.end();
    }),
    "connection closed by the peer while receiving the response headers",
  ),
  refused(
    "closed within the headers, with close_notify",
    established((peer) => {
      peer.send(CONTENT.data, OK.slice(0, -1));
      peer.send(CONTENT.alert, CLOSE_NOTIFY);
    }),
    "connection closed by the peer while receiving the response headers",
  ),
  refused(
    "headers behind the close_notify",
    established((peer) => {
      peer.send(CONTENT.alert, CLOSE_NOTIFY);
      peer.send(CONTENT.data, OK);
    }),
    "connection closed by the peer while waiting for the response",
  ),
  refused(
    "closed within the record of the response",
    established((peer) => {
      peer.socket.end(peer.record(CONTENT.data, OK).subarray(0, -1));
    }),
    "connection closed by the peer while waiting for the response",
  ),
  healthy(
    "closed behind the headers, without close_notify",
    established((peer) => {
      peer.send(CONTENT.data, OK);
      peer.socket.end();
    }),
  ),
  healthy("closed behind the headers, with close_notify", established(responds)),
  refused(
    "an alert in place of data",
    established((peer) => {
      peer.send(CONTENT.alert, Buffer.of(2, 80));
    }),
    "TLS alert: internal error",
  ),
  refused(
    "an alert within the headers",
    established((peer) => {
      peer.send(CONTENT.data, "HTTP/1.1 200 OK\r\n");
      peer.send(CONTENT.alert, Buffer.of(2, 80));
    }),
    "TLS alert: internal error",
  ),
  refused(
    "a certificate of the client is required",
    started(async (peer) => {
      // A CertificateRequest must have signature_algorithms (RFC 8446 §4.3.2).
      const request = Buffer.concat([vector(1), vector(2, Buffer.of(0, 13), vector(2, vector(2, Buffer.of(4, 3))))]);
      peer.send(CONTENT.handshake, Buffer.concat(peer.flight(CREDENTIALS, request)));
      await peer.finished();
      peer.send(CONTENT.alert, Buffer.of(2, 116));
      peer.socket.end();
    }),
    "TLS alert: certificate required (the peer wants a client certificate, which is not supported)",
  ),
];
