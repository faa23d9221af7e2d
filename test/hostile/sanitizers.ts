import { execFile, spawnSync } from "node:child_process";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { promisify } from "node:util";
import { hostArchitecture } from "../../build/architectures.ts";
import { buildNative, PLAIN, PRODUCTS } from "../../build/native.ts";
import { CACHE, TOP } from "../../build/paths.ts";
import { TLS_MEMORY_PAGES } from "../../build/wasm.ts";

/**
 * npm run sanitize
 *
 * The whole table and the tests of TLS on builds of the native executables that check themselves, and a sample of the table under valgrind.
 *
 * The build: Zig in its Debug mode, where overflows, casts that lose bits, indexes beyond a slice, `unreachable` and wrong enums are
 * found, and `undefined` is no zero; the C that wasm2c makes with UBSan (overflows of signed numbers, shifts, alignment, null pointers);
 * and in place of the mask of wasm.h, which makes an address out of any number, a check that it is one in WebAssembly's memory and not
 * null. What is found ends the process with status 70 and a line, which no row of the table expects. It does not see one object of the
 * core overwriting another one within that memory: AssemblyScript's own checks of indexes stand against that, and trap.
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
    "static inline u8 *at(u32 address) {\n  return memory + (address & (MEMORY_SIZE - 1));\n}",
    `_Noreturn void leftMemory(void);
static inline u8 *at(u32 address) {
  if (address >= MEMORY_SIZE) leftMemory();
  return memory + address;
}
/* AssemblyScript keeps the first bytes free, so that an access to a field of null is one to these. */
static inline u8 *within(u32 address, u32 offset, u32 size) {
  if (address < 8 || (u64)address + offset + size > MEMORY_SIZE) leftMemory();
  return memory + address + offset;
}`,
  );
  change(
    "assume_aligned(at(address) + offset, bits / 8)",
    "assume_aligned(within(address, offset, bits / 8), bits / 8)",
  );
  return text;
}

const target = ["-target", hostArchitecture().target, "-fsingle-threaded"];
const warnings = ["-Wall", "-Werror", "-Wno-unused"];

async function zig(name: string, ...options: string[]): Promise<void> {
  const output = ["--name", name, `-femit-bin=${FOLDER}/${name}`];
  const caches = ["--cache-dir", `${CACHE}/zig`, "--global-cache-dir", `${CACHE}/zig-global`];
  await promisify(execFile)(`${TOP}/node_modules/.bin/zig`, ["build-exe", ...options, ...output, ...caches]);
}

/** The checking build of a core, in C, and the host with this root. */
function buildSafe(name: string, core: string, { root: hostRoot, hasTls } = PLAIN): Promise<void> {
  const pages = hasTls ? [`-DMEMORY_PAGES=${TLS_MEMORY_PAGES}u`] : [];
  const checks = [...target, "-ODebug", "-fsanitize-c=full"];
  const root = [...checks, "--dep", "host", `-Mroot=${HERE}/safe.zig`];
  const host = [
    ...checks,
    `-I${FOLDER}`,
    "-cflags",
    ...warnings,
    ...pages,
    "--",
    core,
    `-Mhost=${SOURCES}/${hostRoot}`,
  ];
  return zig(name, ...root, ...host);
}

/** A build without checks, as the product's is. */
function buildBare(name: string, core: string): Promise<void> {
  const flags = [`-I${SOURCES}`, "-cflags", "-Oz", ...warnings, "--", core];
  return zig(name, `${SOURCES}/host.zig`, ...target, "-OReleaseSmall", "-fstrip", ...flags);
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
