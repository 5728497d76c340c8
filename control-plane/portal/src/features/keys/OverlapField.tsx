import { SelectField } from "../../ui/fields";

export const A_DAY_SECONDS = 86_400;

const OVERLAPS: readonly { label: string; seconds: number }[] = [
  { label: "no longer", seconds: 0 },
  { label: "an hour more", seconds: 3_600 },
  { label: "a day more", seconds: A_DAY_SECONDS },
  { label: "a week more", seconds: 604_800 },
  { label: "30 days more", seconds: 2_592_000 },
];

/** How long what was rotated away may still count. */
export function OverlapField({
  label,
  seconds,
  onChange,
  testId,
}: {
  label: string;
  seconds: number;
  onChange: (seconds: number) => void;
  testId: string;
}) {
  return (
    <SelectField
      label={label}
      value={String(seconds)}
      onChange={(value) => onChange(Number(value))}
      data-testid={testId}
    >
      {OVERLAPS.map((overlap) => (
        <option key={overlap.seconds} value={overlap.seconds}>
          {overlap.label}
        </option>
      ))}
    </SelectField>
  );
}
