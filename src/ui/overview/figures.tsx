/**
 * Rubic beside Tripletex, to the øre: Rubic = Tripletex + held, and what is left over. Set like a ledger, one column for
 * invoices and one for payments, so that it reads the same on a phone.
 */
import { CircleCheck, CircleX, Scale } from "lucide-react";
import { formatInstant, formatIsoDate, formatKroner } from "../../sync/format.ts";
import { differenceOere } from "../../sync/truth.ts";
import type { ComparedSum, Comparison } from "../data.ts";
import { formatCount } from "../format.ts";
import { Kroner } from "../parts/kroner.tsx";
import { Panel } from "../parts/panel.tsx";
import { TEXTS } from "../texts.ts";

interface FiguresProps {
  comparison: Comparison | null;
  booksFrom: string | null;
  now: number;
}

export function Figures({ comparison, booksFrom, now }: FiguresProps) {
  if (comparison === null || booksFrom === null) {
    return (
      <Panel heading={TEXTS.figures.heading}>
        <div className="flex flex-col items-center gap-3 px-4 py-8 text-center text-sm text-muted">
          <Scale size={36} strokeWidth={1.5} />
          <p className="max-w-xs">{TEXTS.figures.notCompared}</p>
        </div>
      </Panel>
    );
  }
  const at = formatInstant(comparison.comparedAt, now);
  return (
    <Panel heading={TEXTS.figures.heading}>
      <Ledger
        invoices={comparison.invoices}
        payments={comparison.payments}
        since={formatIsoDate(booksFrom)}
      />
      <p className="mt-3 text-sm text-muted">
        {comparison.isCompleteRead
          ? TEXTS.figures.comparedCompletely(at)
          : TEXTS.figures.comparedPartly(at, describeCompleteRead(comparison.lastCompleteReadAt, now))}
      </p>
      <Differences comparison={comparison} />
    </Panel>
  );
}

function describeCompleteRead(at: number | null, now: number): string {
  return at === null ? TEXTS.figures.neverRead : TEXTS.figures.lastRead(formatInstant(at, now));
}

const SIDES = [
  { label: TEXTS.figures.row.rubic, count: "rubicCount", oere: "rubicOere" },
  { label: TEXTS.figures.row.tripletex, count: "tripletexCount", oere: "tripletexOere" },
  { label: TEXTS.figures.row.held, count: "heldCount", oere: "heldOere" },
  { label: TEXTS.figures.row.ignored, count: "ignoredCount", oere: "ignoredOere" },
] as const;

/** Few ever leave a document out, and a row of zeros would only raise the question. */
function isShown(side: (typeof SIDES)[number], sums: ComparedSum[]): boolean {
  return side.count !== "ignoredCount" || sums.some((sum) => sum.ignoredCount > 0);
}

function Ledger(props: { invoices: ComparedSum; payments: ComparedSum; since: string }) {
  const { invoices, payments, since } = props;
  return (
    <table className="w-full text-right">
      <caption className="pb-2 text-left text-sm text-muted">{TEXTS.figures.caption(since)}</caption>
      <thead>
        <tr className="border-b border-line-strong text-sm">
          <td />
          <th scope="col" className="pb-1.5 font-semibold">
            {TEXTS.type.invoices}
          </th>
          <th scope="col" className="pb-1.5 font-semibold">
            {TEXTS.type.payments}
          </th>
        </tr>
      </thead>
      <tbody>
        {SIDES.filter((side) => isShown(side, [invoices, payments])).map((side) => (
          <tr key={side.label} className="border-b border-line align-top">
            <LedgerLabel label={side.label} />
            <Amount oere={invoices[side.oere]} count={invoices[side.count]} />
            <Amount oere={payments[side.oere]} count={payments[side.count]} />
          </tr>
        ))}
        <AlreadyPaid invoices={invoices} payments={payments} />
      </tbody>
      <tfoot>
        <tr className="border-t-2 border-line-strong align-top font-semibold">
          <LedgerLabel label={TEXTS.figures.row.difference} />
          <Difference oere={differenceOere(invoices)} />
          <Difference oere={differenceOere(payments)} />
        </tr>
      </tfoot>
    </table>
  );
}

/** What is held or left out because its money is in Tripletex already stands in two rows above, and counts once. */
function AlreadyPaid({ invoices, payments }: { invoices: ComparedSum; payments: ComparedSum }) {
  if (!payments.alreadyPaidOere) return null;
  return (
    <tr className="border-b border-line align-top">
      <LedgerLabel label={TEXTS.figures.row.alreadyPaid} />
      {[invoices, payments].map(({ alreadyPaidOere = 0 }, index) => (
        <td key={index === 0 ? "invoices" : "payments"} className="py-2 pl-1 text-[0.8125rem] sm:text-base">
          <Kroner oere={alreadyPaidOere} />
        </td>
      ))}
    </tr>
  );
}

function LedgerLabel({ label }: { label: string }) {
  return (
    <th scope="row" className="py-2 pr-1 text-left text-[0.8125rem] font-semibold sm:text-sm">
      {label}
    </th>
  );
}

function Amount({ oere, count }: { oere: number; count: number }) {
  return (
    <td className="py-2 pl-1 text-[0.8125rem] sm:text-base">
      <Kroner oere={oere} />
      <span className="block text-xs text-muted tabular-nums sm:text-sm">
        {count === 1 ? TEXTS.figures.oneDocument : TEXTS.figures.documents(formatCount(count))}
      </span>
    </td>
  );
}

function Difference({ oere }: { oere: number }) {
  const isEqual = oere === 0;
  const Icon = isEqual ? CircleCheck : CircleX;
  return (
    <td className={`py-2 pl-1 text-[0.8125rem] sm:text-base ${isEqual ? "text-good" : "text-bad"}`}>
      <Kroner oere={oere} />
      <span className="flex items-center justify-end gap-1 text-xs sm:text-sm">
        <Icon size={14} />
        {isEqual ? TEXTS.figures.equal : TEXTS.figures.differs}
      </span>
    </td>
  );
}

function Differences({ comparison }: { comparison: Comparison }) {
  const { differences, differenceCount } = comparison;
  if (differences.length === 0) return null;
  const hiddenCount = differenceCount - differences.length;
  return (
    <div className="mt-4 rounded-lg border border-bad/30 bg-bad-soft p-3">
      <h3 className="text-sm font-semibold text-bad">{TEXTS.figures.differencesHeading}</h3>
      <ul className="mt-1.5 space-y-2 text-sm">
        {differences.map((each) => (
          <li key={each.label}>
            <span className="font-semibold">{each.label}</span>:{" "}
            {TEXTS.figures.differenceRow(formatKroner(each.rubicOere), formatKroner(each.tripletexOere))}
            <span className="block">{each.explanation}</span>
          </li>
        ))}
      </ul>
      {hiddenCount > 0 && (
        <p className="mt-2 text-sm">{TEXTS.figures.moreDifferences(formatCount(hiddenCount))}</p>
      )}
    </div>
  );
}
