import { COMPOSE, DOCKERFILE, OPTION, SCRIPT } from "./line";
import { type Entry, FINE, type Piped } from "./piped";

/*
 * But for those with a repository, the lines are written after lines of public files: their commands, options, quoting
 * and structure; paths, ports, names of variables and some of the words are ours.
 */

/** Text in what curl prints. */
const curlBodies: Entry[] = [
  {
    line: "curl -s --noproxy localhost localhost:3000/health | grep -q 'OK' || exit 1",
    where: "mastodon/mastodon, docker-compose.yml",
    healthy: ["OK", "running"],
  },
  {
    line: "curl --connect-timeout 5 http://localhost:8080/health | grep -q STATUS_OK",
    where: DOCKERFILE,
    healthy: ["running"],
  },
  {
    line: "curl --max-time 3 -f http://localhost:${GATEWAY_HTTP_PORT:-8088}/StatusPing 2>&1 | grep RUNNING",
    where: DOCKERFILE,
    healthy: ["running"],
  },
  {
    line: "curl -s http://localhost:8080/manage/health | grep UP || exit 1",
    where: DOCKERFILE,
    healthy: ["UP", "UP with 503"],
  },
  { line: "curl -f http://localhost:8080/manage/health | grep UP || exit 1", where: DOCKERFILE, healthy: ["UP"] },
  {
    line: "curl -k http://localhost:8081/manage/health | grep UP || exit 1",
    where: DOCKERFILE,
    healthy: ["UP", "UP with 503"],
  },
  { line: "curl -fsS http://localhost:8080/manage/health | grep UP || exit 1", where: DOCKERFILE, healthy: ["UP"] },
  { line: "curl --fail --silent localhost:8180/manage/health | grep UP || exit 1", where: DOCKERFILE, healthy: ["UP"] },
  { line: 'curl -fs http://localhost:9998/ | grep -q \'"status":"UP"\'', where: DOCKERFILE, healthy: ["UP"] },
  {
    line: "curl -s http://localhost:$API_PORT | grep 'OK' || exit 1",
    where: DOCKERFILE,
    env: { API_PORT: "{port}" },
    healthy: ["OK", "running"],
  },
  { line: "curl -s http://localhost:3001/api/alive | grep -q ok", where: COMPOSE, healthy: ["ok"] },
  {
    line: "curl --fail --silent http://127.0.0.1:4125/api/alive | grep -i healthy || exit 1",
    where: COMPOSE,
    healthy: ["healthy", "unhealthy"],
  },
  { line: "curl -f http://localhost:9201/_cat/health | grep -q green", where: COMPOSE, healthy: ["green"] },
  { line: "curl localhost:9201/_cat/health | grep green", where: COMPOSE, healthy: ["green"] },
  { line: "curl -sf http://localhost:9201/_cat/health | grep -ioE 'green|yellow'", where: COMPOSE, healthy: ["green"] },
  {
    line: "curl -s http://localhost:9201/_cluster/health | grep -q '\"status\"'",
    where: COMPOSE,
    healthy: ["UP", "DOWN", "UP with 503", "ok", "green", "red", "healthy", "unhealthy"],
  },
  {
    line: 'curl -s http://localhost:9201/_cluster/health | grep -q \'"status":"green\\|yellow"\'',
    where: COMPOSE,
    healthy: ["green"],
  },
  {
    line: "curl -s http://localhost:9201/_cluster/health | grep -q 'green\\|yellow'",
    where: COMPOSE,
    healthy: ["green"],
  },
  {
    line: "curl -s http://localhost:9201/_cluster/health | grep -E 'green|yellow'",
    where: COMPOSE,
    healthy: ["green"],
  },
  {
    line: "curl -s -u elastic:${SEARCH_PASSWORD} http://localhost:9201/_cluster/health | grep -q '\"green\\|yellow\"'",
    where: COMPOSE,
    env: { SEARCH_PASSWORD: "secret" },
    healthy: ["green"],
  },
  { line: "curl -fsS http://localhost:8986/alive | grep -q healthy", where: OPTION, healthy: ["healthy", "unhealthy"] },
  { line: 'curl -s http://localhost:9000/api/state | grep -q "UP"', where: SCRIPT, healthy: ["UP", "UP with 503"] },
  {
    line: 'curl -s http://localhost:9000/api/state | grep -o \'"status":"UP"\'',
    where: SCRIPT,
    healthy: ["UP", "UP with 503"],
  },
  { line: "curl -s localhost:9201/_cat/health | grep -q 'green\\|yellow'", where: SCRIPT, healthy: ["green"] },
  {
    line: 'curl -s http://localhost:9201/_cluster/health | grep -q \'"status":"green"\\|"status":"yellow"\'',
    where: SCRIPT,
    healthy: ["green"],
  },
  { line: 'curl -fs http://localhost:8984/alive | grep -c \'"status":"UP"\'', where: SCRIPT, healthy: ["UP"] },
  { line: "curl -fs http://localhost:8984/alive | grep -qw healthy", where: SCRIPT, healthy: ["healthy"] },
  { line: "curl -fs http://localhost:8984/alive | grep -F '\"ok\":true' >/dev/null", where: SCRIPT, healthy: ["ok"] },
  { line: 'curl -fs http://localhost:8984/alive | fgrep -q \'{"status":"UP"}\'', where: SCRIPT, healthy: ["UP"] },
  { line: "curl -fs http://localhost:8984/alive | egrep -qi 'GREEN|YELLOW'", where: SCRIPT, healthy: ["green"] },
  { line: "curl -fs http://localhost:8984/alive 2>/dev/null | grep -qx OK", where: SCRIPT, healthy: ["OK"] },
  {
    line: 'timeout 5 curl -fsS http://localhost:8984/alive 2>/dev/null | grep -q \'"status":"UP"\'',
    where: SCRIPT,
    healthy: ["UP"],
  },
];

/** The status by `-w`, or the headers. */
const curlHeads: Entry[] = [
  {
    line: "curl -w %{http_code} --output /dev/null http://0.0.0.0:8080/hello       | grep 200       || exit 1",
    where: DOCKERFILE,
    healthy: FINE,
  },
  {
    line: "curl -s -o /dev/null -w '%{http_code}' http://localhost:8080/ | grep -q 200 || exit 1",
    where: DOCKERFILE,
    healthy: FINE,
  },
  { line: "curl -If http://127.0.0.1:3001 | grep 'HTTP/1.1 200 OK'", where: COMPOSE, healthy: FINE },
  { line: "curl -I localhost/gateway/topics 2>&1 | grep -q 401 || exit 1", where: COMPOSE, healthy: ["401"] },
  {
    line: ["sh", "-c", "curl -s -o /dev/null -w '%{http_code}' http://localhost:5001/layers | grep -E '200|401'"],
    where: COMPOSE,
    healthy: [...FINE, "401"],
  },
  {
    line: "bash -c \"curl -fsS -o /dev/null -w '%{http_code}' http://localhost:8001/api/v2/alive | grep 200\"",
    where: COMPOSE,
    healthy: FINE,
  },
  { line: 'curl -s -I http://127.0.0.1:3002 | grep -q "200 OK"', where: SCRIPT, healthy: FINE },
  {
    line: 'curl -s -o /dev/null -w "%{http_code}" http://localhost:8080/ | grep 200 > /dev/null',
    where: SCRIPT,
    healthy: FINE,
  },
  {
    line: 'curl -s -o /dev/null -w "%{http_code}" http://localhost:8080/ | grep -q "200\\|302\\|500"',
    where: SCRIPT,
    healthy: [...FINE, "302"],
  },
  {
    line: 'curl -s -o /dev/null -w "%{http_code}" http://localhost:8080/ | grep -qE "200|404|503"',
    where: SCRIPT,
    healthy: [...FINE, "UP with 503"],
  },
  {
    line: "curl -sf http://localhost:3001 -o /dev/null -w '%{http_code}' | grep -qE '200|302'",
    where: SCRIPT,
    healthy: [...FINE, "302"],
  },
  { line: "curl -s http://localhost:8062/ -w '%{http_code}' | grep -q '401'", where: SCRIPT, healthy: ["401"] },
  {
    line: "curl -sL -o /dev/null http://localhost:8080/ -w '%{http_code}' | grep -q '^20'",
    where: SCRIPT,
    healthy: [...FINE, "302"],
  },
  {
    line: "curl -s -o /dev/null -w '%{http_code}' --max-time 2 http://localhost:8010/alive | grep -q '^200$'",
    where: SCRIPT,
    healthy: FINE,
  },
  {
    line: "curl -s -o /dev/null -w '%{http_code}\\n' http://localhost:8010/alive | grep -q '^200$'",
    where: SCRIPT,
    healthy: FINE,
  },
  {
    line: 'curl -sS -X POST http://localhost:8428/import -d \'probe 1\' -o /dev/null -w "%{http_code}" | grep -q "200"',
    where: SCRIPT,
    healthy: FINE,
  },
];

/** What wget prints: the body, or with -S the headers. */
const wgets: Entry[] = [
  {
    line: "wget --server-response --spider --quiet http://localhost:3210 2>&1 | grep '200 OK' > /dev/null",
    where: DOCKERFILE,
    healthy: [...FINE, "302"],
  },
  { line: "wget -qO- http://localhost:8080/manage/health | grep UP || exit 1", where: DOCKERFILE, healthy: ["UP"] },
  {
    line: "wget -O - --quiet --tries=1 http://localhost:8081/manage/health | grep UP || exit 1",
    where: DOCKERFILE,
    healthy: ["UP"],
  },
  {
    line: 'wget -qO- http://localhost:8080/manage/health | grep -q \'"status":"UP"\' || exit 1',
    where: DOCKERFILE,
    healthy: ["UP"],
  },
  {
    line: "wget -qO- http://localhost:5001/api/alive 2>/dev/null | grep -q OK || exit 1",
    where: DOCKERFILE,
    healthy: ["302", "OK", "running"],
  },
  {
    line: "wget -qO- http://localhost:${SITE_PORT:-3009}/alive 2>/dev/null | grep -q ok || exit 1",
    where: DOCKERFILE,
    env: { SITE_PORT: "{port}" },
    healthy: ["ok"],
  },
  { line: "wget -qO- http://localhost:6333/alive | grep -q ok", where: COMPOSE, healthy: ["ok"] },
  { line: "wget -q -O - http://127.0.0.1:8080/api/alive | grep -q '\"ok\":true'", where: COMPOSE, healthy: ["ok"] },
  {
    line: 'wget -q -O - http://127.0.0.1:8080/api/v1/alive | grep -q \'"status":"UP"\'',
    where: COMPOSE,
    healthy: ["UP"],
  },
  {
    line: "wget -qO- http://localhost:8983/search/${CORE}/ping?wt=json | grep -q OK",
    where: COMPOSE,
    env: { CORE: "c" },
    healthy: ["302", "OK", "running"],
  },
  { line: ["sh", "-c", "wget -qO- http://localhost:8082/manage/health | grep -q UP"], where: COMPOSE, healthy: ["UP"] },
  {
    line: 'wget --spider -S "http://localhost:9081" 2>&1 | grep "HTTP/1.1 200 OK"',
    where: SCRIPT,
    healthy: [...FINE, "302"],
  },
  {
    line: 'wget -S --spider "http://localhost:9081" 2>&1 | grep "HTTP/"',
    where: SCRIPT,
    healthy: [...FINE, "302", "401", "UP with 503"],
  },
];

/** What a TCP service answers. */
const ncs: Entry[] = [
  {
    line: 'echo "ruok" | nc -w 2 localhost 2181 | grep imok',
    where: "getsentry/self-hosted, docker-compose.yml",
    healthy: ["zookeeper"],
  },
  { line: "nc -w 3 127.0.0.1 25 < /dev/null | grep -q '^220 ' || exit 1", where: DOCKERFILE, healthy: ["mail"] },
  {
    line: "printf '*1\\r\\n$4\\r\\nPING\\r\\n' | nc -w 2 127.0.0.1 6380 | grep -q PONG || exit 1",
    where: DOCKERFILE,
    healthy: ["redis"],
  },
  { line: "echo ruok | nc localhost 2182 | grep imok", where: COMPOSE, healthy: ["zookeeper"] },
  { line: "echo ruok | nc -w 2 localhost 2182 | grep imok", where: COMPOSE, healthy: ["zookeeper"] },
  {
    line: "echo ruok | nc -w 2  localhost ${ENSEMBLE_PORT} | grep imok || exit 2",
    where: COMPOSE,
    env: { ENSEMBLE_PORT: "{port}" },
    healthy: ["zookeeper"],
  },
  { line: "printf ruok | nc -w 2 localhost 2184 | grep imok", where: COMPOSE, healthy: ["zookeeper"] },
  {
    line: "printf 'version\\r\\n' | nc -w 1 127.0.0.1 11212 | grep -q '^VERSION '",
    where: COMPOSE,
    healthy: ["memcached"],
  },
  {
    line: "printf 'a1 LOGIN probe@mail.test any\\r\\na2 LOGOUT\\r\\n' | nc -w2 127.0.0.1 144 | grep -q OK",
    where: COMPOSE,
    healthy: ["imap"],
  },
  {
    line: "printf 'GET /alive HTTP/1.0\\r\\n\\r\\n' | nc localhost 8001 | grep -q 'ok' || exit 1",
    where: COMPOSE,
    healthy: ["ok"],
  },
  {
    line: "printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' | nc -w 2 localhost 8002 | grep -q '200 OK'",
    where: COMPOSE,
    healthy: FINE,
  },
  { line: "echo stats | nc -w 1 127.0.0.1 11212 | grep -q uptime", where: SCRIPT, healthy: ["memcached"] },
  { line: "echo 'ruok' | nc -q 1 localhost 2183 | grep imok", where: SCRIPT, healthy: ["zookeeper"] },
  {
    line: "echo QUIT | nc -w 1 localhost 26 2>/dev/null | grep -q '220'",
    where: SCRIPT,
    healthy: ["mail", "mail that is busy"],
  },
  {
    line: "echo 'QUIT' | nc -w1 127.0.0.1 ${MAIL_PORT} | grep -q '^220' || exit 1",
    where: SCRIPT,
    env: { MAIL_PORT: "{port}" },
    healthy: ["mail"],
  },
  {
    line: "timeout 2 bash -c \"echo 'QUIT' | nc -w 1 localhost $MAIL_PORT 2>/dev/null | grep -q '220'\"",
    where: SCRIPT,
    env: { MAIL_PORT: "{port}" },
    healthy: ["mail", "mail that is busy"],
  },
  { line: "printf 'PING\\r\\n' | nc -w 1 127.0.0.1 6381 | grep -q +PONG", where: SCRIPT, healthy: ["redis"] },
  {
    line: "echo PING | nc -N -w 1 127.0.0.1 6382 | grep -F +PONG",
    where: SCRIPT,
    healthy: ["redis", "redis that waits for the end"],
  },
  {
    line: "echo PING | nc -q 1 localhost 6383 | grep -q PONG",
    where: SCRIPT,
    healthy: ["redis", "redis that waits for the end"],
  },
];

export const pipes: Piped[] = [...curlBodies, ...curlHeads, ...wgets, ...ncs].map((it) => ({ env: {}, ...it }));
