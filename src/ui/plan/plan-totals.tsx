/** What a plan does with each type, in records and kroner: one table, a group of rows per type. */
import { Fragment } from "react";
import type { HoldKind, Plan, PlanRow, SyncTypeName } from "../data.ts";
import { KIND_OF_TYPE } from "../environments.ts";
import { formatCount } from "../format.ts";
import { Kroner } from "../parts/kroner.tsx";
import { TEXTS } from "../texts.ts";

const ALWAYS: readonly PlanRow[] = ["create", "update", "adopt", "unchanged", "held", "outOfScope"];
const ORDER: readonly PlanRow[] = [
  "create",
  "update",
  "adopt",
  "unchanged",
  "held",
  "waits",
  "leftOut",
  "outOfScope",
];

export function PlanTotals({ plan }: { plan: Plan }) {
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">{TEXTS.plan.panel.totalsCaption}</caption>
      <thead className="text-left text-muted">
        <tr>
          <th scope="col" className="py-1 pr-3 font-normal">
            {TEXTS.plan.panel.columns.what}
          </th>
          <th scope="col" className="py-1 pr-3 text-right font-normal">
            {TEXTS.plan.panel.columns.records}
          </th>
          <th scope="col" className="py-1 text-right font-normal">
            {TEXTS.plan.panel.columns.kroner}
          </th>
        </tr>
      </thead>
      {plan.types.map((type) => (
        <Fragment key={type}>
          {kindsOf(plan, type).map((kind) => (
            <KindRows key={kind} plan={plan} kind={kind} />
          ))}
        </Fragment>
      ))}
    </table>
  );
}

/** Credits are read with the invoices, and shown where there are any. */
function kindsOf(plan: Plan, type: SyncTypeName): HoldKind[] {
  const hasCredits = type === "invoices" && plan.totals.some(({ kind }) => kind === "credit");
  return [KIND_OF_TYPE[type], ...(hasCredits ? (["credit"] as const) : [])];
}

function KindRows({ plan, kind }: { plan: Plan; kind: HoldKind }) {
  const totals = plan.totals.filter((total) => total.kind === kind);
  const shown = ORDER.filter(
    (action) => ALWAYS.includes(action) || totals.some((total) => total.action === action),
  );
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={3} className="border-t border-line pt-3 pb-1 text-left font-semibold">
          {TEXTS.kind[kind].filter}
        </th>
      </tr>
      {shown.map((action) => {
        const total = totals.find((each) => each.action === action);
        const hasAmount =
          (kind === "invoice" || kind === "credit" || kind === "payment") && action !== "unchanged";
        return (
          <tr key={action} className={total === undefined ? "text-muted" : ""}>
            <th scope="row" className="py-0.5 pr-3 text-left font-normal">
              {TEXTS.plan.row[action]}
            </th>
            <td className="py-0.5 pr-3 text-right tabular-nums">{formatCount(total?.count ?? 0)}</td>
            <td className="py-0.5 text-right">{hasAmount && <Kroner oere={total?.oere ?? 0} />}</td>
          </tr>
        );
      })}
    </tbody>
  );
}
