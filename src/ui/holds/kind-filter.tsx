/** Which kind of held records is listed. Links, not buttons: the choice is an address. */
import Link from "next/link";
import type { EnvironmentName, HoldKind } from "../data.ts";
import { HOLD_KINDS } from "../environments.ts";
import { TEXTS } from "../texts.ts";

interface KindFilterProps {
  environment: EnvironmentName;
  kind: HoldKind | null;
}

export function KindFilter({ environment, kind }: KindFilterProps) {
  const home = `/${environment}/holds`;
  return (
    <nav aria-label={TEXTS.holds.filterLabel}>
      <ul className="flex flex-wrap gap-2">
        <Choice href={home} label={TEXTS.holds.all} isCurrent={kind === null} />
        {HOLD_KINDS.map((each) => (
          <Choice
            key={each}
            href={`${home}?kind=${each}`}
            label={TEXTS.kind[each].filter}
            isCurrent={kind === each}
          />
        ))}
      </ul>
    </nav>
  );
}

function Choice({ href, label, isCurrent }: { href: string; label: string; isCurrent: boolean }) {
  const look = isCurrent
    ? "border-transparent bg-accent text-on-accent font-semibold"
    : "border-line-strong bg-raised hover:bg-sunken";
  return (
    <li>
      <Link
        href={href}
        aria-current={isCurrent ? "true" : undefined}
        className={`inline-flex min-h-9 items-center rounded-full border px-3.5 text-sm ${look}`}
      >
        {label}
      </Link>
    </li>
  );
}
