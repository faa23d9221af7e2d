/** Runs curl -L through a redirect. */
import { both } from "./both.ts";

export const BASE = "http://a/b/c/d;p?q";

const OK = "dHTTP/1.1 200 X\r\nContent-Length: 0\r\n\r\n";

export function binary(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

/** A response with this Location, in ISO 8859-1. */
export function redirect(location: string, status = 302): Uint8Array {
  return binary(`dHTTP/1.1 ${status} X\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`);
}

/** Runs curl -L with these arguments through a redirect. @returns what it wants and how it ends */
export function led(location: string, base = BASE, ...more: string[]): string {
  return both("check", "ncurl", "a-L", ...more, `a${base}`, "r10.0.0.1", "c", "s", redirect(location), ...second());
}

/** The second connection. If its host is an address, the check ignores the result of the lookup. */
function second(): string[] {
  return ["r10.0.0.2", "c", "s", OK];
}

/** The URL that a Location leads to; if it is refused, the reason. */
export function target(location: string, base = BASE): string {
  const run = led(location, base);
  const [, to] = /, redirected to (.*): 200 in 0 ms\nfinish 0$/.exec(run) ?? [];
  return to ?? /^print . (.*)\nfinish .$/m.exec(run)?.[1]?.replace(`unhealthy: GET ${base}: `, "") ?? run;
}
