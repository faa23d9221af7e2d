/** Rows of redirects. */
import { inTurn, redirect } from "../servers/redirects";
import { OK, type Row, request, USUAL } from "./row";

export const ORIGIN = "http://127.0.0.1:{port}";
export const URL = `${ORIGIN}/`;
export const HOST = "Host: 127.0.0.1:{port}";
export const GET = "GET / HTTP/1.1";
export const FORM = "Content-Type: application/x-www-form-urlencoded";

/** A redirect that curl -L follows to this URL, with this request. */
export function follows(name: string, location: string, to: string, row: Partial<Row> = {}): Row {
  const [, host = "", path = "/"] = /^http:\/\/([^/?]*)(.*)$/.exec(to) ?? [];
  return {
    name,
    as: "curl",
    server: inTurn([redirect(location), OK]),
    args: ["-fL", URL],
    out: `healthy: GET ${URL}, redirected to ${to}: 200 in N ms`,
    sentLast: request(`GET ${path} HTTP/1.1`, `Host: ${host}`, ...USUAL),
    ...row,
  };
}

/** A response that curl -L does not follow. */
export function stays(name: string, response: string, status: number, row: Partial<Row> = {}): Row {
  return {
    name,
    as: "curl",
    server: inTurn([response, OK]),
    args: ["-L", URL],
    out: `healthy: GET ${URL}: ${status} in N ms`,
    sentLast: request(GET, HOST, ...USUAL),
    ...row,
  };
}

/** A response that makes curl -fL unhealthy, and is not followed. */
export function fails(name: string, response: string, err: string, row: Partial<Row> = {}): Row {
  return {
    name,
    as: "curl",
    server: inTurn([response, OK]),
    args: ["-fL", URL],
    err: `unhealthy: GET ${URL}: ${err}`,
    sentLast: request(GET, HOST, ...USUAL),
    ...row,
  };
}

/** A Location that is refused. */
export function refused(name: string, location: string, shown = location): Row {
  return fails(name, redirect(location), `redirected to "${shown}", wanted an http:// URL of at most 2000 bytes`);
}

/** `length` redirects, from /0 to /1, /2 and so on, and a good end. */
export function chain(length: number): string[] {
  return [...Array.from({ length }, (_, i) => redirect(`/${i + 1}`)), OK];
}

export const AUTHORIZATION = "Authorization: Basic YWRtaW46czNjcmV0";
