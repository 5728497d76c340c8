import { useMutation, useQuery } from "@tanstack/react-query";
import { unwrap } from "../../api/client";
import { announce } from "../../ui/announce";
import { Button } from "../../ui/Button";
import { ErrorNotice, Notice, Skeleton } from "../../ui/feedback";
import { formatCount } from "../../ui/format";
import { Card } from "../../ui/page";
import { useApi, useSessionStatus } from "../session/SessionContext";

/** What the nodes hold against what the database says. */
export function DriftPanel() {
  const api = useApi();
  const drift = useQuery({
    queryKey: ["operator", "drift"],
    enabled: useSessionStatus() === "signed-in",
    queryFn: async ({ signal }) => unwrap(await api.control.GET("/api/v1/operator/drift", { signal })),
  });
  const resync = useMutation({
    mutationFn: async (accountId: string | undefined) =>
      unwrap(
        await api.control.POST("/api/v1/operator/resync", {
          params: { query: accountId === undefined ? {} : { accountId } },
        }),
      ),
    onSuccess: ({ count }) => announce(`${count} accounts are given to the nodes again`),
  });
  const report = drift.data;
  return (
    <Card
      title="Drift"
      actions={
        <div className="actions">
          <Button busy={drift.isFetching} onClick={() => void drift.refetch()} data-testid="drift-look">
            Compare again
          </Button>
          <Button look="primary" busy={resync.isPending} onClick={() => resync.mutate(undefined)} data-testid="resync">
            Give all again
          </Button>
        </div>
      }
    >
      <ErrorNotice error={drift.error ?? resync.error} onRetry={() => void drift.refetch()} />
      {drift.isPending && <Skeleton lines={3} label="Comparing the nodes with the database" />}
      {resync.data !== undefined && (
        <Notice tone="success" testId="resynced" title={`${formatCount(resync.data.count)} accounts are on their way`}>
          Compare again in a moment.
        </Notice>
      )}
      {report !== undefined && report.drifted === 0 && (
        <Notice
          testId="drift-none"
          tone={report.servers === 0 ? "warning" : "success"}
          title={report.servers === 0 ? "No node answered" : "No drift"}
        >
          {formatCount(report.accounts)} accounts compared on {formatCount(report.servers)} nodes. A change that is on
          its way is not counted.
        </Notice>
      )}
      {report !== undefined && report.drifted > 0 && (
        <Notice tone="warning" title={`${formatCount(report.drifted)} accounts differ`}>
          The service repairs them by itself within a minute; this list shows what it found.
        </Notice>
      )}
      <ul className="rows">
        {report?.differences.map((difference) => (
          <li key={difference.publicKey} className="row">
            <div className="row-main">
              <code className="clip">{difference.publicKey}</code>
              <span>
                {difference.what}
                {difference.missingOn.length > 0 && `: ${difference.missingOn.join(", ")}`}
              </span>
            </div>
            <Button className="row-action" onClick={() => resync.mutate(difference.accountId)}>
              Give again
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
