import { FLOOR, PROTOCOLS } from "./contestants.ts";
import type { Cost } from "./growth.ts";
import { machineLine } from "./machine.ts";
import type { Figures, Results } from "./results.ts";

/** The whole report, for the terminal. */
export function report(results: Results): string {
  const { machine, server, runs, timer, leftOut, comparison, growth } = results;
  return [
    `${machineLine(machine)}; ${runs} runs of each, in turns, timed by ${timer}, against ${server}`,
    ...leftOut.map(({ name, reason }) => `left out: ${name} (${reason})`),
    ...PROTOCOLS.map((protocol) =>
      aligned([
        [protocol, "on disk", "memory", "wall", "middle half", "ratio", "CPU", "system calls", "instructions"],
        ...comparison[protocol].map((it) => [
          it.name,
          bytes(it.bytes),
          bytes(it.memory * 1024),
          time(it.wall.median),
          `${time(it.wall.lower)} to ${time(it.wall.upper)}`,
          it.ratio?.toFixed(2) ?? "",
          time(it.processor.median),
          count(it.systemCalls),
          count(it.instructions),
        ]),
      ]),
    ),
    costs("bytes of headers", growth.headers),
    costs("bytes of body", growth.bodies),
    costs("checks at once", growth.atOnce),
  ].join("\n\n");
}

function costs(title: string, all: Cost[]): string {
  return aligned([
    [title, "", "wall", "memory", "sent by the server", ""],
    ...all.map(({ name, size, wall, memory, sent, remark }) => [
      /^\d+$/.test(size) ? Number(size).toLocaleString("en") : size,
      name,
      wall === null ? "" : time(wall),
      memory === null ? "" : bytes(memory * 1024),
      sent === null ? "" : bytes(sent),
      remark,
    ]),
  ]);
}

/** Columns as wide as their content. The first is aligned to the left, figures to the right. */
function aligned(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const isText = (i: number) => rows.slice(1).every((row) => !/^[\d.]/.test(row[i] ?? ""));
  return rows
    .map((row) => row.map((cell, i) => (isText(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))))
    .map((row) => row.join("  ").trimEnd())
    .join("\n");
}

/** The figures of the README. */
export function figures({ machine, server, runs, timer, comparison, growth }: Results): string {
  const floor = comparison.http.find(({ name }) => name === FLOOR);
  const endless = growth.bodies.find(({ name, size }) => name === "healthcheck" && size === "endless");
  const many = growth.atOnce.findLast(({ name, wall }) => name === "healthcheck" && wall !== null);
  if (!floor || !endless || !many) throw new Error("results.json is not complete: run npm run bench");
  return `
One check of ${server} on 127.0.0.1, the start of the process included. Times are medians of ${runs} runs in which all took turns, told by
${timer}, as multiples of a check that is written by hand in C, without options, deadline or messages ([floor.c](test/bench/floor.c)): ${time(floor.wall.median)} here.
Disk is with shared libraries, and with Node for what runs on it; memory is what was resident at most; instructions are those outside of the
kernel (Node's cannot be counted). The machine: ${machineLine(machine)}.

${markdown("HTTP check", comparison.http)}

Over TLS 1.3, with a P-256 certificate of a private authority, the multiples are those of curl's time:

${markdown("HTTPS check", comparison.https)}

${markdown("TCP check", comparison.tcp)}

After the verdict, a body is read and dropped for at most 1 MiB and 100 ms: an endless one costs ${time(endless.wall ?? 0)} and ${bytes((endless.memory ?? 0) * 1024)}.
${Number(many.size).toLocaleString("en")} checks at once take ${time(many.wall ?? 0)} and ${bytes((many.memory ?? 0) * 1024)} together.

![Bytes on disk of each tool](test/bench/size.svg)

![Wall time and peak memory of each tool](test/bench/cost.svg)
`;
}

function markdown(title: string, all: Figures[]): string {
  const rows = all.map((it) => {
    const cells = [
      bytes(it.bytes),
      bytes(it.memory * 1024),
      ratio(it.ratio),
      count(it.systemCalls),
      count(it.instructions),
    ];
    return `| ${it.name} | ${cells.join(" | ")} |`;
  });
  return [
    `| ${title} | disk | memory | time | system calls | instructions |`,
    "| --- | ---: | ---: | ---: | ---: | ---: |",
    ...rows,
  ].join("\n");
}

/** `48.2 kB`, `130 MB`; powers of 1000. */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  return value < 999_500
    ? `${short(value / 1e3)} kB`
    : value < 999.5e6
      ? `${short(value / 1e6)} MB`
      : `${short(value / 1e9)} GB`;
}

function time(milliseconds: number): string {
  return milliseconds < 999.5 ? `${short(milliseconds)} ms` : `${short(milliseconds / 1000)} s`;
}

function ratio(value: number | null): string {
  if (value === null) return "–";
  return `${value < 10 ? value.toFixed(2) : short(value)} ×`;
}

function count(value: number | null): string {
  if (value === null) return "–";
  if (value < 10_000) return value.toLocaleString("en");
  return value < 999_500 ? `${short(value / 1e3)} thousand` : `${short(value / 1e6)} million`;
}

/** Three digits. */
function short(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
