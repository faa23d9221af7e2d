import { expect, test } from "vitest";
import { both } from "./both.ts";

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
  expect(both("resolv.conf", "api.x", "nameserver ::1 # comment", "domain a.example")).toBe(
    "[::1] api.x api.x.a.example",
  );
  expect(both("resolv.conf", "api.x.", "search a.example")).toBe("[127.0.0.1] api.x");
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
      "nameserver fe80::1%eth0",
      "; x",
      "nonsense",
    ),
  ).toBe("[10.0.0.1,10.0.0.2,10.0.0.3] a.b");
  expect(both("resolv.conf", "a", "search 1 2 3 4 5 6 7 8")).toBe("[127.0.0.1] a.1 a.2 a.3 a.4 a.5 a.6 a");
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

/** Answers with the identifiers of a lookup's first name, to which 2 is added for each further one. */
const replyA = (records: string, ...parts: string[]) => bytes("r", head(records, "0", "1236"), QUESTION, ...parts);
const replyAAAA = (records: string, ...parts: string[]) =>
  bytes("r", head(records, "0", "1237"), "016100001c0001", ...parts);
const AAAA = (address: string) => `c00c001c00010000003c0010${address.padStart(32, "0")}`;

function bytes(kind: string, ...parts: string[]): Uint8Array {
  return Buffer.concat([Buffer.from(kind), Buffer.from(parts.join(""), "hex")]);
}

/** A lookup of `a` for both families with one name server; queries are left out of what it says. */
function lookup(hosts: string, config: string, ...events: (string | Uint8Array)[]): string {
  return both("lookup", "a", "0", hosts, config, ...events).replaceAll(/ [0-9a-f]{20,}/g, "");
}

const ONE = "nameserver 10.0.0.53\n";

test("a name in /etc/hosts is not asked for, and IPv4 comes first", () => {
  expect(lookup("::1 a\n10.0.0.2 a\n10.0.0.1 b a", ONE)).toBe("done 10.0.0.2 10.0.0.1 ::1");
  expect(both("lookup", "a", "6", "::1 a\n10.0.0.2 a\n", "")).toBe("done ::1");
  // Longer than what is read at a time, with a line across the border and one that is longer than all that.
  const line = "10.0.0.9 other-name\n";
  expect(lookup(`${line.repeat(1000)}10.0.0.1 a`, ONE)).toBe("done 10.0.0.1");
  expect(lookup(`#${"x".repeat(9000)}\n10.0.0.1 a\n`, ONE)).toBe("done 10.0.0.1");
  for (let length = 4080; length < 4100; length++) {
    expect(lookup(`#${"x".repeat(length)}\n10.0.0.1 a\n${line}`, ONE), `${length}`).toBe("done 10.0.0.1");
  }
});

test("both families are asked for at once, and both answers are waited for", () => {
  const query = (id: string, type: string) => `${id}${HEADER.slice(4)}016100${type}0001`;
  expect(both("lookup", "a", "0", "", ONE)).toBe(
    `ask 10.0.0.53 ${query("1236", "0001")} ${query("1237", "001c")} wait 2500\n`,
  );
  expect(both("lookup", "a", "4", "", ONE)).toBe(`ask 10.0.0.53 ${query("1236", "0001")} wait 2500\n`);
  expect(both("lookup", "a", "6", "", ONE)).toBe(`ask 10.0.0.53 ${query("1237", "001c")} wait 2500\n`);
  expect(lookup("", ONE, "t5", replyA("0001", A("0a000001")), "t7", replyAAAA("0001", AAAA("1")))).toBe(
    "ask 10.0.0.53 wait 2500\nwait 500\ndone 10.0.0.1 ::1",
  );
  expect(lookup("", ONE, replyAAAA("0001", AAAA("1")), replyA("0001", A("0a000001")))).toMatch(/done 10\.0\.0\.1 ::1$/);
  expect(lookup("", ONE, replyAAAA("0000"), replyA("0001", A("0a000001")))).toMatch(/done 10\.0\.0\.1$/);
  // A server that never answers for IPv6 costs half a second, not the deadline.
  expect(lookup("", ONE, replyA("0001", A("0a000001")), "s")).toBe("ask 10.0.0.53 wait 2500\nwait 500\ndone 10.0.0.1");
});

test("name servers are asked in turn, each for its share of the time", () => {
  const two = "nameserver 10.0.0.53\nnameserver 10.0.0.54\n";
  expect(lookup("", two, "t1250", "s", "t2500", "s", "t3750", "s", "t5000", "s")).toBe(
    "ask 10.0.0.53 wait 1250\nask 10.0.0.54 wait 1250\nask 10.0.0.53 wait 1250\nask 10.0.0.54 wait 2250\ndone reason 1",
  );
  // An answer to one family alone is no answer: the other may have the address.
  expect(lookup("", ONE, replyA("0000"), "s", "s")).toBe(
    "ask 10.0.0.53 wait 2500\nwait 2500\nask 10.0.0.53 wait 6000\ndone reason 1",
  );
});

test("search domains: a name that is nowhere, a server that fails, and one that is silent", () => {
  const config = `${ONE}search x\noptions ndots:1\n`;
  const reply = (id: string, code: string, question: string) => bytes("r", head("0000", code, id), question);
  const inX = (type: string) => `0161017800${type}0001`;
  const noSuch = [reply("1236", "3", inX("0001")), reply("1237", "3", inX("001c"))];
  const failing = [reply("1236", "2", inX("0001")), reply("1237", "2", inX("001c"))];
  const second = [bytes("r", head("0001", "0", "1238"), QUESTION, A("0a000001")), reply("1239", "0", "016100001c0001")];
  expect(lookup("", config, ...noSuch, ...second)).toMatch(/done 10\.0\.0\.1$/);
  expect(lookup("", config, ...failing, ...failing, ...second)).toMatch(/done 10\.0\.0\.1$/);
  expect(lookup("", config, ...noSuch, reply("1238", "3", QUESTION), reply("1239", "3", "016100001c0001"))).toMatch(
    /done reason 0$/,
  );
  expect(
    lookup("", config, ...failing, ...failing, reply("1238", "3", QUESTION), reply("1239", "3", "016100001c0001")),
  ).toMatch(/done reason 1$/);
  expect(lookup("", config, "s", "s")).toMatch(/done reason 1$/);
});

test("strangers' datagrams do not end the wait, nor lengthen it", () => {
  expect(lookup("", ONE, "t1000", bytes("r", "00"), "t2400", replyA("0001"), "t2600", bytes("r", "00"))).toBe(
    "ask 10.0.0.53 wait 2500\nwait 1500\nwait 100\nask 10.0.0.53 wait 3400\n",
  );
});

test("an answer that was cut to nothing is asked for over a stream", () => {
  const cut = (id: string, question: string) =>
    bytes("r", head("0000", "0", id).replace(`${id}81`, `${id}83`), question);
  const stream = (length: number, answer: Uint8Array) =>
    Buffer.concat([Buffer.from("r"), Buffer.from([length >> 8, length & 255]), answer.subarray(1)]);
  const full = replyA("0001", A("0a000001"));
  const cutBoth = [cut("1236", QUESTION), cut("1237", "016100001c0001")];
  const asked = "ask 10.0.0.53 wait 2500\nwait 2500\nstream 10.0.0.53 wait 2500\n";
  expect(lookup("", ONE, ...cutBoth, stream(full.length - 1, full), "s")).toBe(`${asked}done 10.0.0.1`);
  expect(lookup("", ONE, cut("1236", QUESTION), replyAAAA("0000"), stream(full.length - 1, full))).toBe(
    `${asked}done 10.0.0.1`,
  );
  // Refused, closed at once, and cut again: the server has failed, and the next one is asked.
  for (const nothing of ["s", bytes("r"), bytes("r", "0002"), stream(0, cutBoth[0] ?? full)]) {
    expect(lookup("", ONE, ...cutBoth, nothing, nothing)).toBe(
      `${asked}stream 10.0.0.53 wait 2500\nask 10.0.0.53 wait 6000\n`,
    );
  }
});

test("no file and no answer gives more than memory has room for", () => {
  expect(lookup("10.0.0.1 a\n".repeat(5000), ONE)).toBe(`done${" 10.0.0.1".repeat(32)}`);
  const records = Array.from({ length: 200 }, (_, i) => A(`0a0000${i.toString(16).padStart(2, "0")}`));
  const first = Array.from({ length: 32 }, (_, i) => ` 10.0.0.${i}`).join("");
  expect(lookup("", ONE, replyA("00c8", ...records), replyAAAA("0001", AAAA("1")))).toMatch(
    new RegExp(`done${first} ::1$`),
  );
  const words = `search ${"x ".repeat(2000)}\n`;
  expect(lookup("", `${words.repeat(15)}nameserver 10.0.0.9\n`, "s", "s")).toContain("ask 10.0.0.9 ");
});

test("a line that is too long to be read is passed over, and what is behind it is not", () => {
  expect(lookup(`#${"x".repeat(8000)} \n10.0.0.1 a`, ONE)).toBe("done 10.0.0.1");
  expect(lookup(`# ${"x ".repeat(2046)}127.0.0.9 a\n10.0.0.1 a`, ONE)).toBe("done 10.0.0.1");
  expect(lookup(`127.0.0.9 ${"x ".repeat(3000)}a\n10.0.0.1 a`, ONE)).toBe("done 10.0.0.1");
});

test("a name server that fails does not outweigh one that knows", () => {
  const two = "nameserver 10.0.0.53\nnameserver 10.0.0.54\n";
  const reply = (id: string, code: string, question: string) => bytes("r", head("0000", code, id), question);
  const both = (code: string) => [reply("1236", code, QUESTION), reply("1237", code, "016100001c0001")];
  expect(lookup("", two, ...both("2"), ...both("3"))).toMatch(
    /^ask 10.0.0.53.*\n.*\nask 10.0.0.54.*\n.*\ndone reason 0$/,
  );
  expect(lookup("", two, ...both("3"))).toMatch(/done reason 0$/);
});
