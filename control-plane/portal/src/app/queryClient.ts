import { QueryClient } from "@tanstack/react-query";
import { isTransient } from "../api/problem";

const MAX_RETRIES = 2;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 1_000,
        retry: (failures, error) => isTransient(error) && failures < MAX_RETRIES,
        // A loopback service needs no network; only an answer that fails counts as a failure.
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
