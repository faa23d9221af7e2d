import { MAX_TEXT, type Surroundings } from "../core/surroundings";
import { toBytes, toText } from "./bytes";

/**
 * The arguments and the environment as bytes. Node has decoded them: bytes that were not UTF-8 are U+FFFD, which the core rejects.
 */
export class NodeSurroundings implements Surroundings {
  private args: string[];
  private environment: NodeJS.ProcessEnv;

  /** `args` without the names of Node and of the program. */
  constructor(name: string, args: string[], environment: NodeJS.ProcessEnv) {
    this.args = [name, ...args];
    this.environment = environment;
  }

  argumentCount(): number {
    return this.args.length;
  }

  argument(index: number): Uint8Array {
    return cut(this.args[index] ?? "");
  }

  variable(name: Uint8Array): Uint8Array | null {
    const value = this.environment[toText(name)];
    // Not compared with undefined: process.env inherits properties such as `constructor` from Object.
    return typeof value === "string" ? cut(value) : null;
  }

  /** Node looks at all variables for each name that it lists: asking for the few that there may be is quicker. */
  hasVariables(): boolean {
    return true;
  }
}

/** Cuts a text one byte after the longest one that is allowed, which tells the core that it is too long. */
function cut(text: string): Uint8Array {
  return toBytes(text).subarray(0, MAX_TEXT + 1);
}
