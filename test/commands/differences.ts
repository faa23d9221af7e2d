import { found } from "./found";
import { textOf } from "./found/line";
import type { Tools } from "./runners";

const lines = found.map(textOf);
const spiders = lines.filter((it) => it.includes("--spider"));
const once = /--tries=1\b|-t ?1\b/;

/** Whether a line sends HEAD: only then do the servers that treat HEAD in another way than GET tell anything. */
export function sendsHead(line: string): boolean {
  return /--spider|HEAD|curl .*-(-head|\w*I)\b/.test(line);
}

/** Whether sh itself must know /dev/tcp, which dash and busybox's sh do not. */
export function needsBash(line: string): boolean {
  return /\/dev\/tcp/.test(line.replace(/\bbash -c ('[^']*'|"[^"]*")/g, ""));
}

/** Whether busybox is asked too. Not every build of it has wget's -T and nc's -z, and the one in Debian does not. */
export function hasBusybox(line: string): boolean {
  return /wget|&>/.test(line) && !/-T ?\d|--timeout|\bnc\b|\/dev\/tcp/.test(line);
}

/** Lines whose verdict is the same whatever a server says. */
const settled = [
  "wget --no-verbose --tries=1 --spider http://localhost:3001/ping || exit 1",
  "wget -nv -t1 --spider 'http://45.9.42.247:8000' || exit 0",
  "wget -nv -t1 --spider 'http://localhost:${PORT}'",
];
const telling = spiders.filter((it) => !settled.includes(it));
const foreign = lines.filter((it) => hasBusybox(it) && /--(no-proxy|method|password)\b/.test(it));

/** Where the real tools say otherwise than we do. */
export const differences: { tools: Tools; reason: string; servers: string[]; lines: string[] }[] = [
  {
    tools: "Debian",
    reason: "wget --spider sends no GET where HEAD gets 405",
    servers: ["405 to HEAD"],
    lines: telling,
  },
  {
    tools: "Debian",
    reason: "the GET where HEAD gets 500 or 501 is a second try",
    servers: ["500 to HEAD", "501 to HEAD"],
    lines: telling.filter((it) => once.test(it)),
  },
  {
    tools: "busybox",
    reason: "wget has no --method, --no-proxy and --password",
    servers: ["200", "302"],
    lines: foreign,
  },
  {
    tools: "busybox",
    reason: "wget has none of these with --spider either",
    servers: ["405 to HEAD", "500 to HEAD", "501 to HEAD"],
    lines: foreign.filter((it) => spiders.includes(it)),
  },
  {
    tools: "Debian",
    reason: "sh takes &> for & and >, and is healthy at once; bash and busybox's sh do not",
    servers: ["503", "closing", "refusing"],
    lines: [
      'curl -A "HealthCheck: Docker/1.0" -s -f "http://127.0.0.1:${HEALTH_PORT}${HEALTH_URL}" &>/dev/null || exit 1',
    ],
  },
  {
    tools: "Debian",
    reason: "sh takes &> for & and >, and is healthy whatever wget says of its option -s",
    servers: ["200", "302", "503", "closing", "refusing"],
    lines: ["wget -sqO- http://localhost/index.html &> /dev/null || exit 1"],
  },
];
