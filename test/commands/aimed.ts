import type { Server } from "../servers";

const VARIABLE = "\\$(?:\\w+|\\{[^}]*\\})";
const HOST = `[\\w.-]+|${VARIABLE}`;
const PORT = `\\d+|${VARIABLE}`;

/** Matches what a command line connects to. */
const TARGET = new RegExp(
  [
    // nc with its options, a host, a port
    `(?<nc>\\bnc(?:\\s+-\\w+(?:\\s+\\d+(?=\\s))?)*\\s+)(?<ncHost>(?!-)(?:${HOST}))(?<gap>\\s+)(?<ncPort>${PORT})(?=[\\s)'"|;&<>]|$)`,
    `(?<tcp>/dev/tcp/)(?<tcpHost>${HOST})/(?<tcpPort>${PORT})`,
    // a URL, with a port or with a variable that has it
    `(?<scheme>http://)(?<host>${HOST})(?:(?<port>:(?:${PORT}))|(?<glued>\\$))?`,
    `(?<=--unix-socket\\s+)(?<socket>/\\S+)`,
    // a URL without a scheme
    `(?<=^|[\\s'"])(?<!--noproxy\\s+'?|Host:\\s)(?<bare>localhost|(?:\\d+\\.){3}\\d+)(?<barePort>:(?:${PORT}))?(?=[\\s/'"]|$)`,
  ].join("|"),
  "g",
);

/**
 * Replaces every host and port of a command line by those of the server, and every socket by its socket.
 * Variables stay; a port that is a fallback is replaced.
 */
export function aimed(line: string, { values }: Pick<Server, "values">): string {
  const host = (written = "") => (written.startsWith("$") ? written : "127.0.0.1");
  const port = (written = "") => (written.includes("$") ? written.replace(/:-\d+/, `:-${values.port}`) : values.port);
  return line.replace(TARGET, (all, ...rest) => {
    const parts = rest.at(-1) as Record<string, string | undefined>;
    if (parts.nc !== undefined) return `${parts.nc}${host(parts.ncHost)}${parts.gap}${port(parts.ncPort)}`;
    if (parts.tcp !== undefined) return `${parts.tcp}${host(parts.tcpHost)}/${port(parts.tcpPort)}`;
    if (parts.socket !== undefined) return values.socket ?? all;
    if (parts.glued !== undefined) return `${parts.scheme}${host(parts.host)}$`;
    const target = `${host(parts.host ?? parts.bare)}:${port((parts.port ?? parts.barePort)?.slice(1))}`;
    return `${parts.scheme ?? ""}${target}`;
  });
}

/** Replaces the words of the exec form together, because the word before decides whether a word is a target. */
export function aimedWords(words: string[], peer: Pick<Server, "values">): string[] {
  return aimed(words.join("\n"), peer).split("\n");
}
