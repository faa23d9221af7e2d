import type binaryen from "assemblyscript/binaryen";

type Binaryen = typeof binaryen;

/** The constructor of classes that extend no other. It allocates the object if nothing has, which every constructor of the core does. */
const ROOT = "~lib/object/Object#constructor";

/**
 * Leaves out of constructors what has no effect in memory that is zero: the first value of a field if it is 0, false or null. The root of
 * all constructors then returns the object that it is given.
 * @throws Error if there is no such root
 */
export function simplifyConstructors(library: Binaryen, module: binaryen.Module): void {
  if (module.getFunction(ROOT) === 0) throw new Error(`no ${ROOT}: is this another version of AssemblyScript?`);
  const functions = Array.from({ length: module.getNumFunctions() }, (_, index) => module.getFunctionByIndex(index));
  for (const one of functions.map((reference) => library.getFunctionInfo(reference))) {
    if (!one.name.endsWith("#constructor")) continue;
    const body = one.name === ROOT ? module.local.get(0, library.i32) : withoutZeros(library, module, one.body);
    module.removeFunction(one.name);
    module.addFunction(one.name, one.params, one.results, one.vars, body);
  }
}

/**
 * Drops each first call of a field's setter that sets it to zero. AssemblyScript writes those calls before the constructor's own statements.
 * Classes that extend another keep theirs: its constructor may have called a method that set their fields.
 */
function withoutZeros(library: Binaryen, module: binaryen.Module, body: number): number {
  const block = library.getExpressionInfo(body);
  if (block.id !== library.BlockId) return body;
  const { children } = block as binaryen.BlockInfo;
  if (!children.some((statement) => isCallOf(ROOT, library, statement))) return body;
  const set = new Set<string>();
  const kept = children.filter((statement) => {
    const info = library.getExpressionInfo(statement);
    if (info.id !== library.CallId) return true;
    const { target, operands } = info as binaryen.CallInfo;
    if (!target.includes("#set:") || set.has(target)) return true;
    set.add(target);
    return !isZero(library, operands[1] ?? 0);
  });
  return module.block(null, kept, block.type);
}

/** Whether a statement sets a variable to what this function returns. */
function isCallOf(target: string, library: Binaryen, statement: number): boolean {
  const info = library.getExpressionInfo(statement);
  if (info.id !== library.LocalSetId) return false;
  const value = library.getExpressionInfo((info as binaryen.LocalSetInfo).value);
  return value.id === library.CallId && (value as binaryen.CallInfo).target === target;
}

function isZero(library: Binaryen, expression: number): boolean {
  const info = library.getExpressionInfo(expression);
  return info.id === library.ConstId && Number((info as binaryen.ConstInfo).value) === 0;
}
