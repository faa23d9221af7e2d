/**
 * Handshakes with real cryptography, recorded from Node's TLS server and replayed to the client with changes. They stay valid because
 * the client repeats its random numbers and keys.
 */
import { MUTATIONS, type Mutation } from "./flights/mutations.ts";
import { Random } from "./flights/random.ts";
import { essence } from "./flights/records.ts";
import { type Outcome, type Recording, replay } from "./flights/replay.ts";

export { recordFlights } from "./flights/record.ts";
export { replay } from "./flights/replay.ts";

export interface Report {
  count: number;
  /** How often each verdict was seen, without its details. */
  outcomes: Map<string, number>;
  /** How many checks were healthy rightly: the change has no meaning. */
  healthy: number;
  findings: string[];
}

interface Changed {
  recording: Recording;
  bytes: Buffer;
  /** The names of the mutations. */
  changes: string[];
  random: Random;
}

/** Changes one of the flights. The same numbers give the same flight. */
export function changedFlight(recordings: Recording[], seed: number, number: number): Changed {
  const random = new Random(seed * 1_000_003 + number);
  const recording = random.of(recordings);
  let bytes = Buffer.from(recording.bytes);
  const changes: string[] = [];
  // Most are changed once, because the client reacts to the first change only.
  for (let left = random.below(4) === 0 ? 1 + random.below(3) : 1; left > 0 && bytes.length > 0; left--) {
    const name = random.of(Object.keys(MUTATIONS));
    changes.push(name);
    bytes = Buffer.from((MUTATIONS[name] as Mutation)(bytes, random, recordings));
  }
  return { recording, bytes, changes, random };
}

/** Replays `count` changed flights. */
export function mutateFlights(recordings: Recording[], count: number, seed: number): Report {
  const report: Report = { count, outcomes: new Map(), healthy: 0, findings: [] };
  for (let i = 0; i < count && report.findings.length < 10; i++) {
    const { recording, bytes, changes, random } = changedFlight(recordings, seed, i);
    const size = random.of([bytes.length, bytes.length, 4096, 1000, 7]) || 1;
    const isInsecure = recording.isGood && random.below(8) === 0;
    const found = judge(recording, bytes, size, isInsecure, report);
    const what = `${recording.name}: ${changes.join(", ")} (seed ${seed}, number ${i}${isInsecure ? ", -k" : ""})`;
    if (found !== "") report.findings.push(`${found}: ${what}`);
  }
  return report;
}

function judge(recording: Recording, bytes: Buffer, size: number, isInsecure: boolean, report: Report): string {
  const { isTls13, host } = recording;
  let outcome: Outcome;
  try {
    outcome = replay(recording, bytes, size, isInsecure);
  } catch (error) {
    return String(error);
  }
  // Drops the target, details and times.
  const kind = outcome.text
    .replace(/^(\w+: )GET \S+: |\n/g, "$1")
    .replace(/ \(.*?\)(?= |,|$)| in \d+ ms/g, "")
    .replace(/(TLS (1\.|alert: ))\d+/, "$1?");
  report.outcomes.set(kind, (report.outcomes.get(kind) ?? 0) + 1);
  if (outcome.isRequested && !recording.isGood) return "established with a server that is not to be trusted";
  if (outcome.isRequested && essence(bytes, isTls13, host.openedBefore) !== recording.established)
    return "established with another handshake";
  if (!outcome.isHealthy) return "";
  report.healthy++;
  return essence(bytes, isTls13, host.opened) === recording.answered ? "" : "healthy with other bytes";
}
