/** What waits in which VAT term, the most urgent first. Nothing while no document is held, or where there is no VAT. */
import Link from "next/link";
import { formatIsoDate } from "../../sync/format.ts";
import type { Overview } from "../data.ts";
import { formatCount } from "../format.ts";
import { holdsAddress } from "../holds/address.ts";
import { Deadline } from "../parts/deadline.tsx";
import { Kroner } from "../parts/kroner.tsx";
import { Panel } from "../parts/panel.tsx";
import { DEADLINES } from "../texts/deadlines.ts";

/** The rest unfolds: what else the overview says should not be far down. */
const SHOWN_TERMS = 4;

export function DeadlinesPanel({ overview, now }: { overview: Overview; now: number }) {
  const { terms, documents } = overview.deadlines;
  if (terms.length === 0) return null;
  const all = holdsAddress({ environment: overview.tripletexEnv, kind: null, awaits: null, state: "open" });
  return (
    <Panel
      heading={DEADLINES.heading}
      aside={
        <Link href={all} className="text-sm font-semibold underline underline-offset-4">
          {DEADLINES.all}
        </Link>
      }
    >
      <p className="max-w-prose text-sm text-muted">{DEADLINES.intro}</p>
      <Terms terms={terms.slice(0, SHOWN_TERMS)} now={now} />
      {terms.length > SHOWN_TERMS && (
        <details className="text-sm">
          <summary className="cursor-pointer border-t border-line py-2 font-semibold">
            {DEADLINES.more(terms.length - SHOWN_TERMS)}
          </summary>
          <Terms terms={terms.slice(SHOWN_TERMS)} now={now} />
        </details>
      )}
      <h3 className="mt-3 text-sm font-semibold">{DEADLINES.first}</h3>
      <ul className="mt-1 space-y-1 text-sm wrap-anywhere">
        {documents.map(({ kind, rubicKey, label, amountOere }) => (
          <li key={`${kind} ${rubicKey}`}>
            {label}
            {amountOere !== null && (
              <>
                , <Kroner oere={amountOere} />
              </>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Terms({ terms, now }: { terms: Overview["deadlines"]["terms"]; now: number }) {
  return (
    <ul className="mt-2 divide-y divide-line text-sm">
      {terms.map(({ from, to, dueDate, count, oere, isMore }) => (
        <li key={from} className="grid items-baseline gap-x-6 gap-y-1 py-2 sm:grid-cols-[4fr_3fr_3fr]">
          <span className="font-semibold">
            <Deadline dueDate={dueDate} now={now} />
          </span>
          <span className="text-muted">{DEADLINES.term(formatIsoDate(from), formatIsoDate(to))}</span>
          <span className="sm:text-right">
            {DEADLINES.documents(count, formatCount(count), isMore)}, <Kroner oere={oere} />
          </span>
        </li>
      ))}
    </ul>
  );
}
