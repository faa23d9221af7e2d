/** Peers that would keep a check waiting for ever. */
import { type StartServer, server } from "../servers";
import { named, OWN_NAMES } from "../servers/names";
import { swallowing } from "../servers/ports";
import { endless, sends, silent, trickles } from "../servers/raw";
import { inTurn, redirect } from "../servers/redirects";
import { onUnixSocket } from "../servers/unix";
import { established, started } from "../tls/abuse/steps";
import { babbling } from "./endless-name-server";
import { IS_ROOT, tool } from "./launch";

/** A peer that would keep a check waiting for ever. */
export interface Hostile {
  name: string;
  /** One server for all deadlines. */
  server?: StartServer;
  /** Or one for each deadline. */
  serverFor?: (deadline: number) => StartServer;
  /** The arguments for a deadline in milliseconds. */
  args: (deadline: number, values: Record<string, string>) => string[];
  as?: "sh" | "curl";
  /** Whether it needs an artifact with TLS. */
  tls?: true;
  /** Operations of the launcher. */
  launch?: (string | number)[];
  /** A command that runs the check. */
  through?: string[];
  /** Whether it may end before its deadline, because the peer sends too much. */
  early?: boolean;
  /** What is printed, if not the usual line of a timeout. */
  output?: RegExp;
  needs?: (true | string)[];
  /** Whether stopped.rest.ts uses it, too. */
  isStopped?: true;
}

export const TIMED_OUT = /^unhealthy: .*: timed out after .*\n$/;

export const url = ({ host, port }: Record<string, string>) => `http://${host ?? "127.0.0.1"}:${port}/`;
export const usual = (deadline: number, values: Record<string, string>) => ["-t", `${deadline}ms`, url(values)];

const secure = (deadline: number, { port }: Record<string, string>) => [
  ...["-k", "-t", `${deadline}ms`, `https://127.0.0.1:${port}/`],
];

export const nothing: StartServer = async () => server({}, async () => {});

/** A network of its own. Packets to 192.0.2.0/24 are lost, and a request of 24 KB fills its small buffers. */
const NETWORK = `
  ip link set lo up && ip route add 192.0.2.0/24 dev lo || exit 99
  for i in tcp_rmem tcp_wmem; do echo 4096 4096 4096 >/proc/sys/net/ipv4/$i || exit 99; done
  exec "$@"`;
const apart = ["/usr/bin/env", "unshare", "-n", "/bin/sh", "-c", NETWORK, "sh"];
export const OWN_NETWORK = IS_ROOT === true ? tool("ip") : IS_ROOT;
const LARGE = ["A", "B", "C"].flatMap((name) => ["-H", `${name}: ${"x".repeat(8000)}`]);

export const hostile: Hostile[] = [
  { name: "says nothing", server: silent, args: usual, isStopped: true },
  { name: "a status line byte by byte", server: trickles("", `HTTP/1.1 200 ${"x".repeat(200)}`), args: usual },
  { name: "headers byte by byte", server: trickles("HTTP/1.1 200 OK\r\nX: ", "x".repeat(200)), args: usual },
  {
    name: "1xx responses, one after the other",
    server: sends(Array(400).fill("HTTP/1.1 103 Early Hints\r\n\r\n"), { pause: 10, after: "keep" }),
    args: usual,
  },
  { name: "1xx responses in a flood", server: endless("", "HTTP/1.1 103 X\r\n\r\n"), args: usual, early: true },
  { name: "headers in a flood", server: endless("HTTP/1.1 200 OK\r\n", "X: y\r\n"), args: usual, early: true },
  { name: "half a response", server: sends("HTTP/1.1 200 OK\r\nX", { after: "keep" }), args: usual },
  { name: "TLS: says nothing", tls: true, server: silent, args: secure, isStopped: true },
  // The first handshake message has 16,000 bytes. It is no ServerHello before its end.
  {
    name: "TLS: a handshake byte by byte",
    tls: true,
    server: trickles("", `\x16\x03\x03\x3e\x84\x02\x00\x3e\x80${"x".repeat(200)}`),
    args: secure,
  },
  { name: "TLS: stops after the ServerHello", tls: true, server: started(async () => {}), args: secure },
  { name: "TLS: stops after the handshake", tls: true, server: established(() => {}), args: secure, isStopped: true },
  { name: "a full backlog", server: swallowing, args: usual, isStopped: true },
  {
    name: "a full backlog, --connect-timeout",
    server: swallowing,
    as: "curl",
    args: (deadline, values) => ["-m", "60", "--connect-timeout", `${deadline / 1000}`, url(values)],
  },
  {
    name: "a Unix socket's full backlog",
    server: onUnixSocket(swallowing),
    args: (deadline, { socket }) => ["-t", `${deadline}ms`, `unix://${socket}`],
  },
  {
    name: "reads nothing",
    isStopped: true,
    server: nothing,
    through: apart,
    launch: ["listen", 8000],
    args: (deadline) => ["-t", `${deadline}ms`, ...LARGE, "http://127.0.0.1:8000/"],
    // It never waits for the response, because the request is never sent completely.
    output: /^unhealthy: .* (connecting|sending the request)\n$/,
    needs: [OWN_NETWORK],
  },
  {
    name: "a black hole",
    server: nothing,
    through: apart,
    args: (deadline) => ["-t", `${deadline}ms`, "http://192.0.2.1/"],
    output: /^unhealthy: .* connecting\n$/,
    needs: [OWN_NETWORK],
  },
  {
    name: "a name of eight black holes",
    isStopped: true,
    server: named(
      { dns: {}, hosts: Array.from({ length: 8 }, (_, i) => `192.0.2.${i + 1} holes`).join("\n") },
      nothing,
    ),
    through: apart,
    args: (deadline) => ["-t", `${deadline}ms`, "http://holes/"],
    needs: [OWN_NETWORK, OWN_NAMES],
  },
  {
    name: "a name server that says nothing",
    isStopped: true,
    server: named({ dns: { x: "silence" } }, nothing),
    args: (deadline) => ["-t", `${deadline}ms`, "http://x/"],
    output: /looking up x/,
    needs: [OWN_NAMES],
  },
  {
    name: "a name server that answers others",
    server: babbling("datagrams"),
    args: (deadline) => ["-t", `${deadline}ms`, "http://x/"],
    output: /looking up x/,
    needs: [OWN_NAMES],
  },
  {
    name: "a name server's stream byte by byte",
    server: babbling("stream"),
    args: (deadline) => ["-t", `${deadline}ms`, "http://x/"],
    output: /looking up x/,
    needs: [OWN_NAMES],
  },
  {
    name: "redirects in a circle, each slow",
    serverFor: (deadline) => inTurn([redirect("/")], Math.max(10, deadline / 4)),
    args: (deadline, values) => ["-L", ...usual(deadline, values)],
  },
  {
    name: "sh -c 'A || B', the sum of both",
    server: silent,
    as: "sh",
    args: (deadline, values) => {
      const half = `healthcheck -t ${deadline / 2}ms ${url(values)}`;
      return ["-c", `${half} || ${half}`];
    },
    output: /^(unhealthy: .*: timed out after .*\n){2}$/,
  },
  {
    name: "nothing, and nobody reads the verdict",
    isStopped: true,
    server: silent,
    launch: ["full", 2],
    args: usual,
    output: /^$/,
  },
];
