import { useMutation, useQueryClient } from "@tanstack/react-query";
import { announce } from "../../ui/announce";

/** A change that makes some queries stale, says so, and then lets the page go on. */
export function useChange<Input, Output>(
  change: (input: Input) => Promise<Output>,
  { stale, said, then }: { stale: unknown[][]; said: string; then?: (output: Output) => void },
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Some answers hold a secret: none stays in the cache of mutations.
    gcTime: 0,
    onSuccess: async (output) => {
      await Promise.all(stale.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
      announce(said);
      then?.(output);
    },
  });
}
