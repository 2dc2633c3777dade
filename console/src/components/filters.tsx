import { TextInput } from '@mantine/core';

interface FilterProps {
  label: string;
  /** The name of the filter in the URL. */
  name: string;
  value: string | undefined;
  onChange: (name: string, value: string | null) => void;
  width?: number;
}

/** A filter that applies when the operator presses Enter or leaves the field. */
export const FilterField = ({ label, name, value = '', onChange, width = 144 }: FilterProps) => (
  <TextInput
    key={value}
    label={label}
    defaultValue={value}
    w={width}
    autoComplete="off"
    onBlur={(event) => {
      const entered = event.currentTarget.value.trim();
      if (entered !== value) onChange(name, entered);
    }}
    onKeyDown={(event) => {
      if (event.key === 'Enter') onChange(name, event.currentTarget.value.trim());
    }}
  />
);

/** Returns a time in the reader's zone as the field shows it: `2026-11-24T10:00`. */
function localOf(time: string | undefined): string {
  if (time === undefined || Number.isNaN(Date.parse(time))) return '';
  const at = new Date(time);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** A filter by time in the reader's zone. The URL has it in UTC. */
export function TimeFilter({ label, name, value, onChange }: FilterProps) {
  const apply = (entered: string): void => {
    if (entered === localOf(value)) return;
    const at = new Date(entered);
    onChange(name, Number.isNaN(at.getTime()) ? null : at.toISOString());
  };
  return (
    <TextInput
      key={value}
      type="datetime-local"
      label={label}
      defaultValue={localOf(value)}
      w={200}
      onBlur={(event) => apply(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') apply(event.currentTarget.value);
      }}
    />
  );
}
