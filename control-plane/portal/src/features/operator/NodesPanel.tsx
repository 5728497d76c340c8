import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import type { OperatorNode } from "../../api/types";
import { polling } from "../../app/polling";
import { announce } from "../../ui/announce";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorNotice, Notice, Skeleton } from "../../ui/feedback";
import { formatAgo, formatBytes, formatCount, formatRate } from "../../ui/format";
import { ConfirmModal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useApi, useSessionStatus } from "../session/SessionContext";

const POLL_MILLIS = 5_000;

/** The servers that answer now. */
export function NodesPanel() {
  const api = useApi();
  const nodes = useQuery({
    queryKey: ["operator", "nodes"],
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: polling(POLL_MILLIS),
    queryFn: async ({ signal }) => unwrap(await api.control.GET("/api/v1/operator/nodes", { signal })),
  });
  const places = new Map<string, OperatorNode[]>();
  for (const node of nodes.data?.items ?? []) {
    const place = placeOf(node);
    places.set(place, [...(places.get(place) ?? []), node]);
  }
  return (
    <div className="stack-loose">
      <ErrorNotice error={nodes.error} onRetry={() => void nodes.refetch()} />
      {nodes.isPending && <Skeleton lines={4} label="Loading nodes" />}
      {nodes.data?.items.length === 0 && (
        <EmptyState title="No node answers">
          Start a node with the operator.conf that the control plane wrote, or look whether it can be reached at the
          address the control plane is told.
        </EmptyState>
      )}
      {[...places].sort().map(([place, members]) => (
        <Card key={place} title={place}>
          <p className="faint" data-testid="place-summary">
            {summaryOf(members)}
          </p>
          <ul className="rows">
            {members.map((node) => (
              <NodeRow key={node.id} node={node} />
            ))}
          </ul>
        </Card>
      ))}
    </div>
  );
}

/** Where a server stands, as it says itself: its region's tag, its cluster's name. */
function placeOf(node: OperatorNode): string {
  const cluster = node.cluster === undefined ? "Servers on their own" : `Cluster ${node.cluster}`;
  return node.region === undefined ? cluster : `Region ${node.region} · ${cluster}`;
}

function summaryOf(nodes: readonly OperatorNode[]): string {
  const healthy = nodes.filter((node) => node.healthy).length;
  const connections = nodes.reduce((sum, node) => sum + node.connections, 0);
  return `${healthy} of ${nodes.length} healthy · ${formatCount(connections)} connections`;
}

function NodeRow({ node }: { node: OperatorNode }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const act = useMutation({
    mutationFn: async (what: "reload" | "evacuate") => {
      const params = { path: { nodeId: node.id } };
      if (what === "reload") {
        unwrap(await api.control.POST("/api/v1/operator/nodes/{nodeId}/reload", { params }));
        return undefined;
      }
      return unwrap(await api.control.POST("/api/v1/operator/nodes/{nodeId}/evacuate", { params })).count;
    },
    onSuccess: async (count, what) => {
      if (what === "evacuate") setAsking(false);
      announce(
        count === undefined ? `${node.name} has read its configuration` : `${count} clients were asked to leave`,
      );
      await queryClient.invalidateQueries({ queryKey: ["operator", "nodes"] });
    },
  });
  return (
    <li className="row" data-testid="node">
      <div className="row-main">
        <span className="message-head">
          <strong>{node.name}</strong>
          <span className={`badge badge-${node.healthy ? "active" : "degraded"}`}>
            <span className="badge-dot" aria-hidden="true" />
            {node.healthy ? "Healthy" : "Not ready"}
          </span>
          <span className="tag">{node.version}</span>
          {node.jetStream && <span className="tag">JetStream</span>}
        </span>
        {node.healthDetail !== undefined && <span>{node.healthDetail}</span>}
        <span className="faint">
          {formatCount(node.connections)} connections · {formatCount(node.accounts)} accounts ·{" "}
          {formatCount(node.subscriptions)} subscriptions · {formatBytes(node.memoryBytes)} memory ·{" "}
          {formatRate(node.cpuPercent)} % CPU · {formatBytes(node.diskBytes)} on disk in {formatCount(node.streams)}{" "}
          streams
          {node.slowConsumers > 0 && ` · ${formatCount(node.slowConsumers)} slow consumers`}
          {node.startedAt !== undefined && ` · started ${formatAgo(node.startedAt)}`}
        </span>
        <code className="clip faint">{node.id}</code>
        <ErrorNotice error={act.error} />
        {act.data !== undefined && (
          <Notice tone="success" testId="node-emptied" title={`${act.data} clients were asked to leave`}>
            Those that know of lame duck mode connect elsewhere by themselves.
          </Notice>
        )}
      </div>
      <div className="row-action">
        <Button
          busy={act.isPending && act.variables === "reload"}
          aria-label={`Reload ${node.name}`}
          onClick={() => act.mutate("reload")}
          data-testid="node-reload"
        >
          Reload
        </Button>
        <Button aria-label={`Empty ${node.name}`} onClick={() => setAsking(true)} data-testid="node-empty">
          Empty
        </Button>
      </div>
      {asking && (
        <ConfirmModal
          title={`Empty ${node.name}?`}
          action="Ask clients to leave"
          busy={act.isPending}
          error={act.error}
          onConfirm={() => act.mutate("evacuate")}
          onClose={() => setAsking(false)}
          testId="confirm-empty"
        >
          <p>
            Every client is asked to connect elsewhere, before maintenance. The node still takes new connections; to end
            it for good, signal its process: <code>nats-server --signal ldm</code>.
          </p>
        </ConfirmModal>
      )}
    </li>
  );
}
