import { COMPOSE, DOCKERFILE, listed, OPTION, QUADLET, SCRIPT } from "./line";

/** One wget. */
export const wget = listed({
  "DependencyTrack/dependency-track, src/main/docker/Dockerfile": [
    {
      line: "wget -t 1 -T 3 --no-proxy -q -O /dev/null http://127.0.0.1:8080${CONTEXT}health || exit 1",
      env: { CONTEXT: "/" },
    },
  ],
  "GwenM-Test/TestGH, Dockerfile": ["wget -qO- http://localhost/ >/dev/null 2>&1 || exit 1"],
  "chnoeli/docker-compose-healthchecks, README.md": [
    "wget --tries=1 --no-verbose --spider http://localhost/health || exit 1",
  ],
  "chrisvel/tududi, pull request 669": [
    "wget --no-verbose --tries=1 --spider http://localhost:3002/api/health || exit 1",
    "wget -q --spider http://127.0.0.1:3002/api/health || exit 1",
  ],
  "grafana/loki, examples/getting-started/docker-compose.yaml": [
    "wget --no-verbose --tries=1 --spider http://localhost:3100/ready || exit 1",
  ],
  "kellnr/kellnr, issue 802": ["wget -q --spider http://localhost:8000/api/v1/health || exit 1"],
  "maathimself/mailflow, issue 69": ["wget -qO /dev/null http://127.0.0.1:80/"],
  "strausmann/mcp-dockhand, issue 92": ["wget -qO- http://localhost:8080/health || exit 1"],
  "supabase/supabase, docker/docker-compose.yml": [
    ["wget", "--no-verbose", "--tries=1", "--spider", "http://storage:5000/status"],
  ],
  "wallabag/docker, issue 407": [["wget", "--no-verbose", "--tries=1", "--spider", "http://localhost/api/info"]],
  "getsentry/self-hosted, docker-compose.yml": [
    "http_proxy='' wget -nv -t1 --spider 'http://localhost:8123/' || exit 1",
  ],
  [DOCKERFILE]: [
    'http_proxy="" wget -q --spider http://localhost:8181/health || exit 1',
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
    // Healthy whatever wget says.
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
    // -s is no option of either wget any more.
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
    // No option is -0, and no server is healthy.
    ["wget", "-q0", "http://localhost:3000/staff"],
    // No shell reads these words: `||`, `exit` and `1` are URLs.
    ["wget", "--no-verbose", "--tries=1", "--spider", "http://localhost:3001/ping", "||", "exit", "1"],
  ],
  [COMPOSE]: [
    "wget -q --spider --proxy=off localhost:3000/health || exit 1",
    {
      line: "wget -q -O- http://127.0.0.1:${CLIRELAY_PORT}/ >/dev/null 2>&1 || exit 1",
      env: { CLIRELAY_PORT: "{port}" },
    },
    "wget --spider localhost:7474 || exit 1",
  ],
  [QUADLET]: ["wget -q -O- http://localhost:8080/api/v1/health || exit 1"],
  [OPTION]: ["wget -O /dev/null -q http://localhost:7474 || exit 1"],
  [SCRIPT]: ["exec wget --no-verbose --tries=1 --spider http://localhost:3000/health || exit 1"],
});
