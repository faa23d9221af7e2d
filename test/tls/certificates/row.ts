import type { Certificate, Key } from "../authority";

/** What the server presents, and what the client is given. */
export interface Setup {
  chain: Certificate[];
  /** The key that the server signs with; that of the first certificate where nothing is said. */
  key?: Key;
  /** What is in the file of --cacert; null for no such option. */
  trust: string | Buffer | null;
  /** More files, by name, in the folder of the row. */
  files?: Record<string, string | Buffer>;
}

/** What a host may lack: IPv6, or authorities of the system. */
export type Need = "IPv6" | "a system bundle";

/** A row of the table. `{folder}` and `{port}` may stand in arguments, variables and words. */
export interface CertificateRow {
  name: string;
  /** Made when the row runs: some keys take seconds. */
  setup(): Setup;
  /** What the URL has for a host. */
  host: string;
  args: string[];
  env: Record<string, string>;
  /** What curl is given in place of `args` and `env`; null where it has nothing like it. */
  curl: { args?: string[]; env?: Record<string, string> } | null;
  /** Refused with these words behind the target, or as a whole where they begin with `healthcheck:`; null where accepted. */
  words: string | null;
  /** Presented by a server of our own, since Node's would not load it; with TLS 1.2 rather than 1.3. */
  raw: boolean;
  tls12?: boolean;
  /** Why curl judges otherwise. */
  curlDiffers?: string;
  needs: Need[];
}

export type More = Partial<Omit<CertificateRow, "name" | "setup" | "words">>;

export function accepted(name: string, setup: () => Setup, more: More = {}): CertificateRow {
  const usual = { host: "localhost", args: [], env: {}, raw: false };
  const needs: Need[] = more.host?.startsWith("[") ? ["IPv6"] : [];
  return { name, setup, words: null, curl: { args: more.args ?? [], env: more.env ?? {} }, ...usual, needs, ...more };
}

export function refused(name: string, words: string, setup: () => Setup, more: More = {}): CertificateRow {
  return { ...accepted(name, setup, more), words };
}
