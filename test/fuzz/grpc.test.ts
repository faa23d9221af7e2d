/** What holds of a gRPC call and of header blocks, whatever the server sends. */
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { both } from "../core/both.ts";
import * as h2 from "../servers/h2";
import { binary } from "./drive.ts";
import { findingText, fuzz } from "./harness";
import { holds, TIMES } from "./runs.ts";
import { inputOf } from "./tls/input.ts";

vi.setConfig({ testTimeout: 120_000 * TIMES });

const bytes = (maxLength: number) =>
  fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)), maxLength });

const value = fc.oneof(
  fc.constantFrom("200", "404", "100", "application/grpc", "application/grpc+proto", "0", "5", "%41"),
  bytes(12),
);
const name = fc.oneof(fc.constantFrom(":status", "content-type", "grpc-status", "grpc-message", "x"), bytes(6));
const fields = fc
  .array(
    fc.oneof(
      fc.tuple(name, value).map(([one, other]) => h2.field(one, other)),
      bytes(8),
      fc.constantFrom("\x88", "\x8d", "\xbe", "\x20"),
    ),
    { maxLength: 4 },
  )
  .map((list) => list.join(""));

/** Frames, good ones more often than others, so that a call comes to its end now and then. */
const frame = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      h2.START,
      h2.RESPONSE_HEADERS,
      h2.health(1),
      h2.health(2),
      h2.TRAILERS,
      h2.settings([4, 5]),
      h2.frame(h2.Type.PING, 0, 0, "12345678"),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fields, fc.integer({ min: 0, max: 63 }))
      .map(([block, flags]) => h2.frame(h2.Type.HEADERS, flags, 1, block)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fields, fc.constantFrom(0, 4))
      .map(([block, flags]) => h2.frame(h2.Type.CONTINUATION, flags, 1, block)),
  },
  { weight: 1, arbitrary: bytes(20).map((content) => h2.message(content)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.integer({ min: 0, max: 11 }),
        fc.integer({ min: 0, max: 255 }),
        fc.constantFrom(0, 1, 1, 2, 3),
        bytes(20),
      )
      .map(([type, flags, stream, content]) => h2.frame(type, flags, stream, content)),
  },
);
const stream = fc.oneof(
  { weight: 8, arbitrary: fc.array(frame, { maxLength: 8 }).map((list) => h2.START + list.join("")) },
  { weight: 1, arbitrary: bytes(60) },
  // A good answer with a byte changed.
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.nat({ max: h2.SERVING.length - 1 }), fc.integer({ min: 0, max: 255 }))
      .map(([at, byte]) => h2.SERVING.slice(0, at) + String.fromCharCode(byte) + h2.SERVING.slice(at + 1)),
  },
);

function tried(kind: string, content: string): void {
  const isGood = fuzz(new Uint8Array(inputOf([kind + content])));
  expect(isGood ? "" : findingText()).toBe("");
}

test("a call comes to the same however its bytes arrive, and stays within its bounds", () => {
  holds(3000, stream, (content) => tried("G", content));
});

test("a header block ends, with names and values of bounded lengths", () => {
  holds(3000, fc.oneof(fields, bytes(40)), (content) => tried("H", content));
});

test("a check ends with one line, the same as JavaScript and as WebAssembly", () => {
  const outcomes = new Set<string>();
  holds(400, stream, (content) => {
    const run = both("verdict", "agrpc://127.0.0.1:1/x.Y", "c", "s", binary(`d${content}`), "s", "x");
    const line = /^print ([12]) ((?:un)?healthy): grpc 127\.0\.0\.1:1\/x\.Y: (.+)\nfinish ([01])$/.exec(run);
    expect(line, run).not.toBeNull();
    expect(line?.slice(1, 5)).toEqual(
      line?.[2] === "healthy" ? ["1", "healthy", "SERVING in 0 ms", "0"] : ["2", "unhealthy", line?.[3], "1"],
    );
    outcomes.add(line?.[3]?.replace(/[0-9"].*/, "") ?? "");
  });
  // Otherwise the streams are too much alike to show anything.
  expect(outcomes.size).toBeGreaterThan(10);
  expect([...outcomes].some((it) => it.startsWith("SERVING in"))).toBe(true);
});

test("a good answer that is cut off anywhere is not healthy", () => {
  for (let length = 0; length < h2.SERVING.length; length++) {
    const run = both("verdict", "agrpc://127.0.0.1:1", "c", "s", binary(`d${h2.SERVING.slice(0, length)}`), "s", "d");
    expect(run).toMatch(/^print 2 unhealthy: grpc 127\.0\.0\.1:1: .+\nfinish 1$/);
  }
});

test("of good answers with one byte changed, those that are healthy say SERVING", () => {
  const serving: string[] = [];
  for (let at = 0; at < h2.SERVING.length; at++) {
    for (const change of [1, 2, 4, 8, 16, 32, 64, 128]) {
      const changed = [...h2.SERVING]
        .map((c, index) => String.fromCharCode(c.charCodeAt(0) ^ (index === at ? change : 0)))
        .join("");
      const run = both("verdict", "agrpc://127.0.0.1:1", "c", "s", binary(`d${changed}`), "s", "d");
      if (run.startsWith("print 1 ")) serving.push(`${at} ${change}`);
    }
  }
  // Flags and reserved bits of frames, and letters of names that nobody asks for; not one in the message or its status.
  const message = h2.SERVING.indexOf("\x08\x01", 60);
  const status = h2.SERVING.length - 1;
  for (const one of serving) {
    const at = Number(one.split(" ")[0]);
    expect([message, message + 1, status], one).not.toContain(at);
  }
});
