import { COMPOSE, DOCKERFILE, listed, OPTION, QUADLET, TERRAFORM } from "./line";

/** One curl. */
export const curl = listed({
  "PrestaShop/prestashop-flashlight, docker/flashlight.Dockerfile": [
    "curl -Isf http://localhost:80/admin-dev/robots.txt || exit 1",
  ],
  "apache/superset, Dockerfile": [
    { line: 'curl -f "http://localhost:${SUPERSET_PORT}/health"', env: { SUPERSET_PORT: "{port}" } },
  ],
  "gotify/server, docker/Dockerfile": [
    {
      line: "curl --fail http://localhost:$GOTIFY_SERVER_PORT/health || exit 1",
      env: { GOTIFY_SERVER_PORT: "{port}" },
    },
  ],
  "grafana/loki, examples/getting-started/docker-compose.yaml": [
    ["curl", "-f", "http://localhost:9000/minio/health/live"],
  ],
  "hali-linux/git_onbuild, Dockerfile": ["curl -f http://localhost/ || exit 1"],
  "jellyfin/jellyfin-packaging, docker/Dockerfile": [
    {
      line: 'curl -Lk -fsS "${HEALTHCHECK_URL}" || exit 1',
      env: { HEALTHCHECK_URL: "http://127.0.0.1:{port}/health" },
    },
  ],
  "mastodon/mastodon, docker-compose.yml": ["curl --silent --fail localhost:9200/_cluster/health || exit 1"],
  "streamr-dev/nginx, Dockerfile": ["curl --fail --silent --show-error --max-time 9 --insecure http://localhost:80"],
  "supabase/supabase, docker/docker-compose.yml": [
    {
      line:
        'curl -sSfL --head -o /dev/null -H "Authorization: Bearer ${ANON_KEY}" ' +
        "http://localhost:4000/api/tenants/realtime-dev/health",
      env: { ANON_KEY: "a.b.c" },
    },
    ["curl", "http://localhost:4000/health"],
  ],
  "umami-software/umami, docker-compose.yml": ["curl http://localhost:3000/api/heartbeat"],
  [DOCKERFILE]: [
    // What fails, what is said, and where the body goes
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
    // Times and tries
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
    // What is sent
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
    // How it gets there
    'http_proxy="" curl --silent --fail http://localhost:5500/health',
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
    {
      line:
        'curl -A "HealthCheck: Docker/1.0" -s -f ' +
        '"http://127.0.0.1:${HEALTH_PORT}${HEALTH_URL}" &>/dev/null || exit 1',
      env: { HEALTH_PORT: "{port}", HEALTH_URL: "/" },
    },
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
  ],
  [TERRAFORM]: [
    'curl -f -X POST --data \'{"jsonrpc":"2.0","method":"eth_blockNumber","params":[],"id":1}\' ' +
      "http://localhost:8545 || exit 1",
  ],
  [QUADLET]: ["curl -fsS http://localhost:8080/actuator/health || exit 1"],
  [OPTION]: ["curl 0.0.0.0:5000/status || exit 1"],
});
