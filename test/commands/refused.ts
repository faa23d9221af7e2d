import { COMPOSE, DOCKERFILE, type Found, OPTION, TERRAFORM } from "./found/line";

/** A line that we refuse as a whole: it needs a shell. */
export interface Refused extends Found {
  reason: string;
  /** The servers that a shell and its tools find healthy with it; null where that depends on the system. */
  healthy: string[] | null;
}

const LISTENING = ["200", "302", "503", "closing"];
/** Where a GET succeeds. */
const GOOD = ["200", "302"];

/** By the reason: with each, we find no server healthy, and say why. Some are written after public lines, as those in found/groups.ts are. */
const refusals: Record<string, (Partial<Refused> & Pick<Refused, "line" | "where">)[]> = {
  "a pipe into another program": [
    {
      line: "curl --silent --fail http://localhost:${PORT:-8080}/health | jq -ne 'input.status == true' || exit 1",
      where: "open-webui/open-webui, Dockerfile",
    },
  ],
  "a substitution": [
    { line: '[ "$(curl -fs http://localhost:8053/health)" = OK ]', where: DOCKERFILE, healthy: ["200"] },
    {
      line: '[ "$(curl -s -o /dev/null -w \'%{http_code}\' "http://127.0.0.1:${MCP_PORT}/mcp")" = "401" ] || exit 1',
      where: DOCKERFILE,
      env: { MCP_PORT: "{port}" },
    },
    {
      line:
        "[ \"$(curl -s -o /dev/null -w ''%{http_code}'' " +
        'http://localhost:8091/pools/default/buckets/beer-sample)" -eq "200" ]',
      where: DOCKERFILE,
      healthy: ["200"],
    },
    {
      line: "nc -z -w 5 $(hostname -i) $SIP_PORT",
      where: TERRAFORM,
      env: { SIP_PORT: "{port}" },
      healthy: null,
    },
    {
      line: 'wget -O- "http://127.0.0.1:${IFT_ADDR#*:}/healthz" || exit 1',
      where: DOCKERFILE,
      env: { IFT_ADDR: ":{port}" },
      healthy: GOOD,
    },
  ],
  "another command": [
    {
      line:
        "wget --no-check-certificate --quiet --spider 'http://localhost:8081' " +
        '&& echo "HealthCheck successful..." || exit 1',
      where: DOCKERFILE,
      healthy: GOOD,
    },
    {
      line: ["sh", "-c", "curl -f http://localhost:2358/ && echo 'Judge0 Ready'"],
      where: COMPOSE,
      healthy: GOOD,
    },
    { line: "pgrep llama-server || exit 1", where: DOCKERFILE },
    { line: "test -f started", where: DOCKERFILE },
  ],
  "a compound command": [
    { line: 'if [ -f "/usr/bin/gcc" ]; then exit 0; else exit 1; fi', where: DOCKERFILE, healthy: null },
  ],
  "a command in the background": [
    // The URL lacks its quotes: `bundle` is a command, and none that there is.
    { line: "wget -qO- http://localhost:8181/health?plugins&bundle", where: OPTION },
  ],
  "nc without -z": [
    // nc waits until the server hangs up.
    { line: "(nc localhost 48081 < /dev/null) > /dev/null 2>&1 || exit 1", where: DOCKERFILE, healthy: null },
    { line: "nc -w 1 localhost 9001 < /dev/null || exit 1", where: DOCKERFILE, healthy: LISTENING },
    { line: "nc -w 1 127.0.0.1 7002", where: DOCKERFILE, healthy: LISTENING },
    { line: "nc -w 1 -v 127.0.0.1 15672 </dev/null", where: DOCKERFILE, healthy: LISTENING },
  ],
  "a connection into which a text is written": [
    { line: "bash -c 'cat /dev/null > /dev/tcp/localhost/1434' || exit 1", where: COMPOSE, healthy: LISTENING },
  ],
  "an answer that is read": [
    // cat waits until the server hangs up.
    { line: "bash -c 'cat < /dev/tcp/localhost/9094 &>/dev/null'", where: COMPOSE, healthy: null },
  ],
  "another program in the exec form": [
    { line: ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/6340"], where: COMPOSE, healthy: LISTENING },
    { line: ["bash", "-c", "curl -fsS http://localhost:8095/signin > /dev/null"], where: COMPOSE, healthy: GOOD },
    { line: ["timeout", "10", "bash", "-c", "</dev/tcp/127.0.0.1/5001"], where: COMPOSE, healthy: LISTENING },
    { line: ["timeout", "3", "sh", "-c", "nc -z localhost 8096"], where: COMPOSE, healthy: LISTENING },
  ],
  "a search for the tool that there is": [
    {
      line:
        "(command -v curl >/dev/null && curl -fsS http://localhost:7746/) || " +
        "(command -v wget >/dev/null && wget -q -O /dev/null http://localhost:7746/) || exit 1",
      where: COMPOSE,
      healthy: GOOD,
    },
  ],
  UDP: [
    { line: ["nc", "-zu", "localhost", "4000"], where: COMPOSE, healthy: null },
    {
      line: "nc -zu 127.0.0.1 ${WIREGUARD_PORT} 2>/dev/null || exit 1",
      where: DOCKERFILE,
      env: { WIREGUARD_PORT: "{port}" },
      healthy: null,
    },
  ],
};

export const refused: Refused[] = Object.entries(refusals).flatMap(([reason, list]) =>
  list.map((it) => ({ env: {}, healthy: [], reason, ...it })),
);
