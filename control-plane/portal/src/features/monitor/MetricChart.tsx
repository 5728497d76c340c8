import { useCallback, useMemo } from "react";
import type uPlot from "uplot";
import { usePlot } from "../../ui/usePlot";

/** What was measured in the step that begins at `at`; every other member is a number. */
export interface Point {
  readonly at: string;
}

/** Points over time, oldest first. */
export interface Series<P extends Point> {
  readonly stepSeconds: number;
  readonly points: readonly P[];
}

export interface Line<P extends Point> {
  readonly member: Exclude<keyof P, "at">;
  readonly label: string;
}

const measured = <P extends Point>(point: P, member: keyof P) => point[member] as number;

const HEIGHT = 170;

/** One or two lines over time. Steps that nobody saw are gaps; a screen reader hears the last and the highest values. */
export function MetricChart<P extends Point>({
  title,
  series,
  lines,
  format,
}: {
  title: string;
  series: Series<P>;
  lines: readonly Line<P>[];
  format: (value: number) => string;
}) {
  const data = useMemo(() => aligned(series, lines), [series, lines]);
  const drawn = useCallback((element: HTMLElement) => options(element, lines, format), [lines, format]);
  const holder = usePlot(drawn, data);

  const words = lines.map(({ member, label }) => {
    const values = series.points.map((point) => measured(point, member));
    return `${label}: now ${format(values.at(-1) ?? 0)}, at most ${format(Math.max(0, ...values))}`;
  });
  return (
    <figure className="metric">
      <figcaption>
        <strong>{title}</strong>
      </figcaption>
      <div ref={holder} className="chart chart-small" role="img" aria-label={`${title}. ${words.join("; ")}.`} />
    </figure>
  );
}

/** Points with a hole where a step is missing, so that the line breaks there. */
function aligned<P extends Point>(series: Series<P>, lines: readonly Line<P>[]): uPlot.AlignedData {
  const times: number[] = [];
  const values: (number | null)[][] = lines.map(() => []);
  let last: number | undefined;
  for (const point of series.points) {
    const at = Date.parse(point.at) / 1000;
    if (last !== undefined && at - last > series.stepSeconds * 2.5) {
      times.push(last + series.stepSeconds);
      for (const column of values) column.push(null);
    }
    times.push(at);
    lines.forEach(({ member }, line) => values[line]?.push(measured(point, member)));
    last = at;
  }
  return [times, ...values] as uPlot.AlignedData;
}

const HALF_A_MINUTE = 30;
const HALF_A_DAY = 43_200;

/** A tick of the time axis, as fine as the ticks are apart. */
function moment(seconds: number, step: number): string {
  const at = new Date(seconds * 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  if (step > HALF_A_DAY) return `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return step > HALF_A_MINUTE ? time : `${time}:${two(at.getSeconds())}`;
}

function options(
  element: HTMLElement,
  lines: readonly { label: string }[],
  format: (value: number) => string,
): uPlot.Options {
  const style = getComputedStyle(element);
  const of = (token: string) => style.getPropertyValue(token).trim();
  const axis: uPlot.Axis = {
    stroke: of("--text-faint"),
    font: "12px system-ui, sans-serif",
    grid: { stroke: of("--line"), width: 1 },
    ticks: { show: false },
  };
  const shown = (_: uPlot, value: number | null) => (value === null ? "–" : format(value));
  const strokes = [of("--flow-in"), of("--flow-out")];
  return {
    width: element.clientWidth,
    height: HEIGHT,
    // Room for half of the last time on the axis, which stands below the end of the lines.
    padding: [null, 32, null, null],
    cursor: { points: { size: 7 }, drag: { x: false, y: false }, sync: { key: "monitor" } },
    scales: { y: { range: (_, __, max) => [0, Math.max(max * 1.15, 1)] } },
    axes: [
      { ...axis, values: (_, ticks, __, ___, step) => ticks.map((tick) => moment(tick, step)), space: 90, size: 30 },
      { ...axis, values: (_, ticks) => ticks.map(format), size: 66 },
    ],
    series: [
      { label: "Time", value: "{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}" },
      ...lines.map(({ label }, line) => ({
        label,
        stroke: strokes[line] ?? of("--flow-in"),
        width: 2,
        points: { show: false },
        value: shown,
        ...(line === 0 ? { fill: of("--flow-in-fill") } : { dash: [6, 4] }),
      })),
    ],
  };
}
