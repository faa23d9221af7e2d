/** Queries, and which answers count. */
import { expect, test } from "vitest";
import { both } from "./both.ts";
import { A, HEADER, hex } from "./resolver-trial.ts";

test("queries", () => {
  expect(both("query", "a.bc")).toBe(hex(`${HEADER}0161026263`, "0000010001"));
  expect(both("query", "a.")).toBe(hex(`${HEADER}0161`, "0000010001"));
  expect(both("query", "x".repeat(63))).toBe(hex(`${HEADER}3f${"78".repeat(63)}`, "0000010001"));
  for (const name of ["x".repeat(64), "a..b", ".a", "", ".", `${"x".repeat(63)}.`.repeat(4)]) {
    expect(both("query", name), name).toBe("");
  }
});

/** Reads an answer to a query for `a` of this type. The parts are hexadecimal. */
function answer(type: "0001" | "001c", ...parts: string[]): string {
  return both("answer", Buffer.from(`${HEADER}016100${type}0001`, "hex"), Buffer.from(hex(...parts), "hex"));
}

const FOREIGN = "0";
const ANSWER = "1";
const CUT = "2";
const FAILURE = "3";
const QUESTION = "01610000010001";
/** A header: a response, one question, `records` records. */
const head = (records: string, code = "0", id = "1234") => `${id}818${code}0001${records}00000000`;

test("answers", () => {
  expect(answer("0001", head("0001"), QUESTION, A("0a000001"))).toBe(`${ANSWER} 10.0.0.1`);
  expect(answer("0001", head("0002"), QUESTION, A("0a000002"), A("0a000001"))).toBe(`${ANSWER} 10.0.0.2 10.0.0.1`);
  expect(answer("0001", head("0001"), "01410000010001", A("0a000001"))).toBe(`${ANSWER} 10.0.0.1`);
  expect(answer("001c", head("0001"), "016100001c0001", `c00c001c00010000003c0010${"0".repeat(31)}1`)).toBe(
    `${ANSWER} ::1`,
  );
  // Before it a CNAME with an uncompressed name, after it an address of the other family.
  const cname = "0161000005000100000000000401780000";
  expect(
    answer("0001", head("0003"), QUESTION, cname, A("0a000001"), `c00c001c00010000003c0010${"0".repeat(32)}`),
  ).toBe(`${ANSWER} 10.0.0.1`);
  expect(answer("0001", head("0000"), QUESTION)).toBe(ANSWER);
  expect(answer("0001", head("0000", "3"), QUESTION)).toBe(ANSWER);
  expect(answer("0001", head("0000", "2"), QUESTION)).toBe(FAILURE);
  expect(answer("0001", head("0000", "5"), QUESTION)).toBe(FAILURE);
  // No such name: the address does not count. glibc and musl do the same.
  expect(answer("0001", head("0001", "3"), QUESTION, A("0a000001"))).toBe(ANSWER);
  // A header alone is accepted if it refuses the query.
  for (const code of ["1", "2", "3", "4", "5", "f"]) {
    expect(answer("0001", `1234818${code}0000000000000000`), code).toBe(FAILURE);
    expect(answer("0001", `1235818${code}0000000000000000`), code).toBe(FOREIGN);
    expect(answer("0001", `1234018${code}0000000000000000`), code).toBe(FOREIGN);
  }
  expect(answer("0001", "123481800000000000000000")).toBe(FOREIGN);
  // Truncated, with and without an address.
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
  // A pointer to itself is skipped, never followed.
  expect(answer("0001", head("0001"), QUESTION, "c013000100010000003c00040a000001")).toBe(`${ANSWER} 10.0.0.1`);
});
