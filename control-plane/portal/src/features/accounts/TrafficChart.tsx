import { useMemo } from "react";
import type uPlot from "uplot";
import type { TrafficSample } from "../../api/types";
import { formatRate } from "../../ui/format";
import { usePlot } from "../../ui/usePlot";

const HEIGHT = 220;

/** Messages per second in and out over the last minutes. */
export function TrafficChart({ history }: { history: readonly TrafficSample[] }) {
  const data = useMemo(() => series(history), [history]);
  const holder = usePlot(options, data);
  const last = history.at(-1);
  const peak = Math.max(
    0,
    ...history.map((sample) => Math.max(sample.inMessagesPerSecond, sample.outMessagesPerSecond)),
  );
  return (
    <div
      ref={holder}
      className="chart"
      role="img"
      aria-label={`Messages per second over time: now ${formatRate(last?.inMessagesPerSecond ?? 0)} in and ${formatRate(
        last?.outMessagesPerSecond ?? 0,
      )} out, at most ${formatRate(peak)}.`}
    />
  );
}

function series(history: readonly TrafficSample[]): uPlot.AlignedData {
  return [
    history.map((sample) => Date.parse(sample.at) / 1000),
    history.map((sample) => sample.inMessagesPerSecond),
    history.map((sample) => sample.outMessagesPerSecond),
  ];
}

interface Colours {
  readonly inFlow: string;
  readonly outFlow: string;
  readonly inFill: string;
  readonly grid: string;
  readonly text: string;
}

function colours(element: Element): Colours {
  const style = getComputedStyle(element);
  const of = (token: string) => style.getPropertyValue(token).trim();
  return {
    inFlow: of("--flow-in"),
    outFlow: of("--flow-out"),
    inFill: of("--flow-in-fill"),
    grid: of("--line"),
    text: of("--text-faint"),
  };
}

function options(element: HTMLElement): uPlot.Options {
  const { inFlow, outFlow, inFill, grid, text } = colours(element);
  const axis: uPlot.Axis = {
    stroke: text,
    font: "12px system-ui, sans-serif",
    grid: { stroke: grid, width: 1 },
    ticks: { show: false },
  };
  const rate = (_: uPlot, value: number | null) => (value === null ? "–" : `${formatRate(value)} msg/s`);
  return {
    width: element.clientWidth,
    height: HEIGHT,
    cursor: { points: { size: 7 }, drag: { x: false, y: false } },
    scales: { y: { range: (_, __, max) => [0, Math.max(max * 1.15, 1)] } },
    axes: [
      { ...axis, values: [[1, "{HH}:{mm}:{ss}", null, null, null, null, null, null, 1]], space: 90, size: 30 },
      { ...axis, values: (_, ticks) => ticks.map(formatRate), size: 52 },
    ],
    series: [
      { label: "Time", value: "{HH}:{mm}:{ss}" },
      { label: "In", stroke: inFlow, fill: inFill, width: 2, points: { show: false }, value: rate },
      { label: "Out", stroke: outFlow, width: 2, points: { show: false }, value: rate, dash: [6, 4] },
    ],
  };
}
