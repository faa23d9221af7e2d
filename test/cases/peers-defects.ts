import { web } from "../servers";
import { IPV6 } from "../servers/names";
import { refusing, samePort } from "../servers/ports";
import { endless, sends, silent, trickles } from "../servers/raw";
import { OK, type Row, request, USUAL, VERSION } from "./row";

const URL = "http://127.0.0.1:{port}/";

/** Mistakes of other health checks. */
export const peersDefects: Row[] = [
  {
    name: "a trickled status line ends at the deadline, not after it (microcheck: 8.4 s at -t 1)",
    server: trickles("", `HTTP/1.1 200 ${"x".repeat(150)}\r\n\r\n`),
    args: ["-t", "1", URL],
    err: `unhealthy: GET ${URL}: timed out after 1s receiving the response headers`,
    takes: [1000, 1050],
  },
  {
    name: "an event stream is healthy at once (microcheck: 15 s)",
    server: trickles("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", "data: x\n\n".repeat(20)),
    args: ["-t", "2", URL],
    out: `healthy: GET ${URL}: 200 in N ms`,
    takes: [0, 50],
  },
  {
    name: "an endless body is healthy at once (microcheck: never ends)",
    server: endless("HTTP/1.1 200 OK\r\n\r\n", "x"),
    args: ["-t", "2", URL],
    out: `healthy: GET ${URL}: 200 in N ms`,
    takes: [0, 50],
  },
  {
    name: "103 before 200 is healthy",
    server: sends(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}`),
    args: [URL],
    out: `healthy: GET ${URL}: 200 in N ms`,
  },
  {
    name: "[::1] is a host",
    server: samePort({ "::1": web() }),
    needs: [IPV6],
    args: ["http://[::1]:{port}/"],
    out: "healthy: GET http://[::1]:{port}/: 200 in N ms",
  },
  {
    name: "user:pass@ is sent",
    server: sends(OK),
    args: ["http://u:p@127.0.0.1:{port}/"],
    out: `healthy: GET ${URL}: 200 in N ms`,
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL, "Authorization: Basic dTpw"),
  },
  {
    name: "host:port?query is a URL",
    server: sends(OK),
    args: ["http://127.0.0.1:{port}?full"],
    out: "healthy: GET http://127.0.0.1:{port}/?full: 200 in N ms",
    sent: request("GET /?full HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL),
  },
  {
    name: "localhost is ::1 as well",
    server: samePort({ "127.0.0.1": refusing, "::1": web() }),
    needs: [IPV6],
    args: [":{port}/"],
    out: "healthy: GET http://localhost:{port}/: 200 in N ms",
  },
  {
    name: "port 65539 does not wrap to 3",
    args: ["65539"],
    err: 'healthcheck: port "65539" is not a number from 1 to 65535',
  },
  {
    name: "a port that is open, plus 65536, does not wrap to it",
    server: async () => {
      const open = await silent();
      return { ...open, values: { ...open.values, wrapped: String(Number(open.values.port) + 65536) } };
    },
    args: ["{wrapped}"],
    err: 'healthcheck: port "{wrapped}" is not a number from 1 to 65535',
  },
  {
    name: "a 503 is reported with its number",
    server: web({ status: 503 }),
    args: [URL],
    err: `unhealthy: GET ${URL}: status 503, wanted 200-399`,
  },
  {
    name: "a timeout is called a timeout",
    server: silent,
    args: ["-t", "300ms", URL],
    err: `unhealthy: GET ${URL}: timed out after 300ms waiting for the response`,
  },
  {
    name: "500 is not healthy",
    server: web({ status: 500 }),
    args: [URL],
    err: `unhealthy: GET ${URL}: status 500, wanted 200-399`,
  },
  {
    name: "no argument is not healthy",
    err: "healthcheck: no target: give one, or set HEALTHCHECK_URL, HEALTHCHECK_PORT or PORT (see --help)",
  },
  {
    name: "any argument is not healthy",
    args: ["anything"],
    err: 'healthcheck: no port in "anything", wanted host:port or http://host',
  },
  {
    name: "a bad flag ends with 1, not with 2",
    args: ["--fail", "80"],
    err: "healthcheck: unknown option --fail (see --help)",
  },
  {
    name: "help goes to the standard output",
    args: ["-V"],
    out: `healthcheck ${VERSION}`,
  },
  {
    name: "the default timeout is 5 s",
    server: silent,
    args: [URL],
    err: `unhealthy: GET ${URL}: timed out after 5s waiting for the response`,
    takes: [5000, 5050],
  },
];
