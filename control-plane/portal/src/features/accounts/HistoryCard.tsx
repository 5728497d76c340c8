import { useInfiniteQuery } from "@tanstack/react-query";
import { unwrap } from "../../api/client";
import type { Account, AccountEvent } from "../../api/types";
import { Button } from "../../ui/Button";
import { ErrorNotice, Skeleton } from "../../ui/feedback";
import { formatDateTime } from "../../ui/format";
import { Card } from "../../ui/page";
import { useApi, useSessionStatus } from "../session/SessionContext";

const WORDS = { applied: "On every node", failed: "Not everywhere", unreachable: "No node reached" } as const;
const TONES = { applied: "active", failed: "degraded", unreachable: "degraded" } as const;

/** Who changed what, and what each node made of it. */
export function HistoryCard({ account }: { account: Account }) {
  const api = useApi();
  const history = useInfiniteQuery({
    queryKey: ["account-history", account.id, account.updatedAt, account.state],
    enabled: useSessionStatus() === "signed-in",
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) =>
      unwrap(
        await api.control.GET("/api/v1/accounts/{accountId}/history", {
          params: {
            path: { accountId: account.id },
            query: { limit: 10, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  });
  return (
    <Card title="History">
      <ErrorNotice error={history.error} onRetry={() => void history.refetch()} />
      {history.isPending && <Skeleton lines={4} label="Loading the history" />}
      <ol className="rows" data-testid="account-history">
        {history.data?.pages.flatMap((page) => page.items.map((event) => <Event key={event.id} event={event} />))}
      </ol>
      {history.hasNextPage && (
        <Button busy={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          Show earlier
        </Button>
      )}
    </Card>
  );
}

function Event({ event }: { event: AccountEvent }) {
  const refused = event.nodes.filter((node) => !node.applied);
  return (
    <li className="row">
      <div className="row-main">
        <strong>{event.kind === "push" ? "Sent to the nodes" : event.summary}</strong>
        <span className="faint">
          {formatDateTime(event.lastAt)}
          {event.actor !== undefined && `, by ${event.actor}`}
          {event.times > 1 && `, ${event.times} times since ${formatDateTime(event.at)}`}
        </span>
        {event.kind === "push" && event.outcome !== "applied" && <span>{event.summary}</span>}
        {refused.map((node) => (
          <span key={node.node} className="faint">
            <code>{node.node}</code>: {node.reason}
          </span>
        ))}
      </div>
      {event.outcome !== undefined && (
        <span className={`badge badge-${TONES[event.outcome]}`}>
          <span className="badge-dot" aria-hidden="true" />
          {WORDS[event.outcome]}
        </span>
      )}
    </li>
  );
}
