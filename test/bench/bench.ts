import { parseArgs } from "node:util";
import { writeCharts } from "./charts.ts";
import { compare } from "./comparison.ts";
import { measureGrowth, QUICK, WHOLE } from "./growth.ts";
import { describeMachine } from "./machine.ts";
import { startResponder } from "./responder.ts";
import { type Results, readResults, writeResults } from "./results.ts";
import { report } from "./tables.ts";

/**
 * npm run bench [-- --runs N | --quick | --charts]
 *
 * Compares what is built with what is installed. Prints the results, and writes results.json and the charts beside this file; `npm run
 * readme` takes its figures from there. `--quick` only shows in half a minute that everything works. `--charts` draws the charts again
 * from results.json.
 */
const { values } = parseArgs({
  options: { runs: { type: "string" }, quick: { type: "boolean" }, charts: { type: "boolean" } },
});
const isQuick = values.quick === true;
// 34 contestants follow each other equally often in every 34 rounds.
const runs = Number(values.runs ?? (isQuick ? 5 : 204));
if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs ${values.runs}: not a number from 1 on`);

if (values.charts) {
  await writeCharts(await readResults());
} else {
  const results = await measure();
  console.log(report(results));
  if (!isQuick) {
    await writeResults(results);
    await writeCharts(results);
  }
}

async function measure(): Promise<Results> {
  const machine = describeMachine();
  const responder = await startResponder();
  try {
    const { timer, comparison, leftOut } = await compare(responder, runs);
    const growth = await measureGrowth(responder, isQuick ? QUICK : WHOLE);
    return { machine, server: responder.name, runs, timer, leftOut, comparison, growth };
  } finally {
    await responder.close();
  }
}
