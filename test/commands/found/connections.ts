import { COMPOSE, DOCKERFILE, listed, OPTION, SCRIPT, TERRAFORM } from "./line";

/**
 * bash's /dev/tcp, by itself, in groups, inner shells and timeout. Written after lines of public files: their commands,
 * options, quoting and structure; ports and names of variables are ours.
 */
export const connections = listed({
  [DOCKERFILE]: [
    "timeout 10s bash -c ':> /dev/tcp/127.0.0.1/80' || exit 1",
    "timeout 5 bash -c '</dev/tcp/localhost/7070' || exit 1",
    "timeout 5 bash -c '</dev/tcp/localhost/7070' && timeout 5 bash -c '</dev/tcp/localhost/7071' || exit 1",
    'timeout 5 bash -c "</dev/tcp/localhost/5433" || exit 1',
    "timeout 5 bash -c 'cat < /dev/null > /dev/tcp/localhost/8082' || exit 1",
    {
      line: "timeout 3 bash -c 'cat < /dev/null > /dev/tcp/0.0.0.0/${RELAY_PORT:-4002}' || exit 1",
      env: { RELAY_PORT: "{port}" },
    },
    "timeout 3 bash -c 'cat < /dev/null > /dev/tcp/127.0.0.1/${API_PORT:-8083}' || exit 1",
    { line: 'timeout 3 bash -c "</dev/tcp/127.0.0.1/${GAME_PORT}" || exit 1', env: { GAME_PORT: "{port}" } },
    "timeout 3 bash -c 'exec 3<>/dev/tcp/127.0.0.1/5060' || exit 1",
    "timeout 3 bash -c 'cat < /dev/null > /dev/tcp/localhost/30121'",
    "timeout 3 bash -c 'echo >/dev/tcp/127.0.0.1/1081' 2>/dev/null || exit 1",
    "(echo > /dev/tcp/localhost/8183) >/dev/null 2>&1 || exit 1",
    'bash -c "echo > /dev/tcp/localhost/1884" || exit 1',
  ],
  [COMPOSE]: [
    "printf '' > /dev/tcp/localhost/4457 2>/dev/null || exit 1",
    "exec 3<>/dev/tcp/localhost/9000",
    "exec 3<>/dev/tcp/127.0.0.1/8089 || exit 1",
    "(exec 3<>/dev/tcp/localhost/8087) 2>/dev/null && exit 0 || exit 1",
    "bash -c 'exec 3<>/dev/tcp/127.0.0.1/8084' 2>/dev/null",
    "bash -c 'exec 3<>/dev/tcp/127.0.0.1/9122' || exit 1",
    "bash -c 'cat < /dev/null > /dev/tcp/localhost/11435'",
    "bash -c ':> /dev/tcp/localhost/6334' || exit 1",
    "timeout 2 bash -c '</dev/tcp/localhost/8086'",
    "timeout 2 bash -c '</dev/tcp/localhost/6335' || exit 1",
    "timeout 2 bash -c '</dev/tcp/localhost/8085' 2>/dev/null || exit 1",
    "timeout 2 bash -c '</dev/tcp/localhost/6336 || exit 1'",
    "timeout 1 bash -c 'cat < /dev/null > /dev/tcp/localhost/3307 || exit 1'",
    "bash -c 'echo > /dev/tcp/127.0.0.1/9034'",
    "bash -c 'echo > /dev/tcp/localhost/6341' || exit 1",
    "(echo >/dev/tcp/127.0.0.1/3001) &>/dev/null",
    "(echo > /dev/tcp/localhost/8184) || exit 1",
    "timeout 2 bash -c 'echo > /dev/tcp/127.0.0.1/1885 || exit 1'",
    ["sh", "-c", "echo > /dev/tcp/localhost/8185"],
    "timeout 5 bash -c 'true < /dev/tcp/localhost/6338'",
    "timeout 5 sh -c '</dev/tcp/localhost/7072' || exit 1",
  ],
  [TERRAFORM]: ["bash -c '</dev/tcp/127.0.0.1/3129' || exit 1"],
  [OPTION]: [
    "bash -c 'echo > /dev/tcp/127.0.0.1/1986'",
    "bash -c ': >/dev/tcp/127.0.0.1/8091'",
    "bash -c ':> /dev/tcp/127.0.0.1/6339'",
    'bash -c "exec 3<>/dev/tcp/127.0.0.1/6337" || exit 1',
  ],
  [SCRIPT]: ['timeout 1 bash -c "cat < /dev/null > /dev/tcp/localhost/9093" 2>/dev/null'],
});
