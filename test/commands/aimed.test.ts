import { expect, it } from "vitest";
import { aimed, aimedWords } from "./aimed";

it.each([
  ["curl http://localhost", "curl http://127.0.0.1:4321"],
  ["curl 'http://localhost:8080/a?b=c:1' || exit 1", "curl 'http://127.0.0.1:4321/a?b=c:1' || exit 1"],
  ["curl localhost/a; wget 0.0.0.0:80", "curl 127.0.0.1:4321/a; wget 127.0.0.1:4321"],
  ["curl -f localhost", "curl -f 127.0.0.1:4321"],
  ["curl http://db:$PORT/ http://db:${PORT}/", "curl http://127.0.0.1:$PORT/ http://127.0.0.1:${PORT}/"],
  ["curl http://$HOST:${PORT:-80}$PATH", "curl http://$HOST:${PORT:-4321}$PATH"],
  ["curl http://localhost$ADDRESS/a", "curl http://127.0.0.1$ADDRESS/a"],
  ['curl http://localhost:80"$P"/a', 'curl http://127.0.0.1:4321"$P"/a'],
  ["curl -H 'Host: localhost' $URL", "curl -H 'Host: localhost' $URL"],
  ["curl --noproxy localhost localhost:1/", "curl --noproxy localhost 127.0.0.1:4321/"],
  ["curl --noproxy 'localhost' localhost/", "curl --noproxy 'localhost' 127.0.0.1:4321/"],
  ["curl --unix-socket /a/b http://localhost/c", "curl --unix-socket /s http://127.0.0.1:4321/c"],
  ["nc -z localhost 1 && nc -w 2 -zv db $PORT", "nc -z 127.0.0.1 4321 && nc -w 2 -zv 127.0.0.1 $PORT"],
  ["nc -z ${A:-::1} ${B:-80}", "nc -z ${A:-::1} ${B:-4321}"],
  ["nc -zv 127.0.0.1:80", "nc -zv 127.0.0.1:4321"],
  ["(nc -z localhost 80) && bash -c 'nc -z db 1'", "(nc -z 127.0.0.1 4321) && bash -c 'nc -z 127.0.0.1 4321'"],
  ["echo ruok | nc -w2 localhost 2181|grep imok", "echo ruok | nc -w2 127.0.0.1 4321|grep imok"],
  ["nc localhost 1 < /dev/null", "nc 127.0.0.1 4321 < /dev/null"],
  ["bash -c '</dev/tcp/localhost/80'", "bash -c '</dev/tcp/127.0.0.1/4321'"],
  ["exec 3<>/dev/tcp/db.example/$PORT", "exec 3<>/dev/tcp/127.0.0.1/$PORT"],
  [": >/dev/tcp/${A:-::1}/${B:-80} || exit 1", ": >/dev/tcp/${A:-::1}/${B:-4321} || exit 1"],
])("aims %s at the server", (line, wanted) => {
  const peer = { values: { port: "4321", socket: "/s" } };
  expect(aimed(line, peer)).toBe(wanted);
  expect(aimedWords(line.split(" "), peer)).toEqual(wanted.split(" "));
});
