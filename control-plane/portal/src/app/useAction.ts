import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { announce } from "../ui/announce";

interface ActionOptions<T> {
  /** What has to be read again after it. */
  readonly stale: readonly QueryKey[];
  /** What is said to screen readers when it is done. */
  readonly said?: string | ((result: T) => string);
  readonly onDone?: (result: T) => void;
}

/** A request that changes something: shows that it is on its way, and has what it changed read again. */
export function useAction<T, V = void>(run: (value: V) => Promise<T>, { stale, said, onDone }: ActionOptions<T>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: run,
    // An answer may hold a secret: it must not stay in the cache of mutations.
    gcTime: 0,
    onSuccess: async (result: T) => {
      await Promise.all(stale.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
      if (said !== undefined) announce(typeof said === "string" ? said : said(result));
      onDone?.(result);
    },
  });
}
