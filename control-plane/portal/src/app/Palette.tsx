import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { unwrap } from "../api/client";
import { useApi } from "../features/session/SessionContext";
import { Modal } from "../ui/Modal";
import { TextField } from "../ui/fields";
import { chooseTheme } from "../ui/theme";
import { useCurrentTeam, useMe } from "./team";

interface Place {
  readonly label: string;
  readonly go: () => void;
}

const SHOWN = 10;

/** Ctrl-K or Command-K: anywhere by its name, without the mouse. */
export function Palette() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    function listen(event: KeyboardEvent) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setOpen((now) => !now);
      }
    }
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
  return open ? <PaletteDialog onClose={() => setOpen(false)} /> : null;
}

function PaletteDialog({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const places = usePlaces();
  const words = text.toLowerCase().split(/\s+/);
  const found = places.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word))).slice(0, SHOWN);

  function choose(place: Place | undefined) {
    if (place === undefined) return;
    onClose();
    place.go();
  }

  return (
    <Modal title="Go to" onClose={onClose}>
      <div
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
          else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
          else if (event.key === "Enter" && event.target instanceof HTMLInputElement) choose(found[at]);
          else return;
          event.preventDefault();
        }}
      >
        <TextField
          label="Page, team or account"
          value={text}
          onChange={(value) => {
            setText(value);
            setAt(0);
          }}
          autoComplete="off"
          data-testid="palette"
        />
        <ul className="menu" aria-label="Places">
          {found.map((place, index) => (
            <li key={`${index}-${place.label}`}>
              <button
                type="button"
                className={`button button-quiet menu-action${index === at ? " is-chosen" : ""}`}
                aria-current={index === at ? "true" : undefined}
                data-testid="palette-place"
                onClick={() => choose(place)}
              >
                {place.label}
              </button>
            </li>
          ))}
        </ul>
        {found.length === 0 && <p className="faint">Nothing has that name.</p>}
      </div>
    </Modal>
  );
}

function usePlaces(): Place[] {
  const api = useApi();
  const navigate = useNavigate();
  const me = useMe();
  const team = useCurrentTeam();
  const accounts = useQuery({
    queryKey: ["palette-accounts", team?.teamId],
    enabled: team !== undefined,
    queryFn: async ({ signal }) =>
      team === undefined
        ? []
        : unwrap(
            await api.control.GET("/api/v1/teams/{teamId}/accounts", {
              params: { path: { teamId: team.teamId }, query: { limit: 200 } },
              signal,
            }),
          ).items,
  });
  const to = (label: string, path: string): Place => ({ label, go: () => void navigate(path) });
  return [
    ...(team === undefined
      ? []
      : [
          to("Accounts", `/teams/${team.teamId}/accounts`),
          to("Team: members, invitations, service accounts, webhooks", `/teams/${team.teamId}`),
          to("Audit log", `/teams/${team.teamId}/audit`),
        ]),
    to("Personal access tokens", "/tokens"),
    to("Your profile", "/profile"),
    ...(accounts.data ?? []).map((account) => to(`Account ${account.name}`, `/accounts/${account.id}`)),
    ...(me.data?.teams ?? []).map((each) => to(`Team ${each.teamName}`, `/teams/${each.teamId}/accounts`)),
    { label: "Colours: light", go: () => chooseTheme("light") },
    { label: "Colours: dark", go: () => chooseTheme("dark") },
    { label: "Colours: same as the system", go: () => chooseTheme("system") },
  ];
}
