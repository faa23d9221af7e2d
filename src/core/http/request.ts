import { ascii, Char, sameIgnoringCase, startsWith, Text } from "../bytes/text";
import { Exchange } from "./exchange";
import { isAmong, nameIn, putBasic, putUserAgent, valueIn } from "./header";

/** The program's own headers, in the order in which they are sent. */
const enum Own {
  HOST,
  USER_AGENT,
  ACCEPT,
  ACCEPT_ENCODING,
  CONNECTION,
  AUTHORIZATION,
  CONTENT_TYPE,
  CONTENT_LENGTH,
}

/** Their names. A header of the user's with the same name replaces one. */
const OWN: string[] = [
  "Host",
  "User-Agent",
  "Accept",
  "Accept-Encoding",
  "Connection",
  "Authorization",
  "Content-Type",
  "Content-Length",
];

/** Headers of the user's that only the first host gets, and no host that it redirects to. */
const OF_FIRST_HOST: string[] = ["Host", "Authorization", "Cookie"];

/**
 * Writes the exchange's request, ready to send (RFC 9112 §3). Its parts were checked for CR, LF and NUL when the command line was read. A
 * header given without a value is not sent, and neither is the program's own of that name, as in curl.
 */
export function buildRequest(exchange: Exchange): void {
  const out = exchange.request;
  const headers = exchange.options.headers;
  out.length = 0;
  out.add(exchange.method).byte(Char.SPACE).add(exchange.target.path).put(" HTTP/1.1\r\n");
  for (let own = Own.HOST; own <= Own.CONTENT_LENGTH; own++) {
    if (headers.length == 0 || !putGiven(out, exchange, OWN[own])) putOwn(out, exchange, own);
  }
  for (let i = 0; i < headers.length; i++) {
    const name = nameIn(headers[i]);
    if (!isAmong(name, OWN) && isSent(exchange, name)) putHeader(out, headers[i]);
  }
  out.put("\r\n");
  const data = exchange.data;
  if (data !== null) out.add(data);
}

/** Appends the user's headers with this name. @returns whether there is one */
function putGiven(out: Text, exchange: Exchange, name: string): bool {
  if (!isSent(exchange, ascii(name))) return false;
  const headers = exchange.options.headers;
  let isGiven = false;
  for (let i = 0; i < headers.length; i++) {
    if (!sameIgnoringCase(nameIn(headers[i]), name)) continue;
    putHeader(out, headers[i]);
    isGiven = true;
  }
  return isGiven;
}

/** Appends one of the program's own headers, if it has a value. */
function putOwn(out: Text, exchange: Exchange, own: Own): void {
  const options = exchange.options;
  const agent = options.userAgent;
  const credentials = options.credentials;
  const data = exchange.data;
  if (own == Own.USER_AGENT && agent !== null && agent.length == 0) return;
  if (own == Own.ACCEPT_ENCODING && options.expected === null) return;
  if (own == Own.AUTHORIZATION && (credentials === null || !exchange.isAtFirstHost())) return;
  if (own >= Own.CONTENT_TYPE && data === null) return;
  out.put(OWN[own]).put(": ");
  if (own == Own.HOST) exchange.target.putAuthority(out);
  else if (own == Own.USER_AGENT) putUserAgent(out, options);
  else if (own == Own.ACCEPT) out.put("*/*");
  else if (own == Own.ACCEPT_ENCODING) out.put("identity");
  else if (own == Own.CONNECTION) out.put("close");
  else if (own == Own.AUTHORIZATION && credentials !== null) putBasic(out, credentials);
  else if (own == Own.CONTENT_TYPE) out.put("application/x-www-form-urlencoded");
  else if (data !== null) out.decimal(data.length);
  out.put("\r\n");
}

/** Appends a header of the user's, if it has a value. */
function putHeader(out: Text, header: Uint8Array): void {
  const value = valueIn(header);
  if (value.length > 0) out.add(nameIn(header)).put(": ").add(value).put("\r\n");
}

/** Whether a header of the user's is sent after redirects too. Headers about the body are dropped with the body (RFC 9110 §15.4). */
function isSent(exchange: Exchange, name: Uint8Array): bool {
  const isOfData = startsWith(name, "Content-") || sameIgnoringCase(name, "Transfer-Encoding");
  if (exchange.isDataDropped && isOfData) return false;
  return exchange.isAtFirstHost() || !isAmong(name, OF_FIRST_HOST);
}
