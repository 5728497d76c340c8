import { useState } from "react";
import { Link } from "react-router";
import { unwrap } from "../../api/client";
import type { SharedExport, SharedImport } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { ErrorNotice, Skeleton } from "../../ui/feedback";
import { Icon } from "../../ui/Icon";
import { ConfirmModal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { Allowed } from "../accounts/Allowed";
import { useApi } from "../session/SessionContext";
import { ExportModal } from "./ExportModal";
import { useExports, useImports } from "./queries";
import { SharingSettingsCards } from "./SharingSettingsCards";

const IMPORT_WORDS: Record<SharedImport["state"], string> = {
  active: "Active",
  "not-activated": "Without leave",
  "export-gone": "Export is gone",
  external: "From elsewhere",
};
const IMPORT_TONES: Record<SharedImport["state"], string> = {
  active: "active",
  "not-activated": "degraded",
  "export-gone": "revoked",
  external: "provisioning",
};

/** What the account gives to others, and what it takes from them. */
export function SharingTab() {
  const account = useOpenAccount();
  const exported = useExports(account.id);
  const imported = useImports(account.id);
  const [creating, setCreating] = useState(false);
  const [ending, setEnding] = useState<SharedExport | SharedImport>();
  return (
    <div className="stack-loose">
      <Card
        title="Exports"
        actions={
          <Allowed right="develop">
            <Button look="primary" data-testid="create-export" onClick={() => setCreating(true)}>
              <Icon name="plus" /> Create export
            </Button>
          </Allowed>
        }
      >
        <p className="faint">A stream or a service that other accounts may import, with your leave or without.</p>
        <ErrorNotice error={exported.error} onRetry={() => void exported.refetch()} />
        {exported.isPending && <Skeleton lines={2} label="Loading exports" />}
        {exported.data?.length === 0 && <p>Nothing is offered yet. Create an export to let others in on a subject.</p>}
        <ul className="rows">
          {exported.data?.map((each) => (
            <li key={each.id} className="row" data-testid="export-row">
              <div className="row-main">
                <strong>
                  {each.name} <span className="tag">{each.kind}</span>
                  {each.advertised && <span className="tag">in the catalogue</span>}
                </strong>
                <code>{each.subject}</code>
                <span className="faint">
                  {each.tokenRequired ? "Each importer needs your leave" : "Open to every account of this service"}
                </span>
              </div>
              <Allowed right="develop">
                <div className="row-action">
                  <AdvertiseButton accountId={account.id} shared={each} />
                  <Button aria-label={`Withdraw ${each.name}`} onClick={() => setEnding(each)}>
                    Withdraw
                  </Button>
                </div>
              </Allowed>
            </li>
          ))}
        </ul>
      </Card>
      <Card title="Imports" actions={<Link to={`/teams/${account.teamId}/catalogue`}>Find in the catalogue</Link>}>
        <ErrorNotice error={imported.error} onRetry={() => void imported.refetch()} />
        {imported.isPending && <Skeleton lines={2} label="Loading imports" />}
        {imported.data?.length === 0 && (
          <p>Nothing is imported yet. The catalogue shows what your team and others offer.</p>
        )}
        <ul className="rows">
          {imported.data?.map((each) => (
            <li key={each.id} className="row" data-testid="import-row">
              <div className="row-main">
                <strong>
                  {each.name} <span className="tag">{each.kind}</span>
                </strong>
                <code>
                  {each.subject}
                  {each.localSubject !== "" && ` → ${each.localSubject}`}
                </code>
                <span className="faint">
                  of <code className="clip">{each.exporterKey}</code>
                </span>
              </div>
              <span className={`badge badge-${IMPORT_TONES[each.state]}`}>
                <span className="badge-dot" aria-hidden="true" />
                {IMPORT_WORDS[each.state]}
              </span>
              <Allowed right="develop">
                <Button className="row-action" aria-label={`End import ${each.name}`} onClick={() => setEnding(each)}>
                  End
                </Button>
              </Allowed>
            </li>
          ))}
        </ul>
      </Card>
      <SharingSettingsCards />
      {creating && <ExportModal accountId={account.id} onClose={() => setCreating(false)} />}
      {ending !== undefined && <EndModal accountId={account.id} shared={ending} onClose={() => setEnding(undefined)} />}
    </div>
  );
}

function AdvertiseButton({ accountId, shared }: { accountId: string; shared: SharedExport }) {
  const api = useApi();
  const toggle = useAction(
    async () =>
      unwrap(
        await api.control.PATCH("/api/v1/accounts/{accountId}/exports/{exportId}", {
          params: { path: { accountId, exportId: shared.id } },
          body: { advertised: !shared.advertised },
        }),
      ),
    {
      stale: [["exports", accountId], ["catalogue"]],
      said: shared.advertised ? "Taken from the catalogue" : "Put into the catalogue",
    },
  );
  return (
    <Button busy={toggle.isPending} onClick={() => toggle.mutate()} data-testid="advertise">
      {shared.advertised ? "Hide" : "Advertise"}
    </Button>
  );
}

function EndModal({
  accountId,
  shared,
  onClose,
}: {
  accountId: string;
  shared: SharedExport | SharedImport;
  onClose: () => void;
}) {
  const api = useApi();
  const isImport = "exporterKey" in shared;
  const end = useAction(
    async () =>
      unwrap(
        isImport
          ? await api.control.DELETE("/api/v1/accounts/{accountId}/imports/{importId}", {
              params: { path: { accountId, importId: shared.id } },
            })
          : await api.control.DELETE("/api/v1/accounts/{accountId}/exports/{exportId}", {
              params: { path: { accountId, exportId: shared.id } },
            }),
      ),
    { stale: [["exports", accountId], ["imports", accountId], ["catalogue"]], said: "Ended", onDone: onClose },
  );
  return (
    <ConfirmModal
      title={isImport ? `End the import ${shared.name}?` : `Withdraw ${shared.name}?`}
      action={isImport ? "End import" : "Withdraw export"}
      busy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
      onClose={onClose}
      testId="confirm-end-sharing"
    >
      <p>
        {isImport
          ? "Clients of this account get nothing more from there."
          : "Everybody who imports it is cut off within seconds."}
      </p>
    </ConfirmModal>
  );
}
