import { lazy, Suspense, useState } from "react";
import { createPortal } from "react-dom";
import { Link, Navigate, NavLink, Outlet, useLocation, useNavigate } from "react-router";
import { useService, useSessionStatus } from "../features/session/SessionContext";
import { InvitationsBanner } from "../features/invitations/InvitationsBanner";
import { SessionEnded, SignInPrompt } from "../features/session/SessionEnded";
import { SupportBanner } from "../features/support/SupportBanner";
import { Button } from "../ui/Button";
import { Disclosure } from "../ui/Disclosure";
import { ErrorNotice, Skeleton } from "../ui/feedback";
import { Icon, type IconName, Logo } from "../ui/Icon";
import { PageTabs } from "../ui/PageTabs";
import { chooseTheme, type Theme, useTheme } from "../ui/theme";
import { Palette } from "./Palette";
import { useCurrentTeam, useMe } from "./team";

const LandingPage = lazy(async () => ({ default: (await import("../features/landing/LandingPage")).LandingPage }));
const NewTeamModal = lazy(async () => ({ default: (await import("../features/team/NewTeamModal")).NewTeamModal }));

/** Header, content, footer: around every page. */
export function Frame() {
  const status = useSessionStatus();
  const { config } = useService();
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <header className="top">
        <div className="top-inner">
          <Link to="/" className="brand" aria-label="Vagus, home">
            <Logo />
            <span>Vagus</span>
          </Link>
          {status === "signed-out" ? <div className="spacer" /> : <MainNavigation />}
          <ThemeSwitch />
          {status === "signed-out" ? <SignInButton /> : <PersonMenu />}
        </div>
      </header>
      <main id="content" className="content" tabIndex={-1}>
        {status === "signed-in" && <InvitationsBanner />}
        {status === "signed-in" && <SupportBanner />}
        <Outlet />
      </main>
      {status === "signed-in" && <Palette />}
      <footer className="bottom">
        <span>
          Vagus {config.version} · <Link to="/status">Status</Link>
        </span>
        <span className="mono">{config.natsUrls.join("  ")}</span>
      </footer>
      {status === "ended" && <SessionEnded />}
    </>
  );
}

/** `/`: what Vagus is for the signed-out, their accounts for everybody else. */
export function Home() {
  const status = useSessionStatus();
  const me = useMe();
  const team = useCurrentTeam();
  if (status === "signed-out") {
    return (
      <Suspense fallback={<Skeleton lines={6} />}>
        <LandingPage />
      </Suspense>
    );
  }
  if (team !== undefined) return <Navigate to={`/teams/${team.teamId}/accounts`} replace />;
  if (me.isError) return <ErrorNotice error={me.error} onRetry={() => void me.refetch()} />;
  return <Skeleton lines={6} label="Loading your teams" />;
}

/** Pages that need a person; a signed-out visitor is asked to sign in and comes back here. */
export function SignedIn() {
  return useSessionStatus() === "signed-out" ? <SignInPrompt /> : <Outlet />;
}

function MainNavigation() {
  const team = useCurrentTeam();
  const inAccount = useLocation().pathname.startsWith("/accounts/");
  if (team === undefined) return <div className="spacer" />;
  return (
    <>
      <TeamSwitcher />
      <PageTabs className="main-nav" label="Main">
        <NavLink
          to={`/teams/${team.teamId}/accounts`}
          className={({ isActive }) => (isActive || inAccount ? "active" : "")}
        >
          Accounts
        </NavLink>
        <NavLink to={`/teams/${team.teamId}/catalogue`}>Catalogue</NavLink>
        <NavLink to={`/teams/${team.teamId}`} end>
          Team
        </NavLink>
        <NavLink to={`/teams/${team.teamId}/audit`}>Audit</NavLink>
        <NavLink to="/tokens">Tokens</NavLink>
      </PageTabs>
    </>
  );
}

function TeamSwitcher() {
  const me = useMe();
  const team = useCurrentTeam();
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  if (team === undefined) return null;
  return (
    <>
      <Disclosure
        label={`Team ${team.teamName}, switch team`}
        align="start"
        testId="team-switcher"
        button={<span className="team-name">{team.teamName}</span>}
      >
        <p className="menu-title">Your teams</p>
        <ul className="menu">
          {me.data?.teams.map((membership) => (
            <li key={membership.teamId}>
              <Link
                to={`/teams/${membership.teamId}/accounts`}
                aria-current={membership.teamId === team.teamId ? "true" : undefined}
              >
                <span className="menu-main">{membership.teamName}</span>
                <span className="faint">
                  {membership.grantedBy === undefined ? membership.role : `let in as ${membership.role}`}
                </span>
                {membership.teamId === team.teamId && <Icon name="check" size={16} />}
              </Link>
            </li>
          ))}
        </ul>
        <Button look="quiet" className="menu-action" data-testid="create-team" onClick={() => setCreating(true)}>
          <Icon name="plus" /> New team
        </Button>
      </Disclosure>
      {creating && (
        <Suspense fallback={null}>
          <NewTeamModal
            onClose={() => setCreating(false)}
            onCreated={(created) => {
              setCreating(false);
              void navigate(`/teams/${created.id}/accounts`);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

function PersonMenu() {
  const { session } = useService();
  const me = useMe();
  const [leaving, setLeaving] = useState(false);
  return (
    <Disclosure
      label={me.data ? `${me.data.name}, your menu` : "Your menu"}
      testId="person-menu"
      button={
        <span className="avatar" aria-hidden="true">
          {initials(me.data?.name ?? "")}
        </span>
      }
    >
      {me.data && (
        <div className="menu-person">
          <strong>{me.data.name}</strong>
          <span className="faint">{me.data.email}</span>
        </div>
      )}
      <ul className="menu">
        <li>
          <Link to="/profile" data-testid="profile-link">
            <Icon name="user" /> <span className="menu-main">Your profile</span>
          </Link>
        </li>
        <li>
          <Link to="/tokens">
            <Icon name="key" /> <span className="menu-main">Personal access tokens</span>
          </Link>
        </li>
      </ul>
      <Button
        look="quiet"
        className="menu-action"
        data-testid="sign-out"
        busy={leaving}
        onClick={() => {
          setLeaving(true);
          void session.signOut();
        }}
      >
        <Icon name="signOut" /> Sign out
      </Button>
    </Disclosure>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return words
    .filter((_, at) => at === 0 || at === words.length - 1)
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();
}

function SignInButton() {
  const { session } = useService();
  const location = useLocation();
  const [error, setError] = useState<unknown>();
  return (
    <>
      <Button
        look="secondary"
        data-testid="sign-in"
        onClick={() => {
          setError(undefined);
          session.signIn(location.pathname + location.search).catch(setError);
        }}
      >
        Sign in
      </Button>
      {error !== undefined &&
        // Within the header, whose background is blurred, it would be placed by the header and not by the window.
        createPortal(
          <div className="toast">
            <ErrorNotice error={error} />
          </div>,
          document.body,
        )}
    </>
  );
}

const THEMES: readonly { theme: Theme; label: string; icon: IconName }[] = [
  { theme: "system", label: "Same as the system", icon: "screen" },
  { theme: "light", label: "Light", icon: "sun" },
  { theme: "dark", label: "Dark", icon: "moon" },
];

function ThemeSwitch() {
  const theme = useTheme();
  const at = Math.max(
    0,
    THEMES.findIndex((entry) => entry.theme === theme),
  );
  const now = THEMES[at] ?? THEMES[0];
  const next = THEMES[(at + 1) % THEMES.length];
  if (now === undefined || next === undefined) return null;
  return (
    <Button
      look="quiet"
      className="button-icon"
      aria-label={`Colours: ${now.label}. Change to: ${next.label}`}
      title={`Colours: ${now.label}`}
      data-testid="theme-switch"
      onClick={() => chooseTheme(next.theme)}
    >
      <Icon name={now.icon} />
    </Button>
  );
}
