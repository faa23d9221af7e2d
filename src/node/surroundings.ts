import { MAX_TEXT, type Surroundings } from "../core/surroundings";
import { toBytes, toText } from "./bytes";

/**
 * The arguments and the environment as bytes. Node has made text of them before: what was not UTF-8 is U+FFFD by now,
 * which the core refuses.
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
    // Not only undefined: process.env inherits `constructor` and its like from Object.
    return typeof value === "string" ? cut(value) : null;
  }

  /** Node looks at all variables for each name that it lists: asking for the few that there may be is quicker. */
  hasVariables(): boolean {
    return true;
  }
}

/** One byte more than may be is enough to tell that there is more. */
function cut(text: string): Uint8Array {
  return toBytes(text).subarray(0, MAX_TEXT + 1);
}
