import { COMPOSE, DOCKERFILE, SCRIPT } from "./line";
import { type Entry, FINE, type Piped } from "./piped";

/** By the reason: pipes that `sh -c` refuses whole. */
const lines: Record<string, Entry[]> = {
  "-v of grep": [
    {
      line: 'curl -s http://localhost:9201/_cluster/health | grep -vq \'"status":"red"\'',
      where: COMPOSE,
      healthy: ["401", "UP", "DOWN", "UP with 503", "OK", "ok", "green", "healthy", "unhealthy", "running"],
    },
    {
      line: "curl -sf http://localhost:9201/_cluster/health | grep -qv red",
      where: COMPOSE,
      healthy: ["UP", "DOWN", "OK", "ok", "green", "healthy", "unhealthy", "running"],
    },
  ],
  "a pattern with groups, brackets, * or repetition": [
    {
      line: 'wget --spider -S http://localhost/ 2>&1 | grep -E "HTTP/1\\.[01] (200|401)"',
      where: DOCKERFILE,
      healthy: [...FINE, "302", "401"],
    },
    {
      line: 'curl -sf http://localhost:9201/_cluster/health | grep -qE \'"status":"(green|yellow)"\'',
      where: COMPOSE,
      healthy: ["green"],
    },
    {
      line: "curl -o /dev/null -s -w '%{http_code}' http://localhost:5555 | grep -qE '^(200|3[0-9]{2})$'",
      where: COMPOSE,
      healthy: [...FINE, "302"],
    },
    {
      line: ["sh", "-c", "curl -s -o /dev/null -w '%{http_code}' http://localhost:5001/layers | grep -E '^(200|401)$'"],
      where: COMPOSE,
      healthy: [...FINE, "401"],
    },
    {
      line: 'curl -s -o /dev/null -w "%{http_code}" http://localhost:8080/ | grep -qE "^[23]"',
      where: SCRIPT,
      healthy: [...FINE, "302"],
    },
    {
      line: "curl -s http://localhost:9201/_cluster/health | grep -q 'status.*\\(green\\|yellow\\)'",
      where: SCRIPT,
      healthy: ["green"],
    },
  ],
  "-w with more than the status": [
    {
      line: '(curl -s -o /dev/null http://localhost:9202/ -w "status: %{http_code}" | grep "status: 200" > /dev/null) || exit 1',
      where: SCRIPT,
      healthy: FINE,
    },
  ],
  "curl -v": [{ line: 'curl -v http://localhost:5002/ 2>&1 | grep "HTTP/1.1 200"', where: SCRIPT, healthy: FINE }],
  "another filter": [
    { line: 'curl -s --head http://localhost:8080/ | head -n 1 | grep -q "200 OK"', where: SCRIPT, healthy: FINE },
  ],
  "a request written to /dev/tcp": [
    {
      line: "exec 3<>/dev/tcp/127.0.0.1/9001 && printf 'GET /ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && cat <&3 | grep -q 'UP'",
      where: COMPOSE,
      healthy: ["UP", "UP with 503"],
    },
    {
      line: [
        "bash",
        "-c",
        "exec 3<>/dev/tcp/localhost/9001 && printf 'GET /ready HTTP/1.0\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && head -1 <&3 | grep -q '200'",
      ],
      where: COMPOSE,
      healthy: FINE,
    },
  ],
  "a pipe out of another command": [
    {
      line: 'timeout 2 bash -c "printf \'PING\\r\\n\' | nc -w 1 localhost $CACHE_PORT" | grep -q "+PONG"',
      where: SCRIPT,
      env: { CACHE_PORT: "{port}" },
      healthy: ["redis"],
    },
  ],
};

export const pipesBeyond: (Piped & { reason: string })[] = Object.entries(lines).flatMap(([reason, list]) =>
  list.map((it) => ({ env: {}, reason, ...it })),
);
