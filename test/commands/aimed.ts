import type { Server } from "../servers";

const VARIABLE = "\\$(?:\\w+|\\{[^}]*\\})";
const HOST = `[\\w.-]+|${VARIABLE}`;
const PORT = `\\d+|${VARIABLE}`;

/** What a command line connects to. */
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
 * The command line with the server's address in place of every host and port, and its socket in place of a socket.
 * Variables stay, but for the port that is a fallback.
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

/** The words of the exec form as a whole: what stands before a word decides whether it is a target. */
export function aimedWords(words: string[], peer: Pick<Server, "values">): string[] {
  return aimed(words.join("\n"), peer).split("\n");
}
