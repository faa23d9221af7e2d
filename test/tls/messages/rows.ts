import { Socket } from "node:net";
import { CREDENTIALS } from "../abuse/steps";
import { Speaker } from "../speaker";
import { Speaker12 } from "../speaker-12";
import type { Mutation } from "./mutations";
import { HEALTHY, type MessageRow, type Outcome, type Scenario } from "./row";
import { MESSAGES, retryRequest, serve12, serve13 } from "./servers";
import type { Part } from "./structure";

export type Version = "TLS 1.2" | "TLS 1.3";

/** The rows of a message. */
export interface Group {
  version: Version;
  message: string;
  /** Changes of the message, which has these parts. */
  mutations(parts: Part[]): Mutation[];
  /** The handshake that has the message. */
  scenario?: Scenario;
  /** Outcomes that differ from the usual ones, by the name of the mutation. */
  outcomes?: Record<string, Outcome>;
  /** Why curl has another verdict, by the name of the mutation. */
  curlDiffers?: Record<string, string>;
}

/** An unchanged message. */
function sample(version: Version, name: string, scenario: Scenario): Part[] {
  if (name === "HelloRetryRequest") return retryRequest(Buffer.alloc(32), scenario.retry ?? []).parts;
  const make = MESSAGES[name] as (typeof MESSAGES)[string];
  const peer = version === "TLS 1.2" ? new Speaker12(new Socket()) : new Speaker(new Socket());
  return make(peer, CREDENTIALS, scenario).parts;
}

/** Whether there are keys when the message has come, so that the client encrypts its alert. */
function isProtected(version: Version, message: string): boolean {
  return version === "TLS 1.2" ? message === "Finished" : !/^(ServerHello|HelloRetryRequest)$/.test(message);
}

export function rowsOf(group: Group): MessageRow[] {
  const { version, message, scenario = {}, outcomes = {}, curlDiffers = {} } = group;
  const serve = version === "TLS 1.2" ? serve12 : serve13;
  const mutations = group.mutations(sample(version, message, scenario));
  const unknown = [...Object.keys(outcomes), ...Object.keys(curlDiffers)].filter(
    (name) => !mutations.some((it) => it.name === name),
  );
  if (unknown.length > 0) throw new Error(`${version}, ${message}: no mutation is called ${unknown}`);
  return mutations.map(({ name, outcome, change }) => ({
    name: `${version}, ${message}: ${name}`,
    serve: () =>
      serve({
        ...scenario,
        isRefused: (outcomes[name] ?? outcome) !== HEALTHY,
        change: (it) => (it.name === message ? change(it) : undefined),
      }),
    outcome: outcomes[name] ?? outcome,
    isProtected: isProtected(version, message),
    curlDiffers: curlDiffers[name],
  }));
}

/** The same value for several mutations. */
export function each<Value>(value: Value, ...names: string[]): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

/** Mutations that add extensions which OpenSSL 3.0 does not know. */
export const UNKNOWN = [
  "heartbeat added",
  "record_size_limit added",
  "an extension of a number that nobody has added",
  "an extension of a number that nobody has put first",
  "a reserved extension (GREASE) added",
];

/** The mutations of supported_groups, which nobody reads: it has the groups that a server prefers for later connections. */
export const GROUPS = ["empty", "its last byte left out", "a byte more in it"].flatMap((what) => [
  `extensions.supported_groups: ${what}`,
  `extensions.supported_groups.groups: ${what}`,
]);
export const GROUPS_LENGTHS = ["longer", "shorter"].map(
  (what) => `extensions.supported_groups.groups: says it is a byte ${what}`,
);

/** A handshake without changed messages, but perhaps in another order. */
export function ordered(
  version: Version,
  name: string,
  scenario: Scenario,
  outcome: Outcome = HEALTHY,
  isProtected = version === "TLS 1.3",
  curlDiffers?: string,
): MessageRow {
  const serve = version === "TLS 1.2" ? serve12 : serve13;
  return { name: `${version}: ${name}`, serve: () => serve(scenario), outcome, isProtected, curlDiffers };
}
