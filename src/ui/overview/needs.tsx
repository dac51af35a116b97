/** How many held records wait for whom, each as a link to the list of them. Nothing when nobody has to act. */
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { MENDERS } from "../../sync/codes.ts";
import type { Overview } from "../data.ts";
import { formatCount } from "../format.ts";
import { holdsAddress } from "../holds/address.ts";
import { TEXTS } from "../texts.ts";

export function Needs({ overview }: { overview: Overview }) {
  const { awaits, tripletexEnv: environment } = overview;
  const needed = MENDERS.filter((who) => awaits[who] > 0);
  if (needed.length === 0) return null;
  return (
    <nav aria-label={TEXTS.mending.needsLabel}>
      <ul className="flex flex-wrap gap-x-6 gap-y-1">
        {needed.map((who) => (
          <li key={who}>
            <Link
              href={holdsAddress({ environment, kind: null, awaits: who, state: "open" })}
              className="inline-flex min-h-7 items-center gap-0.5 text-sm font-semibold text-ink underline underline-offset-4"
            >
              {TEXTS.mending.needs[who](awaits[who], formatCount(awaits[who]))}
              <ChevronRight size={15} className="shrink-0" />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
