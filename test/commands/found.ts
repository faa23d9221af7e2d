/** The command line of a health check. */
export interface Found {
  /** Shell form as its text, exec form as its words. */
  line: string | string[];
  where: string;
  /** Values of variables in the line; `{port}` and `{socket}` are those of the server. */
  env: Record<string, string>;
}

/** A line that we refuse, because it needs a shell. */
export interface Refused extends Found {
  reason: string;
  /** The servers that a real shell and its tools find healthy; null if that depends on the system. */
  healthy: string[] | null;
}

type Line = string | string[] | (Partial<Found> & Pick<Found, "line">);

const DOCKERFILE = "a public Dockerfile";
const COMPOSE = "a public compose file";
const TERRAFORM = "a public Terraform file";
const QUADLET = "a public quadlet";
const OPTION = "a public --health-cmd";

/**
 * Command lines by their source, in the form that the shell or the tool gets: JSON and YAML are parsed, `$$` of a compose file is `$`,
 * continued lines of a Dockerfile are joined. Variables that Compose would replace are left to the shell.
 */
const lines: Record<string, Line[]> = {
  "DependencyTrack/dependency-track, src/main/docker/Dockerfile": [
    {
      line: "wget -t 1 -T 3 --no-proxy -q -O /dev/null http://127.0.0.1:8080${CONTEXT}health || exit 1",
      env: { CONTEXT: "/" },
    },
  ],
  "GwenM-Test/TestGH, Dockerfile": ["wget -qO- http://localhost/ >/dev/null 2>&1 || exit 1"],
  "PrestaShop/prestashop-flashlight, docker/flashlight.Dockerfile": [
    "curl -Isf http://localhost:80/admin-dev/robots.txt || exit 1",
  ],
  "apache/superset, Dockerfile": [
    { line: 'curl -f "http://localhost:${SUPERSET_PORT}/health"', env: { SUPERSET_PORT: "{port}" } },
  ],
  "chnoeli/docker-compose-healthchecks, README.md": [
    "wget --tries=1 --no-verbose --spider http://localhost/health || exit 1",
  ],
  "chrisvel/tududi, pull request 669": [
    "wget --no-verbose --tries=1 --spider http://localhost:3002/api/health || exit 1",
    "wget -q --spider http://127.0.0.1:3002/api/health || exit 1",
  ],
  "docker/docker-bench-security, Dockerfile": ["exit 0"],
  "getsentry/self-hosted, docker-compose.yml": ["nc -z localhost 9092"],
  "gotify/server, docker/Dockerfile": [
    {
      line: "curl --fail http://localhost:$GOTIFY_SERVER_PORT/health || exit 1",
      env: { GOTIFY_SERVER_PORT: "{port}" },
    },
  ],
  "grafana/loki, examples/getting-started/docker-compose.yaml": [
    "wget --no-verbose --tries=1 --spider http://localhost:3100/ready || exit 1",
    ["curl", "-f", "http://localhost:9000/minio/health/live"],
  ],
  "hali-linux/git_onbuild, Dockerfile": ["curl -f http://localhost/ || exit 1"],
  "jellyfin/jellyfin-packaging, docker/Dockerfile": [
    {
      line: 'curl -Lk -fsS "${HEALTHCHECK_URL}" || exit 1',
      env: { HEALTHCHECK_URL: "http://127.0.0.1:{port}/health" },
    },
  ],
  "kellnr/kellnr, issue 802": ["wget -q --spider http://localhost:8000/api/v1/health || exit 1"],
  "maathimself/mailflow, issue 69": ["wget -qO /dev/null http://127.0.0.1:80/"],
  "mastodon/mastodon, docker-compose.yml": ["curl --silent --fail localhost:9200/_cluster/health || exit 1"],
  "strausmann/mcp-dockhand, issue 92": ["wget -qO- http://localhost:8080/health || exit 1"],
  "streamr-dev/nginx, Dockerfile": [
    "curl --fail --silent --show-error --max-time 9 --insecure http://localhost:80",
    "nc -v -z localhost 80",
  ],
  "supabase/supabase, docker/docker-compose.yml": [
    ["wget", "--no-verbose", "--tries=1", "--spider", "http://storage:5000/status"],
    {
      line:
        'curl -sSfL --head -o /dev/null -H "Authorization: Bearer ${ANON_KEY}" ' +
        "http://localhost:4000/api/tenants/realtime-dev/health",
      env: { ANON_KEY: "a.b.c" },
    },
    ["curl", "http://localhost:4000/health"],
  ],
  "syncthing/syncthing, Dockerfile": ["nc -z 127.0.0.1 8384 || exit 1"],
  "umami-software/umami, docker-compose.yml": ["curl http://localhost:3000/api/heartbeat"],
  "wallabag/docker, issue 407": [["wget", "--no-verbose", "--tries=1", "--spider", "http://localhost/api/info"]],

  [DOCKERFILE]: [
    // curl: what fails, what is said, and where the body goes
    'curl --insecure --silent --show-error --fail "http://localhost:11451/healthcheck" || exit 1',
    "curl -f http://localhost:4444/health || exit 1;",
    "curl --fail http://localhost:8501/_stcore/health",
    "curl --fail-with-body --silent --show-error http://localhost:8080/api/health/ready || exit 1",
    "curl -sS http://localhost:4000/health-shallow || exit 1",
    "curl -v http://localhost:9944/health",
    { line: "curl -v --silent --fail http://localhost:$PORT/ || exit 1", env: { PORT: "{port}" } },
    {
      line: "curl -v --silent $HEALTHCHECK_URI 2>&1",
      env: { HEALTHCHECK_URI: "http://127.0.0.1:{port}/health" },
    },
    "curl -q -f http://localhost:5050/ || exit 1",
    {
      line: "curl -qf http://localhost${ACEXY_LISTEN_ADDR}/ace/status || exit 1",
      env: { ACEXY_LISTEN_ADDR: ":{port}" },
    },
    {
      line: "curl -o /dev/null -s -f http://localhost:$PORT$HEALTHCHECK_PATH",
      env: { PORT: "{port}", HEALTHCHECK_PATH: "/health" },
    },
    'curl -o /dev/null -s -w "%{http_code}\\n" localhost:5000/healthcheck || exit 1',
    "/usr/bin/curl --fail http://localhost:8080 || exit 1",
    "/usr/bin/curl http://localhost:9644/metrics",
    ["curl", "-s", "http://localhost:5173"],
    ["curl", "--fail", "--silent", "http://localhost:6869/node/status"],
    ["curl", "-f", "http://localhost/"],
    // curl: times and tries
    "curl --connect-timeout 5 --silent --show-error --fail http://localhost:6680/ || exit 1",
    'curl --connect-timeout 15 --silent --show-error --fail "http://localhost:32400/identity" >/dev/null || exit 1',
    'curl --connect-timeout 2 -fsS "http://127.0.0.1:${FLM_SERVE_PORT:-52625}/v1/models" >/dev/null || exit 1',
    "curl --max-time 30 --connect-timeout 30 --silent --output /dev/null --show-error --fail http://localhost:80/ || exit 1",
    "curl --max-time 5 http://127.0.0.1:80/ || exit 1",
    "curl --max-time 5 -ILs --fail http://localhost:9999 || exit 1",
    'curl --max-time 5 -fsS "http://127.0.0.1:${PORT:-7860}/healthz" || exit 1',
    "curl --retry-max-time 2 -f http://localhost/ || exit 1",
    {
      line: "curl --fail --retry 3 --retry-delay 5 http://localhost:${PORT}/health || exit 1",
      env: { PORT: "{port}" },
    },
    // curl: what is sent
    "curl -I --fail http://localhost:8000 || exit 1",
    "curl -I localhost:3000/api/engine/v2/",
    { line: "curl -I localhost:${PORT_NUM}/health", env: { PORT_NUM: "{port}" } },
    {
      line: 'curl --head --insecure --silent --show-error --fail "http://localhost:${TRANSMISSION_PORT}/" || exit 1',
      env: { TRANSMISSION_PORT: "{port}" },
    },
    "curl --head -fsS http://127.0.0.1:9000/health/ready",
    'curl --header "Host: healthcheck.localhost" --fail http://localhost/server-status || exit 1',
    "curl -XGET http://localhost:5678/agent/status",
    "curl -H 'X-HealthCheck: check' -f \"http://localhost/\" || exit 1",
    {
      line: 'curl -H \'Host: \'"$HOST" http://127.0.0.1:8080"$WEBPATH"/metrics -f',
      env: { HOST: "example.org", WEBPATH: "/web" },
    },
    "curl -H \"Content-Type: application/json\" -H 'Accept: application/json' 'http://localhost:8111/v1/Server' || exit 1",
    'curl -H "X-Request-ID: INTERNAL_HEALTH_CHECK" -H "X-Correlation-ID: INTERNAL_HEALTH_CHECK" \t -fsS ' +
      '"http://localhost:8080/o/health/readiness" || exit 1',
    'curl -A "HealthCheck: Docker/1.0" http://localhost:80',
    'curl -A "docker-healthcheck" -f http://localhost:8080/-/healthz || exit 1',
    {
      line: "curl -u ${USERNAME}:${PASSWORD} --fail http://localhost:8091/pools || exit 1",
      env: { USERNAME: "Administrator", PASSWORD: "password" },
    },
    {
      line: 'curl -u "${ARI_USERNAME}:${ARI_SECRET}" --fail  http://localhost:8088/ari/asterisk/ping || exit 1',
      env: { ARI_USERNAME: "ari", ARI_SECRET: "s e*cret" },
    },
    {
      line: "curl -u manager:\\${TOMCAT_MANAGER_PASSWORD} http://localhost:8080/manager/status/all?XML=true || exit 1",
      env: { TOMCAT_MANAGER_PASSWORD: "password" },
    },
    "curl -f -X POST http://localhost:7860/reset || exit 1",
    "curl -f -X POST http://localhost:10102/json_rpc -H 'content-type: application/json' " +
      '-d \'{"jsonrpc": "2.0","id": "1","method": "DERO.Ping"}\' || exit 1',
    {
      line: 'curl -f -X POST -d \'{"query": "Плптье женское"}\' http://localhost:$PORT/ || exit 1',
      env: { PORT: "{port}" },
    },
    'curl -sf -X POST -H "Content-Type: application/json"         ' +
      '-d "{\\"jsonrpc\\":\\"2.0\\",\\"id\\":1,\\"method\\":\\"health\\"}"         http://127.0.0.1:26657/ || exit 1',
    'curl -sf -X POST -H "Content-Type: text/xml" ' +
      "-d '<?xml version=\"1.0\"?><methodCall><methodName>system.listMethods</methodName></methodCall>' " +
      '--max-time 5 "http://localhost:${FREECAD_XMLRPC_PORT:-9875}" > /dev/null || exit 1',
    // curl: how it gets there
    "curl -LSfs http://localhost:5005/zones || exit 1",
    "curl -LSs http://localhost:5005 || exit 1",
    "curl -4f http://localhost:3050/health || exit 1",
    "curl -4 -f http://127.0.0.1:${PORT:-3000}/health || exit 1",
    'curl -k --silent --show-error "http://localhost:8080/actuator/health"',
    "curl -k --fail http://127.0.0.1:9191 || exit 1",
    "curl --noproxy '*' -fsS http://127.0.0.1:8787/readyz >/dev/null || exit 1",
    "curl --noproxy '*' --fail --silent --output /dev/null http://127.0.0.1:8998/ || exit 1",
    "curl --noproxy localhost -o /dev/null -sS http://localhost:8000/health || exit 1",
    {
      line: "curl --noproxy 'localhost' -Lk -fsS \"${HEALTHCHECK_URL}\" || exit 1",
      env: { HEALTHCHECK_URL: "http://127.0.0.1:{port}/health" },
    },
    "curl --unix-socket /run/mxcp/mxcp.sock http://localhost/health || exit 1",
    "curl -sf --unix-socket /run/nanotun/control.sock http://localhost/status >/dev/null || exit 1",
    {
      line: "curl --unix-socket ${SOCKET_PROXY} http://localhost/version || exit 1",
      env: { SOCKET_PROXY: "{socket}" },
    },
    // several commands
    "curl -f http://localhost:8080/ && curl -f http://localhost:8000/health || exit 1",
    "curl -f http://localhost:8888/ && curl -f http://localhost:8080/ && curl -f http://localhost:7777/ || exit 1",
    "nc -z localhost 9092 && wget -qO- http://localhost:8080/healthz || exit 1",
    // wget
    "wget -Y off -q --spider http://localhost:9292/ || exit 1",
    "wget -Y off -q -O - http://localhost:8080/api/v0/healthcheck || exit 1",
    'wget -Y off -qO- "http://127.0.0.1:${SERVER_PORT:-8000}/health" >/dev/null || exit 1',
    "wget -qO - http://localhost:8081/readyz || exit 1",
    "wget -q -O /dev/null http://localhost/healthz || exit 1",
    "wget -O/dev/null http://localhost:8000 || exit 1",
    {
      line: "wget -O - http://localhost:${MAILDEV_WEB_PORT}${MAILDEV_BASE_PATHNAME}/healthz || exit 1",
      env: { MAILDEV_WEB_PORT: "{port}", MAILDEV_BASE_PATHNAME: "" },
    },
    "wget --timeout=5 --no-verbose --tries=1 --spider http://localhost:8060 || exit 1",
    "wget --timeout 1 --quiet http://localhost:52773/csp/user/cache_status.cxw -O - || exit 1",
    "wget --timeout=5 http://localhost:8080/health || exit 1",
    "wget --tries=1 --timeout=3 -qO- http://127.0.0.1:8080/health >/dev/null || exit 1",
    "wget --tries=1 --quiet --output-document=/dev/null http://localhost/health || exit 1",
    {
      line: "wget --tries=1 --spider http://$HOSTNAME:${PORT:-3000}/api/status || exit 1",
      env: { HOSTNAME: "127.0.0.1" },
    },
    "wget -nv --spider --tries=1 http://127.0.0.1:4173",
    'wget -nv -t1 --spider "http://localhost:8800/healthcheck" || exit 1',
    // Single quotes: the variable is not replaced, and no server is healthy.
    { line: "wget -nv -t1 --spider 'http://localhost:${PORT}'", env: { PORT: "{port}" } },
    // Healthy whatever wget does.
    "wget -nv -t1 --spider 'http://45.9.42.247:8000' || exit 0",
    "wget --no-check-certificate --quiet --spider 'http://localhost:8081' || exit 1",
    "wget -T 5 -q -O /dev/null http://localhost:3000/api/health || exit 1",
    "wget -T 3 -q -O - http://127.0.0.1:65534",
    "wget -T 3 -q -O - http://127.0.0.1:3456/ > /dev/null",
    "wget -T 1 --spider http://localhost:9180/",
    'wget -T 2 -q --spider "http://127.0.0.1:${PORT:-3001}/api/health" || exit 1',
    "wget -q -t1 -T2 http://localhost:8000/metrics || exit 1",
    "wget -q -t1 -O /dev/null  http://localhost:3142/acng-report.html || exit 1",
    "wget -S -q -O /dev/null http://localhost:3000 || exit 1",
    "wget -S -O - http://0.0.0.0:8080/healthcheck || exit 1",
    { line: "wget -S --spider http://localhost:${HTTP_PORT}/healthcheck || exit 1", env: { HTTP_PORT: "{port}" } },
    "wget --server-response --output-document=/dev/null http://localhost:8082 || exit 1",
    "wget --server-response --quiet --tries=1 --spider http://localhost:8880/health || exit 1",
    "wget --header='x-forwarded-proto: https' -qO- http://localhost:3000/health || exit 1",
    {
      line:
        'wget --header="Authorization: Bearer ${HEALTHCHECK_TOKEN}"     ' +
        "-qO- http://127.0.0.1:3000/api/health/ready >/dev/null || exit 1",
      env: { HEALTHCHECK_TOKEN: "a token" },
    },
    "wget --spider --no-verbose http://localhost:8080/api/health || exit 1",
    "wget --no-proxy --quiet --tries=1 --spider http://localhost:3000 || exit 1",
    "wget --no-proxy -O - -q localhost:8080/textobjects/ping",
    {
      line:
        'wget --user-agent="Pigri PlaceHolder App Healthcheck" -q -O - ' +
        "http://localhost:${PORT}/status/healthz || exit 1",
      env: { PORT: "{port}" },
    },
    'wget -U "Healthcheck" --quiet --tries=1 --spider http://localhost:3000/metrics || exit 1',
    "wget --user user --password password --spider http://localhost/actuator/health || exit 1",
    {
      line: "wget --method=HEAD --no-verbose --tries=1 --spider http://$HOST:$PORT/_health || exit 1",
      env: { HOST: "127.0.0.1", PORT: "{port}" },
    },
    "wget --method=GET --no-verbose --tries=1 http://localhost:8090/health || exit 1",
    "wget --method=HEAD localhost/index.html || exit 1",
    "wget --output-document=/dev/null localhost:8080 || exit 1",
    "wget --output-document=/dev/null http://localhost:2001/space/v1/api/status?userId=1",
    {
      line:
        'curl -A "HealthCheck: Docker/1.0" -s -f ' +
        '"http://127.0.0.1:${HEALTH_PORT}${HEALTH_URL}" &>/dev/null || exit 1',
      env: { HEALTH_PORT: "{port}", HEALTH_URL: "/" },
    },
    // Neither wget has -s any more.
    "wget -sqO- http://localhost/index.html &> /dev/null || exit 1",
    "wget -q -T 3 -s http://localhost:8090/actuator/health/ || exit 1",
    ["wget", "--quiet", "--spider", "http://127.0.0.1:8080/healthz"],
    ["wget", "-q", "-O", "-", "http://localhost:8080/healthcheck/"],
    ["wget", "-O", "-", "http://localhost:8080/health"],
    ["wget", "--no-verbose", "--spider", "--tries=1", "localhost:3000"],
    ["wget", "-qO", "-", "http://localhost/_health"],
    ["wget", "-qSO", "/dev/null", "http://localhost:8123"],
    ["wget", "-q", "localhost:8080"],
    ["wget", "http://127.0.0.1:7001/ping", "-q", "-O", "-"],
    // There is no option -0, and no server is healthy.
    ["wget", "-q0", "http://localhost:3000/staff"],
    // No shell reads these words: `||`, `exit` and `1` are URLs.
    ["wget", "--no-verbose", "--tries=1", "--spider", "http://localhost:3001/ping", "||", "exit", "1"],
    // nc
    { line: "nc -z 127.0.0.1 ${SMTPD_PORT} || exit 1", env: { SMTPD_PORT: "{port}" } },
    { line: "nc -vz localhost ${HTTP_PORT} || exit 1", env: { HTTP_PORT: "{port}" } },
    "nc -zv ${SNIKKET_TWEAK_PORTAL_INTERNAL_HTTP_INTERFACE:-127.0.0.1} ${SNIKKET_TWEAK_PORTAL_INTERNAL_HTTP_PORT:-5765}",
    "nc -zv localhost 445 || exit 1",
    "nc -w 2 -zv localhost 21 || exit 1",
    "nc -w 7 -zv 0.0.0.0 9192",
    // The port is missing, and no server is healthy.
    "nc -zv 127.0.0.1:8081 && nc -zv 127.0.0.1:8080",
    ["nc", "-z", "localhost", "6767"],
    ["nc", "-z", "-w", "1", "127.0.0.1", "8000"],
  ],
  [COMPOSE]: [
    "curl --fail -Ss http://nginx1:8001 || exit 1",
    "curl --fail -s http://orion:${ORION_PORT:-1026}/version || exit 1",
    ["curl", "-f", "localhost"],
    ["curl", "-X", "POST", "http://localhost:8545"],
    [
      "curl",
      "-X",
      "POST",
      "--data",
      '{"jsonrpc":"2.0","method":"web3_clientVersion","params":[],"id":1}',
      "http://localhost:8545",
    ],
    ["curl", "-f", "-H", "Host: localhost", "http://127.0.0.1:8000/health"],
    ["curl", "-f", "-H", "X-API-Key: prod-key-123", "http://localhost:8080/health"],
    ["curl", "-f", "-u", "elastic:changeme", "http://127.0.0.1:9200/"],
    ["curl", "--unix-socket", "/run/mxcp/mxcp.sock", "http://localhost/health"],
    ["sh", "-c", "curl -f http://localhost:3000 && curl -f http://localhost:5001/health"],
    {
      line: ["sh", "-c", 'curl -f -u "${API_USERNAME}:${API_PASSWORD}" http://localhost:8080/api/v1/ping || exit 1'],
      env: { API_USERNAME: "api", API_PASSWORD: "secret" },
    },
    {
      line: ["sh", "-c", "wget --no-verbose --tries=1 --spider http://localhost:$PORT/ || exit 1"],
      env: { PORT: "{port}" },
    },
    ["/bin/sh", "-c", "wget -q -O- http://localhost:8080/health/ready || exit 1"],
    "wget -q --spider --proxy=off localhost:3000/health || exit 1",
    "wget -qO- http://localhost:8080/healthz >/dev/null 2>&1 || wget -qO- http://localhost:8080/ >/dev/null || exit 1",
    {
      line: "wget -q -O- http://127.0.0.1:${CLIRELAY_PORT}/ >/dev/null 2>&1 || exit 1",
      env: { CLIRELAY_PORT: "{port}" },
    },
    "wget --spider localhost:7474 || exit 1",
    "nc -z db 5432",
    "nc -z localhost 6543 || exit 1",
    "nc -z -w 2 127.0.0.1 1088 || exit 1",
    ["nc", "-z", "localhost", "6432"],
  ],
  [TERRAFORM]: [
    'curl -f -X POST --data \'{"jsonrpc":"2.0","method":"eth_blockNumber","params":[],"id":1}\' ' +
      "http://localhost:8545 || exit 1",
  ],
  [QUADLET]: [
    "curl -fsS http://localhost:8080/actuator/health || exit 1",
    "wget -q -O- http://localhost:8080/api/v1/health || exit 1",
  ],
  [OPTION]: ["curl 0.0.0.0:5000/status || exit 1", "wget -O /dev/null -q http://localhost:7474 || exit 1"],
  "a public script": ["exec wget --no-verbose --tries=1 --spider http://localhost:3000/health || exit 1"],
};

const LISTENING = ["200", "302", "503", "closing"];
/** The servers where a GET succeeds. */
const GOOD = ["200", "302"];

/** Lines that we refuse, by reason: no server is healthy, and the error says why. */
const refusals: Record<string, (Partial<Refused> & Pick<Refused, "line" | "where">)[]> = {
  "a pipe": [
    {
      line: "curl -s --noproxy localhost localhost:3000/health | grep -q 'OK' || exit 1",
      where: "mastodon/mastodon, docker-compose.yml",
      healthy: ["200"],
    },
    {
      line: "curl --silent --fail http://localhost:${PORT:-8080}/health | jq -ne 'input.status == true' || exit 1",
      where: "open-webui/open-webui, Dockerfile",
    },
    {
      line: 'echo "ruok" | nc -w 2 localhost 2181 | grep imok',
      where: "getsentry/self-hosted, docker-compose.yml",
    },
    {
      line: "curl --connect-timeout 5 http://localhost:8080/health | grep -q STATUS_OK",
      where: DOCKERFILE,
    },
    {
      line: "curl --max-time 3 -f http://localhost:${GATEWAY_HTTP_PORT:-8088}/StatusPing 2>&1 | grep RUNNING",
      where: DOCKERFILE,
    },
    {
      line: "curl -w %{http_code} --output /dev/null http://0.0.0.0:8080/hello       | grep 200       || exit 1",
      where: DOCKERFILE,
      healthy: ["200"],
    },
    {
      line: 'wget --spider -S http://localhost/ 2>&1 | grep -E "HTTP/1\\.[01] (200|401)"',
      where: DOCKERFILE,
      healthy: GOOD,
    },
    {
      line: "wget --server-response --spider --quiet http://localhost:3210 2>&1 | grep '200 OK' > /dev/null",
      where: DOCKERFILE,
      healthy: GOOD,
    },
    { line: "nc -w 3 127.0.0.1 25 < /dev/null | grep -q '^220 ' || exit 1", where: DOCKERFILE },
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
    { line: "timeout 10s bash -c ':> /dev/tcp/127.0.0.1/80' || exit 1", where: DOCKERFILE, healthy: null },
  ],
  "a compound command": [
    { line: 'if [ -f "/usr/bin/gcc" ]; then exit 0; else exit 1; fi', where: DOCKERFILE, healthy: null },
  ],
  "a command in the background": [
    // The URL lacks its quotes: `bundle` is a command that does not exist.
    { line: "wget -qO- http://localhost:8181/health?plugins&bundle", where: OPTION },
  ],
  "a file that is opened": [{ line: "exec 3<>/dev/tcp/localhost/9000", where: COMPOSE }],
  "nc without -z": [
    { line: "nc -w 1 127.0.0.1 7002", where: DOCKERFILE, healthy: LISTENING },
    { line: "nc -w 1 -v 127.0.0.1 15672 </dev/null", where: DOCKERFILE, healthy: LISTENING },
  ],
  "a variable set for one command": [
    {
      line: "http_proxy='' wget -nv -t1 --spider 'http://localhost:8123/' || exit 1",
      where: "getsentry/self-hosted, docker-compose.yml",
      healthy: GOOD,
    },
    {
      line: 'http_proxy="" wget -q --spider http://localhost:8181/health || exit 1',
      where: DOCKERFILE,
      healthy: GOOD,
    },
    {
      line: 'http_proxy="" curl --silent --fail http://localhost:5500/health',
      where: DOCKERFILE,
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

export const found: Found[] = Object.entries(lines).flatMap(([where, list]) =>
  list.map((it) =>
    typeof it === "string" || Array.isArray(it) ? { line: it, where, env: {} } : { where, env: {}, ...it },
  ),
);

export const refused: Refused[] = Object.entries(refusals).flatMap(([reason, list]) =>
  list.map((it) => ({ env: {}, healthy: [], reason, ...it })),
);
