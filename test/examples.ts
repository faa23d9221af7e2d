import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { TOP } from "../build/paths.ts";
import { documents } from "../build/readme.ts";

/** A health check: the words of exec form, or the text of shell form. */
export type Check = string[] | string;

/** A fenced block of a page. */
export interface Block {
  /** The path of the page below the top of the repository. */
  page: string;
  section: string;
  language: string;
  lines: string[];
}

/** What the pages show of health checks. */
export interface Examples {
  blocks: Block[];
  /** All but the table's. */
  checks: { where: string; check: Check }[];
  /** The table: what one has, as a shell reads it, and what to write for it. */
  pairs: { have: string; write: Check }[];
  /** What is typed at a prompt, without the program's name, and what that prints. */
  sessions: { args: string[]; output: string[] }[];
}

/** The pages that may show commands which are not tried: those of releases and of other frontends. */
const UNTRIED = ["docs/verify.md", "docs/engines.md"];

/** Makes a release's file executable under the name that compose files mount. */
export const INSTALL = "$ install -m 755 healthcheck-linux-amd64 healthcheck";

/** Reads README.md and all pages of docs/. */
export async function readAllExamples(): Promise<Examples> {
  const all = (await documents()).map((path) => readExamples(readFileSync(path, "utf8"), relative(TOP, path)));
  return {
    blocks: all.flatMap((it) => it.blocks),
    checks: all.flatMap((it) => it.checks),
    pairs: all.flatMap((it) => it.pairs),
    sessions: all.flatMap((it) => it.sessions),
  };
}

/** The lines of a block in this language of this section, by default the first. @throws Error where there is none */
export function blockOf({ blocks }: Examples, page: string, section: string, language: string, index = 0): string[] {
  const all = blocks.filter((it) => it.page === page && it.section === section && it.language === language);
  const found = all[index];
  if (!found) throw new Error(`no ${language} (${index}) in the section "${section}" of ${page}`);
  return found.lines;
}

/** Reads a page; throws for a line in an example that is not understood. */
export function readExamples(text: string, page: string): Examples {
  const examples: Examples = { blocks: [], checks: [], pairs: [], sessions: [] };
  let section = "";
  let block: Block | undefined;
  for (const line of text.split("\n")) {
    const heading = /^## (.+)$/.exec(line)?.[1];
    const fence = /^```(.*)$/.exec(line)?.[1];
    if (fence !== undefined) {
      if (block !== undefined) examples.blocks.push(block);
      block = block === undefined ? { page, section, language: fence, lines: [] } : undefined;
    } else if (block !== undefined) block.lines.push(line);
    else if (heading !== undefined) section = heading;
    else readProse(line, examples);
  }
  for (const it of examples.blocks) readBlock(it, examples);
  return examples;
}

function notUnderstood(line: string): never {
  throw new Error(`not understood: ${line}`);
}

/** A row of the table, or a paragraph that shows a HEALTHCHECK. */
function readProse(line: string, { checks, pairs }: Examples): void {
  // The header and the rule below it have no code; in the tables of targets and options every row has other cells.
  const cells = line.split(/(?<!\\)\|/).map((it) => it.trim());
  const [have, write] = cells.slice(1).map((it) => /^`(.+)`$/.exec(it)?.[1]?.replaceAll("\\|", "|"));
  if (write?.startsWith('["CMD"')) pairs.push({ have: have ?? notUnderstood(line), write: command(write) });
  else if (line.includes('["CMD"')) notUnderstood(line);
  for (const [, code = ""] of line.matchAll(/`(HEALTHCHECK [^`]+)`/g)) {
    // With an ellipsis it is no whole command.
    if (!code.includes("…")) checks.push({ where: "the text", check: instruction(code) ?? notUnderstood(code) });
  }
}

function readBlock({ page, language, lines }: Block, examples: Examples): void {
  const where = `a block of ${language} in ${page}`;
  const take = (check: Check | undefined) => check !== undefined && examples.checks.push({ where, check });
  if (language === "dockerfile") for (const line of instructions(lines)) take(instruction(line));
  else if (language === "console") readConsole(lines, examples, take);
  else if (language === "yaml") {
    const indents = [0];
    for (const line of lines) take(entry(line, indents));
  } else if (language === "ini") for (const line of lines) take(setting(line));
  else if (language === "json") take(task(lines.join("\n")));
  else if (language === "hcl") take(script(lines));
  else if (language !== "text" || !UNTRIED.includes(page)) notUnderstood(`\`\`\`${language} in ${page}`);
}

/** What is typed at a prompt, and what it prints. */
function readConsole(lines: string[], { sessions }: Examples, take: (check: Check) => void): void {
  // Undefined where a command shows no output.
  let output: string[] | undefined;
  for (const line of lines) {
    if (!line.startsWith("$ ")) {
      (output ?? notUnderstood(line)).push(line);
      continue;
    }
    output = undefined;
    if (line.startsWith("$ healthcheck ")) {
      output = [];
      sessions.push({ args: words(line).slice(1), output });
    } else if (/^\$ (docker|podman) run /.test(line)) take(healthCmd(line));
    else if (line.startsWith("$ npm ")) npmCommands(line);
    else if (line === "$ sha256sum --check --ignore-missing SHA256SUMS") output = [];
    else if (line !== INSTALL) notUnderstood(line);
  }
}

/** Commands of npm, which there must be. */
function npmCommands(line: string): void {
  const { scripts } = JSON.parse(readFileSync(`${TOP}/package.json`, "utf8")) as { scripts: Record<string, string> };
  for (const one of line.slice(2).split(" && ")) {
    const [, script] = /^npm (?:run )?([\w:]+)$/.exec(one) ?? notUnderstood(line);
    if (one !== "npm ci" && !Object.hasOwn(scripts, script ?? "")) notUnderstood(line);
  }
}

/** The words of a JSON array. */
function array(text: string): string[] {
  const value: unknown = JSON.parse(text);
  if (Array.isArray(value) && value.length > 0 && value.every((it) => typeof it === "string")) return value;
  return notUnderstood(text);
}

/** What Compose's `test` holds. */
function command(text: string): Check {
  const [first, ...rest] = array(text);
  if (first === "CMD-SHELL" && rest.length === 1) return rest[0] ?? "";
  return first === "CMD" && rest.length > 0 ? rest : notUnderstood(text);
}

/** The instructions of a Dockerfile: a backslash at the end of a line continues it. */
export function instructions(lines: string[]): string[] {
  return lines
    .join("\n")
    .replaceAll(/\\\n +/g, "")
    .split("\n");
}

/** The check of a Dockerfile's instruction. */
function instruction(line: string): Check | undefined {
  if (line === "" || /^(FROM|RUN|USER|ENV|CMD|ARG) [^-\s]/.test(line)) return undefined;
  if (/^(COPY|ADD) (--(from|chmod)=[\w-]+ )*[^-\s]\S* \S+$/.test(line)) return undefined;
  const text = /^HEALTHCHECK (?:--[a-z-]+=\w+ )*CMD (\S.*)$/.exec(line)?.[1] ?? notUnderstood(line);
  return text.startsWith("[") ? array(text) : text;
}

/** The words of a line at a prompt, behind the prompt. Nothing here needs more of a shell's language than single quotes. */
export function words(line: string): string[] {
  const all = [...line.matchAll(/'([^']*)'|([^\s'"\\`$&|;<>]+)/g)];
  if (`$ ${all.map(([word]) => word).join(" ")}` !== line) return notUnderstood(line);
  return all.map(([, quoted, plain = ""]) => quoted ?? plain);
}

/** The check of `docker run` or `podman run`: Podman takes an array for exec form. */
function healthCmd(line: string): Check {
  const all = words(line);
  const text = all[all.indexOf("--health-cmd") + 1 || -1] ?? notUnderstood(line);
  return all[0] === "podman" && text.startsWith("[") ? array(text) : text;
}

/** The check of a task definition's part for ECS. */
function task(text: string): Check {
  const { healthCheck, ...others } = JSON.parse(`{${text}}`) as { healthCheck?: Record<string, unknown> };
  const { command: test, ...numbers } = healthCheck ?? notUnderstood(text);
  const isPlain = Object.entries(numbers).every(
    ([key, value]) => /^(interval|timeout|retries|startPeriod)$/.test(key) && typeof value === "number",
  );
  return isPlain && Object.keys(others).length === 0 ? command(JSON.stringify(test)) : notUnderstood(text);
}

/** The check of a `check` block for Nomad. */
function script(lines: string[]): Check {
  const values: Record<string, unknown> = {};
  for (const line of lines.slice(1, -1)) {
    const [, key = "", value = ""] = /^ {2}(\w+) += (\S.*)$/.exec(line) ?? notUnderstood(line);
    values[key] = JSON.parse(value);
  }
  if (lines[0] !== "check {" || lines.at(-1) !== "}" || values.type !== "script") notUnderstood(lines.join("\n"));
  return [...array(JSON.stringify([values.command])), ...array(JSON.stringify(values.args))];
}

/** A line of YAML: a key, with or without a value, no deeper than what is above it allows. */
function entry(line: string, indents: number[]): Check | undefined {
  const item = /^( *)- [\w./:-]+$/.exec(line)?.[1];
  if (item !== undefined) return item.length === indents.at(-1) ? undefined : notUnderstood(line);
  const [, indent = "", key, value] = /^( *)([A-Za-z_]+):(?: (\S.*))?$/.exec(line) ?? notUnderstood(line);
  while ((indents.at(-1) ?? 0) > indent.length) indents.pop();
  if (indents.at(-1) !== indent.length) return notUnderstood(line);
  // Only below a key without a value there may be others.
  if (value === undefined) indents.push(indent.length + 2);
  else if (key === "test") return command(composed(value));
  else if (key === "command") return array(value);
  else if (!/^[\w./-]+$/.test(value)) return notUnderstood(line);
  return undefined;
}

/** What Compose makes of a value: `$$` becomes `$`, and a variable would be its own. */
function composed(value: string): string {
  return value.replace(/\$\$|\$/g, (all) => (all === "$$" ? "$" : notUnderstood(value)));
}

/** A line of a unit file. */
function setting(line: string): Check | undefined {
  if (line === "" || /^\[\w+\]$/.test(line)) return undefined;
  const [, key, value = ""] = /^(\w+)=(\S.*)$/.exec(line) ?? notUnderstood(line);
  if (key !== "HealthCmd") return undefined;
  return value.startsWith("[") ? array(value) : value;
}
