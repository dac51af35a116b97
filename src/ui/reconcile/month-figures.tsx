/** The figures of a month, side by side, VAT by type below. Wider than a phone, so that it scrolls within itself. */
import { AMOUNTS, type Figures } from "../../sync/reconcile/figures.ts";
import { differenceOf } from "../../sync/reconcile/month.ts";
import { vatName } from "../../sync/reconcile/sheets.ts";
import type { MonthData } from "../data.ts";
import { formatCount } from "../format.ts";
import { Kroner } from "../parts/kroner.tsx";
import { TONE_TEXT } from "../parts/tone.ts";
import { TEXTS } from "../texts.ts";

const SIDES = ["rubic", "tripletex", "held", "leftOut", "difference"] as const;
type Side = (typeof SIDES)[number];

export function MonthFigures({ month }: { month: MonthData }) {
  const sides: Record<Side, Figures> = { ...month.figures, difference: differenceOf(month.figures) };
  const apart = TONE_TEXT[month.agreement === "waits" ? "info" : "bad"];
  const keys = [...new Set(SIDES.flatMap((side) => sides[side].vat.map(({ key }) => key)))].toSorted();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section aria-label={TEXTS.months.figuresRegion} tabIndex={0} className="overflow-x-auto">
      <table className="w-full min-w-2xl text-right text-sm">
        <caption className="pb-2 text-left text-muted">{TEXTS.months.figuresCaption}</caption>
        <thead>
          <tr className="border-b border-line-strong">
            <th scope="col" className="pb-1.5 text-left font-semibold">
              {TEXTS.months.figureColumn}
            </th>
            {SIDES.map((side) => (
              <th key={side} scope="col" className="pb-1.5 pl-3 font-semibold">
                {TEXTS.months.side[side]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {AMOUNTS.map((name) => (
            <Row
              key={name}
              label={TEXTS.months.figure[name]}
              isCount={name === "count"}
              amountOf={(side) => sides[side][name]}
              apart={apart}
            />
          ))}
          {keys.map((key) => (
            <Row
              key={key}
              label={TEXTS.months.vatRow(vatName(key, month.vatLabels))}
              isCount={false}
              amountOf={(side) => sides[side].vat.find((amount) => amount.key === key)?.vatOere ?? 0}
              apart={apart}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  label: string;
  isCount: boolean;
  amountOf: (side: Side) => number;
  /** The colour of a difference. */
  apart: string;
}

function Row({ label, isCount, amountOf, apart }: RowProps) {
  return (
    <tr className="border-b border-line">
      <th scope="row" className="py-1.5 text-left font-semibold">
        {label}
      </th>
      {SIDES.map((side) => {
        const value = amountOf(side);
        const isApart = side === "difference" && value !== 0;
        return (
          <td key={side} className={`py-1.5 pl-3 tabular-nums ${isApart ? `font-semibold ${apart}` : ""}`}>
            {isCount ? formatCount(value) : <Kroner oere={value} />}
          </td>
        );
      })}
    </tr>
  );
}
