import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { VERSION } from "../../src/core/version.ts";
import { both } from "./both.ts";

/** Runs a function on each input and compares; the inputs that differ are named. */
function expectAll(name: string, cases: Record<string, string>): void {
  const seen = Object.fromEntries(Object.keys(cases).map((input) => [input, both(name, input)]));
  expect(seen).toEqual(cases);
}

test("the version stands in package.json and is repeated in the core", () => {
  expect(VERSION).toBe(packageJson.version);
});

test("decimal numbers are digits alone, and never wrap", () => {
  expectAll("decimal", {
    "0": "0",
    "1": "1",
    "0080": "80",
    "65535": "65535",
    "65536": "-1",
    "65539": "-1",
    "4294967297": "-1",
    "99999999999999999999": "-1",
    "": "-1",
    "-1": "-1",
    "+1": "-1",
    " 1": "-1",
    "1 ": "-1",
    "80a": "-1",
    "0x50": "-1",
    "1e3": "-1",
    "８０": "-1",
  });
});

test("durations", () => {
  expectAll("duration", {
    "3": "3000 3s",
    "3s": "3000 3s",
    "1.5s": "1500 1.5s",
    "1.5": "1500 1.5s",
    "0.01": "10 10ms",
    "0.999s": "999 999ms",
    "1.001s": "1001 1.001s",
    "1.050s": "1050 1.05s",
    "500ms": "500 500ms",
    "10ms": "10 10ms",
    "1m": "60000 60s",
    "0.5m": "30000 30s",
    "1.999m": "119940 119.94s",
    "60m": "3600000 3600s",
    "1h": "3600000 3600s",
    "0.001h": "3600 3.6s",
    "3600000ms": "3600000 3600s",
    "9ms": "-2",
    "0": "-2",
    "0.009": "-2",
    "61m": "-2",
    "1.001h": "-2",
    "3601": "-2",
    "99999999999999999999": "-2",
    "": "-1",
    s: "-1",
    ms: "-1",
    ".5": "-1",
    "5.": "-1",
    "5.s": "-1",
    "1.5.2": "-1",
    "1.5ms": "-1",
    "1.0001s": "-1",
    "-1": "-1",
    "5 s": "-1",
    " 5": "-1",
    "1e3": "-1",
    "5S": "-1",
    "5sec": "-1",
    "1m30s": "-1",
    "5d": "-1",
  });
});

test("status sets", () => {
  expectAll("status", {
    "200": "200-200 ",
    "100": "100-100 ",
    "599": "599-599 ",
    "200-299": "200-299 ",
    "200-200": "200-200 ",
    "2xx": "200-299 ",
    "2XX": "200-299 ",
    "5xX": "500-599 ",
    "2xx,3xx": "200-399 ",
    "200,204,401": "200-200 204-204 401-401 ",
    "200-250,240-260": "200-260 ",
    "200-": "none",
    "-299": "none",
    "6xx": "none",
    "0xx": "none",
    x: "none",
    xxx: "none",
    "20x": "none",
    abc: "none",
    "99": "none",
    "099": "none",
    "600": "none",
    "2000": "none",
    "299-200": "none",
    "200-600": "none",
    "99-200": "none",
    "200,": "none",
    ",200": "none",
    "200,,204": "none",
    "200, 204": "none",
    " 200": "none",
    "200-299-399": "none",
    "2xx-3xx": "none",
    "": "none",
  });
});

test("addresses are read strictly and written as RFC 5952 says", () => {
  expectAll("address", {
    "127.0.0.1": "127.0.0.1",
    "0.0.0.0": "0.0.0.0",
    "255.255.255.255": "255.255.255.255",
    "256.0.0.1": "",
    "1.2.3": "",
    "1.2.3.4.5": "",
    "1.2.3.4.": "",
    "1..3.4": "",
    "01.2.3.4": "",
    "0x7f.0.0.1": "",
    "1.2.3.-4": "",
    "": "",
    "::": "::",
    "::1": "::1",
    "1::": "1::",
    "2001:DB8:0:0:1:0:0:1": "2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1": "2001:db8:0:1:1:1:1:1",
    "1:2:3:4:5:6:7:8": "1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::": "1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8": "0:2:3:4:5:6:7:8",
    "0:0:0:0:0:0:0:0": "::",
    "fe80::0123:00ff": "fe80::123:ff",
    "::ffff:1.2.3.4": "::ffff:1.2.3.4",
    "::fffe:1.2.3.4": "::fffe:102:304",
    "1::ffff:1.2.3.4": "1::ffff:102:304",
    "1:2:3:4:5:6:1.2.3.4": "1:2:3:4:5:6:102:304",
    "64:ff9b::1.2.3.4": "64:ff9b::102:304",
    ":": "",
    ":::": "",
    "1:": "",
    ":1": "",
    "1::2::3": "",
    "1:2:3:4:5:6:7": "",
    "1:2:3:4:5:6:7:8:9": "",
    "1:2:3:4:5:6:7::8": "",
    "1:2:3:4:5:6:7:8::": "",
    "12345::": "",
    "g::": "",
    "::1%lo": "",
    "::1.2.3": "",
    "::1.2.3.4.5": "",
    "::1.2.3.4:5": "",
    "1:2:3:4:5:6:7:1.2.3.4": "",
    "[::1]": "",
    "1::2:": "",
  });
});

test("references to variables", () => {
  const variables = ["ePORT=8080", "eEMPTY=", "eA_1=x=y", "eBIG=" + "b".repeat(8192)];
  const cases: Record<string, string> = {
    "": "",
    plain: "plain",
    "${PORT}": "8080",
    "http://h:${PORT}/${A_1}": "http://h:8080/x=y",
    "${EMPTY}": "",
    "${EMPTY:-f}": "f",
    "${PORT:-f}": "8080",
    "${NONE:-f}": "f",
    "${NONE:-}": "",
    "${NONE:-a b\"'$c}": "a b\"'$c",
    "${NONE:-${PORT}}": "8080",
    "${NONE:-x${ALSO:-y${EMPTY:-z}}w}": "xyzw",
    "${NONE}": "error 4 NONE",
    "a${NONE}b": "error 4 NONE",
    "${NONE:-${ALSO}}": "error 4 ALSO",
    $PORT: "$PORT",
    $: "$",
    $$: "$$",
    "${": "${",
    "${}": "${}",
    "${PORT": "${PORT",
    "${PORT:-": "${PORT:-",
    "${PORT:-x": "${PORT:-x",
    "${PORT-x}": "${PORT-x}",
    "${PORT:x}": "${PORT:x}",
    "${1PORT}": "${1PORT}",
    "${PO RT}": "${PO RT}",
    "${PORT}}": "8080}",
    "$${PORT}": "$8080",
    "${BIG}": "b".repeat(8192),
    "${BIG}x": "error 1 ",
    "x${BIG}": "error 1 ",
    ["${N:-".repeat(9) + "deep" + "}".repeat(9)]: "error 5 ",
    ["${N:-".repeat(8) + "deep" + "}".repeat(8)]: "deep",
  };
  for (const [text, wanted] of Object.entries(cases)) expect(both("expand", text, ...variables), text).toBe(wanted);
});

test("what a peer sent is shown without control characters", () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);
  const shown = (text: string | Uint8Array, most = 100) => both("shown", text, `${most}`);
  expect(shown("plain")).toBe("plain");
  expect(shown("\x1b[31m\x00\x07\r\n\t\x7f")).toBe("\\x1b[31m\\x00\\x07\\x0d\\x0a\\x09\\x7f");
  expect(shown("é€😀")).toBe(Buffer.from("é€😀").toString("latin1"));
  // C1 controls in UTF-8 move a terminal as well.
  expect(shown("\u009b31m\u00a0")).toBe("\\xc2\\x9b31m\xc2\xa0");
  const wrong: [number[], string][] = [
    [[0x80], "\\x80"],
    [[0xc3], "\\xc3"],
    [[0xc0, 0x80], "\\xc0\\x80"],
    [[0xc1, 0xbf], "\\xc1\\xbf"],
    [[0xe0, 0x9f, 0xbf], "\\xe0\\x9f\\xbf"],
    [[0xed, 0xa0, 0x80], "\\xed\\xa0\\x80"],
    [[0xf0, 0x8f, 0xbf, 0xbf], "\\xf0\\x8f\\xbf\\xbf"],
    [[0xf4, 0x90, 0x80, 0x80], "\\xf4\\x90\\x80\\x80"],
    [[0xf5, 0x80, 0x80, 0x80], "\\xf5\\x80\\x80\\x80"],
    [[0xe2, 0x82], "\\xe2\\x82"],
    [[0xe2, 0x28, 0xa1], "\\xe2(\\xa1"],
    [[0xff, 0xfe], "\\xff\\xfe"],
  ];
  for (const [input, wanted] of wrong) expect(shown(bytes(...input)), `${input}`).toBe(wanted);
  expect(shown("abcdef", 3)).toBe("abc...");
  expect(shown("abc", 3)).toBe("abc");
  expect(shown("ab€", 3)).toBe(Buffer.from("ab€").toString("latin1"));
});
