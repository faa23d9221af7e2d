import { spawnSync } from "node:child_process";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { hostArchitecture } from "../../build/architectures.ts";
import { buildNative, compileOptions, linkInLayout, PLAIN, PRODUCTS } from "../../build/native/link.ts";
import { CACHE, TOP } from "../../build/paths.ts";

/**
 * npm run sanitize
 *
 * Runs the whole table and the tests of TLS on builds of the native executables that check themselves, and a sample of the table under
 * valgrind.
 *
 * The build uses Zig's Debug mode, which finds overflows, lossy casts, indexes outside of a slice, `unreachable` and invalid enums, and fills
 * `undefined` memory. UBSan checks the C from wasm2c: overflows of signed numbers, shifts, alignment, null pointers. Each address is checked:
 * it must be in WebAssembly's memory and not null. A finding ends the process with status 70 and a line that no row expects. The build
 * does not notice if one object of the core overwrites another: AssemblyScript checks indexes and traps.
 *
 * valgrind runs the shipped executable. It finds reads and writes of unmapped addresses, system calls with unmapped or unwritten memory, and
 * decisions on unwritten registers or stack. To valgrind, WebAssembly's memory is a single array of zeros, so it sees nothing within.
 *
 * AddressSanitizer needs a C library, which this program lacks.
 */
const FOLDER = `${CACHE}/sanitizers`;
const SOURCES = `${TOP}/src/native`;
const HERE = `${TOP}/test/hostile`;

/** The header, with checks in place of masks. @throws Error if wasm.h has changed */
async function checkedHeader(): Promise<string> {
  let text = await readFile(`${SOURCES}/wasm.h`, "utf8");
  const change = (from: string, to: string) => {
    if (text.split(from).length !== 2) throw new Error(`wasm.h does not have exactly once: ${from}`);
    text = text.replace(from, () => to);
  };
  change(
    "\n#define ALIGNED",
    `
_Noreturn void leftMemory(void);
static inline u8 *within(u32 address, u32 offset, u32 size) {
  if (address < MEMORY_START || (u64)address + offset + size > MEMORY_START + MEMORY_SIZE) leftMemory();
  return at(address) + offset;
}
#define ALIGNED`,
  );
  change(
    "assume_aligned(at(address) + offset, bits / 8)",
    "assume_aligned(within(address, offset, bits / 8), bits / 8)",
  );
  return text;
}

const target = ["-target", hostArchitecture().target, "-fsingle-threaded"];

/** Builds a core in C and its host with checks. */
function buildSafe(name: string, core: string, product = PLAIN): Promise<void> {
  const checks = [...target, "-ODebug", "-fsanitize-c=full"];
  const root = [...checks, "--dep", "host", `-Mroot=${HERE}/safe.zig`];
  const host = [
    ...checks,
    `-I${FOLDER}`,
    "-cflags",
    ...compileOptions(product),
    "--",
    core,
    `-Mhost=${SOURCES}/${product.root}`,
  ];
  return linkInLayout([...root, ...host], hostArchitecture(), product, `${FOLDER}/${name}`);
}

/** Builds without checks, like the product. */
function buildBare(name: string, core: string): Promise<void> {
  const flags = [`-I${SOURCES}`, "-cflags", "-Oz", ...compileOptions(PLAIN), "--", core];
  const zig = [`${SOURCES}/host.zig`, ...target, "-OReleaseSmall", "-fstrip", ...flags];
  return linkInLayout(zig, hostArchitecture(), PLAIN, `${FOLDER}/${name}`);
}

await mkdir(FOLDER, { recursive: true });
await writeFile(`${FOLDER}/wasm.h`, await checkedHeader());
// Building the products also makes their C.
const shipped = await buildNative([hostArchitecture()]);
await Promise.all([
  ...PRODUCTS.map((product) => buildSafe(`safe-${product.name}`, `${CACHE}/${product.name}.c`, product)),
  buildSafe("safe-faults", `${HERE}/faults.c`),
  buildBare("bare-faults", `${HERE}/faults.c`),
  ...shipped.map((path) => copyFile(path, `${FOLDER}/${basename(path)}`)),
]);

const { status } = spawnSync(
  process.execPath,
  [`${TOP}/node_modules/vitest/vitest.mjs`, "run", "--config", `${HERE}/sanitizers.config.ts`],
  { stdio: "inherit", env: { ...process.env, SANITIZERS: FOLDER } },
);
process.exit(status ?? 1);
