import { addresses } from "./addresses";
import { badinput } from "./badinput";
import { deadlines } from "./deadlines";
import { expansion } from "./expansion";
import { http } from "./http";
import { lookup } from "./lookup";
import { options } from "./options";
import { peersDefects } from "./peers-defects";
import type { Row } from "./row";
import { surroundings } from "./surroundings";
import { targets } from "./targets";
import { unix } from "./unix";
import { variables } from "./variables";

/** The whole table, by subject; first the one with the row that takes longest. */
export const table: Record<string, Row[]> = {
  "peers' defects": peersDefects,
  targets,
  options,
  variables,
  expansion,
  http,
  deadlines,
  addresses,
  unix,
  lookup,
  surroundings,
  "bad input": badinput,
};
