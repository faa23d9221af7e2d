/** A health check: the words of exec form, or the text of shell form. */
export type Check = string[] | string;

/** A fenced block of the README. */
export interface Block {
  section: string;
  language: string;
  lines: string[];
}

/** What the README shows of health checks. */
export interface Examples {
  blocks: Block[];
  /** All but the table's. */
  checks: { where: string; check: Check }[];
  /** The table: what one has, as a shell reads it, and what to write for it. */
  pairs: { have: string; write: Check }[];
  /** What is typed at a prompt, without the program's name, and what that prints. */
  sessions: { args: string[]; output: string[] }[];
}

/** The section before the first heading, and those that show how to write a check. */
const SECTIONS = ["", "Where it is used", "From curl, wget and nc"];

/** Reads the README; throws for a line in an example that is not understood. */
export function readExamples(readme: string): Examples {
  const examples: Examples = { blocks: [], checks: [], pairs: [], sessions: [] };
  let section = "";
  let block: Block | undefined;
  for (const line of readme.split("\n")) {
    const heading = /^## (.+)$/.exec(line)?.[1];
    const fence = /^```(.*)$/.exec(line)?.[1];
    if (fence !== undefined) {
      if (block !== undefined) examples.blocks.push(block);
      block = block === undefined ? { section, language: fence, lines: [] } : undefined;
    } else if (block !== undefined) block.lines.push(line);
    else if (heading !== undefined) section = heading;
    else if (SECTIONS.includes(section)) readProse(line, examples);
  }
  examples.blocks = examples.blocks.filter((it) => SECTIONS.includes(it.section));
  for (const it of examples.blocks) readBlock(it, examples);
  return examples;
}

function notUnderstood(line: string): never {
  throw new Error(`not understood in README.md: ${line}`);
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

function readBlock({ language, lines }: Block, examples: Examples): void {
  const { checks, sessions } = examples;
  const where = `a block of ${language}`;
  const take = (check: Check | undefined) => check !== undefined && checks.push({ where, check });
  if (language === "dockerfile") for (const line of lines) take(instruction(line));
  else if (language === "console") {
    let output: string[] | undefined;
    for (const line of lines) {
      if (line.startsWith("$ healthcheck ")) {
        output = [];
        sessions.push({ args: words(line).slice(1), output });
      } else if (line.startsWith("$ docker ")) take(healthCmd(line));
      else if (output !== undefined && !line.startsWith("$")) output.push(line);
      else notUnderstood(line);
    }
  } else if (language === "yaml") {
    const indents = [0];
    for (const line of lines) take(entry(line, indents));
  } else if (language === "ini") for (const line of lines) take(setting(line));
  else notUnderstood("```" + language);
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

/** The check of a Dockerfile's instruction. */
function instruction(line: string): Check | undefined {
  if (/^(FROM|COPY|RUN|USER|ENV|CMD) \S/.test(line)) return undefined;
  const text = /^HEALTHCHECK (?:--[a-z-]+=\w+ )*CMD (\S.*)$/.exec(line)?.[1] ?? notUnderstood(line);
  return text.startsWith("[") ? array(text) : text;
}

/** The words of a line at a prompt, behind the prompt. Nothing here needs more of a shell's language than single quotes. */
export function words(line: string): string[] {
  const all = [...line.matchAll(/'([^']*)'|([^\s'"\\`$&|;<>]+)/g)];
  if (`$ ${all.map(([word]) => word).join(" ")}` !== line) return notUnderstood(line);
  return all.map(([, quoted, plain = ""]) => quoted ?? plain);
}

function healthCmd(line: string): string {
  const all = words(line);
  return all[all.indexOf("--health-cmd") + 1 || -1] ?? notUnderstood(line);
}

/** A line of YAML: a key, with or without a value, no deeper than what is above it allows. */
function entry(line: string, indents: number[]): Check | undefined {
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
  if (/^\[\w+\]$/.test(line)) return undefined;
  const [, key, value = ""] = /^(\w+)=(\S.*)$/.exec(line) ?? notUnderstood(line);
  if (key !== "HealthCmd") return undefined;
  return value.startsWith("[") ? array(value) : value;
}
