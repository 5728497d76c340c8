import { useState } from "react";
import { unwrap } from "../../api/client";
import type { AccountTemplate, Team } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { ErrorNotice, Skeleton } from "../../ui/feedback";
import { formatLimit } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { ConfirmModal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useApi } from "../session/SessionContext";
import { tellingLimits } from "./limits";
import { useTemplates } from "./queries";
import { CreateTemplateModal } from "./TemplateModal";

const SHOWN_LIMITS = 3;

/** Presets of the team for new accounts. */
export function TemplatesCard({ team }: { team: Team }) {
  const api = useApi();
  const templates = useTemplates(team.id);
  const manages = team.rights.includes("manageAccounts");
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<AccountTemplate>();
  const remove = useAction(
    async (templateId: string) =>
      unwrap(
        await api.control.DELETE("/api/v1/teams/{teamId}/account-templates/{templateId}", {
          params: { path: { teamId: team.id, templateId } },
        }),
      ),
    { stale: [["templates", team.id]], said: "The template is deleted", onDone: () => setDeleting(undefined) },
  );
  return (
    <Card
      title="Account templates"
      actions={
        manages && (
          <Button data-testid="create-template" onClick={() => setCreating(true)}>
            <Icon name="plus" /> Add template
          </Button>
        )
      }
    >
      <ErrorNotice error={templates.error} onRetry={() => void templates.refetch()} />
      {templates.isPending && <Skeleton lines={2} label="Loading templates" />}
      {templates.data?.length === 0 && (
        <p className="faint">
          None yet. A template holds the limits and tags of new accounts, so that the next one is made in one step.
        </p>
      )}
      <ul className="rows">
        {templates.data?.map((template) => (
          <li key={template.id} className="row" data-testid="template-row">
            <div className="row-main">
              <strong>{template.name}</strong>
              {template.description !== "" && <span>{template.description}</span>}
              <span className="faint">{describeTemplate(template)}</span>
            </div>
            {manages && (
              <Button
                className="row-action"
                aria-label={`Delete template ${template.name}`}
                onClick={() => setDeleting(template)}
              >
                Delete
              </Button>
            )}
          </li>
        ))}
      </ul>
      {creating && <CreateTemplateModal teamId={team.id} onClose={() => setCreating(false)} />}
      {deleting !== undefined && (
        <ConfirmModal
          title={`Delete template ${deleting.name}?`}
          action="Delete template"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(deleting.id)}
          onClose={() => setDeleting(undefined)}
          testId="confirm-delete-template"
        >
          <p>Accounts that were made from it stay as they are.</p>
        </ConfirmModal>
      )}
    </Card>
  );
}

function describeTemplate(template: AccountTemplate): string {
  const limits = tellingLimits(template.limits)
    .slice(0, SHOWN_LIMITS)
    .map(({ key, label, format }) => `${label.toLowerCase()} ${formatLimit(template.limits[key], format)}`);
  return [...limits, ...template.tags].join(" · ");
}
