import { FLOOR, PROTOCOLS } from "./contestants.ts";
import type { Cost } from "./growth.ts";
import { machineLine } from "./machine.ts";
import type { Figures, Results } from "./results.ts";

/** All that was found, for the terminal. */
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

/** Columns as wide as what is in them; the first to the left, those of figures to the right. */
function aligned(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const isText = (i: number) => rows.slice(1).every((row) => !/^[\d.]/.test(row[i] ?? ""));
  return rows
    .map((row) => row.map((cell, i) => (isText(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))))
    .map((row) => row.join("  ").trimEnd())
    .join("\n");
}

/** The figures of docs/figures.md. */
export function figures({ machine, server, runs, timer, comparison, growth }: Results): string {
  const floor = comparison.http.find(({ name }) => name === FLOOR);
  const endless = growth.bodies.find(({ name, size }) => name === "healthcheck" && size === "endless");
  const many = growth.atOnce.findLast(({ name, wall }) => name === "healthcheck" && wall !== null);
  if (!floor || !endless || !many) throw new Error("results.json is not of a whole run: npm run bench makes one");
  const [ofEndless, ofMany] = [endless, many].map(
    (it) => `${time(it.wall ?? 0)} and ${bytes((it.memory ?? 0) * 1024)}`,
  );
  return `
${wrapped(`Each row is one check of ${server} on 127.0.0.1, including the start of the process. Times are medians of ${runs}
interleaved runs, measured with ${timer}. They are multiples of the time of a check written by hand in C, without options,
deadline or messages ([floor.c](../test/bench/floor.c)), which took ${time(floor.wall.median)}. Disk includes shared
libraries, and Node for what runs on it. Memory is the peak of resident memory. Instructions are those outside the kernel;
Node's cannot be counted.`)}

${wrapped(`Measured on ${machineLine(machine)}.`)}

${markdown("HTTP check", comparison.http)}

Over TLS 1.3, with a P-256 certificate of a private authority. Times are multiples of curl's.

${markdown("HTTPS check", comparison.https)}

${wrapped(`A gRPC check calls grpc.health.v1.Health/Check. Times are multiples of an HTTP check of the same server, which does
the same work for both ([server.c](../test/bench/server.c)). The client of @grpc/grpc-js
([client.mjs](../test/bench/client.mjs)) is bundled with what it imports.`)}

${markdown("gRPC check", comparison.grpc)}

${markdown("TCP check", comparison.tcp)}

${wrapped(`After the verdict, the body is read and dropped, for at most 1 MiB and 100 ms. With an endless body a check takes
${ofEndless}. ${Number(many.size).toLocaleString("en")} checks at the same time take ${ofMany} together.`)}

![Bytes on disk of each tool](size.svg)

![Time and peak memory of each tool](cost.svg)
`;
}

/** The words of a paragraph in lines of at most 120 columns. */
function wrapped(text: string): string {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (longer.length > 120) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.join("\n");
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
    return `| ${it.name.replaceAll("|", "\\|")} | ${cells.join(" | ")} |`;
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
