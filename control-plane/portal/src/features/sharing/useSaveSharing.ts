import { unwrap } from "../../api/client";
import type { AccountSharing } from "../../api/types";
import { useAction } from "../../app/useAction";
import { useApi } from "../session/SessionContext";

/** Sets mappings and authentication service as a whole; the nodes have it seconds later. */
export function useSaveSharing(accountId: string, onDone: () => void) {
  const api = useApi();
  return useAction(
    async (body: AccountSharing) =>
      unwrap(
        await api.control.PUT("/api/v1/accounts/{accountId}/sharing-settings", {
          params: { path: { accountId } },
          body,
        }),
      ),
    {
      stale: [
        ["sharing-settings", accountId],
        ["account", accountId],
      ],
      said: "Saved; the nodes have it within seconds",
      onDone,
    },
  );
}
