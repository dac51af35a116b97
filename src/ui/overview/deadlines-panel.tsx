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
      <ul className="mt-2 divide-y divide-line">
        {terms.map(({ from, to, dueDate, count, oere, isMore }) => (
          <li
            key={from}
            className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-2 text-sm"
          >
            <span className="font-semibold">
              <Deadline dueDate={dueDate} now={now} />
            </span>
            <span className="text-muted">{DEADLINES.term(formatIsoDate(from), formatIsoDate(to))}</span>
            <span>
              {DEADLINES.documents(count, formatCount(count), isMore)}, <Kroner oere={oere} />
            </span>
          </li>
        ))}
      </ul>
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
