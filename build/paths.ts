import { fileURLToPath } from "node:url";

/** The repository's top folder; absolute, like the others. */
export const TOP = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");
/** Where the build writes its results. */
export const DIST = `${TOP}/dist`;
/** What the build keeps between runs. `npm ci` removes it together with node_modules. */
export const CACHE = `${TOP}/node_modules/.cache/tiny-healthcheck`;

/** The pages of the documentation, and its charts. */
export const DOCS: string = `${TOP}/docs`;
