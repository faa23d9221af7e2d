import { readdirSync, readFileSync } from "node:fs";
import { build } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
import { TOP } from "../../build/paths.ts";
import { installTools, TOOLS } from "./tools.ts";

const FOLDER = `${TOP}/.github/workflows`;
const FILES = readdirSync(FOLDER);

/** What is wrong with a workflow, as GitHub's own parser and language service have it. */
type Lint = (name: string, text: string) => Promise<string[]>;
let lint: Lint;

/** GitHub's packages import JSON as only bundlers do. */
const ENTRY = `
  import { validate } from "@actions/languageservice";
  import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
  import { TextDocument } from "vscode-languageserver-textdocument";
  export async function lint(name, text) {
    const parsed = parseWorkflow({ name, content: text }, new NoOperationTraceWriter());
    const template = parsed.value ? await convertWorkflowTemplate(parsed.context, parsed.value) : { errors: [] };
    const found = await validate(TextDocument.create("file:///" + name, "yaml", 1, text));
    const errors = [...parsed.context.errors.getErrors(), ...(template.errors ?? [])].map((error) => error.Message ?? error.message);
    return [...errors, ...found.map(({ message, range }) => message + " (" + (range.start.line + 1) + ")")];
  }`;

beforeAll(async () => {
  installTools();
  const outfile = `${TOOLS}/lint.mjs`;
  await build({
    stdin: { contents: ENTRY, resolveDir: TOOLS },
    ...{ bundle: true, platform: "node", format: "esm", outfile, logLevel: "error" },
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  ({ lint } = await import(outfile));
}, 300_000);

const read = (file: string) => readFileSync(`${FOLDER}/${file}`, "utf8");

test.each(FILES)("%s has no fault", async (file) => {
  expect(await lint(file, read(file))).toEqual([]);
});

describe.each([
  ["needs: [test, compare]", "needs: [test, missing]", "missing"],
  ["runs-on: ubuntu-24.04", "runs-no: ubuntu-24.04", "runs-no"],
  ["${{ github.ref_name }}", "${{ githb.ref_name }}", "githb"],
  ["id-token: write", "id-token: maybe", "maybe"],
  ["      - run: npm ci", "     - run: npm ci", "column"],
])("release.yml spoilt: %s becomes %s", (from, to, word) => {
  test("is found", async () => {
    const text = read("release.yml");
    expect(text).toContain(from);
    expect((await lint("release.yml", text.replace(from, to))).join("\n")).toMatch(new RegExp(word, "i"));
  });
});

/** What the linters do not ask. */
describe.each(FILES)("%s", (file) => {
  const text = read(file);

  test("pins each action to a commit, and says which version that is", () => {
    const uses = [...text.matchAll(/uses: (.*)/g)]
      .map(([, action = ""]) => action)
      .filter((it) => !it.startsWith("./"));
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    expect(new Set(uses).size).toBe(new Set(uses.map((action) => action.split("@")[0])).size);
  });

  test("gives only reading rights to jobs that do not ask for more", () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m);
  });

  test("puts nothing from outside into a script's text", () => {
    const scripts = [...text.matchAll(/ run: (?:\|\n((?: {10}.*\n)+)|(.*))/g)].map(([, lines, line]) => lines ?? line);
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(script).not.toContain("${{");
  });

  test("names only steps that there are", () => {
    const named = [...text.matchAll(/steps\.([\w-]+)\./g)].map(([, id]) => id);
    const ids = [...text.matchAll(/^ {6}- id: (.*)$/gm)].map(([, id]) => id);
    expect(new Set(named)).toEqual(new Set(ids));
  });

  test("leaves no token in a checkout", () => {
    expect(text.match(/actions\/checkout@.*\n {8}with:\n {10}persist-credentials: false\n/g)?.length).toBe(
      text.match(/actions\/checkout@/g)?.length,
    );
  });
});
