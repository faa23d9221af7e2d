/** Search domains, and lookups over streams. */
import { expect, test } from "vitest";
import { both } from "./both.ts";
import { IN_X, IPV4, IPV6, lookup, ONE, outcome, SEARCH, saysA, saysAAAA, TWO } from "./resolver-trial.ts";

test("search domains: a name that is nowhere, a server that fails, and one that is silent", () => {
  const inX = (code: string) => [saysA({ name: IN_X, code }), saysAAAA({ name: IN_X, code })];
  const second = [saysA({ place: 1, records: [IPV4] }), saysAAAA({ place: 1 })];
  const denied = [saysA({ place: 1 }), saysAAAA({ place: 1 })];
  expect(outcome("", SEARCH, ...inX("3"), ...second)).toBe("done 10.0.0.1");
  expect(outcome("", SEARCH, ...inX("2"), ...second)).toBe("done 10.0.0.1");
  expect(outcome("", SEARCH, ...inX("3"), ...denied)).toBe("done reason 0");
  expect(outcome("", SEARCH, ...inX("2"), ...denied)).toBe("waiting reason 1");
  expect(outcome("", SEARCH, ...inX("2"), ...denied, ...inX("3"))).toBe("done reason 0");
  expect(
    outcome("", SEARCH, ...inX("2"), ...denied, saysA({ name: IN_X, records: [IPV4] }), saysAAAA({ name: IN_X })),
  ).toBe("done 10.0.0.1");
  // A silent server is not asked for the next name.
  expect(both("lookup", "a", "0", "", SEARCH, "s", "s", "s")).not.toContain("1238");
  // The server that answered is asked first for the next name.
  const config = `${TWO}search x\noptions ndots:1\n`;
  const deniedByOther = [saysA({ from: 1, name: IN_X }), saysAAAA({ from: 1, name: IN_X })];
  expect(lookup("", config, "s", ...deniedByOther)).toMatch(
    /at 200 to 1 AAAA\nat 200 to 1 A\nat 200 to 1 AAAA\nwaiting$/,
  );
  // Addresses of the first name still count.
  expect(
    outcome("", config, "s", ...deniedByOther, saysA({ name: IN_X, records: [IPV4] }), saysAAAA({ name: IN_X })),
  ).toBe("done 10.0.0.1");
  // All addresses are of one name.
  expect(
    outcome(
      "",
      config,
      "s",
      ...deniedByOther,
      saysA({ name: IN_X, records: [IPV4] }),
      saysAAAA({ from: 1, place: 1, records: [IPV6] }),
      "s",
      "s",
    ),
  ).toBe("some 10.0.0.1");
});

test("an answer that was cut to nothing is asked for over a stream", () => {
  const cut = { flags: "83" };
  const asked = "open 10.0.0.53\nat 0 to 0 A\nat 0 to 0 AAAA\nstream 10.0.0.53\n";
  const full = saysA({ from: 3, records: [IPV4] });
  // An event says when the stream is connected.
  expect(lookup("", ONE, saysA(cut), saysAAAA(), "3", full)).toBe(`${asked}at 0 to 0 A\ndone 10.0.0.1`);
  expect(lookup("", ONE, saysA(cut), saysAAAA(cut), "3", full, saysAAAA({ from: 3 }))).toBe(
    `${asked}at 0 to 0 A,AAAA\ndone 10.0.0.1`,
  );
  const bytewise = [...full.subarray(1)].map((byte) => Buffer.from([0x33, byte]));
  expect(outcome("", ONE, saysA(cut), saysAAAA(), "3", ...bytewise)).toBe("done 10.0.0.1");
  const joined = Buffer.concat([full, saysAAAA({ from: 3, records: [IPV6] }).subarray(1)]);
  expect(outcome("", ONE, saysA(cut), saysAAAA(cut), "3", joined)).toBe("done 10.0.0.1 ::1");
  // Refused, closed at once, cut again: the server has failed and is asked again.
  for (const failure of [["e3"], ["3", "3"], ["3", saysA({ from: 3, ...cut })]]) {
    const failed = lookup("", ONE, "t9", saysA(cut), saysAAAA(), ...failure, "s");
    expect(failed).toMatch(/at (9|\d{3}) to 0 A\n(waiting reason 1|stream .*)/);
    expect(outcome("", ONE, saysA(cut), saysAAAA(), ...failure, saysA({ records: [IPV4] }))).toBe("done 10.0.0.1");
  }
  // A silent stream does not delay other servers.
  expect(outcome("", TWO, saysA(cut), saysAAAA(), "3", "s", saysA({ from: 1, records: [IPV4] }))).toBe("done 10.0.0.1");
});

test("options use-vc: streams alone, and nothing is asked twice over one that is there", () => {
  const config = `${ONE}options use-vc\n`;
  const asked = "stream 10.0.0.53\nat 0 to 0 A,AAAA\n";
  expect(lookup("", config, "s", "s")).toBe("stream 10.0.0.53\nwaiting");
  expect(lookup("", config, "3", "s", "s", "s")).toBe(`${asked}waiting`);
  expect(lookup("", config, "3", saysA({ from: 3, records: [IPV4] }), saysAAAA({ from: 3 }))).toBe(
    `${asked}done 10.0.0.1`,
  );
  // Closed after the first answer: the other family is asked for over a new stream.
  expect(lookup("", config, "3", saysA({ from: 3 }), "3", "3", saysAAAA({ from: 3, records: [IPV6] }))).toBe(
    `${asked}stream 10.0.0.53\nat 0 to 0 AAAA\ndone ::1`,
  );
  // More addresses than are kept: the rest is skipped.
  const records = Array.from({ length: 300 }, () => IPV4);
  const pieces = (bytes: Buffer) =>
    [0, 1500, 4096].map((start, i) =>
      Buffer.concat([Buffer.from("3"), bytes.subarray(1 + start, 1 + ([1500, 4096][i] ?? 8192))]),
    );
  const long = Buffer.concat([saysA({ from: 3, records }), saysAAAA({ from: 3, records: [IPV6] }).subarray(1)]);
  expect(outcome("", config, "3", ...pieces(long))).toBe(`done${" 10.0.0.1".repeat(32)} ::1`);
});
