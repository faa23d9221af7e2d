import { spawnSync } from "node:child_process";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { hostArchitecture } from "../../build/architectures.ts";
import { buildNative, compileOptions, linkInLayout, PLAIN, PRODUCTS } from "../../build/native/link.ts";
import { CACHE, TOP } from "../../build/paths.ts";

/**
 * npm run sanitize
 *
 * The whole table and the tests of TLS on builds of the native executables that check themselves, and a sample of the table under valgrind.
 *
 * The build: Zig in its Debug mode, where overflows, casts that lose bits, indexes beyond a slice, `unreachable` and wrong enums are
 * found, and `undefined` is no zero; the C that wasm2c makes with UBSan (overflows of signed numbers, shifts, alignment, null pointers);
 * and a check that each address is one in WebAssembly's memory and not null. What is found ends the process with status 70 and a line, which
 * no row of the table expects. It does not see one object of the core overwriting another one within that memory: AssemblyScript's own checks
 * of indexes stand against that, and trap.
 *
 * valgrind: the executable as it is shipped. Reads and writes of addresses that are nobody's, system calls with memory that is nobody's
 * or was never written, decisions on registers and stack that were never written. WebAssembly's memory is one array of zeros to it: what
 * happens within, it does not see.
 *
 * AddressSanitizer needs a C library, which this program has not.
 */
const FOLDER = `${CACHE}/sanitizers`;
const SOURCES = `${TOP}/src/native`;
const HERE = `${TOP}/test/hostile`;

/** The header with checks where it has a mask. @throws Error where it is no longer what is known here */
async function checkedHeader(): Promise<string> {
  let text = await readFile(`${SOURCES}/wasm.h`, "utf8");
  const change = (from: string, to: string) => {
    if (text.split(from).length !== 2) throw new Error(`wasm.h has not once: ${from}`);
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

/** The checking build of a core, in C, and the host with this root. */
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

/** A build without checks, as the product's is. */
function buildBare(name: string, core: string): Promise<void> {
  const flags = [`-I${SOURCES}`, "-cflags", "-Oz", ...compileOptions(PLAIN), "--", core];
  const zig = [`${SOURCES}/host.zig`, ...target, "-OReleaseSmall", "-fstrip", ...flags];
  return linkInLayout(zig, hostArchitecture(), PLAIN, `${FOLDER}/${name}`);
}

await mkdir(FOLDER, { recursive: true });
await writeFile(`${FOLDER}/wasm.h`, await checkedHeader());
// With the products comes the C that they are made of.
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
