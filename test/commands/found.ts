import { connections } from "./found/connections";
import { curl } from "./found/curl";
import { groups } from "./found/groups";
import type { Found } from "./found/line";
import { nc } from "./found/nc";
import { wget } from "./found/wget";

/**
 * Command lines of health checks, by shape, as the shell or the tool gets them: JSON and YAML are read, `$$` of a compose
 * file is `$`, what a Dockerfile continues is one line, and what Compose would replace is left to the shell.
 */
export const found: Found[] = [...curl, ...wget, ...nc, ...groups, ...connections];
