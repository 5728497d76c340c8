const PATHS = {
  check: "M4 10.5 8 14.5 16 5.5",
  copy: "M7 7V4.5A1.5 1.5 0 0 1 8.5 3h7A1.5 1.5 0 0 1 17 4.5v7a1.5 1.5 0 0 1-1.5 1.5H13M4.5 7h7A1.5 1.5 0 0 1 13 8.5v7a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 15.5v-7A1.5 1.5 0 0 1 4.5 7Z",
  download: "M10 3v9.5M5.5 8.5 10 13l4.5-4.5M3.5 16.5h13",
  plus: "M10 4v12M4 10h12",
  close: "m5 5 10 10M15 5 5 15",
  chevron: "m5 7.5 5 5 5-5",
  user: "M10 10a3.25 3.25 0 1 0 0-6.5 3.25 3.25 0 0 0 0 6.5ZM3.5 17c.6-3.2 3.2-5 6.5-5s5.9 1.8 6.5 5",
  team: "M7 9.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM1.8 16.5c.4-2.8 2.5-4.5 5.2-4.5s4.8 1.7 5.2 4.5M13 9.3a2.5 2.5 0 1 0-.6-4.9M14.6 12.3c1.9.5 3.2 2 3.6 4.2",
  key: "M12.8 11.7a4.2 4.2 0 1 0-3.9-2.8L3 14.8V17h3v-2h2v-2h1.4l1.1-1.1c.7.3 1.5.3 2.3-.2ZM13.6 6.6v.01",
  sun: "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1",
  moon: "M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7Z",
  screen: "M3.5 4h13a1 1 0 0 1 1 1v7.5a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1ZM7 17h6M10 13.5V17",
  signOut: "M8 3.5H4.5a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1H8M12.5 6.5 16 10l-3.5 3.5M16 10H8",
  terminal: "m4 6 4 4-4 4M10 15h6",
  alert: "M10 3 1.8 17h16.4L10 3ZM10 8v4M10 14.4v.1",
  info: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 9v4.5M10 6.4v.1",
  pulse: "M2 10.5h3.5L8 4l4 12 2.5-5.5H18",
  arrow: "M4 10h12M11 5l5 5-5 5",
} as const;

export type IconName = keyof typeof PATHS;

/** A stroke icon in the colour of the text; always decoration, the words beside it carry the meaning. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
      <rect className="logo-ground" width="32" height="32" rx="8" />
      <path className="logo-nerve" d="M6 9c5 0 6.5 14 10 14S21 9 26 9" />
      <circle className="logo-node" cx="16" cy="23" r="2.6" />
    </svg>
  );
}
