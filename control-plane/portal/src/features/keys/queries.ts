import { useQuery } from "@tanstack/react-query";
import { unwrap } from "../../api/client";
import { allPages } from "../../api/pages";
import type { SigningKey } from "../../api/types";
import { useApi, useSessionStatus } from "../session/SessionContext";

/** The key that is made with the account; it cannot be deleted. */
export const DEFAULT_KEY_NAME = "default";

export function useSigningKeys(accountId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["keys", accountId],
    enabled: useSessionStatus() === "signed-in",
    queryFn: ({ signal }) =>
      allPages<SigningKey>(async (cursor) =>
        unwrap(
          await api.control.GET("/api/v1/accounts/{accountId}/signing-keys", {
            params: { path: { accountId }, query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) } },
            signal,
          }),
        ),
      ),
  });
}
