import { type StartServer, server, together, web } from "../servers";
import { refusing } from "../servers/ports";
import { sends, silent } from "../servers/raw";
import { onUnixSocket } from "../servers/unix";
import { IS_SERVING, serving } from "./grpc-serving";
import { OK, type Row, request, SECRET, USUAL, VERSION } from "./row";

const URL = "http://127.0.0.1:{port}/";

/** A server that answers. `{dead}` is a port that refuses. */
function withDeadPort(start: StartServer): StartServer {
  return async () => {
    const dead = await refusing();
    return together(await start(), server({ dead: dead.values.port ?? "" }, dead.close));
  };
}

/** Variables that are for HTTP alone, or for HTTP and gRPC, with values that are wrong there. */
const HTTP_ALONE = {
  HEALTHCHECK_STATUS: "999x",
  HEALTHCHECK_EXPECT: "\ufffd",
  HEALTHCHECK_METHOD: "a b",
  HEALTHCHECK_LOCATION: "maybe",
};
const REQUESTS = {
  HEALTHCHECK_USER: SECRET,
  HEALTHCHECK_USER_AGENT: "a\n",
  HEALTHCHECK_UNIX_SOCKET: "@app",
  HEALTHCHECK_INSECURE: "maybe",
  HEALTHCHECK_CACERT: "\ufffd",
};

/** They do not matter on other targets. */
const others: Row[] = [
  {
    name: "wrong values of variables that do not apply to a TCP target",
    server: silent,
    args: ["{port}"],
    env: { ...HTTP_ALONE, ...REQUESTS },
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  {
    name: "wrong values of variables that do not apply to a TCP target in HEALTHCHECK_URL",
    server: silent,
    env: { HEALTHCHECK_URL: "tcp://127.0.0.1:{port}", ...HTTP_ALONE, ...REQUESTS },
    out: "healthy: tcp 127.0.0.1:{port}: connected in N ms",
  },
  {
    name: "wrong values of variables that do not apply to a Unix target",
    server: onUnixSocket(silent),
    args: ["unix://{socket}"],
    env: { ...HTTP_ALONE, ...REQUESTS },
    out: "healthy: unix {socket}: connected in N ms",
  },
  {
    name: "wrong values of variables that do not apply to a gRPC target",
    server: serving,
    args: ["grpc://127.0.0.1:{port}"],
    env: HTTP_ALONE,
    out: IS_SERVING,
  },
];

/** Every variable. The command line comes first. */
export const variables: Row[] = [
  {
    name: "HEALTHCHECK_URL, a URL",
    server: web(),
    env: { HEALTHCHECK_URL: "http://127.0.0.1:{port}/healthz" },
    out: "healthy: GET http://127.0.0.1:{port}/healthz: 200 in N ms",
  },
  {
    name: "HEALTHCHECK_URL, a port",
    server: silent,
    env: { HEALTHCHECK_URL: "{port}" },
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  {
    name: "HEALTHCHECK_URL, a path of PORT",
    server: web(),
    env: { HEALTHCHECK_URL: "/healthz", PORT: "{port}" },
    out: "healthy: GET http://localhost:{port}/healthz: 200 in N ms",
  },
  {
    name: "HEALTHCHECK_URL, a path with an invalid PORT",
    env: { HEALTHCHECK_URL: "/healthz", PORT: "0" },
    err: 'healthcheck: PORT: port "0" is not a number from 1 to 65535',
  },
  {
    name: "HEALTHCHECK_URL, a Unix socket",
    server: onUnixSocket(silent),
    env: { HEALTHCHECK_URL: "unix://{socket}" },
    out: "healthy: unix {socket}: connected in N ms",
  },
  {
    name: "an invalid HEALTHCHECK_URL",
    env: { HEALTHCHECK_URL: "http://" },
    err: "healthcheck: HEALTHCHECK_URL: no host in the URL",
  },
  {
    name: "variables are not expanded in variables, only in arguments",
    env: { HEALTHCHECK_URL: "http://localhost:${PORT}/", PORT: "8080" },
    err: 'healthcheck: HEALTHCHECK_URL: port "${PORT}" is not a number from 1 to 65535',
  },
  {
    name: "HEALTHCHECK_PORT",
    server: silent,
    env: { HEALTHCHECK_PORT: "{port}" },
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  {
    name: "HEALTHCHECK_PORT is a port and no other target",
    env: { HEALTHCHECK_PORT: "localhost:80" },
    err: 'healthcheck: HEALTHCHECK_PORT: port "localhost:80" is not a number from 1 to 65535',
  },
  {
    name: "PORT",
    server: silent,
    env: { PORT: "{port}" },
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  {
    name: "PORT out of range",
    env: { PORT: "65536" },
    err: 'healthcheck: PORT: port "65536" is not a number from 1 to 65535',
  },
  {
    name: "the argument goes before HEALTHCHECK_URL",
    server: withDeadPort(silent),
    args: ["{port}"],
    env: { HEALTHCHECK_URL: "127.0.0.1:{dead}" },
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  {
    name: "HEALTHCHECK_URL goes before HEALTHCHECK_PORT and PORT",
    server: withDeadPort(silent),
    env: { HEALTHCHECK_URL: "127.0.0.1:{port}", HEALTHCHECK_PORT: "{dead}", PORT: "{dead}" },
    out: "healthy: tcp 127.0.0.1:{port}: connected in N ms",
  },
  {
    name: "HEALTHCHECK_PORT goes before PORT",
    server: withDeadPort(silent),
    env: { HEALTHCHECK_PORT: "{port}", PORT: "{dead}" },
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  {
    name: "empty variables count as unset",
    server: silent,
    env: {
      HEALTHCHECK_URL: "",
      HEALTHCHECK_PORT: "",
      PORT: "{port}",
      HEALTHCHECK_TIMEOUT: "",
      HEALTHCHECK_INSECURE: "",
    },
    out: "healthy: tcp localhost:{port}: connected in N ms",
  },
  {
    name: "all of them empty",
    env: { HEALTHCHECK_URL: "", HEALTHCHECK_PORT: "", PORT: "" },
    err: "healthcheck: no target: give one, or set HEALTHCHECK_URL, HEALTHCHECK_PORT or PORT (see --help)",
  },
  {
    name: "HEALTHCHECK_TIMEOUT",
    server: silent,
    args: [URL],
    env: { HEALTHCHECK_TIMEOUT: "300ms" },
    err: `unhealthy: GET ${URL}: timed out after 300ms waiting for the response`,
    takes: [300, 350],
  },
  {
    name: "--timeout goes before HEALTHCHECK_TIMEOUT",
    server: silent,
    args: ["-t", "300ms", URL],
    env: { HEALTHCHECK_TIMEOUT: "1h" },
    err: `unhealthy: GET ${URL}: timed out after 300ms waiting for the response`,
    takes: [300, 350],
  },
  {
    name: "an invalid HEALTHCHECK_TIMEOUT",
    args: ["http://127.0.0.1/"],
    env: { HEALTHCHECK_TIMEOUT: "5 s" },
    err: 'healthcheck: HEALTHCHECK_TIMEOUT: "5 s" is not a duration like 3, 1.5s, 500ms or 1m',
  },
  {
    name: "HEALTHCHECK_STATUS",
    server: web({ status: 503 }),
    args: [URL],
    env: { HEALTHCHECK_STATUS: "503" },
    out: `healthy: GET ${URL}: 503 in N ms`,
  },
  {
    name: "--status goes before HEALTHCHECK_STATUS",
    server: web({ status: 503 }),
    args: ["-s", "2xx", URL],
    env: { HEALTHCHECK_STATUS: "503" },
    err: `unhealthy: GET ${URL}: status 503, wanted 2xx`,
  },
  {
    name: "an invalid HEALTHCHECK_STATUS",
    args: ["http://127.0.0.1/"],
    env: { HEALTHCHECK_STATUS: "ok" },
    err: 'healthcheck: HEALTHCHECK_STATUS: "ok" is not a set of statuses like 200, 200-299, 2xx or 200,204,401',
  },
  {
    name: "HEALTHCHECK_METHOD",
    server: sends(OK),
    args: [URL],
    env: { HEALTHCHECK_METHOD: "HEAD" },
    out: `healthy: HEAD ${URL}: 200 in N ms`,
    sent: request("HEAD / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL),
  },
  {
    name: "--method goes before HEALTHCHECK_METHOD",
    server: web(),
    args: ["-X", "POST", URL],
    env: { HEALTHCHECK_METHOD: "HEAD" },
    out: `healthy: POST ${URL}: 200 in N ms`,
  },
  {
    name: "an invalid HEALTHCHECK_METHOD",
    args: ["http://127.0.0.1/"],
    env: { HEALTHCHECK_METHOD: "GET /" },
    err: 'healthcheck: HEALTHCHECK_METHOD: "GET /" is not a request method',
  },
  {
    name: "HEALTHCHECK_USER",
    server: sends(OK),
    args: [URL],
    env: { HEALTHCHECK_USER: `admin:${SECRET}` },
    out: `healthy: GET ${URL}: 200 in N ms`,
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL, "Authorization: Basic YWRtaW46czNjcmV0"),
  },
  {
    name: "the URL's own user goes before HEALTHCHECK_USER",
    server: sends(OK),
    args: ["http://a:b@127.0.0.1:{port}/"],
    env: { HEALTHCHECK_USER: `admin:${SECRET}` },
    out: `healthy: GET ${URL}: 200 in N ms`,
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL, "Authorization: Basic YTpi"),
  },
  {
    name: "--user goes before both",
    server: sends(OK),
    args: ["-u", "c:d", "http://a:b@127.0.0.1:{port}/"],
    env: { HEALTHCHECK_USER: `admin:${SECRET}` },
    out: `healthy: GET ${URL}: 200 in N ms`,
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", ...USUAL, "Authorization: Basic Yzpk"),
  },
  {
    name: "HEALTHCHECK_USER without a colon",
    args: ["http://127.0.0.1/"],
    env: { HEALTHCHECK_USER: SECRET },
    err: "healthcheck: HEALTHCHECK_USER: no colon, wanted USER:PASSWORD",
  },
  {
    name: "HEALTHCHECK_USER_AGENT",
    server: sends(OK),
    args: [URL],
    env: { HEALTHCHECK_USER_AGENT: "probe (test)" },
    out: `healthy: GET ${URL}: 200 in N ms`,
    sent: request(
      "GET / HTTP/1.1",
      "Host: 127.0.0.1:{port}",
      "User-Agent: probe (test)",
      "Accept: */*",
      "Connection: close",
    ),
  },
  {
    name: "--user-agent goes before HEALTHCHECK_USER_AGENT",
    server: sends(OK),
    args: ["-A", "mine", URL],
    env: { HEALTHCHECK_USER_AGENT: "probe (test)" },
    out: `healthy: GET ${URL}: 200 in N ms`,
    sent: request("GET / HTTP/1.1", "Host: 127.0.0.1:{port}", "User-Agent: mine", "Accept: */*", "Connection: close"),
  },
  {
    name: "HEALTHCHECK_USER_AGENT with a line feed",
    args: ["http://127.0.0.1/"],
    env: { HEALTHCHECK_USER_AGENT: "a\r\nX-Injected: 1" },
    err: 'healthcheck: HEALTHCHECK_USER_AGENT: a control byte in "a\\x0d\\x0aX-Injected: 1"',
  },
  {
    name: "HEALTHCHECK_UNIX_SOCKET",
    server: onUnixSocket(sends(OK)),
    args: ["http://app/healthz"],
    env: { HEALTHCHECK_UNIX_SOCKET: "{socket}" },
    out: "healthy: GET http://app/healthz over {socket}: 200 in N ms",
    sent: request("GET /healthz HTTP/1.1", "Host: app", ...USUAL),
  },
  {
    name: "--unix-socket goes before HEALTHCHECK_UNIX_SOCKET",
    server: onUnixSocket(web()),
    args: ["--unix-socket", "{socket}", "http://app/healthz"],
    env: { HEALTHCHECK_UNIX_SOCKET: "/nonexistent" },
    out: "healthy: GET http://app/healthz over {socket}: 200 in N ms",
  },
  {
    name: "HEALTHCHECK_UNIX_SOCKET is for HTTP: a TCP target is connected to over TCP",
    server: withDeadPort(onUnixSocket(silent)),
    args: ["127.0.0.1:{dead}"],
    env: { HEALTHCHECK_UNIX_SOCKET: "{socket}" },
    err: "unhealthy: tcp 127.0.0.1:{dead}: connection refused",
  },
  ...others,
  {
    name: "HEALTHCHECK_UNIX_SOCKET that is wrong, with an HTTP target",
    args: ["http://app/"],
    env: { HEALTHCHECK_UNIX_SOCKET: "@app" },
    err: "healthcheck: HEALTHCHECK_UNIX_SOCKET: abstract Unix sockets are not supported, wanted a path",
  },
  {
    name: "the target is read before the variables of its options",
    args: ["http://"],
    env: { HEALTHCHECK_STATUS: "ok" },
    err: "healthcheck: no host in the URL",
  },
  {
    name: "HEALTHCHECK_UNIX_SOCKET is not for a unix target, which has its own path",
    server: onUnixSocket(silent),
    args: ["unix://{socket}"],
    env: { HEALTHCHECK_UNIX_SOCKET: "/nonexistent" },
    out: "healthy: unix {socket}: connected in N ms",
  },
  ...["1", "true", "YES", "on", "0", "False", "no", "off"].map((value) => ({
    name: `HEALTHCHECK_INSECURE=${value} changes nothing for http`,
    server: web(),
    args: [URL],
    env: { HEALTHCHECK_INSECURE: value },
    out: `healthy: GET ${URL}: 200 in N ms`,
  })),
  {
    name: "HEALTHCHECK_INSECURE that is neither on nor off",
    args: ["http://127.0.0.1/"],
    env: { HEALTHCHECK_INSECURE: "maybe" },
    err: 'healthcheck: HEALTHCHECK_INSECURE: "maybe" is none of 1, true, yes, on, 0, false, no, off',
  },
  {
    name: "HEALTHCHECK_CACERT and SSL_CERT_FILE are not read for http",
    server: web(),
    args: [URL],
    env: { HEALTHCHECK_CACERT: "/nonexistent", SSL_CERT_FILE: "/nonexistent" },
    out: `healthy: GET ${URL}: 200 in N ms`,
  },
  {
    name: "variables that are not the program's change nothing",
    server: sends(OK),
    args: [URL],
    env: { HEALTHCHECK_HEADER: "X: y", HEALTHCHECK_QUIET: "1", TIMEOUT: "x", HOST: "example.test", METHOD: "POST" },
    out: `healthy: GET ${URL}: 200 in N ms`,
    sent: request(
      "GET / HTTP/1.1",
      "Host: 127.0.0.1:{port}",
      `User-Agent: healthcheck/${VERSION}`,
      "Accept: */*",
      "Connection: close",
    ),
  },
  ...["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].map((name) => ({
    name: `${name} is ignored`,
    server: withDeadPort(web()),
    args: ["http://localhost:{port}/"],
    env: { [name]: "http://127.0.0.1:{dead}" },
    out: "healthy: GET http://localhost:{port}/: 200 in N ms",
  })),
  {
    name: "NODE_OPTIONS changes nothing",
    server: web(),
    args: [URL],
    env: { NODE_OPTIONS: "--bogus" },
    out: `healthy: GET ${URL}: 200 in N ms`,
    except: { "node bundle": "the node that runs it reads NODE_OPTIONS" },
  },
  {
    name: "NODE_USE_ENV_PROXY changes nothing",
    server: withDeadPort(web()),
    args: [URL],
    env: { NODE_USE_ENV_PROXY: "1", HTTP_PROXY: "http://127.0.0.1:{dead}" },
    out: `healthy: GET ${URL}: 200 in N ms`,
  },
];
