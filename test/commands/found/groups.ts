import { COMPOSE, DOCKERFILE, listed, OPTION } from "./line";

/**
 * Several commands, groups of them, an inner shell, timeout. Those below "Written after" keep the commands, options,
 * quoting and structure of lines in public files; paths, ports and names of variables are ours.
 */
export const groups = listed({
  "docker/docker-bench-security, Dockerfile": ["exit 0"],
  [DOCKERFILE]: [
    "curl -f http://localhost:8080/ && curl -f http://localhost:8000/health || exit 1",
    "curl -f http://localhost:8888/ && curl -f http://localhost:8080/ && curl -f http://localhost:7777/ || exit 1",
    "nc -z localhost 9092 && wget -qO- http://localhost:8080/healthz || exit 1",
    // Written after:
    "(curl -f http://localhost/catalog && curl -f http://localhost/api/state && curl -f http://localhost) || exit 1",
    "(nc -z -w 3 localhost 2222 && curl -o /dev/null -sS http://localhost:3030/alive) || exit 1",
    "(curl -sI http://localhost:8181 -o /dev/null && curl -sI http://localhost:8182 -o /dev/null) || exit 1",
    "timeout 5 curl -f http://localhost:8001/alive || exit 1",
    "timeout 5 curl --fail http://localhost:5051 || exit 1",
    "timeout 5 curl -f http://localhost:${APP_PORT:-8001}/alive || exit 1",
  ],
  [COMPOSE]: [
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
    "wget -qO- http://localhost:8080/healthz >/dev/null 2>&1 || wget -qO- http://localhost:8080/ >/dev/null || exit 1",
    // Written after:
    "(wget -qO- http://127.0.0.1:3001 > /dev/null 2>&1 && wget -qO- http://127.0.0.1:8001 > /dev/null 2>&1) || exit 1",
    ["sh", "-c", "curl -f http://localhost:${ADMIN_PORT:-8989}/alive || curl -f http://localhost:8889/alive"],
    ["sh", "-c", "curl -fsS http://localhost:8080/alive || exit 1"],
    ["sh", "-c", "curl -sf http://localhost:3001/settings"],
    ["sh", "-c", "wget -qO- http://localhost:3001/api/alive >/dev/null || exit 1"],
    ["sh", "-c", "wget -qO- http://localhost:5001/v3/ >/dev/null 2>&1"],
    ["sh", "-c", "wget --quiet --tries=1 --spider http://localhost:5001/api/session || exit 1"],
    "bash -c 'curl -fsS http://localhost:8081/signin > /dev/null'",
  ],
  [OPTION]: ["bash -c 'nc -z localhost 8092 && nc -z localhost 2222 && nc -z localhost 6380 && nc -z localhost 8093'"],
});
