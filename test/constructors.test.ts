import binaryen from "assemblyscript/binaryen";
import { expect, test } from "vitest";
import { simplifyConstructors } from "../build/native/constructors.ts";

const ROOT = `(func $~lib/object/Object#constructor (param $0 i32) (result i32)
  (if (i32.eqz (local.get $0)) (then (local.set $0 (call $new)))) (local.get $0))`;
const SETTERS = ["a", "b"].map((name) => {
  return `(func $A#set:${name} (param $0 i32) (param $1 i32) (i32.store (local.get $0) (local.get $1)))`;
});

/** The names and values of the fields that a constructor sets after this statement, as they are in the simplified module. */
function fieldsSetBy(superCall: string, statements: string[]): string[] {
  const module =
    binaryen.parseText(`(module (memory 1) (func $new (result i32) (i32.const 16)) ${ROOT} ${SETTERS.join(" ")}
    (func $Base#constructor (param $0 i32) (result i32) (local.get $0))
    (func $A#constructor (param $0 i32) (result i32)
      (local.set $0 (call $${superCall} (local.get $0))) ${statements.join(" ")} (local.get $0)))`);
  simplifyConstructors(binaryen, module);
  expect(module.validate()).toBe(1);
  const text = module.emitText().replace(/\s+/g, " ");
  const body = text.slice(text.indexOf("(func $A#constructor"));
  return [...body.matchAll(/\(call \$A#set:(\w) \(local\.get \$0\) \(i32\.const (\d)\)/g)].map(
    ([, name, value]) => `${name}=${value}`,
  );
}

const set = (name: string, value: number) => `(call $A#set:${name} (local.get $0) (i32.const ${value}))`;

test("the first zero of each field is left out", () => {
  expect(fieldsSetBy("~lib/object/Object#constructor", [set("a", 0), set("b", 1)])).toEqual(["b=1"]);
});

test("a field that had another value before is set to zero", () => {
  const statements = [set("a", 1), set("b", 0), set("a", 0), set("b", 0)];
  expect(fieldsSetBy("~lib/object/Object#constructor", statements)).toEqual(["a=1", "a=0", "b=0"]);
});

test("a class that extends another sets all its fields", () => {
  expect(fieldsSetBy("Base#constructor", [set("a", 0), set("b", 1)])).toEqual(["a=0", "b=1"]);
});

test("a class that is only extended allocates nothing", () => {
  const module = binaryen.parseText(`(module (memory 1) (func $new (result i32) (i32.const 16)) ${ROOT}
    ${["Base", "Derived"]
      .map((name) => {
        const parent = name === "Base" ? "~lib/object/Object" : "Base";
        return `(func $${name}#constructor (param $0 i32) (result i32)
        (if (i32.eqz (local.get $0)) (then (local.set $0 (call $new))))
        (local.set $0 (call $${parent}#constructor (local.get $0))) (local.get $0))`;
      })
      .join(" ")}
    (func $main (result i32) (call $Derived#constructor (i32.const 0))))`);
  simplifyConstructors(binaryen, module);
  const allocates = (name: string) => {
    const text = module.emitText();
    const start = text.indexOf(`(func $${name}#constructor`);
    return text.slice(start, text.indexOf("\n )", start)).includes("call $new");
  };
  expect([allocates("Base"), allocates("Derived")]).toEqual([false, true]);
});

test("a library without the root of all constructors is an error", () => {
  const module = binaryen.parseText("(module)");
  expect(() => simplifyConstructors(binaryen, module)).toThrow("no ~lib/object/Object#constructor");
});
