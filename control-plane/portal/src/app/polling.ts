import type { Query } from "@tanstack/react-query";

const SLOWER_AFTER_ERROR = 4;

/**
 * An interval for `refetchInterval`: the given one while answers come, four times as long after one that failed.
 * A hidden page does not poll at all; it asks at once when it is shown again.
 */
export function polling<T>(millis: number | ((data: T | undefined) => number)) {
  return (query: Pick<Query<T>, "state">): number => {
    const base = typeof millis === "number" ? millis : millis(query.state.data);
    return query.state.status === "error" ? base * SLOWER_AFTER_ERROR : base;
  };
}
