/** What holds for any file and any answer that the resolver reads. */
import { isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { both } from "../../core/both.ts";
import { binary } from "../drive.ts";
import { call, holds, TIMES } from "../runs.ts";
import { anyBytes, anyText } from "./common.ts";

// A property is a single test, which takes longer than others on a busy machine.
vi.setConfig({ testTimeout: 120_000 * TIMES });

describe("the resolver", () => {
  const label = fc.stringMatching(/^[a-z0-9_-]{1,12}$/);
  const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));
  const blank = fc.constantFrom(" ", "\t", "  ", " \t ");

  test("lines of /etc/hosts", () => {
    const word = fc.oneof(
      name,
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom("web", "WEB", "#", "#x", ";", "10.0.0.1", "::1", "10.0.0"),
    );
    const line = fc.array(fc.tuple(word, blank), { maxLength: 5 }).map((words) => words.flat().join(""));
    holds(4000, fc.tuple(fc.constantFrom("", " "), line, fc.constantFrom("4", "6")), ([start, rest, family]) => {
      const text = start + rest;
      const [address = "", ...names] = text
        .replace(/[#;].*/s, "")
        .trim()
        .split(/[ \t]+/);
      const isFamily = family === "4" ? isIPv4(address) : isIPv6(address);
      const isNamed = names.some((it) => it.toLowerCase() === "web");
      expect(call("hosts", text, "web", family)).toBe(isFamily && isNamed ? call("address", address) : "");
    });
  });

  test("lines of /etc/resolv.conf", () => {
    const words = fc.oneof(
      name,
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom(".", "ndots:2", "ndots:99", "ndots:x", "rotate", "#"),
    );
    const key = fc.constantFrom("nameserver", "nameserver", "search", "domain", "options", "sortlist", "");
    const line = fc
      .tuple(key, fc.array(fc.tuple(blank, words), { maxLength: 4 }))
      .map(([first, rest]) => first + rest.flat().join(""));
    holds(2500, fc.tuple(name, fc.array(line, { maxLength: 6 })), ([wanted, lines]) => {
      const servers: string[] = [];
      let search: string[] = [];
      let ndots = 1;
      for (const one of lines) {
        const [first, ...rest] = one
          .replace(/[#;].*/s, "")
          .trim()
          .split(/[ \t]+/);
        if (rest.length === 0) continue;
        if (first === "nameserver" && call("address", rest[0] ?? "") !== "")
          servers.push(call("address", rest[0] ?? ""));
        if (first === "search") search = rest;
        if (first === "domain") search = rest.slice(0, 1);
        if (first !== "options") continue;
        for (const option of rest) ndots = Math.min(15, Number(/^ndots:(\d+)$/.exec(option)?.[1] ?? ndots));
      }
      const asIs = wanted.split(".").length - 1 >= ndots;
      const within = search.filter((domain) => domain !== ".").map((domain) => `${wanted}.${domain}`);
      const names = asIs ? [wanted, ...within] : [...within, wanted];
      const first = servers.length === 0 ? ["127.0.0.1"] : servers.slice(0, 3);
      expect(call("resolv.conf", wanted, ...lines)).toBe(`[${first}] ${names.join(" ")}`);
    });
  });

  const record = fc.record({
    owner: fc.constantFrom("\xc0\x0c", "\0", "\x01a\0", "\x02ab\xc0\x0c"),
    type: fc.constantFrom(1, 1, 28, 28, 5, 16, 65),
    class: fc.constantFrom(1, 1, 1, 3),
    data: fc
      .oneof(fc.constantFrom(4, 16, 0, 5), fc.nat(20))
      .chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
  });
  const message = fc.record({
    asked: name,
    flags: fc.constantFrom(0x81, 0x81, 0x83, 0x01),
    code: fc.constantFrom(0x80, 0x80, 0x83, 0x82),
    records: fc.array(record, { maxLength: 4 }),
    lie: fc.constantFrom(0, 0, 0, 1, 300, -1),
  });

  function answer({ asked, flags, code, records, lie }: typeof message extends fc.Arbitrary<infer T> ? T : never) {
    const query = Buffer.from(call("query", asked), "hex");
    const count = Math.max(0, records.length + lie);
    const header = Buffer.from([0x12, 0x34, flags, code, 0, 1, count >> 8, count & 255, 0, 0, 0, 0]);
    const body = records.map(({ owner, type, class: kind, data }) =>
      Buffer.concat([binary(owner), Buffer.from([0, type, 0, kind, 0, 0, 0, 60, 0, data.length]), data]),
    );
    return { query, whole: Buffer.concat([header, query.subarray(12), ...body]), count };
  }

  test("answers give the addresses that are in them", () => {
    holds(4000, message, (one) => {
      const { query, whole, count } = answer(one);
      const isDenied = one.code === 0x83;
      const records = isDenied ? [] : one.records.slice(0, count);
      const found = records.filter(({ type, data }) => type === 1 && data.length === 4);
      const isAnswer = one.flags > 0x80;
      const isCut = one.flags === 0x83 && found.length === 0 && !isDenied;
      const reply = !isAnswer ? 0 : one.code === 0x82 ? 3 : isCut ? 2 : 1;
      const addresses = reply === 1 ? found.map(({ data }) => ` ${data.join(".")}`).join("") : "";
      expect(call("answer", query, whole)).toBe(`${reply}${addresses}`);
    });
  });

  test("answers may be truncated or damaged anywhere", () => {
    const change = fc.tuple(fc.nat(), fc.nat(255));
    holds(200, fc.tuple(message, fc.array(change, { maxLength: 3 })), ([one, changes]) => {
      const { query, whole } = answer(one);
      for (const [at, byte] of changes) whole[at % whole.length] = byte;
      for (let length = 0; length <= whole.length; length++) {
        expect(call("answer", query, whole.subarray(0, length))).toMatch(/^(1( \d+\.\d+\.\d+\.\d+)*|0|2|3)$/);
      }
      both("answer", query, whole);
    });
  });

  test("lookups end, whatever files and name servers say", () => {
    const file = fc.array(
      fc.oneof(
        fc.constantFrom(
          "nameserver 10.0.0.1",
          "nameserver ::1",
          "search a b c",
          "options use-vc",
          "options ndots:3",
          "10.0.0.9 other",
        ),
        anyText,
      ),
      { maxLength: 5 },
    );
    const socket = fc.nat(5);
    const event = fc.oneof(
      fc.constantFrom("s", "g", "b"),
      socket.map((number) => `e${number}`),
      fc.nat(3000).map((milliseconds) => `t${milliseconds}`),
      fc.tuple(socket, message, fc.boolean()).map(([number, one, isSix]) => {
        const { whole } = answer(one);
        // The identifiers of the first name.
        whole[1] = isSix ? 0x37 : 0x36;
        const length = number < 3 ? [] : [whole.length >> 8, whole.length & 255];
        return Buffer.concat([Buffer.from(`${number}`), Buffer.from(length), whole]);
      }),
      fc.tuple(socket, anyBytes).map(([number, raw]) => Buffer.concat([Buffer.from(`${number}`), raw])),
    );
    holds(250, fc.tuple(name, fc.constantFrom("0", "4", "6"), file, fc.array(event, { maxLength: 6 })), (one) => {
      const [asked, family, lines, events] = one;
      // Time never goes backwards.
      const times = events.map((it) => (typeof it === "string" && it[0] === "t" ? Number(it.slice(1)) : 0));
      const sums = times.map((_, i) => times.slice(0, i + 1).reduce((sum, it) => sum + it, 0));
      const ordered = events.map((it, i) => (times[i] === 0 ? it : `t${sums[i]}`));
      const silences = Array<string>(200).fill("s");
      const result = both("lookup", asked, family, "127.0.0.1 x\n", lines.join("\n"), ...ordered, ...silences);
      // The host ends a lookup at the deadline.
      expect(result).toMatch(/((done|some)( reason \d|( [0-9a-f.:]+)*)\n|waiting( reason \d)?)$/);
    });
  });
});
