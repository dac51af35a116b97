/** Which list is shown (held or left out) and of which kind. Links, not buttons: the choice is an address. */
import Link from "next/link";
import { MENDERS } from "../../sync/codes.ts";
import { HOLD_KINDS } from "../environments.ts";
import { TEXTS } from "../texts.ts";
import { type HoldView, holdsAddress } from "./address.ts";

const CURRENT = "border-transparent bg-accent text-on-accent font-semibold";

export function ViewLinks({ view }: { view: HoldView }) {
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
      <StateSwitch view={view} />
      <KindFilter view={view} />
      <MenderFilter view={view} />
    </div>
  );
}

function StateSwitch({ view }: { view: HoldView }) {
  return (
    <nav aria-label={TEXTS.holds.switchLabel}>
      <ul className="inline-flex rounded-lg border border-line-strong bg-raised p-0.5">
        {(["open", "ignored"] as const).map((state) => (
          <li key={state}>
            <Link
              href={holdsAddress({ ...view, state })}
              aria-current={view.state === state ? "true" : undefined}
              className={`inline-flex min-h-9 items-center rounded-md px-4 text-sm ${view.state === state ? CURRENT : "hover:bg-sunken"}`}
            >
              {TEXTS.holds.switch[state]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function KindFilter({ view }: { view: HoldView }) {
  const choices = [null, ...HOLD_KINDS].map((kind) => ({
    view: { ...view, kind },
    isCurrent: view.kind === kind,
    word: kind === null ? TEXTS.holds.all : TEXTS.kind[kind].filter,
  }));
  return <Filter label={TEXTS.holds.filterLabel} choices={choices} />;
}

function MenderFilter({ view }: { view: HoldView }) {
  const choices = [null, ...MENDERS].map((awaits) => ({
    view: { ...view, awaits },
    isCurrent: view.awaits === awaits,
    word: awaits === null ? TEXTS.mending.everybody : TEXTS.mender[awaits].word,
  }));
  return <Filter label={TEXTS.mending.filterLabel} choices={choices} />;
}

interface Choice {
  view: HoldView;
  isCurrent: boolean;
  word: string;
}

function Filter({ label, choices }: { label: string; choices: Choice[] }) {
  return (
    <nav aria-label={label}>
      <ul className="flex flex-wrap gap-2">
        {choices.map(({ view, isCurrent, word }) => (
          <li key={word}>
            <Link
              href={holdsAddress(view)}
              aria-current={isCurrent ? "true" : undefined}
              className={`inline-flex min-h-9 items-center rounded-full border px-3.5 text-sm ${isCurrent ? CURRENT : "border-line-strong bg-raised hover:bg-sunken"}`}
            >
              {word}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
