import { type ReactNode, useState } from "react";
import { EmptyState, ErrorNotice, Skeleton } from "../../ui/feedback";
import { SelectField } from "../../ui/fields";
import { formatBytes, formatRate } from "../../ui/format";
import { Card } from "../../ui/page";
import { type Line, MetricChart, type Point, type Series } from "./MetricChart";
import { type Range, RANGES } from "./queries";

/** A chart of one or two lines. */
export interface Chart<P extends Point> {
  readonly title: string;
  readonly lines: readonly Line<P>[];
  readonly format: (value: number) => string;
}

export const rate = (value: number) => `${formatRate(value)}/s`;
export const byteRate = (value: number) => `${formatBytes(value)}/s`;

/** Charts of something over a time that the reader chooses. */
export function OverTime<P extends Point>({
  charts,
  useSeries,
  emptyNow,
  emptyThen,
  bare = false,
}: {
  charts: readonly Chart<P>[];
  /** A hook: the series of a range. */
  useSeries: (range: Range) => {
    data: Series<P> | undefined;
    error: Error | null;
    isPending: boolean;
    refetch: () => unknown;
  };
  /** What to do when nothing was seen in the last hour. */
  emptyNow: ReactNode;
  /** Why there may be nothing in a longer time. */
  emptyThen: ReactNode;
  /** Inside something that has a frame and a title of its own. */
  bare?: boolean;
}) {
  const [range, setRange] = useState<Range>(RANGES[0]);
  const { data, error, isPending, refetch } = useSeries(range);
  const choice = (
    <SelectField
      label="Time"
      value={range.key}
      onChange={(key) => setRange(RANGES.find((each) => each.key === key) ?? RANGES[0])}
      data-testid="monitor-range"
    >
      {RANGES.map(({ key, label }) => (
        <option key={key} value={key}>
          {label}
        </option>
      ))}
    </SelectField>
  );
  const shown = (
    <>
      <ErrorNotice error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton lines={6} label="Loading the charts" />}
      {data?.points.length === 0 && (
        <EmptyState title="Nothing to show for this time">{range.step === 10 ? emptyNow : emptyThen}</EmptyState>
      )}
      {data !== undefined && data.points.length > 0 && (
        <div className="metric-grid" data-testid="monitor-charts" data-points={data.points.length}>
          {charts.map((chart) => (
            <MetricChart key={chart.title} series={data} {...chart} />
          ))}
        </div>
      )}
    </>
  );
  return bare ? (
    <div className="stack-tight">
      {choice}
      {shown}
    </div>
  ) : (
    <Card title="Over time" actions={choice}>
      {shown}
    </Card>
  );
}
