/** Recorded handshakes that are changed on their way. `npm run fuzz` tries more of them. */
import { expect, test } from "vitest";
import { changedFlight, mutateFlights, recordFlights, replay } from "./flights.ts";
import { SEED, TIMES } from "./runs.ts";

const recordings = await recordFlights();

test.for(recordings)("$name has the same verdict as when it was recorded, in pieces of any size", (recording) => {
  const { bytes, isGood } = recording;
  for (const size of [bytes.length, 1000, 100, 1]) {
    expect(replay(recording, bytes, size)).toMatchObject({ isHealthy: isGood, isRequested: isGood });
  }
});

test("a changed flight is only healthy if the change has no meaning", {
  timeout: 60_000 * TIMES,
}, () => {
  const { count, outcomes, healthy, findings } = mutateFlights(recordings, 4000 * TIMES, SEED);
  expect(findings).toEqual([]);
  console.log(`handshakes: ${count} changed flights, ${healthy} healthy for good reason, ${outcomes.size} outcomes`);
  // The changes reach every stage.
  expect(outcomes.size).toBeGreaterThan(12);
  expect(healthy).toBeLessThan(count / 4);
});

test("a changed flight has the same verdict in pieces of any size", () => {
  // How much is quoted of an answer that is not TLS depends on how much has arrived.
  const outcome = (number: number, size: number) => {
    const { recording, bytes } = changedFlight(recordings, SEED, number);
    const { text, ...rest } = replay(recording, bytes, size || bytes.length || 1);
    return { ...rest, text: text.replace(/ in \d+ ms|\(it answered.*/, "") };
  };
  for (let i = 0; i < 300 * TIMES; i++) {
    const whole = outcome(i, 0);
    for (const size of [1, 13, 500]) expect(outcome(i, size), `seed ${SEED}, number ${i}`).toEqual(whole);
  }
});
