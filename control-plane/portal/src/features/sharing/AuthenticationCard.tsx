import { useState } from "react";
import { fieldError } from "../../api/problem";
import type { AccountSharing } from "../../api/types";
import { Button } from "../../ui/Button";
import { FormNotice } from "../../ui/feedback";
import { Form, TextAreaField, TextField } from "../../ui/fields";
import { ConfirmModal, Modal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { Allowed } from "../accounts/Allowed";
import { useUsers } from "../users/queries";
import { words } from "./mappings";
import { useSaveSharing } from "./useSaveSharing";

interface Props {
  accountId: string;
  settings: AccountSharing;
}

/** The account's own authentication service (auth callout): a client of the account that decides who comes in. */
export function AuthenticationCard({ accountId, settings }: Props) {
  const [asking, setAsking] = useState<"set" | "end">();
  const close = () => setAsking(undefined);
  const end = useSaveSharing(accountId, close);
  const { authentication } = settings;
  return (
    <Card
      title="Authentication service"
      actions={
        <Allowed right="develop">
          <div className="actions">
            {authentication !== undefined && (
              <Button data-testid="end-authentication" onClick={() => setAsking("end")}>
                End
              </Button>
            )}
            <Button data-testid="set-authentication" onClick={() => setAsking("set")}>
              {authentication === undefined ? "Set up" : "Change"}
            </Button>
          </div>
        </Allowed>
      }
    >
      {authentication === undefined ? (
        <p className="faint">
          Who connects is decided by credentials alone. With a service of your own (auth callout), every other login of
          this account is put to it on <code>$SYS.REQ.USER.AUTH</code>.
        </p>
      ) : (
        <dl className="facts" data-testid="authentication">
          <div>
            <dt>The service comes as</dt>
            <dd>
              <Keys keys={authentication.userKeys} />
            </dd>
          </div>
          <div>
            <dt>May put users into</dt>
            <dd>
              {(authentication.allowedAccounts ?? []).length === 0 ? (
                "this account only"
              ) : authentication.allowedAccounts?.includes("*") ? (
                "any account whose signing keys it holds"
              ) : (
                <Keys keys={authentication.allowedAccounts ?? []} />
              )}
            </dd>
          </div>
          <div>
            <dt>Requests are</dt>
            <dd>
              {authentication.encryptionKey === undefined ? (
                "in clear"
              ) : (
                <>
                  sealed for <code className="clip">{authentication.encryptionKey}</code>
                </>
              )}
            </dd>
          </div>
        </dl>
      )}
      {asking === "set" && <AuthenticationModal accountId={accountId} settings={settings} onClose={close} />}
      {asking === "end" && (
        <ConfirmModal
          title="End the authentication service?"
          action="End service"
          busy={end.isPending}
          error={end.error}
          onConfirm={() => end.mutate({ mappings: settings.mappings })}
          onClose={close}
          testId="confirm-end-authentication"
        >
          <p>Credentials decide alone again. Clients that only the service lets in cannot connect any more.</p>
        </ConfirmModal>
      )}
    </Card>
  );
}

function Keys({ keys }: { keys: readonly string[] }) {
  return keys.map((key) => (
    <code key={key} className="clip">
      {key}
    </code>
  ));
}

function AuthenticationModal({ accountId, settings, onClose }: Props & { onClose: () => void }) {
  const { authentication } = settings;
  const users = useUsers(accountId);
  const [userKeys, setUserKeys] = useState(authentication?.userKeys ?? []);
  const [accounts, setAccounts] = useState((authentication?.allowedAccounts ?? []).join("\n"));
  const [encryptionKey, setEncryptionKey] = useState(authentication?.encryptionKey ?? "");
  const [none, setNone] = useState(false);
  const save = useSaveSharing(accountId, onClose);
  const known = (users.data ?? []).filter((user) => user.state === "active");
  const elsewhere = userKeys.filter((key) => !known.some((user) => user.publicKey === key));
  const allowedAccounts = words(accounts);
  const key = encryptionKey.trim();
  return (
    <Modal title="Authentication service" onClose={onClose} wide>
      <Form
        error={save.error}
        onSubmit={() => {
          setNone(userKeys.length === 0);
          if (userKeys.length === 0 || save.isPending) return;
          save.mutate({
            ...settings,
            authentication: {
              userKeys,
              ...(allowedAccounts.length > 0 && { allowedAccounts }),
              ...(key !== "" && { encryptionKey: key }),
            },
          });
        }}
      >
        <FormNotice error={save.error} fields={["authentication.encryptionKey"]} />
        <fieldset>
          <legend>The service comes as</legend>
          {known.length === 0 && <p className="faint">Create a user for the service first, under Users.</p>}
          {known.map((user) => (
            <label key={user.id} className="check">
              <input
                type="checkbox"
                checked={userKeys.includes(user.publicKey)}
                onChange={(event) =>
                  setUserKeys(
                    event.target.checked
                      ? [...userKeys, user.publicKey]
                      : userKeys.filter((each) => each !== user.publicKey),
                  )
                }
              />
              <span>{user.name}</span>
            </label>
          ))}
          {elsewhere.map((each) => (
            <label key={each} className="check">
              <input type="checkbox" checked onChange={() => setUserKeys(userKeys.filter((other) => other !== each))} />
              <span className="mono clip">{each}</span>
            </label>
          ))}
          {none && (
            <p className="field-error">Choose at least one user: without it the service cannot come in itself.</p>
          )}
        </fieldset>
        <TextAreaField
          label="Other accounts it may put users into"
          hint="Public keys, one a line; * alone is any whose signing keys it holds. Empty: this account only."
          className="mono"
          spellCheck={false}
          value={accounts}
          onChange={setAccounts}
          data-testid="authentication-accounts"
        />
        <TextField
          label="Encryption key"
          hint="A curve key, X…, that requests are sealed for: nsc generate nkey --curve. Empty: in clear."
          className="mono"
          autoComplete="off"
          spellCheck={false}
          value={encryptionKey}
          onChange={setEncryptionKey}
          error={fieldError(save.error, "authentication.encryptionKey")}
        />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={save.isPending} data-testid="authentication-submit">
            Save
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
