import type { StartServer } from "../servers";
import { swallowing } from "../servers/ports";
import { sends, silent, trickles } from "../servers/raw";
import { onUnixSocket } from "../servers/unix";
import { OK, type Row } from "./row";

const URL = "http://127.0.0.1:{port}/";
const LONG = "x".repeat(200);

/** A server that is too slow, and the stage that the check was in. */
function slow(name: string, server: StartServer, stage: string, seconds?: number): Row {
  const [timeout, milliseconds] = seconds === undefined ? ["300ms", 300] : [`${seconds}s`, seconds * 1000];
  return {
    name,
    server,
    args: ["-t", timeout, URL],
    err: `unhealthy: GET ${URL}: timed out after ${timeout} ${stage}`,
    takes: [milliseconds, milliseconds + 50],
  };
}

/** One deadline for everything. Bytes that trickle in do not extend it. */
export const deadlines: Row[] = [
  slow("a server that says nothing", silent, "waiting for the response"),
  slow(
    "a status line of one byte every 50 ms, at -t 1",
    trickles("", `HTTP/1.1 200 ${LONG}`),
    "receiving the response headers",
    1,
  ),
  slow(
    "headers of one byte every 50 ms, at -t 1",
    trickles("HTTP/1.1 200 OK\r\nX: ", LONG),
    "receiving the response headers",
    1,
  ),
  slow("the first byte and no other", sends("H", { after: "keep" }), "receiving the response headers"),
  slow("all but the last byte", sends("HTTP/1.1 200 OK\r\n\r", { after: "keep" }), "receiving the response headers"),
  slow(
    "a body where the headers should be",
    sends("HTTP/1.1 200 OK\r\nX: y", { after: "keep" }),
    "receiving the response headers",
  ),
  slow(
    "an interim response and no other",
    sends("HTTP/1.1 100 Continue\r\n\r\n", { after: "keep" }),
    "waiting for the final response after status 100",
  ),
  slow(
    "interim responses that trickle in",
    sends(Array(100).fill("HTTP/1.1 103 Early Hints\r\n\r\n"), { pause: 50 }),
    "waiting for the final response after status 103",
  ),
  slow("a host that swallows connections", swallowing, "connecting"),
  {
    name: "TCP: a host that swallows connections",
    server: swallowing,
    args: ["-t", "300ms", "127.0.0.1:{port}"],
    err: "unhealthy: tcp 127.0.0.1:{port}: timed out after 300ms connecting",
    takes: [300, 350],
  },
  {
    name: "a body of one byte every 50 ms is not waited for",
    server: trickles(OK, LONG),
    args: ["-t", "10", URL],
    out: `healthy: GET ${URL}: 200 in N ms`,
    takes: [0, 50],
  },
  {
    name: "headers that trickle in time are healthy",
    server: trickles("HTTP/1.1 200 ", "OK\r\n\r\n"),
    args: ["-t", "10", URL],
    out: `healthy: GET ${URL}: 200 in N ms`,
    takes: [250, 500],
  },
  {
    name: "HTTP over a Unix socket that says nothing",
    server: onUnixSocket(silent),
    args: ["-t", "300ms", "--unix-socket", "{socket}", "http://app/"],
    err: "unhealthy: GET http://app/ over {socket}: timed out after 300ms waiting for the response",
    takes: [300, 350],
  },
  {
    name: "a healthy answer does not wait for the deadline",
    server: sends(OK, { after: "keep" }),
    args: ["-t", "1h", URL],
    out: `healthy: GET ${URL}: 200 in N ms`,
    takes: [0, 50],
  },
  {
    name: "the shortest deadline",
    server: silent,
    args: ["-t", "10ms", URL],
    // On a slow machine the check may not reach the wait.
    err: ["connecting", "sending the request", "waiting for the response"].map(
      (stage) => `unhealthy: GET ${URL}: timed out after 10ms ${stage}`,
    ),
    takes: [10, 60],
  },
];
