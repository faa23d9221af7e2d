import { writeFileSync } from "node:fs";
import { freePort, type Program, program } from "../peers/programs.ts";
import { KEPT } from "./kept.ts";

/** Milliseconds in which a registry listens. */
const START_BOUND = 30_000;

/** Docker's registry, with all that it stores in a folder. */
export async function startRegistry(home: string): Promise<Program> {
  const port = await freePort();
  const settings = {
    version: 0.1,
    log: { level: "error" },
    storage: { filesystem: { rootdirectory: `${home}/data` } },
    http: { addr: `127.0.0.1:${port}` },
  };
  writeFileSync(`${home}/registry.yml`, JSON.stringify(settings));
  return program([...KEPT, "docker-registry", "serve", `${home}/registry.yml`], { port, bound: START_BOUND });
}
