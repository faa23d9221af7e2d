/** What is found in a body, or in the answer of a TCP target, whatever it is and however it comes. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { both } from "../core/both.ts";
import { places, split } from "./arbitraries.ts";
import { checkContract } from "./contract.ts";
import { type CommandLine, drive, type Peer, type Trace } from "./drive.ts";
import { holds, TIMES } from "./runs.ts";

vi.setConfig({ testTimeout: 120_000 * TIMES });

const TARGET = "http://127.0.0.1/";
const HEAD = "HTTP/1.1 200 OK\r\n";
/** The most bytes of an answer over TCP. */
const MAX_ANSWER = 65_536;

/** What is known of a body without reading it as the core does. */
interface Body {
  data: string;
  /** Whether all of it is there. */
  isWhole: boolean;
}

/** Text with many starts of the two texts that are looked for. */
const data = fc.string({
  unit: fc.constantFrom("U", "P", "UP", "a", "ab", "aab", "\r", "\n", "0", "\xff"),
  maxLength: 12,
});
const size = fc.constantFrom("%", "0%", "000000%", "%;x", "% \t", "%\t;a=b", "%q");
const badSize = fc.constantFrom("", " %", "g", "-%", "+%", "10000000000000000", "ffffffffffffffff", "0".repeat(17));
const end = fc.constantFrom("\r\n", "\r\n", "\n");
const trailer = fc.constantFrom("", "X: UP\r\n", "X: UP\n", "a\r\nb\r\n");

/** Chunks, of which one may be malformed, and what of them is data. They are built, not read. */
const chunked = fc
  .record({
    chunks: fc.array(fc.record({ data: data.filter((text) => text !== ""), size, end, behind: end }), { maxLength: 4 }),
    fault: fc.option(fc.record({ at: fc.nat(4), size: badSize }), { freq: 3 }),
    last: fc.record({ size: fc.constantFrom("0", "000", "0;x", "0 "), end, trailer, empty: end, more: data }),
  })
  .map(({ chunks, fault, last }): [string, Body] => {
    const whole: Body = { data: "", isWhole: true };
    let wire = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;
    for (const [index, chunk] of chunks.entries()) {
      const isBad = fault?.at === index;
      const hex = chunk.data.length.toString(16);
      wire += `${(isBad ? fault.size : chunk.size).replace("%", hex)}${chunk.end}${chunk.data}${chunk.behind}`;
      if (isBad) whole.isWhole = false;
      if (whole.isWhole) whole.data += chunk.data;
    }
    return [`${wire}${last.size}${last.end}${last.trailer}${last.empty}${last.more}`, whole];
  });

/** A body that has this length, or says that it has another one; or that ends with the connection. */
const plain = fc
  .tuple(data, data, fc.integer({ min: -2, max: 3 }), fc.boolean())
  .map(([text, more, off, isCounted]): [string, Body] => {
    if (!isCounted) return [`${HEAD}\r\n${text}`, { data: text, isWhole: true }];
    const length = Math.max(0, text.length + off);
    const sent = text + more;
    const wire = `${HEAD}Content-Length: ${length}\r\n\r\n${sent}`;
    return [wire, { data: sent.slice(0, length), isWhole: sent.length >= length }];
  });

const TEXTS = ["UP", "aab"];

/** The end of the text that ends first, and which one it is. */
function firstOf(stream: string, texts: string[]): { text: string; end: number } | undefined {
  const found = texts.flatMap((text) => {
    const at = stream.indexOf(text);
    return at < 0 ? [] : [{ text, end: at + text.length }];
  });
  return found.sort((a, b) => a.end - b.end)[0];
}

function line(trace: Trace): string {
  checkContract(trace);
  return trace.outputs.map(({ text }) => text).join("");
}

/** Drives a check and does all of it again as WebAssembly. */
function driveBoth(command: CommandLine, peer: Peer): Trace {
  const trace = drive(command, peer);
  expect(both("check", ...trace.fields).endsWith(`finish ${trace.exitStatus}`)).toBe(true);
  return trace;
}

describe("bodies", () => {
  const args = ["-e", "UP", "--expect=aab", TARGET];

  test("are searched as they were put together, however they are cut", () => {
    const counts = { found: 0, whole: 0, cut: 0 };
    holds(6000, fc.tuple(fc.oneof(chunked, plain), places), ([[wire, body], ends]) => {
      const said = line(drive({ args }, { responses: [[...split(wire, ends), ""]] }));
      const found = firstOf(body.data, TEXTS);
      if (found !== undefined) {
        counts.found++;
        expect(said).toMatch(new RegExp(`: 200 with "${found.text}" in \\d+ ms\\n$`));
      } else if (body.isWhole) {
        counts.whole++;
        expect(said).toBe(
          `unhealthy: GET ${TARGET}: status 200, but no "UP" or "aab" in the body (${body.data.length} bytes)\n`,
        );
      } else {
        counts.cut++;
        expect(said).toMatch(/^unhealthy: .*, wanted "UP" or "aab"\n$/);
      }
    });
    // All kinds have to be among them for this to mean anything.
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(300 * TIMES);
  });

  test("are judged the same at every place that they are cut at, on both compilations", () => {
    holds(60, fc.oneof(chunked, plain), ([wire]) => {
      const whole = line(driveBoth({ args }, { responses: [[wire, ""]] }));
      const start = wire.indexOf("\r\n\r\n");
      for (let i = start; i < wire.length; i++) {
        expect(line(drive({ args }, { responses: [[wire.slice(0, i), wire.slice(i), ""]] }))).toBe(whole);
      }
      expect(line(driveBoth({ args }, { responses: [[wire.slice(0, start), ...wire.slice(start), ""]] }))).toBe(whole);
    });
  });

  test("may be damaged anywhere", () => {
    const damage = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.string({ unit: "binary-ascii", maxLength: 3 }),
      fc.nat(3),
    );
    holds(2000, fc.tuple(fc.oneof(chunked, plain), damage, places), ([[wire], [place, text, count], ends]) => {
      const at = Math.floor(place * wire.length);
      const damaged = wire.slice(0, at) + text + wire.slice(at + count);
      const whole = line(drive({ args }, { responses: [[damaged, ""]] }));
      const cut = line(drive({ args }, { responses: [[...split(damaged, ends), ""]] }));
      // What is quoted of a wrong line may be less when the rest has not come.
      expect(cut.split(': "')[0]).toBe(whole.split(': "')[0]);
      // The connection may end anywhere, too.
      checkContract(drive({ args }, { responses: [[damaged.slice(0, at), ""]] }));
    });
  });
});

describe("answers over TCP", () => {
  const bytes = fc.string({
    unit: fc.constantFrom("O", "K", "OK", "\r", "\n", "\0", "\x1b", "\xff", "a"),
    maxLength: 10,
  });
  const filler = fc.constantFrom(0, 0, 0, 1, 79, 80, 81, 1000, MAX_ANSWER - 20, MAX_ANSWER - 3, MAX_ANSWER);

  test("are searched up to 64 KiB, however they are cut", () => {
    let found = 0;
    holds(3000, fc.tuple(bytes, filler, bytes, places, fc.boolean()), ([start, length, rest, ends, isEnded]) => {
      const stream = start + "x".repeat(length) + rest;
      const pieces = [...split(stream, ends), ...(isEnded ? [""] : [])];
      const said = line(
        drive({ args: ["--send", "\\n", "-e", "OK", "-e", "aa", "tcp://127.0.0.1:1"] }, { responses: [pieces] }),
      );
      const first = firstOf(stream.slice(0, MAX_ANSWER), ["OK", "aa"]);
      if (first !== undefined) {
        found++;
        expect(said).toMatch(new RegExp(`^healthy: tcp 127.0.0.1:1: got "${first.text}" in \\d+ ms\\n$`));
        return;
      }
      const end =
        stream.length >= MAX_ANSWER
          ? `${MAX_ANSWER} bytes read`
          : `${isEnded ? "connection closed by the peer while" : "timed out after 5s"} reading the answer (${stream.length} bytes so far)`;
      expect(said.endsWith(`, wanted "OK" or "aa", ${end}\n`), said).toBe(true);
      expect(said.includes(": got nothing, ")).toBe(stream === "");
    });
    expect(found).toBeGreaterThan(300 * TIMES);
  });
});

test("what --send is given is sent byte for byte, and nothing of it is told", () => {
  const SECRET = "S3CR3T-pass";
  const piece = fc.constantFrom<[string, string]>(
    ["\\r", "\r"],
    ["\\n", "\n"],
    ["\\t", "\t"],
    ["\\\\", "\\"],
    ["\\0", "\0"],
    ["\\x41", "A"],
    ["\\xfF", "\xff"],
    ["$", "$"],
    ["{", "{"],
    [" ", " "],
    [SECRET, SECRET],
    ["${P}", `\\n${SECRET}\\`],
    ["${NONE:-a\\b}", "a\\b"],
  );
  const sends = fc.array(fc.array(piece, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 });
  holds(2000, fc.tuple(sends, fc.boolean(), fc.boolean()), ([texts, isGlued, isVerbose]) => {
    const written = texts.map((pieces) => pieces.map(([text]) => text).join(""));
    const wanted = texts.flatMap((pieces) => pieces.map(([, bytes]) => bytes)).join("");
    const args = written.flatMap((text) => (isGlued ? [`--send=${text}`] : ["--send", text]));
    const env = { P: `\\n${SECRET}\\` };
    // What repeats all that it is told must not bring it into the line, if a variable was in it.
    const hasVariable = written.some((text) => /\$\{[PN]/.test(text));
    const echo = hasVariable ? wanted : "no";
    const more = isVerbose ? ["-v"] : [];
    const trace = drive({ args: [...more, ...args, "-e", "+OK", "db:80"], env }, { responses: [[echo, ""]] });
    expect(trace.connections.map(({ request }) => request)).toEqual([wanted]);
    const said = line(trace);
    expect(said).toContain(hasVariable ? `: got ${echo.length} bytes, ` : ': got "no", ');
    expect(said).not.toContain(SECRET);
  });
});

test("a text for --send with another backslash is refused, and not told", () => {
  const bad = fc.oneof(
    fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 1 }).filter((letter) => !/[rnt0x\\]/.test(letter)),
    fc.constantFrom("", "x", "x4", "xg1", "x1g"),
  );
  holds(500, fc.tuple(fc.stringMatching(/^[a-z]{0,5}$/), bad), ([start, letter]) => {
    const trace = drive({ args: ["--send", `QZJ${start}\\${letter}`, "db:80"] });
    expect(line(trace)).toBe("healthcheck: --send: a backslash that is none of \\r \\n \\t \\\\ \\0 \\xNN\n");
    expect(trace.connections).toEqual([]);
  });
});
