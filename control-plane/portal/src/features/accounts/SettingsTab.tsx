import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import type { Account } from "../../api/types";
import { announce } from "../../ui/announce";
import { Button } from "../../ui/Button";
import { ErrorNotice, FormNotice } from "../../ui/feedback";
import { Form, TextAreaField, TextField } from "../../ui/fields";
import { ConfirmModal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useApi } from "../session/SessionContext";
import { useOpenAccount } from "./AccountPage";
import { AccountRolesCard } from "./AccountRolesCard";
import { Allowed, useMayHere } from "./Allowed";
import { DefaultPermissionsCard } from "./DefaultPermissionsCard";
import { DeleteCard } from "./DeleteCard";
import { HistoryCard } from "./HistoryCard";
import { LimitFields } from "./LimitFields";
import { extraLimits, MoreLimitFields, RATE_KINDS } from "./MoreLimitFields";
import { QuotaBars } from "./QuotaBars";
import { LIMIT_KINDS, limitTexts, parseLimits } from "./limits";
import { parseTiers, TIER_FIELDS, TierFields, tierTexts, withTiers } from "./TierFields";
import { SaveTemplateModal } from "./TemplateModal";

const FIELDS = [
  "name",
  "description",
  ...Array.from({ length: 32 }, (_, index) => `tags[${index}]`),
  ...LIMIT_KINDS.map(({ key }) => `limits.${key}`),
  ...TIER_FIELDS,
  ...RATE_KINDS.map(({ key }) => `limits.rates.${key}`),
];

export function SettingsTab() {
  const account = useOpenAccount();
  return (
    <div className="stack-loose">
      <EditCard key={account.id} account={account} />
      <DefaultPermissionsCard key={`permissions-${account.id}`} account={account} />
      <AccountRolesCard account={account} />
      <Allowed right="operate">
        <SuspendCard account={account} />
      </Allowed>
      <DeleteCard account={account} />
      <HistoryCard account={account} />
    </div>
  );
}

export function useAccountUpdated() {
  const queryClient = useQueryClient();
  return (account: Account) => {
    queryClient.setQueryData(["account", account.id], account);
    void queryClient.invalidateQueries({ queryKey: ["accounts", account.teamId] });
    void queryClient.invalidateQueries({ queryKey: ["quotas", account.teamId] });
  };
}

function tagError(error: unknown): string | undefined {
  return Array.from({ length: 32 }, (_, index) => fieldError(error, `tags[${index}]`)).find(Boolean);
}

function EditCard({ account }: { account: Account }) {
  const api = useApi();
  const updated = useAccountUpdated();
  const [name, setName] = useState(account.name);
  const [description, setDescription] = useState(account.description);
  const [texts, setTexts] = useState(() => limitTexts(account.limits));
  const { limits, errors } = parseLimits(texts);
  const [tags, setTags] = useState(account.tags.join(" "));
  const [extra, setExtra] = useState(() => extraLimits(account.limits));
  const [tiers, setTiers] = useState(() => tierTexts(account.limits));
  const parsedTiers = parseTiers(tiers);
  const [saving, setSaving] = useState(false);
  const mayChange = useMayHere()("manageAccounts");

  const save = useMutation({
    mutationFn: async () =>
      unwrap(
        await api.control.PATCH("/api/v1/accounts/{accountId}", {
          params: { path: { accountId: account.id } },
          body: {
            name: name.trim(),
            description: description.trim(),
            limits: withTiers({ ...limits, ...extra }, parsedTiers.tiers),
            tags: tags.split(/[\s,]+/).filter((tag) => tag !== ""),
          },
        }),
      ),
    onSuccess: (saved) => {
      updated(saved);
      setTexts(limitTexts(saved.limits));
      setTiers(tierTexts(saved.limits));
      announce("Saved");
    },
  });

  return (
    <Card title="Name and limits">
      <Form
        error={save.error}
        onSubmit={() => errors.size === 0 && parsedTiers.errors.size === 0 && !save.isPending && save.mutate()}
      >
        <FormNotice error={save.error} fields={FIELDS} />
        <div className="two-columns">
          <TextField label="Name" value={name} onChange={setName} error={fieldError(save.error, "name")} />
          <TextAreaField
            label="Description"
            value={description}
            onChange={setDescription}
            error={fieldError(save.error, "description")}
          />
        </div>
        <TextField
          label="Tags"
          hint="Words apart by spaces, such as env:prod. Roles can use them in their subjects."
          value={tags}
          onChange={setTags}
          error={tagError(save.error)}
          data-testid="account-tags"
        />
        <fieldset>
          <legend>Limits</legend>
          <QuotaBars teamId={account.teamId} />
          <p className="faint">-1 is no limit. A lower limit on connections closes the ones above it.</p>
          <LimitFields kinds={LIMIT_KINDS} texts={texts} onChange={setTexts} localErrors={errors} error={save.error} />
          <TierFields texts={tiers} onChange={setTiers} localErrors={parsedTiers.errors} error={save.error} />
          <MoreLimitFields extra={extra} onChange={setExtra} error={save.error} />
        </fieldset>
        <div className="actions">
          {save.isSuccess && <span className="saved">Saved</span>}
          {mayChange && (
            <>
              <Button onClick={() => setSaving(true)} data-testid="account-save-template">
                Save as template
              </Button>
              <Button look="primary" type="submit" busy={save.isPending} data-testid="account-save">
                Save changes
              </Button>
            </>
          )}
        </div>
      </Form>
      {saving && <SaveTemplateModal account={account} onClose={() => setSaving(false)} />}
    </Card>
  );
}

function SuspendCard({ account }: { account: Account }) {
  const api = useApi();
  const updated = useAccountUpdated();
  const [asking, setAsking] = useState(false);
  const params = { path: { accountId: account.id } };
  const change = useMutation({
    mutationFn: async (suspend: boolean) =>
      unwrap(
        suspend
          ? await api.control.POST("/api/v1/accounts/{accountId}/suspend", { params })
          : await api.control.POST("/api/v1/accounts/{accountId}/resume", { params }),
      ),
    onSuccess: (changed) => {
      updated(changed);
      setAsking(false);
    },
  });

  return (
    <Card title={account.suspended ? "Resume" : "Suspend"}>
      <div className="split">
        <p>
          {account.suspended
            ? "Clients may connect again as soon as the nodes have the change."
            : "Closes every connection and refuses new ones until you resume. Users, keys and limits stay."}
        </p>
        {account.suspended ? (
          <Button
            look="primary"
            busy={change.isPending}
            onClick={() => change.mutate(false)}
            data-testid="account-resume"
          >
            Resume account
          </Button>
        ) : (
          <Button onClick={() => setAsking(true)} data-testid="account-suspend">
            Suspend account
          </Button>
        )}
      </div>
      {!asking && <ErrorNotice error={change.error} />}
      {asking && (
        <ConfirmModal
          title={`Suspend ${account.name}?`}
          action="Suspend account"
          busy={change.isPending}
          error={change.error}
          onConfirm={() => change.mutate(true)}
          onClose={() => setAsking(false)}
          testId="confirm-suspend"
        >
          <p>All its clients are disconnected within seconds and cannot come back until you resume it.</p>
        </ConfirmModal>
      )}
    </Card>
  );
}
