/** The size of a page of WebAssembly's memory. */
export const PAGE_SIZE = 65_536;
/** With TLS, up to eight commands follow up to ten redirects each, with one handshake for each. */
const PAGES = 16;
const PAGES_WITH_TLS = 64;

/** The address at which the core's memory begins, both for the core and in the process (build/native/layout.ts). */
export const MEMORY_START = 0x1000000;

/** The memory's size in pages. It never grows. */
export function memoryPages(hasTls: boolean): number {
  return hasTls ? PAGES_WITH_TLS : PAGES;
}
