import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { allPages } from "../../api/pages";
import { fieldError } from "../../api/problem";
import { useSubmissionKey } from "../../api/submission";
import type { Token } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button, CopyButton } from "../../ui/Button";
import { ErrorNotice, FormNotice, Notice, Skeleton } from "../../ui/feedback";
import { Form, SelectField, TextField } from "../../ui/fields";
import { formatAgo, formatDate } from "../../ui/format";
import { Modal } from "../../ui/Modal";
import { useApi } from "../session/SessionContext";

const TOKENS = "/api/v1/teams/{teamId}/service-accounts/{serviceAccountId}/tokens" as const;
const DAY_SECONDS = 86_400;
const EXPIRY_DAYS = [7, 30, 90, 365] as const;

interface Props {
  teamId: string;
  machine: { readonly id: string; readonly name: string };
}

/** The tokens of a service account: which there are, when each was used last, and a way to end each. */
export function ServiceTokensModal({ teamId, machine, onClose }: Props & { onClose: () => void }) {
  const api = useApi();
  const path = { teamId, serviceAccountId: machine.id };
  const queryKey = ["service-tokens", machine.id];
  const tokens = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      allPages<Token>(async (cursor) =>
        unwrap(
          await api.control.GET(TOKENS, {
            params: { path, query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) } },
            signal,
          }),
        ),
      ),
  });
  const revoke = useAction(
    async (tokenId: string) =>
      unwrap(await api.control.DELETE(`${TOKENS}/{tokenId}`, { params: { path: { ...path, tokenId } } })),
    { stale: [queryKey], said: "The token is revoked" },
  );
  return (
    <Modal title={`Tokens of ${machine.name}`} onClose={onClose} wide>
      <ErrorNotice error={tokens.error ?? revoke.error} onRetry={() => void tokens.refetch()} />
      {tokens.isPending && <Skeleton lines={2} label="Loading tokens" />}
      {tokens.data?.length === 0 && <p className="faint">It has no token yet. Make one below.</p>}
      <ul className="rows">
        {tokens.data?.map((token) => (
          <li key={token.id} className="row" data-testid="service-token-row">
            <div className="row-main">
              <strong>{token.name}</strong>
              <span className="tags">
                <code>{token.prefix}…</code>
                <span className="tag">{token.access === "read" ? "only reads" : "reads and changes"}</span>
              </span>
              <span className="faint">
                {token.lastUsedAt === undefined ? "Never used" : `Used ${formatAgo(token.lastUsedAt)}`}
                {token.expiresAt !== undefined && ` · until ${formatDate(token.expiresAt)}`}
              </span>
            </div>
            <Button
              className="row-action"
              aria-label={`Revoke token ${token.name}`}
              busy={revoke.isPending && revoke.variables === token.id}
              onClick={() => revoke.mutate(token.id)}
              data-testid="revoke-service-token"
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
      <NewToken teamId={teamId} machine={machine} />
    </Modal>
  );
}

function NewToken({ teamId, machine }: Props) {
  const api = useApi();
  const submission = useSubmissionKey();
  const [name, setName] = useState("");
  const [days, setDays] = useState(90);
  const [access, setAccess] = useState<Token["access"]>("write");
  const [secret, setSecret] = useState<string>();
  const create = useAction(
    async () => {
      const body = { name: name.trim(), expiresInSeconds: days * DAY_SECONDS, access };
      const made = unwrap(
        await api.control.POST(TOKENS, {
          params: { path: { teamId, serviceAccountId: machine.id }, header: submission.for(body) },
          body,
        }),
      );
      submission.spent();
      return made.secret;
    },
    {
      stale: [["service-tokens", machine.id]],
      said: "The token is made. Save it now.",
      onDone: (made) => {
        setSecret(made);
        setName("");
      },
    },
  );
  return (
    <Form error={create.error} onSubmit={() => !create.isPending && create.mutate()}>
      {secret !== undefined && (
        <Notice tone="warning" title="Save the token now: it will not be shown again">
          <div className="secret">
            <code>{secret}</code>
            <CopyButton text={secret} what="token" />
          </div>
        </Notice>
      )}
      <FormNotice error={create.error} fields={["name", "expiresInSeconds", "access"]} />
      <div className="field-grid">
        <TextField
          label="New token's name"
          value={name}
          onChange={setName}
          error={fieldError(create.error, "name")}
          autoComplete="off"
          data-testid="service-token-name"
        />
        <SelectField label="Expires" value={String(days)} onChange={(value) => setDays(Number(value))}>
          {EXPIRY_DAYS.map((each) => (
            <option key={each} value={each}>
              In {each} days
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Access"
          value={access}
          onChange={(value) => setAccess(value === "read" ? "read" : "write")}
          data-testid="service-token-access"
        >
          <option value="write">Read and change</option>
          <option value="read">Only read</option>
        </SelectField>
      </div>
      <div className="actions actions-start">
        <Button type="submit" busy={create.isPending} data-testid="service-token-submit">
          Make token
        </Button>
      </div>
    </Form>
  );
}
