/** How long what was rotated away may still count. */
export const OVERLAPS: readonly { label: string; seconds: number }[] = [
  { label: "no longer", seconds: 0 },
  { label: "an hour more", seconds: 3_600 },
  { label: "a day more", seconds: 86_400 },
  { label: "a week more", seconds: 604_800 },
  { label: "30 days more", seconds: 2_592_000 },
];
