import { COMPOSE, DOCKERFILE, listed } from "./line";

/** One nc, or several. */
export const nc = listed({
  "getsentry/self-hosted, docker-compose.yml": ["nc -z localhost 9092"],
  "streamr-dev/nginx, Dockerfile": ["nc -v -z localhost 80"],
  "syncthing/syncthing, Dockerfile": ["nc -z 127.0.0.1 8384 || exit 1"],
  [DOCKERFILE]: [
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
    "nc -z db 5432",
    "nc -z localhost 6543 || exit 1",
    "nc -z -w 2 127.0.0.1 1088 || exit 1",
    ["nc", "-z", "localhost", "6432"],
  ],
});
