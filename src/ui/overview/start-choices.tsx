/** Which types a sync carries and how much it reads, or whether it only previews. */
import type { StartChoice } from "../data.ts";
import { SYNC_TYPES } from "../environments.ts";
import { type Option, Select } from "../parts/select.tsx";
import { TEXTS } from "../texts.ts";

const TYPE_OPTIONS: readonly Option<StartChoice["syncType"]>[] = [
  { value: "all", label: TEXTS.start.all },
  ...SYNC_TYPES.map((type) => ({ value: type, label: TEXTS.type[type] })),
];

const MODE_OPTIONS: readonly Option<StartChoice["mode"]>[] = [
  { value: "incremental", label: TEXTS.start.incremental },
  { value: "full", label: TEXTS.start.full },
  { value: "preview", label: TEXTS.plan.start.choice },
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
