import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import { useSubmissionKey } from "../../api/submission";
import type { Role, SupportAccess } from "../../api/types";
import { polling } from "../../app/polling";
import { useMe } from "../../app/team";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { ErrorNotice, FormNotice, Skeleton } from "../../ui/feedback";
import { Form, SelectField, TextField } from "../../ui/fields";
import { formatDateTime } from "../../ui/format";
import { Card } from "../../ui/page";
import { useApi, useSessionStatus } from "../session/SessionContext";
import { SupportState } from "../support/SupportState";
import { lasting } from "../support/words";
import { describe, roleOf } from "../team/roles";

const POLL_MILLIS = 5000;
const SHOWN = 50;
const DURATIONS = [15 * 60, 3600, 4 * 3600, 24 * 3600, 7 * 24 * 3600];
const ROLES_BY_GRANT: readonly Role[] = ["viewer", "developer", "operator", "admin"];
const QUERY = ["operator", "support"];

/** Asking teams to be let in, and what came of it. */
export function SupportPanel() {
  const api = useApi();
  const me = useMe();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const asked = useQuery({
    queryKey: QUERY,
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: polling(POLL_MILLIS),
    queryFn: async ({ signal }) =>
      unwrap(await api.control.GET("/api/v1/operator/support-access", { params: { query: { limit: SHOWN } }, signal }))
        .items,
  });
  const end = useAction(
    async (supportAccessId: string) =>
      unwrap(
        await api.control.POST("/api/v1/operator/support-access/{supportAccessId}/end", {
          params: { path: { supportAccessId } },
        }),
      ),
    { stale: [QUERY, ["me"]], said: "You are out of the team" },
  );
  async function open(access: SupportAccess) {
    await queryClient.invalidateQueries({ queryKey: ["me"] });
    await navigate(`/teams/${access.teamId}/accounts`);
  }
  return (
    <div className="stack-loose">
      <RequestCard />
      <Card title="Asked for">
        <ErrorNotice error={asked.error ?? end.error} onRetry={() => void asked.refetch()} />
        {asked.isPending && <Skeleton lines={3} label="Loading support access" />}
        {asked.data?.length === 0 && (
          <p className="faint">No team was asked yet. Take the id of a team from Tenants, and say what it is for.</p>
        )}
        <ul className="rows">
          {asked.data?.map((access) => (
            <li key={access.id} className="row" data-testid="support-request">
              <div className="row-main">
                <strong>
                  {access.teamName} as {access.role}
                </strong>
                <span>{access.reason}</span>
                <span className="faint">
                  {access.operator}, for {lasting(access.durationSeconds)},{" "}
                  {access.state === "granted" ? "until" : "asked"}{" "}
                  {formatDateTime(access.state === "granted" ? access.expiresAt : access.createdAt)}
                  {access.decidedBy !== undefined && `, decided by ${access.decidedBy}`}
                </span>
              </div>
              <SupportState access={access} />
              {access.operator === me.data?.email && access.state === "granted" && (
                <Button look="primary" data-testid="support-open" onClick={() => void open(access)}>
                  Open the team
                </Button>
              )}
              {access.operator === me.data?.email && (access.state === "granted" || access.state === "pending") && (
                <Button
                  data-testid="support-end"
                  aria-label={
                    access.state === "granted"
                      ? `Leave ${access.teamName}`
                      : `Take back the request to ${access.teamName}`
                  }
                  busy={end.isPending}
                  onClick={() => end.mutate(access.id)}
                >
                  {access.state === "granted" ? "Leave" : "Take back"}
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

function RequestCard() {
  const api = useApi();
  const submission = useSubmissionKey();
  const [teamId, setTeamId] = useState("");
  const [reason, setReason] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [seconds, setSeconds] = useState(3600);
  const request = useAction(
    async () => {
      const body = { teamId: teamId.trim(), reason: reason.trim(), role, durationSeconds: seconds };
      return unwrap(
        await api.control.POST("/api/v1/operator/support-access", { params: { header: submission.for(body) }, body }),
      );
    },
    {
      stale: [QUERY],
      said: (made) => `${made.teamName} is asked`,
      onDone: () => {
        submission.spent();
        setReason("");
      },
    },
  );
  return (
    <Card title="Ask a team to be let in">
      <Form error={request.error} onSubmit={() => !request.isPending && request.mutate()}>
        <FormNotice error={request.error} fields={["teamId", "reason", "role", "durationSeconds"]} />
        <p className="faint">
          An owner or admin of the team decides. Until then you see nothing of it; afterwards everything you look at and
          do is in the team's audit log, with who let you in.
        </p>
        <div className="field-grid">
          <TextField
            label="Team"
            hint="Its id, from Tenants"
            value={teamId}
            onChange={setTeamId}
            error={fieldError(request.error, "teamId")}
            data-testid="support-team"
          />
          <SelectField
            label="Role"
            hint={describe(role)}
            value={role}
            onChange={(value) => setRole(roleOf(value))}
            error={fieldError(request.error, "role")}
            data-testid="support-role"
          >
            {ROLES_BY_GRANT.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </SelectField>
          <SelectField
            label="For how long"
            value={String(seconds)}
            onChange={(value) => setSeconds(Number(value))}
            error={fieldError(request.error, "durationSeconds")}
          >
            {DURATIONS.map((each) => (
              <option key={each} value={each}>
                {lasting(each)}
              </option>
            ))}
          </SelectField>
        </div>
        <TextField
          label="Reason"
          hint="The team reads it"
          maxLength={500}
          value={reason}
          onChange={setReason}
          error={fieldError(request.error, "reason")}
          data-testid="support-reason"
        />
        <div className="actions">
          <Button look="primary" type="submit" busy={request.isPending} data-testid="support-ask">
            Ask the team
          </Button>
        </div>
      </Form>
    </Card>
  );
}
