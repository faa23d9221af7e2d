import { otherArtifacts } from "./run";
import { testTable } from "./table.ts";

testTable(otherArtifacts);
