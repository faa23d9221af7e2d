/** Which name servers are asked, when, and what counts. */
import { expect, test } from "vitest";
import { both } from "./both.ts";
import { A, HEADER, IPV4, IPV6, lookup, ONE, outcome, SILENCE, saysA, saysAAAA, TWO } from "./resolver-trial.ts";

test("a name in /etc/hosts is not asked for, and IPv4 comes first", () => {
  expect(lookup("::1 a\n10.0.0.2 a\n10.0.0.1 b a", ONE)).toBe("done 10.0.0.2 10.0.0.1 ::1");
  expect(both("lookup", "a", "6", "::1 a\n10.0.0.2 a\n", "")).toBe("done ::1\n");
  // Longer than one read. A line spans two reads, another is longer than a read.
  const line = "10.0.0.9 other-name\n";
  expect(lookup(`${line.repeat(1000)}10.0.0.1 a`, ONE)).toBe("done 10.0.0.1");
  expect(lookup(`#${"x".repeat(9000)}\n10.0.0.1 a\n`, ONE)).toBe("done 10.0.0.1");
  expect(lookup(`10.0.0.1 ${"x ".repeat(9000)}a\n`, ONE)).toBe("done 10.0.0.1");
  expect(lookup(`10.0.0.1 ${"x".repeat(9000)} a\n`, ONE)).toBe("done 10.0.0.1");
  expect(lookup(`10.0.0.1 ${"a".repeat(9000)}\n10.0.0.2 a\n`, ONE)).toBe("done 10.0.0.2");
  expect(lookup(`${"1".repeat(9000)} a\n10.0.0.2 a\n`, ONE)).toBe("done 10.0.0.2");
  for (let length = 4080; length < 4100; length++) {
    expect(lookup(`#${"x".repeat(length)}\n10.0.0.1 a\n${line}`, ONE), `${length}`).toBe("done 10.0.0.1");
  }
});

test("both families are asked for at once, and both answers are waited for", () => {
  const query = (id: string, type: string) => `${id}${HEADER.slice(4)}016100${type}0001`;
  const [forA, forAAAA] = [`at 0 to 0 ${query("1236", "0001")}\n`, `at 0 to 0 ${query("1237", "001c")}\n`];
  expect(both("lookup", "a", "0", "", ONE)).toBe(`open 10.0.0.53\n${forA}${forAAAA}waiting`);
  expect(both("lookup", "a", "4", "", ONE)).toBe(`open 10.0.0.53\n${forA}waiting`);
  expect(both("lookup", "a", "6", "", ONE)).toBe(`open 10.0.0.53\n${forAAAA}waiting`);
  expect(outcome("", ONE, "t5", saysA({ records: [IPV4] }), "t7", saysAAAA({ records: [IPV6] }))).toBe(
    "done 10.0.0.1 ::1",
  );
  expect(outcome("", ONE, saysAAAA({ records: [IPV6] }), saysA({ records: [IPV4] }))).toBe("done 10.0.0.1 ::1");
  expect(outcome("", ONE, saysAAAA(), saysA({ records: [IPV4] }))).toBe("done 10.0.0.1");
  expect(outcome("", ONE, saysAAAA(), saysA())).toBe("done reason 0");
});

test("half a second after one family's addresses they are given; the other's are asked for further", () => {
  const asked = "open 10.0.0.53\nat 0 to 0 A\nat 0 to 0 AAAA\n";
  const late = ["t10", saysA({ records: [IPV4] }), "s", "s"];
  expect(lookup("", ONE, ...late)).toBe(`${asked}at 500 to 0 AAAA\nsome 10.0.0.1`);
  const givenUp = `${asked}at 500 to 0 AAAA\nsome 10.0.0.1\n`;
  expect(lookup("", ONE, ...late, "g", "t600", saysAAAA({ records: [IPV6] }))).toBe(`${givenUp}done ::1`);
  expect(lookup("", ONE, ...late, "g", "t600", saysAAAA())).toBe(`${givenUp}done`.concat(" reason 1"));
  expect(lookup("", ONE, ...late, "t900", "g", "s", "s")).toBe(
    `${givenUp}at 1000 to 0 AAAA\nat 1500 to 0 AAAA\nwaiting`,
  );
  // A brief lookup ends by itself.
  expect(lookup("", ONE, ...late, "t600", "b", "s")).toBe(`${givenUp}some`);
  expect(lookup("", ONE, ...late, "t600", "b", saysAAAA({ records: [IPV6] }))).toBe(`${givenUp}done ::1`);
  // If a server fails for one family, the other's addresses do not wait.
  expect(lookup("", ONE, saysAAAA({ code: "2" }), saysA({ records: [IPV4] }))).toBe(`${asked}some 10.0.0.1`);
});

test("name servers are asked one soon after the other, and again; an answer counts from each of them", () => {
  const first = "open 10.0.0.53\nat 0 to 0 A\nat 0 to 0 AAAA\n";
  const both = `${first}open 10.0.0.54\nat 200 to 1 A\nat 200 to 1 AAAA\n`;
  const again = (at: number) => [0, 1].map((to) => `at ${at} to ${to} A\nat ${at} to ${to} AAAA\n`).join("");
  expect(lookup("", TWO, "s", "s", "s")).toBe(`${both}${again(700)}${again(1200)}waiting`);
  const answers = (from: number) => [saysA({ from, records: [IPV4] }), saysAAAA({ from })];
  for (const from of [0, 1]) expect(outcome("", TWO, "s", "s", "s", "s", ...answers(from))).toBe("done 10.0.0.1");
  expect(outcome("", TWO, "s", saysA({ from: 1, records: [IPV4] }), saysAAAA({ from: 0 }))).toBe("done 10.0.0.1");
  // Empty answers for one family are not enough: the other may have an address.
  expect(outcome("", ONE, saysA(), "s", "s")).toBe("waiting");
  expect(outcome("", ONE, saysA(), "s", "s", saysAAAA({ records: [IPV6] }))).toBe("done ::1");
  // The intervals grow, so that few queries are sent in an hour.
  const times = [...lookup("", ONE, ...SILENCE).matchAll(/at (\d+) to 0 A\n/g)].map(([, time]) => Number(time));
  expect(times.filter((time) => time < 5000)).toEqual([0, 500, 1000, 1500, 2250, 3375]);
});

test("a server that fails: the next one is asked at once, and all of them once more", () => {
  for (const code of ["1", "2", "4", "5"]) {
    const fails = (from: number) => [saysA({ from, code }), saysAAAA({ from, code })];
    const asked = lookup("", TWO, "t9", ...fails(0));
    expect(asked).toContain("open 10.0.0.54\nat 9 to 1 A\nat 9 to 1 AAAA\nwaiting reason 1");
    const again = "at 9 to 0 A\nat 9 to 0 AAAA\nat 9 to 1 A\nat 9 to 1 AAAA\nwaiting reason 1";
    expect(lookup("", TWO, "t9", ...fails(0), ...fails(1))).toBe(asked.replace("waiting reason 1", again));
    // There is no third query at once.
    const failed = lookup("", TWO, "t9", ...fails(0), ...fails(1), ...fails(0), ...fails(1));
    expect(failed).toBe(asked.replace("waiting reason 1", again));
    expect(outcome("", TWO, ...fails(0), saysA({ from: 1, records: [IPV4] }), saysAAAA({ from: 1 }))).toBe(
      "done 10.0.0.1",
    );
    expect(outcome("", TWO, ...fails(0), ...fails(1), "s", saysA({ records: [IPV4] }))).toBe("some 10.0.0.1");
    // A server that knows the answer counts more.
    expect(outcome("", TWO, ...fails(0), saysA({ from: 1 }), saysAAAA({ from: 1 }))).toBe("done reason 0");
  }
  // Nothing listens there.
  expect(lookup("", TWO, "t9", "e0")).toContain("open 10.0.0.54\nat 9 to 1 A\nat 9 to 1 AAAA\nwaiting reason 1");
  expect(outcome("", TWO, "e0", saysA({ from: 1 }), saysAAAA({ from: 1 }))).toBe("done reason 0");
  expect(outcome("", TWO, "e0", "e1", ...SILENCE)).toBe("waiting reason 1");
});

test("a silent server may still answer after another one has denied the name", () => {
  const denied = ["s", saysA({ from: 1, code: "3" }), saysAAAA({ from: 1, code: "3" })];
  expect(outcome("", TWO, ...denied)).toBe("waiting reason 0");
  expect(outcome("", TWO, ...denied, "s", "s", saysA({ records: [IPV4] }), saysAAAA())).toBe("done 10.0.0.1");
  expect(outcome("", TWO, ...denied, "s", saysA(), saysAAAA())).toBe("done reason 0");
  expect(outcome("", TWO, ...denied, "s", "e0")).toBe("done reason 0");
});

test("a second lookup knows nothing of the first", () => {
  const denied = [saysA({ code: "3" }), saysAAAA({ code: "3" })];
  const failed = [saysA({ code: "2" }), saysAAAA({ code: "2" })];
  expect(outcome("", ONE, ...denied, "n", ...failed)).toBe("waiting reason 1");
  const first = lookup("", ONE, ...denied);
  expect(lookup("", ONE, ...denied, "n", ...denied)).toBe(`${first}\n${first}`);
});

test("what is no answer does not count, nor end or lengthen the wait", () => {
  const records = [IPV4];
  const strange = [
    Buffer.from("0"),
    Buffer.from("0x"),
    saysA({ from: 1, records }),
    saysA({ place: 1, records }),
    saysA({ place: 9, records }),
    saysA({ name: "016200", records }),
    saysA({ flags: "01", records }),
    saysA({ records }).subarray(0, 15),
  ];
  for (const one of strange) expect(outcome("", ONE, "t400", one)).toBe("waiting");
  expect(lookup("", ONE, "t400", ...strange, "s")).toBe(
    "open 10.0.0.53\nat 0 to 0 A\nat 0 to 0 AAAA\nat 500 to 0 A\nat 500 to 0 AAAA\nwaiting",
  );
  // A second answer, from the same server or another one, changes nothing.
  const twice = [saysA({ records }), saysA({ records: [A("0a000002")] }), saysAAAA()];
  expect(outcome("", ONE, ...twice)).toBe("done 10.0.0.1");
  expect(outcome("", TWO, "s", saysA({ records }), saysA({ from: 1, records: [A("0a000002")] }), saysAAAA())).toBe(
    "done 10.0.0.1",
  );
});
