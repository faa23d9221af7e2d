import type binaryen from "assemblyscript/binaryen";

type Binaryen = typeof binaryen;

/** The constructor of classes that extend no other. It allocates the object if nothing has, which every constructor of the core does. */
const ROOT = "~lib/object/Object#constructor";

/**
 * Leaves out of constructors what has no effect: the first value of a field if it is 0, false or null, since memory is zero; and the
 * allocation, in classes that are only extended. The root of all constructors then returns the object that it is given.
 * @throws Error if there is no such root
 */
export function simplifyConstructors(library: Binaryen, module: binaryen.Module): void {
  if (module.getFunction(ROOT) === 0) throw new Error(`no ${ROOT}: is this another version of AssemblyScript?`);
  const functions = Array.from({ length: module.getNumFunctions() }, (_, index) => module.getFunctionByIndex(index));
  // `new` calls a constructor with 0 in place of the object.
  const created = new Set(
    [...module.emitText().matchAll(/\(call \$(\S+)\s+\(i32\.const 0\)/g)].map(([, name]) => name),
  );
  for (const one of functions.map((reference) => library.getFunctionInfo(reference))) {
    if (!one.name.endsWith("#constructor")) continue;
    const body =
      one.name === ROOT
        ? module.local.get(0, library.i32)
        : simplified(library, module, one.body, created.has(one.name));
    module.removeFunction(one.name);
    module.addFunction(one.name, one.params, one.results, one.vars, body);
  }
}

/** @param isCreated whether there may be no object yet */
function simplified(library: Binaryen, module: binaryen.Module, body: number, isCreated: boolean): number {
  const block = library.getExpressionInfo(body);
  if (block.id !== library.BlockId) return body;
  const { children } = block as binaryen.BlockInfo;
  const [first = 0, ...rest] = children;
  const isGiven = !isCreated && library.getExpressionInfo(first).id === library.IfId;
  return module.block(null, withoutZeros(library, isGiven ? rest : children), block.type);
}

/**
 * Drops each first call of a field's setter that sets it to zero. AssemblyScript writes those calls before the constructor's own statements.
 * Classes that extend another keep theirs: its constructor may have called a method that set their fields.
 */
function withoutZeros(library: Binaryen, statements: number[]): number[] {
  if (!statements.some((statement) => isCallOf(ROOT, library, statement))) return statements;
  const set = new Set<string>();
  return statements.filter((statement) => {
    const info = library.getExpressionInfo(statement);
    if (info.id !== library.CallId) return true;
    const { target, operands } = info as binaryen.CallInfo;
    if (!target.includes("#set:") || set.has(target)) return true;
    set.add(target);
    return !isZero(library, operands[1] ?? 0);
  });
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
