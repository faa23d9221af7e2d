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
const FAILURE = "2";
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
