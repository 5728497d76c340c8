import { useQuery } from "@tanstack/react-query";
import { unwrap } from "../../api/client";
import type { SignInSession } from "../../api/types";
import { polling } from "../../app/polling";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { ErrorNotice, Skeleton } from "../../ui/feedback";
import { formatDateTime } from "../../ui/format";
import { Card } from "../../ui/page";
import { useApi, useService, useSessionStatus } from "../session/SessionContext";

const POLL_MILLIS = 30_000;

/** Where the person is signed in, and signing out there. */
export function SessionsCard() {
  const api = useApi();
  const { config, session } = useService();
  const sessions = useQuery({
    queryKey: ["sessions"],
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: polling(POLL_MILLIS),
    queryFn: async ({ signal }) => unwrap(await api.control.GET("/api/v1/sessions", { signal })).items,
  });
  const end = useAction(
    async (sessionId: string) =>
      unwrap(await api.control.DELETE("/api/v1/sessions/{sessionId}", { params: { path: { sessionId } } })),
    { stale: [["sessions"]], said: "Signed out there" },
  );
  const endOthers = useAction(async () => unwrap(await api.control.POST("/api/v1/sessions/end-others")), {
    stale: [["sessions"]],
    said: ({ count }) => `Signed out of ${count} other places`,
  });
  const others = sessions.data?.filter((each) => !each.current).length ?? 0;
  return (
    <Card
      title="Where you are signed in"
      actions={
        others > 0 && (
          <Button data-testid="end-other-sessions" busy={endOthers.isPending} onClick={() => endOthers.mutate()}>
            Sign out everywhere else
          </Button>
        )
      }
    >
      <ErrorNotice
        error={sessions.error ?? end.error ?? endOthers.error}
        onRetry={() => {
          end.reset();
          endOthers.reset();
          void sessions.refetch();
        }}
      />
      {sessions.isPending && <Skeleton lines={3} label="Loading your sign-ins" />}
      <ul className="rows">
        {sessions.data?.map((each) => (
          <li key={each.id} className="row" data-testid="session-row">
            <div className="row-main">
              <strong>
                {describe(each)} {each.current && <span className="tag">this one</span>}
              </strong>
              <span className="faint">
                {each.applications.join(", ")} from {each.address}
              </span>
              <span className="faint">
                since {formatDateTime(each.startedAt)}, last used {formatDateTime(each.lastUsedAt)}
              </span>
            </div>
            <Button
              className="row-action"
              aria-label={each.current ? "Sign out here" : `Sign out of ${describe(each)}`}
              data-testid="end-session"
              busy={end.isPending && end.variables === each.id}
              onClick={() => (each.current ? void session.signOut() : end.mutate(each.id))}
            >
              Sign out
            </Button>
          </li>
        ))}
      </ul>
      <p className="faint">
        Do you not know one of them? Sign out there, then change your{" "}
        <a href={`${config.oidc.issuer}/account/#/account-security/signing-in`}>password and second factor</a> at the
        sign-in service.
      </p>
    </Card>
  );
}

/** `Firefox 131.0 on Linux`; what the browser did not say is left out. */
function describe({ browser, system, device }: SignInSession): string {
  const on = [system, device].filter((part) => part !== "" && part !== "Other");
  const program = browser.startsWith("Other") ? "A program" : browser;
  return on.length === 0 ? program : `${program} on ${on.join(", ")}`;
}
