import { vector } from "../wire";
import { ILLEGAL, MALFORMED, type Message, MISPLACED, type Outcome, REPEATED, UNOFFERED } from "./row";
import {
  type Extension,
  encode,
  extension,
  field,
  misstated,
  type Part,
  partNamed,
  places,
  replaced,
} from "./structure";

/** A change of a message, and how a check that gets it ends. */
export interface Mutation {
  name: string;
  change(message: Message): Buffer;
  outcome: Outcome;
}

/** The bytes of a message. */
export function whole({ type, parts }: Pick<Message, "type" | "parts">): Buffer {
  return Buffer.concat([Buffer.of(type), vector(3, encode(parts))]);
}

function mutation(name: string, outcome: Outcome, change: (parts: Part[]) => Part[]): Mutation {
  return { name, outcome, change: ({ type, parts }) => whole({ type, parts: change(parts) }) };
}

/** Wrong lengths of the message, and of every vector and extension in it. */
export function lengths(parts: Part[]): Mutation[] {
  const body = encode(parts);
  const all = [mutation("a byte behind it", MALFORMED, (it) => [...it, field("more", 0)])];
  if (body.length > 0) {
    all.push(mutation("without its last byte", MALFORMED, (it) => [field("rest", encode(it).subarray(0, -1))]));
    all.push(mutation("nothing in it", MALFORMED, () => []));
  }
  for (const { part, path, name } of places(parts)) {
    if (part.kind === "field") continue;
    const length = encode(part.parts).length;
    const of = (at: Part[]) => partAt(at, path) as typeof part;
    all.push(
      mutation(`${name}: says it is a byte longer`, MALFORMED, (it) => replaced(it, path, [misstated(of(it), 1)])),
    );
    if (length === 0) {
      all.push(
        mutation(`${name}: a byte in it`, MALFORMED, (it) =>
          replaced(it, path, [{ ...of(it), parts: [field("x", 0)] }]),
        ),
      );
      continue;
    }
    all.push(
      mutation(`${name}: says it is a byte shorter`, MALFORMED, (it) => replaced(it, path, [misstated(of(it), -1)])),
      mutation(`${name}: empty`, MALFORMED, (it) => replaced(it, path, [{ ...of(it), parts: [] }])),
      mutation(`${name}: its last byte left out`, MALFORMED, (it) =>
        replaced(it, path, [{ ...of(it), parts: [field("rest", encode(of(it).parts).subarray(0, -1))] }]),
      ),
      mutation(`${name}: a byte more in it`, MALFORMED, (it) =>
        replaced(it, path, [{ ...of(it), parts: [...of(it).parts, field("more", 0)] }]),
      ),
    );
  }
  return all;
}

function partAt(parts: Part[], [index = 0, ...rest]: number[]): Part {
  const part = parts[index] as Part;
  return rest.length === 0 || part.kind === "field" ? part : partAt(part.parts, rest);
}

/** Extensions whose contents a client that knows them would accept. */
const EXTENSIONS: Record<string, [type: number, content: Buffer]> = {
  server_name: [0, Buffer.of()],
  max_fragment_length: [1, Buffer.of(1)],
  status_request: [5, Buffer.of()],
  supported_groups: [10, Buffer.of(0, 2, 0, 29)],
  ec_point_formats: [11, Buffer.of(1, 0)],
  signature_algorithms: [13, Buffer.of(0, 2, 4, 3)],
  use_srtp: [14, Buffer.of(0, 2, 0, 1, 0)],
  heartbeat: [15, Buffer.of(1)],
  application_layer_protocol_negotiation: [16, Buffer.concat([Buffer.of(0, 9, 8), Buffer.from("http/1.1")])],
  signed_certificate_timestamp: [18, Buffer.of(0, 4, 0, 2, 1, 1)],
  encrypt_then_mac: [22, Buffer.of()],
  extended_master_secret: [23, Buffer.of()],
  record_size_limit: [28, Buffer.of(0x40, 0)],
  session_ticket: [35, Buffer.of()],
  pre_shared_key: [41, Buffer.of(0, 0)],
  early_data: [42, Buffer.of()],
  supported_versions: [43, Buffer.of(3, 4)],
  cookie: [44, Buffer.of(0, 1, 1)],
  psk_key_exchange_modes: [45, Buffer.of(1, 1)],
  certificate_authorities: [47, Buffer.of(0, 4, 0, 2, 0x30, 0)],
  post_handshake_auth: [49, Buffer.of()],
  key_share: [51, Buffer.concat([Buffer.of(0, 29, 0, 32), Buffer.alloc(32, 9)])],
  next_protocol_negotiation: [13172, Buffer.of()],
  "an extension of a number that nobody has": [0x7f7f, Buffer.of(1, 2, 3)],
  "a reserved extension (GREASE)": [0x0a0a, Buffer.of()],
  renegotiation_info: [0xff01, Buffer.of(0)],
};

const OFFERED = new Set([0, 10, 11, 13, 16, 23, 43, 44, 51, 0xff01]);

/**
 * Adds each extension that the block lacks at its end, and one also at its start.
 * @param block the name of the block in the message
 * @param allowed names of extensions that are allowed there
 * @param ignoresUnknown whether extensions that were not offered are allowed there
 */
export function added(parts: Part[], block: string, allowed: string[] = [], ignoresUnknown = false): Mutation[] {
  const { part, path } = partNamed(parts, block);
  if (part.kind === "field") throw new Error(`${block} is no block`);
  const there = new Set(part.parts.map((it) => (it as Extension).type));
  const more = Object.entries(EXTENSIONS).filter(([name, [type]]) => !there.has(type) && !allowed.includes(name));
  return more.flatMap(([name, [type, content]]) => {
    const one = extension(name, type, field("content", content));
    const put = (at: Part[], isFirst: boolean) => {
      const old = partAt(at, path) as typeof part;
      return replaced(at, path, [{ ...old, parts: isFirst ? [one, ...old.parts] : [...old.parts, one] }]);
    };
    const outcome = OFFERED.has(type) ? MISPLACED : UNOFFERED;
    if (outcome === UNOFFERED && ignoresUnknown) return [];
    const last = mutation(`${name} added`, outcome, (it) => put(it, false));
    return type === 0x7f7f ? [last, mutation(`${name} put first`, outcome, (it) => put(it, true))] : [last];
  });
}

/** Doubles each extension of a block: next to itself, and with others in between. */
export function doubled(parts: Part[], block: string): Mutation[] {
  const { part, path } = partNamed(parts, block);
  if (part.kind === "field") throw new Error(`${block} is no block`);
  return part.parts.flatMap(({ name }, index) => {
    const twice = (at: Part[], where: number) => {
      const old = partAt(at, path) as typeof part;
      const inner = [...old.parts];
      inner.splice(where, 0, inner[index] as Part);
      return replaced(at, path, [{ ...old, parts: inner }]);
    };
    const side = mutation(`${name} twice`, REPEATED, (it) => twice(it, index));
    return index === part.parts.length - 1
      ? [side]
      : [side, mutation(`${name} twice, with others between`, REPEATED, (it) => twice(it, part.parts.length))];
  });
}

/** Removes a part. */
export function without(parts: Part[], name: string, outcome: Outcome): Mutation {
  const { path } = partNamed(parts, name);
  return mutation(`no ${name.replace(/^.*\./, "")}`, outcome, (it) => replaced(it, path, []));
}

/** Replaces the bytes of a part. */
export function value(
  parts: Part[],
  name: string,
  words: string,
  bytes: number[] | Buffer,
  outcome = ILLEGAL,
): Mutation {
  const { path } = partNamed(parts, name);
  return mutation(`${name}: ${words}`, outcome, (it) => replaced(it, path, [field(name, Buffer.from(bytes))]));
}

/** Changes the type of the message. */
export function typed(type: number, outcome: Outcome): Mutation {
  return { name: `as a message of type ${type}`, outcome, change: ({ parts }) => whole({ type, parts }) };
}
