import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useDark } from "./theme";

/**
 * A chart in the element that gets the returned ref: as wide as that is, in the colours of the theme, always with the newest data.
 *
 * @param options what to draw, for an element whose style has the colours; keep it (`useCallback`, or outside of the component),
 *   since another one makes the chart anew
 */
export function usePlot(options: (element: HTMLElement) => uPlot.Options, data: uPlot.AlignedData) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const dark = useDark();

  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const wanted = options(element);
    const made = new uPlot(wanted, wanted.series.map(() => []) as unknown as uPlot.AlignedData, element);
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: wanted.height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [dark, options]);

  useEffect(() => plot.current?.setData(data), [data, dark, options]);
  return holder;
}
