import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type EChartsOption, init } from "echarts";
import type { Figures, Results } from "./results.ts";
import { bytes } from "./tables.ts";

/** Draws the charts of README.md. Light and dark pages show the same file, so colours are of medium brightness and nothing is filled. */
export async function writeCharts(results: Results): Promise<void> {
  for (const [name, svg] of Object.entries(charts(results))) await writeFile(chartFile(name), svg);
}

/** The SVG texts of the charts, by name. */
export function charts(results: Results): Record<string, string> {
  return { size: sizeChart(results), cost: costChart(results) };
}

export function chartFile(name: string): string {
  return fileURLToPath(new URL(`${name}.svg`, import.meta.url));
}

const TEXT = "#737b84";
const LINE = "#737b8440";
const OURS = "#2f81f7";
const THEIRS = "#9a7b4f";
const FONT = 13;
const WIDTH = 860;

/** Each file once: under its other names it costs the same. */
function apart(all: Figures[]): Figures[] {
  return all.filter(({ name }) => !name.includes(", called "));
}

function colour(name: string): string {
  return name.startsWith("healthcheck") ? OURS : THEIRS;
}

/** How many bytes each tool adds to an image, as bars. */
function sizeChart({ comparison }: Results): string {
  const withTls = comparison.https.filter(({ name }) => name === "healthcheck-tls");
  const only = comparison.tcp.filter(({ name }) => name === "nc -z");
  const all = [...apart(comparison.http), ...withTls, ...only].toSorted((a, b) => b.bytes - a.bytes);
  const smallest = Math.min(...all.map((it) => it.bytes));
  const heading = "Bytes on disk, shared libraries included (logarithmic: each line is ten times the one before it)";
  return drawn(90 + 30 * all.length, heading, {
    grid: { left: 150, right: 80, top: 50, bottom: 30 },
    xAxis: { ...axis(), min: 10 ** Math.floor(Math.log10(smallest)), max: 1e9 },
    yAxis: {
      type: "category",
      data: all.map(({ name }) => name),
      axisLabel: { color: TEXT, fontSize: FONT },
      axisLine: { lineStyle: { color: LINE } },
      axisTick: { show: false },
    },
    series: {
      type: "bar",
      barWidth: 16,
      data: all.map((it) => ({ value: it.bytes, itemStyle: { color: colour(it.name) } })),
      label: {
        show: true,
        position: "right",
        color: TEXT,
        fontSize: FONT,
        formatter: ({ value }) => bytes(Number(value)),
      },
    },
  });
}

const HEIGHT = 460;
const GRID = { left: 80, right: 30, top: 50, bottom: 60 };

/** Wall time and memory of an HTTP check, both logarithmic. */
function costChart({ comparison }: Results): string {
  const all = apart(comparison.http);
  const x = logarithmic(
    all.map((it) => it.memory * 1024),
    GRID.left,
    WIDTH - GRID.right,
  );
  const y = logarithmic(
    all.map((it) => it.wall.median),
    HEIGHT - GRID.bottom,
    GRID.top,
  );
  const points = all.map((it) => ({ name: it.name, x: x.at(it.memory * 1024), y: y.at(it.wall.median) }));
  const positions = placeLabels(points);
  return drawn(HEIGHT, "One HTTP check: wall time and peak memory (both logarithmic)", {
    grid: GRID,
    xAxis: { ...axis(), name: "peak memory", nameLocation: "middle", nameGap: 32, min: x.min, max: x.max },
    yAxis: {
      ...axis((value) => `${value} ms`),
      name: "wall time",
      nameLocation: "middle",
      nameGap: 60,
      min: y.min,
      max: y.max,
    },
    series: {
      type: "scatter",
      symbolSize: 2 * RADIUS,
      data: all.map((it, i) => ({
        name: it.name,
        value: [it.memory * 1024, it.wall.median],
        itemStyle: { color: colour(it.name), opacity: 1 },
        label: { position: positions[i] ?? "right" },
      })),
      label: { show: true, color: TEXT, fontSize: FONT, formatter: ({ name }) => name },
    },
  });
}

/** A scale from the power of ten below the values to the one above, and the position of a value on it. */
function logarithmic(
  values: number[],
  from: number,
  to: number,
): { min: number; max: number; at(value: number): number } {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  const at = (value: number) => from + ((Math.log10(value) - low) / (high - low)) * (to - from);
  return { min: 10 ** low, max: 10 ** high, at };
}

type Position = "right" | "left" | "top" | "bottom";

/** In pixels, from the top left corner. */
interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The radius of a point, and the distance of its label. */
const RADIUS = 6;
const GAP = 5;

/** For each point, the first side on which its label touches no point, label or edge. */
export function placeLabels(points: { name: string; x: number; y: number }[]): Position[] {
  const taken = points.map(({ x, y }) => ({
    left: x - RADIUS,
    top: y - RADIUS,
    width: 2 * RADIUS,
    height: 2 * RADIUS,
  }));
  return points.map(({ name, x, y }) => {
    // Wider than letters of any usual font.
    const width = name.length * FONT * 0.58;
    const boxes: [Position, Box][] = [
      ["right", { left: x + RADIUS + GAP, top: y - FONT / 2, width, height: FONT }],
      ["left", { left: x - RADIUS - GAP - width, top: y - FONT / 2, width, height: FONT }],
      ["top", { left: x - width / 2, top: y - RADIUS - GAP - FONT, width, height: FONT }],
      ["bottom", { left: x - width / 2, top: y + RADIUS + GAP, width, height: FONT }],
    ];
    const isFree = ([, box]: [Position, Box]) =>
      box.left >= GRID.left && box.left + box.width <= WIDTH && !taken.some((other) => overlap(box, other));
    const [position, box] = boxes.find(isFree) ?? boxes[0]!;
    taken.push(box);
    return position;
  });
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
}

function title(text: string) {
  return { text, left: 10, top: 10, textStyle: { color: TEXT, fontSize: 14, fontWeight: "bold" as const } };
}

/** A logarithmic axis, by default of bytes. */
function axis(label: (value: number) => string = bytes) {
  return {
    type: "log" as const,
    axisLabel: { color: TEXT, fontSize: FONT, formatter: label },
    nameTextStyle: { color: TEXT, fontSize: FONT },
    axisLine: { show: true, lineStyle: { color: LINE } },
    splitLine: { lineStyle: { color: LINE } },
  };
}

function drawn(height: number, heading: string, option: EChartsOption): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  try {
    chart.setOption({ ...option, title: title(heading), animation: false, backgroundColor: "transparent" });
    return forPage(chart.renderToSVGString(), heading);
  } finally {
    chart.dispose();
  }
}

/** Removes what reacts to a pointer, which images on a page cannot do, and adds a title for screen readers. */
function forPage(svg: string, heading: string): string {
  const still = svg.replace(/<style.*?<\/style>\n?/s, "").replace(/ (class|pointer-events)="[^"]*"/g, "");
  return `${still.replace(/^<svg [^>]*>/, `$&\n<title>${heading}</title>`)}\n`;
}
