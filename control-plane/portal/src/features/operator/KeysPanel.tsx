import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import type { OperatorKeyState } from "../../api/types";
import { polling } from "../../app/polling";
import { announce } from "../../ui/announce";
import { Button, CopyButton } from "../../ui/Button";
import { ErrorNotice, Notice, Skeleton } from "../../ui/feedback";
import { formatAgo, formatCount } from "../../ui/format";
import { ConfirmModal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useApi, useSessionStatus } from "../session/SessionContext";

const POLL_MILLIS = 5_000;

const ACTS: Record<OperatorKeyState["step"], { act: "announce" | "sign" | "withdraw"; label: string; does: string }> = {
  idle: {
    act: "announce",
    label: "Announce a new key",
    does: "Makes a new signing key and writes an operator.conf that names both. Nothing is signed with it yet.",
  },
  announced: {
    act: "sign",
    label: "Sign with the new key",
    does: "Every account is signed anew and given to the nodes. Clients stay connected.",
  },
  signing: {
    act: "withdraw",
    label: "Withdraw the old key",
    does: "Takes the old key out of operator.conf and forgets its seed. Restart the nodes one at a time afterwards.",
  },
};

/** The operator's signing key, and its replacement in three steps. */
export function KeysPanel() {
  const api = useApi();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const keys = useQuery({
    queryKey: ["operator", "keys"],
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: polling(POLL_MILLIS),
    queryFn: async ({ signal }) => unwrap(await api.control.GET("/api/v1/operator/keys", { signal })),
  });
  const act = useMutation({
    mutationFn: async (step: "announce" | "sign" | "withdraw") => {
      switch (step) {
        case "announce":
          return unwrap(await api.control.POST("/api/v1/operator/keys/announce"));
        case "sign":
          return unwrap(await api.control.POST("/api/v1/operator/keys/sign"));
        case "withdraw":
          return unwrap(await api.control.POST("/api/v1/operator/keys/withdraw"));
      }
    },
    onSuccess: async (state) => {
      setAsking(false);
      announce(state.nextStep);
      await queryClient.invalidateQueries({ queryKey: ["operator", "keys"] });
    },
  });
  if (keys.data === undefined) {
    return keys.isError ? (
      <ErrorNotice error={keys.error} onRetry={() => void keys.refetch()} />
    ) : (
      <Skeleton lines={4} label="Loading the keys" />
    );
  }
  const state = keys.data;
  const next = ACTS[state.step];
  const rows: [string, string | undefined][] = [
    ["Operator", state.operatorKey],
    ["Signs accounts", state.signingKey],
    ["Announced, does not sign yet", state.nextSigningKey],
    ["Still trusted, signs no more", state.oldSigningKey],
  ];
  return (
    <Card title="Operator keys">
      <Notice tone={state.step === "idle" ? "info" : "warning"} title={state.nextStep} testId="key-step">
        {state.nodesToRestart.length > 0 && <>To restart: {state.nodesToRestart.join(", ")}. </>}
        {state.accountsLeft > 0 && <>{formatCount(state.accountsLeft)} accounts to go. </>}
        {state.since !== undefined && state.step !== "idle" && <>The last step was {formatAgo(state.since)}.</>}
      </Notice>
      <ErrorNotice error={asking ? null : act.error} />
      <ul className="rows">
        {rows.map(([label, key]) =>
          key === undefined ? null : (
            <li key={label} className="row">
              <div className="row-main">
                <strong>{label}</strong>
                <span className="key-line">
                  <code className="clip">{key}</code>
                  <CopyButton text={key} what={`key: ${label}`} compact />
                </span>
              </div>
            </li>
          ),
        )}
      </ul>
      <div className="actions">
        <Button look="primary" onClick={() => setAsking(true)} data-testid="key-next">
          {next.label}
        </Button>
      </div>
      {asking && (
        <ConfirmModal
          title={`${next.label}?`}
          action={next.label}
          busy={act.isPending}
          error={act.error}
          onConfirm={() => act.mutate(next.act)}
          onClose={() => setAsking(false)}
          testId="key-confirm"
        >
          <p>{next.does}</p>
        </ConfirmModal>
      )}
    </Card>
  );
}
