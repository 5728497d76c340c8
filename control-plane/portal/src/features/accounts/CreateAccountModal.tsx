import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import { useSubmissionKey } from "../../api/submission";
import type { Account } from "../../api/types";
import { Button } from "../../ui/Button";
import { FormNotice } from "../../ui/feedback";
import { Form, SelectField, TextAreaField, TextField } from "../../ui/fields";
import { Modal } from "../../ui/Modal";
import { useApi } from "../session/SessionContext";
import { LimitFields } from "./LimitFields";
import { FIRST_LIMITS, type LimitTexts, parseLimits } from "./limits";
import { useTemplates } from "./queries";

const FIELDS = ["name", "description", ...FIRST_LIMITS.map(({ key }) => `limits.${key}`)];

interface CreateAccountProps {
  teamId: string;
  onClose: () => void;
  onCreated: (account: Account) => void;
}

export function CreateAccountModal({ teamId, onClose, onCreated }: CreateAccountProps) {
  const api = useApi();
  const queryClient = useQueryClient();
  const submission = useSubmissionKey();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [texts, setTexts] = useState<LimitTexts>({});
  const { limits, errors } = parseLimits(texts);
  const templates = useTemplates(teamId);
  const [templateId, setTemplateId] = useState("");

  const create = useMutation({
    mutationFn: async () => {
      const body = {
        name: name.trim(),
        ...(description.trim() === "" ? {} : { description: description.trim() }),
        ...(Object.keys(limits).length === 0 ? {} : { limits }),
        ...(templateId === "" ? {} : { templateId }),
      };
      return unwrap(
        await api.control.POST("/api/v1/teams/{teamId}/accounts", {
          params: { path: { teamId }, header: submission.for(body) },
          body,
        }),
      );
    },
    onSuccess: (account) => {
      submission.spent();
      queryClient.setQueryData(["account", account.id], account);
      void queryClient.invalidateQueries({ queryKey: ["accounts", teamId] });
      onCreated(account);
    },
  });

  return (
    <Modal title="Create an account" onClose={onClose}>
      <Form error={create.error} onSubmit={() => errors.size === 0 && !create.isPending && create.mutate()}>
        <p className="faint">
          An account is a private subject space: nothing published in it is seen by any other account.
        </p>
        <FormNotice error={create.error} fields={FIELDS} />
        <TextField
          label="Name"
          hint="Letters, digits, spaces, dots, dashes and underscores; up to 64."
          value={name}
          onChange={setName}
          error={fieldError(create.error, "name")}
          autoComplete="off"
          data-testid="account-name"
        />
        <TextAreaField
          label="Description (optional)"
          value={description}
          onChange={setDescription}
          error={fieldError(create.error, "description")}
          data-testid="account-description"
        />
        {templates.data !== undefined && templates.data.length > 0 && (
          <SelectField
            label="Template"
            hint="It says what you leave out."
            value={templateId}
            onChange={setTemplateId}
            error={fieldError(create.error, "templateId")}
            data-testid="account-template"
          >
            <option value="">None</option>
            {templates.data.map((template) => (
              <option key={template.id} value={template.id}>
                {template.name}
              </option>
            ))}
          </SelectField>
        )}
        <details
          className="more"
          open={
            FIRST_LIMITS.some(({ key }) => errors.has(key) || fieldError(create.error, `limits.${key}`)) || undefined
          }
        >
          <summary>Limits</summary>
          <p className="faint">
            Empty takes the template's value or the plan's default; -1 is no limit. You can change them later.
          </p>
          <LimitFields
            kinds={FIRST_LIMITS}
            texts={texts}
            onChange={setTexts}
            localErrors={errors}
            error={create.error}
          />
        </details>
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={create.isPending} data-testid="account-submit">
            Create account
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
