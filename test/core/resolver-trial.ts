/** Runs lookups with messages of name servers. */
import { both } from "./both.ts";

/** The header of a query with identifier 1234. */
export const HEADER = "12340100000100000000" + "0000";

export function hex(...parts: string[]): string {
  return parts.join("");
}

/** Resource records for the name in the question. */
export const A = (address: string) => `c00c000100010000003c0004${address}`;
const AAAA = (address: string) => `c00c001c00010000003c0010${address.padStart(32, "0")}`;

/** A message from server `from`, or over stream `from`, which is 3 or more. It answers the query for the name at `place`. */
interface Said {
  from?: number;
  place?: number;
  code?: string;
  flags?: string;
  name?: string;
  records?: string[];
}
export const IPV4 = A("0a000001");
export const IPV6 = AAAA("1");

function said(isSix: boolean, { from = 0, place = 0, code = "0", flags = "81", name = "016100", records = [] }: Said) {
  const id = (0x1236 + 2 * place) ^ (isSix ? 1 : 0);
  const count = records.length.toString(16).padStart(4, "0");
  const header = `${id.toString(16)}${flags}8${code}0001${count}00000000`;
  const message = Buffer.from(hex(header, name, isSix ? "001c" : "0001", "0001", ...records), "hex");
  const length = from < 3 ? [] : [message.length >> 8, message.length & 255];
  return Buffer.concat([Buffer.from(String(from)), Buffer.from(length), message]);
}

export const saysA = (one: Said = {}) => said(false, one);
export const saysAAAA = (one: Said = {}) => said(true, one);

/** Looks up `a` in both families. The result has what it opens, sends (`A` and `AAAA` stand for queries) and finds. */
export function lookup(hosts: string, config: string, ...events: (string | Uint8Array)[]): string {
  return both("lookup", "a", "0", hosts, config, ...events)
    .replaceAll(
      / (?:[0-9a-f]{2})+(?=\n)/g,
      (query) => ` ${[...query.matchAll(/00(01|1c)0001/g)].map(([, type]) => (type === "01" ? "A" : "AAAA"))}`,
    )
    .trimEnd();
}

/** Only what it finds. */
export function outcome(hosts: string, config: string, ...events: (string | Uint8Array)[]): string {
  return (
    lookup(hosts, config, ...events)
      .split("\n")
      .at(-1) ?? ""
  );
}

export const ONE = "nameserver 10.0.0.53\n";
export const TWO = `${ONE}nameserver 10.0.0.54\n`;
export const SEARCH = `${ONE}search x\noptions ndots:1\n`;
export const IN_X = "0161017800";
export const SILENCE = Array<string>(100).fill("s");
