/** Which types a sync carries and how much it reads. Native selects: they work everywhere, with every keyboard. */
import { useId } from "react";
import type { StartChoice } from "../data.ts";
import { SYNC_TYPES } from "../environments.ts";
import { TEXTS } from "../texts.ts";

interface Option<Value extends string> {
  value: Value;
  label: string;
}

const TYPE_OPTIONS: readonly Option<StartChoice["syncType"]>[] = [
  { value: "all", label: TEXTS.start.all },
  ...SYNC_TYPES.map((type) => ({ value: type, label: TEXTS.type[type] })),
];

const MODE_OPTIONS: readonly Option<StartChoice["mode"]>[] = [
  { value: "incremental", label: TEXTS.start.incremental },
  { value: "full", label: TEXTS.start.full },
];

interface StartChoicesProps {
  choice: StartChoice;
  onChange: (choice: StartChoice) => void;
}

export function StartChoices({ choice, onChange }: StartChoicesProps) {
  return (
    <div className="flex flex-wrap gap-3">
      <Select
        label={TEXTS.start.what}
        options={TYPE_OPTIONS}
        value={choice.syncType}
        onChange={(syncType) => onChange({ ...choice, syncType })}
      />
      <Select
        label={TEXTS.start.how}
        options={MODE_OPTIONS}
        value={choice.mode}
        onChange={(mode) => onChange({ ...choice, mode })}
      />
    </div>
  );
}

interface SelectProps<Value extends string> {
  label: string;
  options: readonly Option<Value>[];
  value: Value;
  onChange: (value: Value) => void;
}

function Select<Value extends string>({ label, options, value, onChange }: SelectProps<Value>) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-sm text-muted">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
        className="min-h-10 max-w-full rounded-lg border border-line-strong bg-raised px-2.5 text-sm"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
