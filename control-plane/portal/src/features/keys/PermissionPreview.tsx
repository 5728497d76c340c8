import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import type { Permissions } from "../../api/types";
import { ErrorNotice } from "../../ui/feedback";
import { TextField } from "../../ui/fields";
import { useApi } from "../session/SessionContext";

/** Asks the service what a user could do: with permissions that are being written, or one that is there. */
export function PermissionPreview({
  accountId,
  permissions,
  userId,
}: {
  accountId: string;
  permissions?: Permissions | undefined;
  userId?: string;
}) {
  const api = useApi();
  const [subject, setSubject] = useState("");
  const [userName, setUserName] = useState("");
  const [tags, setTags] = useState("");
  const wanted = subject.trim();
  const who =
    userId === undefined
      ? {
          permissions: permissions ?? {},
          tags: tags.split(/[\s,]+/).filter((tag) => tag !== ""),
          ...(userName.trim() === "" ? {} : { userName: userName.trim() }),
        }
      : { userId };
  const preview = useQuery({
    queryKey: ["preview", accountId, who, wanted],
    enabled: wanted !== "",
    retry: false,
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/permission-preview", {
          params: { path: { accountId } },
          body: {
            ...who,
            checks: [
              { act: "publish", subject: wanted },
              { act: "subscribe", subject: wanted },
            ],
          },
          signal,
        }),
      ),
  });
  const verdict = (act: "publish" | "subscribe") =>
    preview.data?.verdicts.find((each) => each.act === act)?.allowed === true;
  return (
    <fieldset>
      <legend>Try it</legend>
      <div className="field-grid">
        <TextField
          label="May the user use this subject?"
          placeholder="orders.created"
          className="mono"
          spellCheck={false}
          autoComplete="off"
          value={subject}
          onChange={setSubject}
          data-testid="preview-subject"
        />
        {userId === undefined && (
          <>
            <TextField label="User's name" placeholder="user" value={userName} onChange={setUserName} />
            <TextField label="User's tags" placeholder="site:berlin" value={tags} onChange={setTags} />
          </>
        )}
      </div>
      <div aria-live="polite" data-testid="preview-result">
        {wanted !== "" && preview.data?.refused !== undefined && (
          <p>
            <Verdict allowed={false} word="Could not connect" /> {preview.data.refused}
          </p>
        )}
        {wanted !== "" && preview.data !== undefined && preview.data.refused === undefined && (
          <p className="verdicts">
            <Verdict allowed={verdict("publish")} word={verdict("publish") ? "May publish" : "May not publish"} />
            <Verdict
              allowed={verdict("subscribe")}
              word={verdict("subscribe") ? "May subscribe" : "May not subscribe"}
            />
          </p>
        )}
      </div>
      {wanted !== "" && <ErrorNotice error={preview.error} />}
    </fieldset>
  );
}

function Verdict({ allowed, word }: { allowed: boolean; word: string }) {
  return (
    <span className={`badge badge-${allowed ? "active" : "revoked"}`}>
      <span className="badge-dot" aria-hidden="true" />
      {word}
    </span>
  );
}
