import { quickArtifacts } from "./run";
import { testTable } from "./table.ts";

testTable(quickArtifacts);
