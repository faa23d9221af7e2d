import { web } from "../servers";
import { refusing, swallowing } from "../servers/ports";
import { closesAfterRequest, sends, silent } from "../servers/raw";
import { emptyDirectory, onUnixSocket, staleSocket } from "../servers/unix";
import { OK, type Row, request, USUAL } from "./row";

const OVER = "http://app/healthz over {socket}";

/** Unix sockets: the connection alone, and HTTP over one. */
export const unix: Row[] = [
  {
    name: "a socket that accepts",
    server: onUnixSocket(silent),
    args: ["unix://{socket}"],
    out: "healthy: unix {socket}: connected in N ms",
  },
  {
    name: "a scheme in capitals",
    server: onUnixSocket(silent),
    args: ["UNIX://{socket}"],
    out: "healthy: unix {socket}: connected in N ms",
  },
  {
    name: "a socket that does not exist",
    server: emptyDirectory,
    args: ["unix://{directory}/none"],
    err: "unhealthy: unix {directory}/none: no such file",
  },
  {
    name: "a directory that does not exist",
    server: emptyDirectory,
    args: ["unix://{directory}/a/b"],
    err: "unhealthy: unix {directory}/a/b: no such file",
  },
  {
    name: "a stale socket",
    server: staleSocket,
    args: ["unix://{socket}"],
    err: "unhealthy: unix {socket}: connection refused",
  },
  {
    name: "a directory instead of a socket",
    server: emptyDirectory,
    args: ["unix://{directory}"],
    err: "unhealthy: unix {directory}: connection refused",
  },
  {
    name: "a path through a file",
    server: onUnixSocket(silent),
    args: ["unix://{socket}/x"],
    err: "unhealthy: unix {socket}/x: not a directory",
  },
  {
    name: "a socket whose accept queue is full",
    server: onUnixSocket(swallowing),
    args: ["-t", "300ms", "unix://{socket}"],
    err: "unhealthy: unix {socket}: timed out after 300ms connecting",
    takes: [300, 350],
  },
  {
    name: "HTTP over a socket; Host has no port, since 80 is meant",
    server: onUnixSocket(sends(OK)),
    args: ["--unix-socket", "{socket}", "http://app/healthz"],
    out: `healthy: GET ${OVER}: 200 in N ms`,
    sent: request("GET /healthz HTTP/1.1", "Host: app", ...USUAL),
  },
  {
    name: "HTTP over a socket as --unix-socket=",
    server: onUnixSocket(web()),
    args: ["--unix-socket={socket}", "http://app/healthz"],
    out: `healthy: GET ${OVER}: 200 in N ms`,
  },
  {
    name: "HTTP over a socket with a port in the URL",
    server: onUnixSocket(sends(OK)),
    args: ["--unix-socket", "{socket}", ":8080/"],
    out: "healthy: GET http://localhost:8080/ over {socket}: 200 in N ms",
    sent: request("GET / HTTP/1.1", "Host: localhost:8080", ...USUAL),
  },
  {
    name: "the name of the URL is not looked up",
    server: onUnixSocket(web()),
    args: ["--unix-socket", "{socket}", "http://name.invalid/"],
    out: "healthy: GET http://name.invalid/ over {socket}: 200 in N ms",
  },
  {
    name: "the port of the URL is not connected to",
    server: async () => {
      const dead = await refusing();
      return { ...dead, values: { ...dead.values, socket: "/nonexistent/s" } };
    },
    args: ["--unix-socket", "{socket}", "http://127.0.0.1:{port}/"],
    err: "unhealthy: GET http://127.0.0.1:{port}/ over {socket}: no such file",
  },
  {
    name: "HTTP over a socket: a status that is not wanted",
    server: onUnixSocket(web({ status: 503 })),
    args: ["--unix-socket", "{socket}", "http://app/healthz"],
    err: `unhealthy: GET ${OVER}: status 503, wanted 200-399`,
  },
  {
    name: "HTTP over a socket that closes",
    server: onUnixSocket(closesAfterRequest),
    args: ["--unix-socket", "{socket}", "http://app/healthz"],
    err: `unhealthy: GET ${OVER}: connection closed by the peer while waiting for the response`,
  },
  {
    name: "HTTP over a stale socket",
    server: staleSocket,
    args: ["--unix-socket", "{socket}", "http://app/healthz"],
    err: `unhealthy: GET ${OVER}: connection refused`,
  },
  {
    name: "-v over a socket",
    server: onUnixSocket(silent),
    args: ["-v", "unix://{socket}"],
    out: "healthy: unix {socket}: connected in N ms\nat N ms: connecting",
  },
  {
    name: "a path of 107 bytes is looked for",
    args: [`unix:///${"a".repeat(106)}`],
    err: `unhealthy: unix /${"a".repeat(106)}: no such file`,
  },
  {
    name: "a path of 108 bytes is too long for a socket",
    args: [`unix:///${"a".repeat(107)}`],
    err: "healthcheck: the path of the Unix socket has 108 bytes, at most 107 are possible",
  },
  {
    name: "an option's path of 108 bytes",
    args: ["--unix-socket", `/${"a".repeat(107)}`, "http://app/"],
    err: "healthcheck: --unix-socket: the path of the Unix socket has 108 bytes, at most 107 are possible",
  },
  {
    name: "an empty path of an option",
    args: ["--unix-socket=", "http://app/"],
    err: "healthcheck: --unix-socket: no path of a Unix socket",
  },
  {
    name: "a relative path of a URL",
    args: ["unix://app.sock"],
    err: 'healthcheck: "app.sock" is not an absolute path, wanted unix:///path',
  },
  {
    name: "a unix URL without a path",
    args: ["unix://"],
    err: 'healthcheck: "" is not an absolute path, wanted unix:///path',
  },
];
