/** How a chain of redirects ends: limits, deadlines, verdicts, Unix sockets. */
import { named, OWN_NAMES } from "../servers/names";
import { refusing, swallowing } from "../servers/ports";
import { closesAfterRequest, sends } from "../servers/raw";
import { headed, inTurn, leadingTo, redirect } from "../servers/redirects";
import { onUnixSocket } from "../servers/unix";
import { AUTHORIZATION, chain, GET, HOST, ORIGIN, URL } from "./redirect-row";
import { OK, type Row, request, SECRET, USUAL } from "./row";

export const limits: Row[] = [
  {
    name: "ten redirects",
    as: "curl",
    server: inTurn(chain(10)),
    args: ["-L", `${ORIGIN}/0`],
    out: `healthy: GET ${ORIGIN}/0, redirected to ${ORIGIN}/10: 200 in N ms`,
    sentLast: request("GET /10 HTTP/1.1", HOST, ...USUAL),
  },
  ...(["curl", "wget", "healthcheck"] as const).map((as) => ({
    name: `eleven redirects of ${as}`,
    as,
    server: inTurn(chain(11)),
    args: [...(as === "wget" ? [] : ["-L"]), `${ORIGIN}/0`],
    err: `unhealthy: GET ${ORIGIN}/0, redirected to ${ORIGIN}/10: more than 10 redirects`,
    sentLast: request("GET /10 HTTP/1.1", HOST, ...USUAL),
  })),
  {
    name: "a page that leads to itself",
    as: "curl",
    server: inTurn([redirect("/")]),
    args: ["-L", URL],
    err: `unhealthy: GET ${URL}, redirected to ${URL}: more than 10 redirects`,
  },
  {
    name: "a page that leads to a place in itself",
    as: "curl",
    server: inTurn([redirect("#top")]),
    args: ["-L", URL],
    err: `unhealthy: GET ${URL}, redirected to ${URL}: more than 10 redirects`,
  },
  {
    name: "Locations of 2000 bytes, all of them",
    as: "curl",
    server: inTurn([redirect(`/${"x".repeat(1999)}`)]),
    args: ["-L", URL],
    err: `unhealthy: GET ${URL}, redirected to ${ORIGIN}/${"x".repeat(87)}...: more than 10 redirects`,
  },
  {
    name: "relative Locations of 2000 bytes that must be encoded",
    as: "curl",
    server: inTurn([redirect("\xe9/".repeat(1000))]),
    args: ["-L", URL],
    // Both are right: following them all, and refusing the first that is too long.
    err: [
      `unhealthy: GET ${URL}, redirected to ${ORIGIN}/${"%E9/".repeat(21)}%E9...: more than 10 redirects`,
      ...["", `, redirected to ${ORIGIN}/${"%E9/".repeat(21)}%E9...`].map(
        (to) =>
          `unhealthy: GET ${URL}${to}: redirected to "${"\\xe9/".repeat(16)}...", wanted an http:// URL of at most 2000 bytes`,
      ),
    ],
  },
  {
    name: "eight commands with endless redirects",
    as: "sh",
    server: inTurn([redirect(`/${"x".repeat(200)}`)]),
    args: ["-c", Array(8).fill(`curl -L ${URL}`).join(" || ")],
    err: Array(8)
      .fill(`unhealthy: GET ${URL}, redirected to ${ORIGIN}/${"x".repeat(87)}...: more than 10 redirects`)
      .join("\n"),
  },
  {
    name: "eight commands with endless redirects of 2000 bytes: without memory they are not healthy",
    as: "sh",
    server: inTurn([redirect(`/${"x".repeat(1999)}`)]),
    args: ["-c", Array(8).fill(`curl -L ${URL}`).join(" || ")],
    err: Array.from({ length: 9 }, (_, count) => {
      const line = `unhealthy: GET ${URL}, redirected to ${ORIGIN}/${"x".repeat(87)}...: more than 10 redirects`;
      return [...Array(count).fill(line), ...(count < 8 ? ["healthcheck: internal error"] : [])].join("\n");
    }),
  },
];

const LATE = "timed out after 500ms waiting for the response";

export const deadlines: Row[] = [
  {
    name: "one deadline over all hops",
    as: "curl",
    server: inTurn([redirect("/b"), OK], 300),
    args: ["-L", "-m", "0.5", URL],
    err: `unhealthy: GET ${URL}, redirected to ${URL}b: ${LATE}`,
    takes: [500, 550],
  },
  {
    name: "one deadline over all hops of wget",
    as: "wget",
    server: inTurn([redirect("/b"), OK], 300),
    args: ["-T", "0.5", URL],
    err: `unhealthy: GET ${URL}, redirected to ${URL}b: ${LATE}`,
    takes: [500, 550],
  },
  {
    name: "one deadline over all hops of healthcheck",
    server: inTurn([redirect("/b"), OK], 300),
    args: ["-L", "-t", "500ms", URL],
    err: `unhealthy: GET ${URL}, redirected to ${URL}b: ${LATE}`,
    takes: [500, 550],
  },
  {
    name: "hops within the deadline",
    as: "curl",
    server: inTurn([redirect("/b"), OK], 200),
    args: ["-L", "-m", "2", URL],
    out: `healthy: GET ${URL}, redirected to ${URL}b: 200 in N ms`,
    takes: [400, 1000],
  },
  {
    name: "each hop has its --connect-timeout, for connecting only",
    as: "curl",
    server: inTurn([redirect("/b"), OK], 300),
    args: ["-L", "--connect-timeout", "0.2", URL],
    out: `healthy: GET ${URL}, redirected to ${URL}b: 200 in N ms`,
    takes: [600, 1000],
  },
  {
    name: "--connect-timeout of the second hop",
    as: "curl",
    server: leadingTo(swallowing, [redirect("http://127.0.0.1:{other}/")]),
    args: ["-L", "--connect-timeout", "0.2", "-m", "5", URL],
    err: `unhealthy: GET ${URL}, redirected to http://127.0.0.1:{other}/: timed out after 200ms connecting`,
    takes: [200, 250],
  },
];

export const ends: Row[] = [
  {
    name: "-f judges the last",
    as: "curl",
    server: inTurn([redirect("/b"), headed(404)]),
    args: ["-fL", URL],
    err: `unhealthy: GET ${URL}, redirected to ${URL}b: status 404, wanted below 400`,
  },
  {
    name: "without -f any last status is healthy",
    as: "curl",
    server: inTurn([redirect("/b"), headed(500)]),
    args: ["-L", URL],
    out: `healthy: GET ${URL}, redirected to ${URL}b: 500 in N ms`,
  },
  {
    name: "wget wants 2xx of the last",
    as: "wget",
    server: inTurn([redirect("/b"), headed(404)]),
    args: ["-q", URL],
    err: `unhealthy: GET ${URL}, redirected to ${URL}b: status 404, wanted 200-299`,
  },
  {
    name: "to a port that refuses",
    as: "curl",
    server: leadingTo(refusing, [redirect("http://127.0.0.1:{other}/")]),
    args: ["-L", URL],
    err: `unhealthy: GET ${URL}, redirected to http://127.0.0.1:{other}/: connection refused`,
  },
  {
    name: "to a name whose addresses refuse",
    as: "curl",
    server: leadingTo(refusing, [redirect("http://localhost:{other}/")]),
    args: ["-4L", URL],
    err: `unhealthy: GET ${URL}, redirected to http://localhost:{other}/: connection refused (127.0.0.1)`,
  },
  {
    name: "to a server that hangs up",
    as: "curl",
    server: leadingTo(closesAfterRequest, [redirect("http://127.0.0.1:{other}/")]),
    args: ["-L", URL],
    err: `unhealthy: GET ${URL}, redirected to http://127.0.0.1:{other}/: connection closed by the peer while waiting for the response`,
  },
  {
    name: "to a server without HTTP",
    as: "curl",
    server: leadingTo(sends("SSH-2.0-x\r\n"), [redirect("http://127.0.0.1:{other}/")]),
    args: ["-L", URL],
    err: `unhealthy: GET ${URL}, redirected to http://127.0.0.1:{other}/: not an HTTP response: "SSH-2.0-x"`,
  },
  {
    name: "to a name that does not exist",
    as: "curl",
    server: named({ dns: {} }, inTurn([redirect("http://none.test/")])),
    needs: [OWN_NAMES],
    args: ["-L", URL],
    err: `unhealthy: GET ${URL}, redirected to http://none.test/: looking up none.test: no such name`,
  },
  {
    name: "to a name that is looked up",
    as: "curl",
    server: named({ dns: { "api.test": ["127.0.0.1"] } }, inTurn([redirect("http://api.test:{port}/"), OK])),
    needs: [OWN_NAMES],
    args: ["-L", URL],
    out: `healthy: GET ${URL}, redirected to http://api.test:{port}/: 200 in N ms`,
    sentLast: request(GET, "Host: api.test:{port}", ...USUAL),
  },
];

const OVER = "http://app/ over {socket}";

function overSocket(name: string, responses: string[], row: Partial<Row>): Row {
  const args = ["-fL", "-u", `admin:${SECRET}`, "--unix-socket", "{socket}", "http://app/"];
  return { name: `over a Unix socket: ${name}`, as: "curl", server: onUnixSocket(inTurn(responses)), args, ...row };
}

export const sockets: Row[] = [
  overSocket("a path", [redirect("/b"), OK], {
    out: `healthy: GET ${OVER}, redirected to http://app/b: 200 in N ms`,
    sentLast: request("GET /b HTTP/1.1", "Host: app", ...USUAL, AUTHORIZATION),
  }),
  overSocket("another host is reached over it, and gets no credentials", [redirect("http://name.invalid/b"), OK], {
    out: `healthy: GET ${OVER}, redirected to http://name.invalid/b: 200 in N ms`,
    sentLast: request("GET /b HTTP/1.1", "Host: name.invalid", ...USUAL),
  }),
  overSocket("another port too", [redirect("http://app:8080/b"), OK], {
    out: `healthy: GET ${OVER}, redirected to http://app:8080/b: 200 in N ms`,
    sentLast: request("GET /b HTTP/1.1", "Host: app:8080", ...USUAL),
  }),
  overSocket("another socket", [redirect("unix:///run/other"), OK], {
    err: `unhealthy: GET ${OVER}: redirected to "unix:///run/other", wanted an http:// URL of at most 2000 bytes`,
  }),
  overSocket("https", [redirect("https://app/"), OK], {
    tls: false,
    err: `unhealthy: GET ${OVER}: redirected to "https://app/": https:// needs healthcheck-tls`,
  }),
  overSocket("more than ten", [redirect("/b")], {
    err: `unhealthy: GET ${OVER}, redirected to http://app/b: more than 10 redirects`,
  }),
];
