import type { Certificate, Key } from "../authority";

/** The certificates of the server, and the files of the client. */
export interface Setup {
  chain: Certificate[];
  /** The key of the server; by default that of the first certificate. */
  key?: Key;
  /** The content of the file of --cacert; null for no such option. */
  trust: string | Buffer | null;
  /** More files, by name, in the folder of the row. */
  files?: Record<string, string | Buffer>;
}

/** What a machine may lack: IPv6, or authorities of the system. */
export type Need = "IPv6" | "a system bundle";

/** A row of the table. Arguments, variables and words may contain `{folder}` and `{port}`. */
export interface CertificateRow {
  name: string;
  /** Made when the row runs, because some keys take seconds. */
  setup(): Setup;
  /** The host in the URL. */
  host: string;
  args: string[];
  env: Record<string, string>;
  /** Arguments and variables of curl, if they differ; null if curl has nothing similar. */
  curl: { args?: string[]; env?: Record<string, string> } | null;
  /** The error after the target, or the whole line if it begins with `healthcheck:`; null if accepted. */
  words: string | null;
  /** Whether our own server presents it, because Node would not load it; and whether it speaks TLS 1.2. */
  raw: boolean;
  tls12?: boolean;
  /** Why curl has another verdict. */
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
