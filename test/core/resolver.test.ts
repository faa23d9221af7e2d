import { describe, expect, test } from "vitest";
import { both, memoryUsed } from "./both.ts";

test("lines of /etc/hosts", () => {
  const cases: [line: string, name: string, family: string, wanted: string][] = [
    ["127.0.0.1 localhost api", "api", "4", "127.0.0.1"],
    ["127.0.0.1\tlocalhost\tAPI.example ", "api.EXAMPLE", "4", "127.0.0.1"],
    ["  10.0.0.1   api", "api", "4", "10.0.0.1"],
    ["::1 api", "api", "6", "::1"],
    ["::1 api", "api", "4", ""],
    ["10.0.0.1 api", "api", "6", ""],
    ["10.0.0.1 apis", "api", "4", ""],
    ["10.0.0.1 ap", "api", "4", ""],
    ["10.0.0.1 #api", "api", "4", ""],
    ["10.0.0.1 x#api", "api", "4", ""],
    ["#10.0.0.1 api", "api", "4", ""],
    ["10.0.0.1 api#x", "api", "4", "10.0.0.1"],
    ["10.0.0.1 api\r", "api", "4", "10.0.0.1"],
    ["10.0.0.256 api", "api", "4", ""],
    ["api api", "api", "4", ""],
    ["api", "api", "4", ""],
    ["", "api", "4", ""],
    ["   ", "api", "4", ""],
  ];
  for (const [line, name, family, wanted] of cases) expect(both("hosts", line, name, family), line).toBe(wanted);
});

test("/etc/resolv.conf, and the names that are asked for", () => {
  expect(both("resolv.conf", "api")).toBe("[127.0.0.1] api");
  expect(both("resolv.conf", "api", "nameserver 10.0.0.53", "search a.example b.example")).toBe(
    "[10.0.0.53] api.a.example api.b.example api",
  );
  expect(both("resolv.conf", "api.x", "nameserver ::1 # comment", "domain a.example b.example")).toBe(
    "[::1] api.x api.x.a.example",
  );
  expect(both("resolv.conf", "api.x.", "search a.example")).toBe("[127.0.0.1] api.x.");
  expect(both("resolv.conf", "api.x", "search a.example .", "options timeout:1 ndots:5 rotate")).toBe(
    "[127.0.0.1] api.x.a.example api.x",
  );
  // Docker's own: ndots:0 asks for the name itself first.
  expect(both("resolv.conf", "db", "search lan", "options ndots:0")).toBe("[127.0.0.1] db db.lan");
  expect(both("resolv.conf", "a.b", "search x", "search y", "options ndots:99", "options ndots:x")).toBe(
    "[127.0.0.1] a.b.y a.b",
  );
  expect(
    both(
      "resolv.conf",
      "a.b",
      ...["1", "2", "3", "4"].map((n) => `nameserver 10.0.0.${n}`),
      "nameserver",
      "nameserver x",
      "; x",
      "nonsense",
    ),
  ).toBe("[10.0.0.1,10.0.0.2,10.0.0.3] a.b");
  expect(both("resolv.conf", "a", "options use-vc rotate")).toBe("[127.0.0.1] a use-vc");
});

test("the zone of a name server in /etc/resolv.conf", () => {
  expect(both("resolv.conf", "a", "nameserver fe80::1%eth0", "nameserver fe80::2%3")).toBe(
    "[fe80::1%eth0,fe80::2%3] a",
  );
  expect(both("resolv.conf", "a", "nameserver fe80::1%")).toBe("[fe80::1] a");
  for (const none of ["10.0.0.1%eth0", "%eth0", "fe80::x%eth0"]) {
    expect(both("resolv.conf", "a", `nameserver ${none}`), none).toBe("[127.0.0.1] a");
  }
});

test("as many search domains as memory has room for", () => {
  const domains = Array.from({ length: 1000 }, (_, i) => `d${i}.example`);
  const names = domains.map((domain) => `a.${domain}`);
  expect(both("resolv.conf", "a", `search ${domains.join(" ")}`)).toBe(`[127.0.0.1] ${names.join(" ")} a`);
  // Each has a byte behind it; together they have 32,768.
  const long = [...Array.from({ length: 128 }, () => "x".repeat(254)), "y".repeat(125), "z"];
  expect(both("resolv.conf", "a", `search ${long.join(" ")}`)).toMatch(/ a\.y{125} a\.z a$/);
  expect(both("resolv.conf", "a", `search ${long.join(" ")} v`)).toMatch(/ a\.z a cut$/);
  expect(both("resolv.conf", "a", `search ${long.join(" ")} v`, "search b")).toBe("[127.0.0.1] a.b a");
  // No name has room before one that is as long as a name may be.
  expect(both("resolv.conf", "a", `search ${"x".repeat(255)} b`)).toBe("[127.0.0.1] a.b a");
});

const HEADER = "12340100000100000000" + "0000";

test("queries", () => {
  expect(both("query", "a.bc")).toBe(hex(`${HEADER}0161026263`, "0000010001"));
  expect(both("query", "a.")).toBe(hex(`${HEADER}0161`, "0000010001"));
  expect(both("query", "x".repeat(63))).toBe(hex(`${HEADER}3f${"78".repeat(63)}`, "0000010001"));
  for (const name of ["x".repeat(64), "a..b", ".a", "", ".", `${"x".repeat(63)}.`.repeat(4)]) {
    expect(both("query", name), name).toBe("");
  }
});

function hex(...parts: string[]): string {
  return parts.join("");
}

/** A query for `a` of this type, and what came as its answer; both in hexadecimal. */
function answer(type: "0001" | "001c", ...parts: string[]): string {
  return both("answer", Buffer.from(`${HEADER}016100${type}0001`, "hex"), Buffer.from(hex(...parts), "hex"));
}

const FOREIGN = "0";
const ANSWER = "1";
const CUT = "2";
const FAILURE = "3";
const QUESTION = "01610000010001";
/** Header: response, no error, one question, so many records. */
const head = (records: string, code = "0", id = "1234") => `${id}818${code}0001${records}00000000`;
const A = (address: string) => `c00c000100010000003c0004${address}`;

test("answers", () => {
  expect(answer("0001", head("0001"), QUESTION, A("0a000001"))).toBe(`${ANSWER} 10.0.0.1`);
  expect(answer("0001", head("0002"), QUESTION, A("0a000002"), A("0a000001"))).toBe(`${ANSWER} 10.0.0.2 10.0.0.1`);
  expect(answer("0001", head("0001"), "01410000010001", A("0a000001"))).toBe(`${ANSWER} 10.0.0.1`);
  expect(answer("001c", head("0001"), "016100001c0001", `c00c001c00010000003c0010${"0".repeat(31)}1`)).toBe(
    `${ANSWER} ::1`,
  );
  // A CNAME before, with its name written out, and an address of the other family behind it.
  const cname = "0161000005000100000000000401780000";
  expect(
    answer("0001", head("0003"), QUESTION, cname, A("0a000001"), `c00c001c00010000003c0010${"0".repeat(32)}`),
  ).toBe(`${ANSWER} 10.0.0.1`);
  expect(answer("0001", head("0000"), QUESTION)).toBe(ANSWER);
  expect(answer("0001", head("0000", "3"), QUESTION)).toBe(ANSWER);
  expect(answer("0001", head("0000", "2"), QUESTION)).toBe(FAILURE);
  expect(answer("0001", head("0000", "5"), QUESTION)).toBe(FAILURE);
  // No such name: then there is no address either, as for glibc and musl.
  expect(answer("0001", head("0001", "3"), QUESTION, A("0a000001"))).toBe(ANSWER);
  // A header alone: a refusal is one, all else tells nothing.
  for (const code of ["1", "2", "3", "4", "5", "f"]) {
    expect(answer("0001", `1234818${code}0000000000000000`), code).toBe(FAILURE);
    expect(answer("0001", `1235818${code}0000000000000000`), code).toBe(FOREIGN);
    expect(answer("0001", `1234018${code}0000000000000000`), code).toBe(FOREIGN);
  }
  expect(answer("0001", "123481800000000000000000")).toBe(FOREIGN);
  // Truncated: with an address left, and with none.
  const truncated = (records: string) => head(records).replace("123481", "123483");
  expect(answer("0001", truncated("0001"), QUESTION, A("0a000001"))).toBe(`${ANSWER} 10.0.0.1`);
  expect(answer("0001", truncated("0000"), QUESTION)).toBe(CUT);
});

test("what is no answer to the query is not taken for one", () => {
  expect(answer("0001")).toBe(FOREIGN);
  expect(answer("0001", "1234")).toBe(FOREIGN);
  expect(answer("0001", head("0001", "0", "1235"), QUESTION, A("0a000001"))).toBe(FOREIGN);
  expect(answer("0001", "123401000001000100000000", QUESTION, A("0a000001"))).toBe(FOREIGN);
  expect(answer("0001", head("0001"), "01620000010001", A("0a000001"))).toBe(FOREIGN);
  expect(answer("0001", head("0001"), "016100001c0001", A("0a000001"))).toBe(FOREIGN);
  expect(answer("0001", "123481800002000100000000", QUESTION, A("0a000001"))).toBe(FOREIGN);
});

test("records that do not hang together end the reading", () => {
  expect(answer("0001", head("ffff"), QUESTION, A("0a000001"))).toBe(`${ANSWER} 10.0.0.1`);
  expect(answer("0001", head("0001"), QUESTION, A("0a0000"))).toBe(ANSWER);
  expect(answer("0001", head("0001"), QUESTION, "c0")).toBe(ANSWER);
  expect(answer("0001", head("0001"), QUESTION, "c00c00010001")).toBe(ANSWER);
  expect(answer("0001", head("0001"), QUESTION, "bf0001")).toBe(ANSWER);
  expect(answer("0001", head("0002"), QUESTION, "c00c000100010000003cffff0a000001", A("0a000001"))).toBe(ANSWER);
  expect(answer("0001", head("0002"), QUESTION, "c00c000100010000003c00030a0000", A("0a000001"))).toBe(
    `${ANSWER} 10.0.0.1`,
  );
  // A pointer to itself is stepped over, never followed.
  expect(answer("0001", head("0001"), QUESTION, "c013000100010000003c00040a000001")).toBe(`${ANSWER} 10.0.0.1`);
});

/** Messages from server `from`, or over the stream from it, with the identifiers of a lookup's place in the names. */
interface Said {
  from?: number;
  place?: number;
  code?: string;
  flags?: string;
  name?: string;
  records?: string[];
}

const AAAA = (address: string) => `c00c001c00010000003c0010${address.padStart(32, "0")}`;
const IPV4 = A("0a000001");
const IPV6 = AAAA("1");

function said(isSix: boolean, { from = 0, place = 0, code = "0", flags = "81", name = "016100", records = [] }: Said) {
  const id = (0x1236 + 2 * place) ^ (isSix ? 1 : 0);
  const count = records.length.toString(16).padStart(4, "0");
  const header = `${id.toString(16)}${flags}8${code}0001${count}00000000`;
  const message = Buffer.from(hex(header, name, isSix ? "001c" : "0001", "0001", ...records), "hex");
  const length = from < 3 ? [] : [message.length >> 8, message.length & 255];
  return Buffer.concat([Buffer.from(String(from)), Buffer.from(length), message]);
}

const saysA = (one: Said = {}) => said(false, one);
const saysAAAA = (one: Said = {}) => said(true, one);

/** A lookup of `a` for both families: what it opens, sends as `A` and `AAAA`, and comes to, without what the tests are not about. */
function lookup(hosts: string, config: string, ...events: (string | Uint8Array)[]): string {
  return both("lookup", "a", "0", hosts, config, ...events)
    .replaceAll(
      / (?:[0-9a-f]{2})+(?=\n)/g,
      (query) => ` ${[...query.matchAll(/00(01|1c)0001/g)].map(([, type]) => (type === "01" ? "A" : "AAAA"))}`,
    )
    .trimEnd();
}

/** What it comes to alone. */
function outcome(hosts: string, config: string, ...events: (string | Uint8Array)[]): string {
  return (
    lookup(hosts, config, ...events)
      .split("\n")
      .at(-1) ?? ""
  );
}

const ONE = "nameserver 10.0.0.53\n";
const TWO = `${ONE}nameserver 10.0.0.54\n`;
const SEARCH = `${ONE}search x\noptions ndots:1\n`;
const IN_X = "0161017800";
const SILENCE = Array<string>(100).fill("s");

test("a name in /etc/hosts is not asked for, and IPv4 comes first", () => {
  expect(lookup("::1 a\n10.0.0.2 a\n10.0.0.1 b a", ONE)).toBe("done 10.0.0.2 10.0.0.1 ::1");
  expect(both("lookup", "a", "6", "::1 a\n10.0.0.2 a\n", "")).toBe("done ::1\n");
  // Longer than what is read at a time, with a line across the border and one that is longer than all that.
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
  // A brief look ends by itself.
  expect(lookup("", ONE, ...late, "t600", "b", "s")).toBe(`${givenUp}some`);
  expect(lookup("", ONE, ...late, "t600", "b", saysAAAA({ records: [IPV6] }))).toBe(`${givenUp}done ::1`);
  // A server that fails for one family does not hold up the other's addresses.
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
  // An answer to one family alone is no answer: the other may have the address.
  expect(outcome("", ONE, saysA(), "s", "s")).toBe("waiting");
  expect(outcome("", ONE, saysA(), "s", "s", saysAAAA({ records: [IPV6] }))).toBe("done ::1");
  // The intervals grow, so that an hour has few of them.
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
    // And not at once for a third time.
    const failed = lookup("", TWO, "t9", ...fails(0), ...fails(1), ...fails(0), ...fails(1));
    expect(failed).toBe(asked.replace("waiting reason 1", again));
    expect(outcome("", TWO, ...fails(0), saysA({ from: 1, records: [IPV4] }), saysAAAA({ from: 1 }))).toBe(
      "done 10.0.0.1",
    );
    expect(outcome("", TWO, ...fails(0), ...fails(1), "s", saysA({ records: [IPV4] }))).toBe("some 10.0.0.1");
    // It does not outweigh one that knows.
    expect(outcome("", TWO, ...fails(0), saysA({ from: 1 }), saysAAAA({ from: 1 }))).toBe("done reason 0");
  }
  // Nobody is there.
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
  // Silence about one name would only be silence about the next one.
  expect(both("lookup", "a", "0", "", SEARCH, "s", "s", "s")).not.toContain("1238");
  // The server that answers is asked first for the next name.
  const config = `${TWO}search x\noptions ndots:1\n`;
  const deniedByOther = [saysA({ from: 1, name: IN_X }), saysAAAA({ from: 1, name: IN_X })];
  expect(lookup("", config, "s", ...deniedByOther)).toMatch(
    /at 200 to 1 AAAA\nat 200 to 1 A\nat 200 to 1 AAAA\nwaiting$/,
  );
  // The first name's addresses still count.
  expect(
    outcome("", config, "s", ...deniedByOther, saysA({ name: IN_X, records: [IPV4] }), saysAAAA({ name: IN_X })),
  ).toBe("done 10.0.0.1");
  // Addresses are all of one name.
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
  // The second answer of a server, and another server's, change nothing.
  const twice = [saysA({ records }), saysA({ records: [A("0a000002")] }), saysAAAA()];
  expect(outcome("", ONE, ...twice)).toBe("done 10.0.0.1");
  expect(outcome("", TWO, "s", saysA({ records }), saysA({ from: 1, records: [A("0a000002")] }), saysAAAA())).toBe(
    "done 10.0.0.1",
  );
});

test("an answer that was cut to nothing is asked for over a stream", () => {
  const cut = { flags: "83" };
  const asked = "open 10.0.0.53\nat 0 to 0 A\nat 0 to 0 AAAA\nstream 10.0.0.53\n";
  const full = saysA({ from: 3, records: [IPV4] });
  // The stream is ready to be sent to when an event says so.
  expect(lookup("", ONE, saysA(cut), saysAAAA(), "3", full)).toBe(`${asked}at 0 to 0 A\ndone 10.0.0.1`);
  expect(lookup("", ONE, saysA(cut), saysAAAA(cut), "3", full, saysAAAA({ from: 3 }))).toBe(
    `${asked}at 0 to 0 A,AAAA\ndone 10.0.0.1`,
  );
  const bytewise = [...full.subarray(1)].map((byte) => Buffer.from([0x33, byte]));
  expect(outcome("", ONE, saysA(cut), saysAAAA(), "3", ...bytewise)).toBe("done 10.0.0.1");
  const joined = Buffer.concat([full, saysAAAA({ from: 3, records: [IPV6] }).subarray(1)]);
  expect(outcome("", ONE, saysA(cut), saysAAAA(cut), "3", joined)).toBe("done 10.0.0.1 ::1");
  // Refused, closed at once, and cut again: the server has failed, and is asked again.
  for (const failure of [["e3"], ["3", "3"], ["3", saysA({ from: 3, ...cut })]]) {
    const failed = lookup("", ONE, "t9", saysA(cut), saysAAAA(), ...failure, "s");
    expect(failed).toMatch(/at (9|\d{3}) to 0 A\n(waiting reason 1|stream .*)/);
    expect(outcome("", ONE, saysA(cut), saysAAAA(), ...failure, saysA({ records: [IPV4] }))).toBe("done 10.0.0.1");
  }
  // A stream that says nothing holds up no other server.
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
  // Closed behind the first answer: the other family is asked for on another one.
  expect(lookup("", config, "3", saysA({ from: 3 }), "3", "3", saysAAAA({ from: 3, records: [IPV6] }))).toBe(
    `${asked}stream 10.0.0.53\nat 0 to 0 AAAA\ndone ::1`,
  );
  // More than is kept: what fits counts, the rest is skipped.
  const records = Array.from({ length: 300 }, () => IPV4);
  const pieces = (bytes: Buffer) =>
    [0, 1500, 4096].map((start, i) =>
      Buffer.concat([Buffer.from("3"), bytes.subarray(1 + start, 1 + ([1500, 4096][i] ?? 8192))]),
    );
  const long = Buffer.concat([saysA({ from: 3, records }), saysAAAA({ from: 3, records: [IPV6] }).subarray(1)]);
  expect(outcome("", config, "3", ...pieces(long))).toBe(`done${" 10.0.0.1".repeat(32)} ::1`);
});

test("no file and no answer gives more than memory has room for", () => {
  expect(lookup("10.0.0.1 a\n".repeat(5000), ONE)).toBe(`done${" 10.0.0.1".repeat(32)}`);
  const records = Array.from({ length: 200 }, (_, i) => A(`0a0000${i.toString(16).padStart(2, "0")}`));
  const first = Array.from({ length: 32 }, (_, i) => ` 10.0.0.${i}`).join("");
  expect(outcome("", ONE, saysA({ records }), saysAAAA({ records: [IPV6] }))).toBe(`done${first} ::1`);
  const words = `search ${"x ".repeat(2000)}\n`;
  expect(lookup("", `${words.repeat(15)}nameserver 10.0.0.9\n`, "s", "s")).toContain("open 10.0.0.9\n");
});

describe("memory", () => {
  /** Bytes that a lookup takes more than one that ends at once. */
  function grown(hosts: string, config: string, ...events: (string | Uint8Array)[]): number {
    const fields = [hosts, config, ...events].reduce((sum, field) => sum + Buffer.byteLength(field) + 60, 0);
    both("lookup", "a", "0", "10.0.0.1 a", "");
    const least = memoryUsed;
    both("lookup", "a", "0", hosts, config, ...events);
    return memoryUsed - least - 3 * fields;
  }

  test("does not grow with what servers say, nor with files", () => {
    const flood = Array<Uint8Array>(3000).fill(saysA({ name: "016200", records: [IPV4] }));
    expect(grown("", ONE, ...flood)).toBeLessThan(20_000);
    const failures = Array<Uint8Array>(3000).fill(saysA({ code: "2" }));
    expect(grown("", ONE, ...failures)).toBeLessThan(20_000);
    expect(grown("10.0.0.256 a\n".repeat(4000), ONE)).toBeLessThan(60_000);
    expect(grown("", `${"nameserver 10.0.0.256\n".repeat(2900)}`)).toBeLessThan(60_000);
    expect(grown("", `${`search ${"x".repeat(250)}\n`.repeat(240)}`)).toBeLessThan(60_000);
  });
});
