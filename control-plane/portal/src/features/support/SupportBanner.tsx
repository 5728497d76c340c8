import { Link } from "react-router";
import { useCurrentTeam } from "../../app/team";
import { Notice } from "../../ui/feedback";
import { formatDateTime } from "../../ui/format";
import { useTeamSupport } from "./queries";

/** Says, on whatever page: that one is in a team by its leave; that an operator is in one's own team, or asks to be. */
export function SupportBanner() {
  const team = useCurrentTeam();
  const asGuest = team?.grantedBy !== undefined;
  const asked = useTeamSupport(team === undefined || asGuest ? undefined : team.teamId);
  if (team === undefined) return null;
  if (team.grantedBy !== undefined && team.until !== undefined) {
    return (
      <Notice
        tone="warning"
        testId="support-guest"
        title={`You are in ${team.teamName} as ${team.role}, let in by ${team.grantedBy}`}
        action={<Link to="/operator/support">Leave</Link>}
      >
        Until {formatDateTime(team.until)}. The team sees everything you look at and do in its audit log.
      </Notice>
    );
  }
  const decides = team.rights.includes("managePeople");
  const look = (
    <Link to={`/teams/${team.teamId}#support`} aria-label="Look at it: support access">
      Look at it
    </Link>
  );
  return asked.data?.map((access) =>
    access.state === "granted" ? (
      <Notice
        key={access.id}
        tone="warning"
        testId="support-granted"
        title={`${access.operator} of Vagus is in this team as ${access.role}`}
        action={look}
      >
        {access.decidedBy} let them in until {formatDateTime(access.expiresAt)}: {access.reason}
      </Notice>
    ) : access.state === "pending" && decides ? (
      <Notice
        key={access.id}
        tone="info"
        testId="support-pending"
        title={`${access.operator} of Vagus asks to be let into this team as ${access.role}`}
        action={look}
      >
        {access.reason}
      </Notice>
    ) : null,
  );
}
