/**
 * Fuzzes the core and the resolver, guided by coverage: `npm run fuzz -- [--minutes N] [--seed S] [--only LETTERS] [INPUT…]`.
 * harness.ts is built like the native executable, through WebAssembly to C, and compiled by clang with libFuzzer and sanitizers. All inputs
 * that libFuzzer keeps are tried again as JavaScript, which must decide the same, and pipes into grep with real ones. Then recorded TLS
 * handshakes with real cryptography are changed (flights.ts). Exits with 1 after a finding. Named inputs are run once. LETTERS select what is
 * used, as in harness.ts; by default all are.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { translateToC } from "../../build/native/c.ts";
import { compileOptions, WITH_TLS } from "../../build/native/link.ts";
import { MEMORY_START } from "../../build/native/memory.ts";
import { compileWasm } from "../../build/native/wasm.ts";
import { CACHE, TOP } from "../../build/paths.ts";

/** Everything is built here, and inputs with findings stay here. */
const FOLDER = `${CACHE}/fuzz`;
const FUZZER = `${FOLDER}/fuzzer`;
/** The most bytes of an input. To fill buffers, an event repeats its bytes (harness/check-events.ts). */
const MAX_LENGTH = 4096;
/** How many handshakes are changed for each minute of fuzzing: by default 100,000, which takes a minute or two. */
const FLIGHTS_PER_MINUTE = 10_000;
/** Seconds, far more than any input takes. */
const INPUT_TIMEOUT = 20;

const FLAGS = ["-O2", "-g", ...compileOptions(WITH_TLS), "-fno-sanitize-recover=all", `-I${TOP}/test/fuzz`];
/** The only arithmetic with pointers is in checked.h, which leaves it to the processor. */
const HARNESS_FLAGS = ["-fsanitize=fuzzer-no-link,undefined", "-fno-sanitize=pointer-overflow"];
const FUZZER_FLAGS = ["-fsanitize=fuzzer,address,undefined"];

interface Harness {
  fuzz(input: Uint8Array): boolean;
  findingText(): string;
  digestOf(): number;
}

interface Exports extends WebAssembly.Exports {
  memory: WebAssembly.Memory;
  reserve(length: number): number;
  run(): number;
  digestOf(): number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: "string", default: "10" }, seed: { type: "string" }, only: { type: "string" } },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31) + 1);
if (!(minutes > 0 && Number.isInteger(seed) && seed > 0)) fail("wanted --minutes N, --seed S, both above 0");
const inputs = positionals.map((path) => resolve(path));
for (const input of inputs) if (!existsSync(input)) fail(`no file ${input}`);
process.exitCode = (await main()) ? 0 : 1;

function fail(words: string): never {
  console.error(`fuzz: ${words}`);
  process.exit(1);
}

/** @returns whether there was no finding */
async function main(): Promise<boolean> {
  await mkdir(FOLDER, { recursive: true });
  await compileWasm("test/fuzz/harness.ts", `${FOLDER}/harness.wasm`, true, MEMORY_START);
  const asJavaScript = await load<Harness>("harness");
  await compileFuzzer();
  if (inputs.length > 0)
    return (await runFuzzer(inputs)) && (await compare(asJavaScript, inputs)) && compareGrep(inputs);
  const corpus = await mkdtemp(`${tmpdir()}/healthcheck-corpus-`);
  try {
    await writeSeeds(corpus);
    console.log(`fuzz: ${(await readdir(corpus)).length} inputs to start from, ${minutes} minutes, seed ${seed}`);
    const limits = [
      `-max_total_time=${Math.ceil(minutes * 60)}`,
      `-max_len=${MAX_LENGTH}`,
      `-timeout=${INPUT_TIMEOUT}`,
    ];
    const options = [
      `-seed=${seed}`,
      `-dict=${FOLDER}/dictionary`,
      `-artifact_prefix=${FOLDER}/`,
      "-print_final_stats=1",
    ];
    if (!(await runFuzzer([...limits, ...options, corpus]))) return false;
    const files = (await readdir(corpus)).map((name) => `${corpus}/${name}`);
    const isSame = await compare(asJavaScript, files);
    const isGrep = await compareGrep(files);
    return (await changeHandshakes()) && isSame && isGrep;
  } finally {
    await rm(corpus, { recursive: true });
  }
}

async function compileFuzzer(): Promise<void> {
  const names = ["clang", ...Array.from({ length: 12 }, (_, i) => `clang-${25 - i}`)];
  const clang = names.find((name) => spawnSync(name, ["--version"]).status === 0);
  if (clang === undefined) fail("no clang here (Debian: apt-get install clang libclang-rt-dev)");
  const file = `${FOLDER}/harness.c`;
  await translateToC(`${FOLDER}/harness.wasm`, file);
  await writeFile(file, (await readFile(file, "utf8")).replace('"wasm.h"', '"checked.h"'));
  const object = `${FOLDER}/harness.o`;
  compileC(clang, ...HARNESS_FLAGS, "-c", file, "-o", object);
  compileC(clang, ...FUZZER_FLAGS, `${TOP}/test/fuzz/fuzzer.c`, object, "-o", FUZZER);
}

function compileC(clang: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(clang, [...FLAGS, ...args], { encoding: "utf8" });
  if (status !== 0) fail(`${clang} (are its sanitizers installed? Debian: libclang-rt-dev)\n${stderr}`);
}

async function writeSeeds(corpus: string): Promise<void> {
  const { seeds, dictionary } = await load<typeof import("./seeds.ts")>("seeds");
  for (const [i, input] of seeds().entries()) {
    const isWanted = values.only?.includes(String.fromCharCode(input[0] ?? 0)) ?? true;
    if (isWanted) await writeFile(`${corpus}/seed-${i}`, input);
  }
  await writeFile(`${FOLDER}/dictionary`, dictionary());
}

/** @returns whether no changed handshake was accepted */
async function changeHandshakes(): Promise<boolean> {
  const { mutateFlights, recordFlights } = await load<typeof import("./flights.ts")>("flights");
  const start = performance.now();
  const { count, healthy, outcomes, findings } = mutateFlights(
    await recordFlights(),
    Math.ceil(FLIGHTS_PER_MINUTE * minutes),
    seed,
  );
  const seconds = Math.round((performance.now() - start) / 1000);
  for (const finding of findings) console.log(`FINDING: ${finding}`);
  console.log(`fuzz: ${count} changed handshakes in ${seconds} s, ${healthy} of them healthy for good reason`);
  for (const [words, times] of [...outcomes].sort((a, b) => b[1] - a[1]))
    console.log(`${String(times).padStart(8)} ${words}`);
  return findings.length === 0;
}

/** Bundles and loads a file of this folder. Node cannot load it, because it imports like the core, without extensions. */
async function load<T>(name: string): Promise<T> {
  const outfile = `${FOLDER}/${name}.mjs`;
  const entryPoints = [`${TOP}/test/fuzz/${name}.ts`];
  // src/node calls require().
  const banner = { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' };
  await build({ entryPoints, outfile, bundle: true, platform: "node", format: "esm", packages: "external", banner });
  return import(`${outfile}?${Date.now()}`);
}

/** Runs libFuzzer. Shows its counts, and everything from a finding on. @returns whether there was no finding */
async function runFuzzer(args: string[]): Promise<boolean> {
  const child = spawn(FUZZER, args, {
    cwd: FOLDER,
    stdio: ["ignore", "inherit", "pipe"],
    env: {
      ...process.env,
      ASAN_OPTIONS: "detect_leaks=0",
      UBSAN_OPTIONS: "print_stacktrace=1",
      FUZZ_ONLY: values.only,
    },
  });
  const exit = new Promise<number | null>((done) => child.on("exit", done));
  let isFinding = false;
  let file: string | undefined;
  for await (const line of createInterface(child.stderr)) {
    if (/^FINDING|^==\d+==|runtime error/.test(line)) isFinding = true;
    file ??= /Test unit written to (.*)/.exec(line)?.[1];
    if (isFinding || /^#\d+\t(INITED|DONE|pulse)|^stat::number|^stat::average|^Running|^fuzzer: /.test(line))
      console.log(line);
  }
  if (file !== undefined)
    console.log(`fuzz: found with ${await shown(file)}\nfuzz: again with npm run fuzz -- ${file}`);
  return (await exit) === 0;
}

/** An input, split as harness.ts does. */
async function shown(file: string): Promise<string> {
  const text = await readFile(file, "latin1");
  return JSON.stringify([text.slice(0, 1), ...text.slice(1).split("\xff")]);
}

/** Whether GNU grep and BusyBox decide as we do about the pipes among these files. */
async function compareGrep(files: string[]): Promise<boolean> {
  const { compareWithGrep } = await load<typeof import("./real-grep.ts")>("real-grep");
  const { count, findings } = compareWithGrep(await Promise.all(files.map((file) => readFile(file))));
  for (const finding of findings) console.log(`FINDING: ${finding}`);
  console.log(`fuzz: ${count} inputs compared with GNU grep and BusyBox`);
  return findings.length === 0;
}

/** Whether JavaScript and WebAssembly decide the same about these files. */
async function compare(asJavaScript: Harness, files: string[]): Promise<boolean> {
  const module = new WebAssembly.Module(new Uint8Array(await readFile(`${FOLDER}/harness.wasm`)));
  let isSame = true;
  for (const file of files) {
    const input = new Uint8Array(await readFile(file));
    const { memory, reserve, run, digestOf } = new WebAssembly.Instance(module, {}).exports as Exports;
    new Uint8Array(memory.buffer).set(input, reserve(input.length));
    try {
      run();
    } catch {
      // The memory was too small. Any other trap would be a finding of libFuzzer.
      continue;
    }
    const holds = asJavaScript.fuzz(input);
    if (holds && asJavaScript.digestOf() === digestOf()) continue;
    isSame = false;
    const finding = holds ? "JavaScript and WebAssembly differ" : asJavaScript.findingText();
    const kept = `${FOLDER}/differs-${file.slice(file.lastIndexOf("/") + 1)}`;
    await writeFile(kept, input);
    console.log(`FINDING: ${finding}: ${await shown(file)}\nfuzz: again with npm run fuzz -- ${kept}`);
  }
  console.log(`fuzz: ${files.length} inputs compared with JavaScript`);
  return isSame;
}
