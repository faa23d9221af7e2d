import { fileURLToPath } from "node:url";

/** The repository's top, and what the build reads and writes below it; absolute paths. */
export const TOP = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");
export const DIST = `${TOP}/dist`;
/** What the build keeps between runs; npm ci removes it with node_modules. */
export const CACHE = `${TOP}/node_modules/.cache/tiny-healthcheck`;
