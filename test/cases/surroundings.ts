import { type StartServer, together, web } from "../servers";
import { refusing } from "../servers/ports";
import { sends, silent } from "../servers/raw";
import { emptyDirectory } from "../servers/unix";
import { OK, type Row, request, USUAL } from "./row";

const URL = "http://127.0.0.1:{port}/";

/** A shell script that ends with `exec "$@"`. */
function shell(script: string): string[] {
  return ["/bin/sh", "-c", script, "sh"];
}

/** A server, and an empty directory for the script. */
function withDirectory(start: StartServer): StartServer {
  return async () => together(await start(), await emptyDirectory());
}

/** Descriptor 5 is a pipe, and 4 is its only reader. */
const PIPE = 'mkfifo "{directory}/p"; exec 4<>"{directory}/p" 5>"{directory}/p";';

/** What a process inherits: descriptors, signals, directories. The exit status is right, whoever reads the output. */
export const surroundings: Row[] = [
  {
    name: "a closed standard output: its number does not become the connection's",
    server: sends(OK),
    through: shell('exec "$@" >&-'),
    args: [URL],
    out: "",
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL),
  },
  {
    name: "no open descriptor, healthy",
    server: sends(OK),
    through: shell('exec "$@" <&- >&- 2>&-'),
    args: [URL],
    out: "",
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL),
  },
  {
    name: "no open descriptor, unhealthy",
    server: refusing,
    through: shell('exec "$@" <&- >&- 2>&-'),
    args: [URL],
    err: "",
  },
  {
    name: "no open descriptor, a deadline",
    server: silent,
    through: shell('exec "$@" <&- >&- 2>&-'),
    args: ["-t", "300ms", URL],
    err: "",
    takes: [300, 350],
  },
  {
    name: "a full standard output",
    server: web(),
    through: shell('exec "$@" >/dev/full'),
    args: [URL],
    out: "",
  },
  {
    name: "a full standard error",
    server: refusing,
    through: shell('exec "$@" 2>/dev/full'),
    args: [URL],
    err: "",
  },
  {
    name: "a pipe that nobody reads any more, healthy",
    server: withDirectory(web()),
    through: shell(`${PIPE} exec 4<&-; exec "$@" >&5`),
    args: [URL],
    out: "",
  },
  {
    name: "a pipe that nobody reads any more, unhealthy",
    server: withDirectory(refusing),
    through: shell(`${PIPE} exec 4<&-; exec "$@" 2>&5`),
    args: [URL],
    err: "",
  },
  {
    name: "a full pipe that nobody empties, healthy",
    server: withDirectory(web()),
    through: shell(`${PIPE} dd if=/dev/zero bs=65536 count=1 status=none >&5; exec "$@" >&5`),
    args: ["-t", "600ms", URL],
    out: "",
    takes: [0, 650],
  },
  {
    name: "a full pipe that nobody empties, unhealthy",
    server: withDirectory(refusing),
    through: shell(`${PIPE} dd if=/dev/zero bs=65536 count=1 status=none >&5; exec "$@" 2>&5`),
    args: ["-t", "600ms", URL],
    err: "",
    takes: [0, 650],
  },
  {
    name: "ignored signals",
    server: silent,
    through: shell('trap "" ALRM PIPE TERM INT HUP; exec "$@"'),
    args: ["-t", "300ms", URL],
    err: `unhealthy: GET ${URL}: timed out after 300ms waiting for the response`,
    takes: [300, 350],
  },
  {
    name: "a directory that was removed",
    server: withDirectory(web()),
    through: shell('cd "{directory}"; rmdir "{directory}"; exec "$@"'),
    args: [URL],
    out: `healthy: GET ${URL}: 200 in N ms`,
  },
  {
    name: "a variable without a value, without a name, and twice",
    server: silent,
    through: ["/usr/bin/env", "PORT={port}", "A=", "=b"],
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
];
