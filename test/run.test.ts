import { readlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { artifacts, commandAs } from "./run.ts";

test("a name leads to the file of its artifact, also if another build has the same artifact's name", () => {
  for (const artifact of artifacts) {
    const file = artifact.command.at(-1) ?? "";
    for (const other of [file, `${file}-of-another-build`, file]) {
      const command = commandAs({ ...artifact, command: [...artifact.command.slice(0, -1), other] }, "sh");
      expect(command.slice(0, -1)).toEqual(artifact.command.slice(0, -1));
      expect(readlinkSync(command.at(-1) ?? "")).toBe(other);
    }
  }
});
