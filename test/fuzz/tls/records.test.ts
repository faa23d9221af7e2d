/** How TLS records are read from a stream. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { RecordReader } from "../../../src/core/tls/record";
import { holds, TIMES } from "../runs.ts";
import { cut, lengths } from "./pieces.ts";

vi.setConfig({ testTimeout: 120_000 * TIMES });

describe("records", () => {
  const content = fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 20, max: 23 }) }, fc.nat(255));
  const body = fc.oneof(
    { weight: 60, arbitrary: fc.uint8Array({ maxLength: 50 }) },
    fc.constantFrom(16_384, 16_640, 16_641).map((length) => new Uint8Array(length)),
  );
  const version = fc.oneof({ weight: 20, arbitrary: fc.constant(3) }, fc.nat(255));
  const one = fc.tuple(content, version, fc.nat(255), body);

  /** The records of a stream, and whether the last one is complete. */
  function read(pieces: Uint8Array[]): string[] {
    const reader = new RecordReader();
    const found: string[] = [];
    for (const piece of pieces) {
      for (let at = 0; at < piece.length; ) {
        const next = reader.take(piece, at, piece.length);
        if (!reader.isPlausible()) return [...found, "no record"];
        if (reader.isTooLong()) return [...found, "too long"];
        expect(next).toBeGreaterThan(at);
        at = next;
        if (reader.isComplete()) found.push(Buffer.from(reader.bytes.subarray(0, reader.length)).toString("hex"));
        else expect(at).toBe(piece.length);
      }
    }
    return [...found, `${reader.isComplete()}`];
  }

  test("are the same, in whatever pieces they arrive", () => {
    holds(1000, fc.tuple(fc.array(one, { maxLength: 5 }), lengths, fc.nat(4)), ([records, places, missing]) => {
      const all = records.map(([kind, major, minor, bytes]) =>
        Buffer.concat([Buffer.of(kind, major, minor, bytes.length >> 8, bytes.length & 255), bytes]),
      );
      const stream = new Uint8Array(Buffer.concat(all));
      const bytes = stream.slice(0, Math.max(0, stream.length - missing));
      const whole = read([bytes]);
      expect(read(cut(bytes, places))).toEqual(whole);
      const good = records.findIndex(
        ([kind, major, , it]) => kind < 20 || kind > 23 || major !== 3 || it.length > 16_640,
      );
      if (missing > 0) return;
      const wanted = all.slice(0, good < 0 ? all.length : good).map((it) => it.toString("hex"));
      expect(whole.slice(0, -1)).toEqual(wanted);
    });
  });
});
