import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Command, Ending } from "./host.ts";

/** A process that runs many checks of a bundle, also several at a time. */
export class WarmBundle {
  private child: ChildProcess;
  private waiting = new Map<number, (ending: Ending) => void>();
  private next = 0;

  constructor(bundle: string) {
    this.child = fork(fileURLToPath(new URL("host.ts", import.meta.url)), [bundle], {
      env: {},
      execArgv: [],
      serialization: "advanced",
    });
    this.child.on("message", (ending: Ending) => {
      this.waiting.get(ending.id)?.(ending);
      this.waiting.delete(ending.id);
    });
  }

  run(args: string[], env: Record<string, string>): Promise<Ending> {
    const command: Command = { id: this.next++, args, env };
    return new Promise((resolve, reject) => {
      this.waiting.set(command.id, resolve);
      this.child.send(command, (error) => error && reject(error));
    });
  }

  stop(): void {
    this.child.kill();
  }
}
