import { useState } from "react";
import { Button } from "../../ui/Button";
import { ErrorNotice } from "../../ui/feedback";
import { Icon, type IconName } from "../../ui/Icon";
import { PageHeader } from "../../ui/page";
import { useService } from "../session/SessionContext";
import "./landing.css";

const POINTS: readonly { icon: IconName; title: string; text: string }[] = [
  {
    icon: "terminal",
    title: "The clients you already have",
    text: "Vagus speaks the NATS protocol. The libraries for Java, Go, JavaScript, Python, Rust and the nats CLI connect unchanged.",
  },
  {
    icon: "key",
    title: "Accounts that cannot see each other",
    text: "Each account is a subject space of its own, with its own users, roles and limits. Revoking a user closes its connections within seconds.",
  },
  {
    icon: "pulse",
    title: "Live, and accounted for",
    text: "Watch messages per second as they flow, and what this month has cost so far, to the fraction of a cent.",
  },
];

/** What Vagus is, for people who are not signed in. */
export function LandingPage() {
  const { session } = useService();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  function signUp() {
    setBusy(true);
    session
      .signUp()
      .catch(setError)
      .finally(() => setBusy(false));
  }

  return (
    <div className="landing">
      <section className="hero">
        <div className="hero-words">
          <PageHeader
            title="Messaging for every team, without running a broker"
            lead="Vagus is a multi-tenant messaging service that speaks NATS. Sign up, make an account, download a credentials file, and publish your first message a minute later."
          />
          <div className="actions actions-start">
            <Button look="primary" className="button-large" data-testid="sign-up" busy={busy} onClick={signUp}>
              Sign up <Icon name="arrow" />
            </Button>
            <span className="faint">Have an account already? Sign in at the top.</span>
          </div>
          <ErrorNotice error={error} />
        </div>
        <NervePicture />
      </section>
      <section aria-label="What you get" className="points">
        {POINTS.map(({ icon, title, text }) => (
          <div key={title} className="point">
            <span className="point-icon">
              <Icon name={icon} size={22} />
            </span>
            <h2>{title}</h2>
            <p>{text}</p>
          </div>
        ))}
      </section>
      <section className="steps" aria-labelledby="steps-title">
        <h2 id="steps-title">From nothing to a message</h2>
        <ol>
          <li>
            <strong>Sign up.</strong> You get a team of your own.
          </li>
          <li>
            <strong>Create an account.</strong> It is on the nodes within a second or two.
          </li>
          <li>
            <strong>Create a user.</strong> Download its credentials file.
          </li>
          <li>
            <strong>Paste the example</strong> for your language, and run it.
          </li>
        </ol>
      </section>
    </div>
  );
}

const WIRES = [
  "M60 60C150 60 160 160 240 160",
  "M60 160H240",
  "M60 260C150 260 160 160 240 160",
  "M240 160C320 160 330 60 420 60",
  "M240 160H420",
  "M240 160C320 160 330 260 420 260",
] as const;

/** Publishers, a node, subscribers, and messages on their way. Decoration. */
function NervePicture() {
  return (
    <svg className="nerve" viewBox="0 0 480 320" aria-hidden="true" focusable="false">
      {WIRES.map((wire) => (
        <path key={wire} className="nerve-wire" d={wire} />
      ))}
      {WIRES.map((wire, index) => (
        <path key={wire} className={`nerve-pulse nerve-pulse-${index}`} d={wire} pathLength={100} />
      ))}
      {[60, 160, 260].map((y) => (
        <g key={y}>
          <circle className="nerve-end" cx="60" cy={y} r="15" />
          <circle className="nerve-end nerve-end-out" cx="420" cy={y} r="15" />
        </g>
      ))}
      <circle className="nerve-halo" cx="240" cy="160" r="52" />
      <circle className="nerve-body" cx="240" cy="160" r="36" />
      <path className="nerve-mark" d="M222 152c8 0 10 18 18 18s10-18 18-18" />
    </svg>
  );
}
