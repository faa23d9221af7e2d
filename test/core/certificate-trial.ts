import { CERTIFICATE_WORDS } from "../../src/core/certificate/words.ts";
import { both } from "./both.ts";
import { authority, certificate, key, leaf, pem, root, type Wanted } from "./certificate-der.ts";

// Verifying certificates, in JavaScript and WebAssembly alike, and who there is.

const WORDS = CERTIFICATE_WORDS.split("\n");

export interface Trial {
  host?: string;
  date?: string;
  file?: string;
  folders?: string;
  /** Certificates in /ca.pem, or text; what the system has, by path. */
  trusted?: Uint8Array[] | string;
  files?: Record<string, string>;
  extra?: Uint8Array[];
}

/** Verifies what a peer sends. @returns the words of the fault */
export function verify(chain: Uint8Array[], trial: Trial = {}): string {
  const {
    host = "localhost",
    date = "2026-11-22T12:00:00Z",
    file = "/ca.pem",
    folders = "",
    trusted = [],
    files = {},
  } = trial;
  const now = Buffer.alloc(9, "d");
  const seconds = Date.parse(date) / 1000;
  now.writeInt32BE(Math.floor(seconds / 86400), 1);
  now.writeInt32BE(((seconds % 86400) + 86400) % 86400, 5);
  const text = typeof trusted === "string" ? trusted : trusted.map((it) => pem(it)).join("");
  const all = Object.entries({ ...(file === "/ca.pem" ? { "/ca.pem": text } : {}), ...files });
  const fields = all.flatMap(([path, content]) => {
    const pieces = [`f${path}\0${content.slice(0, 60000)}`];
    for (let i = 60000; i < content.length; i += 60000) pieces.push(`+${content.slice(i, i + 60000)}`);
    return pieces;
  });
  const sent = chain.map((it) => Buffer.concat([Buffer.from("c"), it]));
  const result = both("certificate verify", host, file, folders, now, ...fields, ...(trial.extra ?? []), ...sent);
  const [, number = "", errno = "", detail = ""] = /^(\d+) (\d+) (.*)$/s.exec(result) ?? [];
  const words = (WORDS[Number(number)] ?? "?").replace("^", () => detail);
  return errno === "0" ? words : `${words}: ${errno}`;
}

export const my = [root()];
export const TRUSTED = "trusted";
export const MALFORMED = "certificate is malformed";
export const UNKNOWN = "certificate signed by an unknown authority (CN=My CA), trust that with --cacert FILE";

/** An intermediate authority, and a leaf below it. */
export const between = (wanted: Wanted = {}) =>
  leaf({ subject: "CN=Between", key: key("P-256", 2), extensions: [authority()], ...wanted });
export const below = (wanted: Wanted = {}) => certificate({ issuer: "CN=Between", signer: key("P-256", 2), ...wanted });
