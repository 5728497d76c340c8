import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import { useSubmissionKey } from "../../api/submission";
import type { Account, AccountTemplate, Limits } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { FormNotice } from "../../ui/feedback";
import { Form, TextField } from "../../ui/fields";
import { Modal } from "../../ui/Modal";
import { useApi } from "../session/SessionContext";
import { LimitFields } from "./LimitFields";
import { LIMIT_KINDS, type LimitTexts, parseLimits } from "./limits";

const FIELDS = ["name", "description", ...LIMIT_KINDS.map(({ key }) => `limits.${key}`)];

interface Preset {
  readonly name: string;
  readonly description: string;
  readonly limits?: Limits;
  readonly tags?: string[];
  readonly defaultPermissions?: NonNullable<AccountTemplate["defaultPermissions"]>;
}

function useCreateTemplate(teamId: string, onDone: () => void) {
  const api = useApi();
  const submission = useSubmissionKey();
  return useAction(
    async (body: Preset) => {
      const made = unwrap(
        await api.control.POST("/api/v1/teams/{teamId}/account-templates", {
          params: { path: { teamId }, header: submission.for(body) },
          body,
        }),
      );
      submission.spent();
      return made;
    },
    { stale: [["templates", teamId]], said: (made) => `Template ${made.name} is made`, onDone },
  );
}

/** Makes a template from scratch. */
export function CreateTemplateModal({ teamId, onClose }: { teamId: string; onClose: () => void }) {
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [tags, setTags] = useState("");
  const [texts, setTexts] = useState<LimitTexts>({});
  const { limits, errors } = parseLimits(texts);
  const create = useCreateTemplate(teamId, onClose);
  return (
    <Modal title="Create an account template" onClose={onClose} wide>
      <Form
        error={create.error}
        onSubmit={() => {
          if (errors.size > 0 || create.isPending) return;
          create.mutate({
            name: name.trim(),
            description: description.trim(),
            limits,
            tags: tags.split(/[\s,]+/).filter((tag) => tag !== ""),
          });
        }}
      >
        <FormNotice error={create.error} fields={FIELDS} />
        <div className="field-grid">
          <TextField
            label="Name"
            value={name}
            onChange={setName}
            error={fieldError(create.error, "name")}
            autoComplete="off"
            data-testid="template-name"
          />
          <TextField label="Description" value={description} onChange={setDescription} autoComplete="off" />
          <TextField label="Tags" hint="Words apart by spaces, such as env:prod." value={tags} onChange={setTags} />
        </div>
        <fieldset>
          <legend>Limits</legend>
          <p className="faint">Empty takes the plan's default; -1 is no limit.</p>
          <LimitFields
            kinds={LIMIT_KINDS}
            texts={texts}
            onChange={setTexts}
            localErrors={errors}
            error={create.error}
          />
        </fieldset>
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={create.isPending} data-testid="template-submit">
            Create template
          </Button>
        </div>
      </Form>
    </Modal>
  );
}

/** Keeps the limits, tags and default permissions of an account as a template for new ones. */
export function SaveTemplateModal({ account, onClose }: { account: Account; onClose: () => void }) {
  const [name, setName] = useState(account.name);
  const create = useCreateTemplate(account.teamId, onClose);
  return (
    <Modal title="Save as template" onClose={onClose}>
      <Form
        error={create.error}
        onSubmit={() =>
          !create.isPending &&
          create.mutate({
            name: name.trim(),
            description: account.description,
            limits: account.limits,
            tags: account.tags,
            ...(account.defaultPermissions !== undefined && { defaultPermissions: account.defaultPermissions }),
          })
        }
      >
        <p className="faint">
          The saved limits, tags and default permissions of {account.name}, for new accounts. What you have typed and
          not saved yet is not in it.
        </p>
        <FormNotice error={create.error} fields={["name"]} />
        <TextField
          label="Name of the template"
          value={name}
          onChange={setName}
          error={fieldError(create.error, "name")}
          autoComplete="off"
          data-testid="template-name"
        />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={create.isPending} data-testid="template-submit">
            Save template
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
