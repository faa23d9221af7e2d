import { Char, Text } from "../bytes/text";
import { Command } from "../cli/command";
import { putShown } from "../messages/format";

/** The most bytes of the folder that the line shows. */
const MAX_FOLDER: i32 = 220;

/** The names that `--install` creates, one after the other. */
export class Installation {
  folder: Uint8Array;
  private names: Uint8Array[];
  private count: i32 = 0;

  constructor(command: Command) {
    this.folder = command.folder;
    this.names = command.names;
  }

  hasNext(): bool {
    return this.count < this.names.length;
  }

  /** The path of the next name. */
  next(): Uint8Array {
    return new Text()
      .add(this.folder)
      .byte(Char.SLASH)
      .add(this.names[this.count++])
      .view();
  }

  /** The line that says what was installed, with its line feed. */
  line(): Uint8Array {
    const line = new Text();
    putShown(line.put("healthcheck: installed in "), this.folder, MAX_FOLDER);
    line.byte(Char.COLON);
    for (let i = 0; i < this.names.length; i++) line.byte(Char.SPACE).add(this.names[i]);
    return line.byte(Char.LF).view();
  }
}
