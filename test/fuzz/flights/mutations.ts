/** How flights are changed. */
import type { Random } from "./random.ts";
import { HEADER, recordsOf } from "./records.ts";
import type { Recording } from "./replay.ts";

const HEX = (digits: string) => Buffer.from(digits, "hex");
/** Records that are allowed anywhere, and records that are not. */
const STRAY = [
  ...["140303000101", "140303000102", "1403030000", "15030300020100", "1503030002015a", "15030300020228", "1503030000"],
  ...["1603030000", "16030300040e000000", "160303000400000000", "1703030000", "170303001100", "16030300020e00", "1800"],
  ...["48545450", "160303ffff", "1603034001", "170303410000", "1603030005140000010000", "1603030005180000010000"],
].map(HEX);
const BYTES = [0, 1, 2, 3, 4, 0x0b, 0x0e, 0x14, 0x15, 0x16, 0x17, 0x7f, 0x80, 0xff];

function joined(records: Buffer[]): Buffer {
  return Buffer.concat(records);
}

function withRecord(bytes: Buffer, random: Random, change: (records: Buffer[], index: number) => void): Buffer {
  const records = recordsOf(bytes).map((it) => Buffer.from(it));
  change(records, random.below(records.length));
  return joined(records);
}

/** A record with this body and the header of another record. */
function recordLike(header: Buffer, body: Buffer): Buffer {
  // The last record may end within its header.
  if (header.length < HEADER) return body;
  const made = Buffer.concat([header.subarray(0, 3), Buffer.of(0, 0), body]);
  made.writeUInt16BE(body.length & 0xffff, 3);
  return made;
}

export type Mutation = (bytes: Buffer, random: Random, others: Recording[]) => Buffer;

/** All changes, by name. */
export const MUTATIONS: Record<string, Mutation> = {
  "a bit": (bytes, random) => {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    return bytes;
  },
  "a byte": (bytes, random) => {
    bytes[random.below(bytes.length)] = random.of(BYTES);
    return bytes;
  },
  "a bit near the start of a record": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      const one = records[i] as Buffer;
      const at = random.below(Math.min(one.length, 60));
      one[at] = (one[at] ?? 0) ^ (1 << random.below(8));
    }),
  "a bit of the tag": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      const one = records[i] as Buffer;
      const at = Math.max(0, one.length - 1 - random.below(17));
      one[at] = (one[at] ?? 0) ^ (1 << random.below(8));
    }),
  "an end": (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  "bytes left out": (bytes, random) => {
    const at = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(20))]);
  },
  "bytes twice": (bytes, random) => {
    const at = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at + 1 + random.below(40)), bytes.subarray(at)]);
  },
  "bytes put in": (bytes, random) => {
    const at = random.below(bytes.length);
    const more = Buffer.from(Array.from({ length: 1 + random.below(12) }, () => random.below(256)));
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
  },
  "two records the other way round": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      const k = random.below(records.length);
      [records[i], records[k]] = [records[k] as Buffer, records[i] as Buffer];
    }),
  "a record twice": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      records.splice(random.below(records.length + 1), 0, records[i] as Buffer);
    }),
  "a record many times": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      records.splice(i, 0, ...Array<Buffer>(1 + random.below(80)).fill(records[i] as Buffer));
    }),
  "a record left out": (bytes, random) => withRecord(bytes, random, (records, i) => void records.splice(i, 1)),
  "a stray record": (bytes, random) =>
    withRecord(bytes, random, (records, i) => void records.splice(i, 0, random.of(STRAY))),
  "a stray record many times": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      records.splice(i, 0, ...Array<Buffer>(1 + random.below(80)).fill(random.of(STRAY)));
    }),
  "another length of a record": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      const one = records[i] as Buffer;
      if (one.length >= HEADER) one.writeUInt16BE((one.readUInt16BE(3) + random.below(40) - 20) & 0xffff, 3);
    }),
  "a record in two": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      const one = records[i] as Buffer;
      const at = HEADER + random.below(one.length - HEADER);
      records.splice(i, 1, recordLike(one, one.subarray(HEADER, at)), recordLike(one, one.subarray(at)));
    }),
  "two records in one": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      const [one, next] = records.slice(i, i + 2);
      if (one && next)
        records.splice(i, 2, recordLike(one, Buffer.concat([one.subarray(HEADER), next.subarray(HEADER)])));
    }),
  "another length of a message": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      const one = records[i] as Buffer;
      let at = HEADER;
      for (let left = random.below(4); left > 0 && at + 4 < one.length; left--) at += 4 + one.readUIntBE(at + 1, 3);
      if (at + 4 <= one.length)
        one.writeUIntBE((one.readUIntBE(at + 1, 3) + random.below(16) - 8) & 0xffffff, at + 1, 3);
    }),
  "a message left out": (bytes, random) =>
    withRecord(bytes, random, (records, i) => {
      const one = records[i] as Buffer;
      const messages: Buffer[] = [];
      for (let at = HEADER; at + 4 <= one.length; ) {
        const end = at + 4 + one.readUIntBE(at + 1, 3);
        messages.push(one.subarray(at, end));
        at = end;
      }
      messages.splice(random.below(messages.length), 1);
      records[i] = recordLike(one, Buffer.concat(messages));
    }),
  "a record of another flight": (bytes, random, others) =>
    withRecord(bytes, random, (records, i) => {
      records.splice(i, random.below(2), random.of(recordsOf(random.of(others).bytes)));
    }),
  "an end of another flight": (bytes, random, others) => {
    const own = recordsOf(bytes);
    const other = recordsOf(random.of(others).bytes);
    return joined([...own.slice(0, random.below(own.length)), ...other.slice(random.below(other.length))]);
  },
};
