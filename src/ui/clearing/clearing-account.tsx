/** One account: how it stands in sentences, and its payouts as a table that scrolls by itself on a narrow screen. */
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../convex/_generated/api.js";
import { describeClearing, totalOf } from "../../sync/clearing.ts";
import { formatIsoDate } from "../../sync/format.ts";
import { formatCount } from "../format.ts";
import { Kroner } from "../parts/kroner.tsx";
import { Panel } from "../parts/panel.tsx";
import { CLEARING } from "../texts/clearing.ts";

type Account = FunctionReturnType<typeof api.clearing.read>["accounts"][number];
type Figures = Omit<Account["payouts"][number], "date">;

const CELL = "py-1.5 pl-4 text-right";

export function ClearingAccountPanel({ account }: { account: Account }) {
  const { accountNumber, name, payouts } = account;
  const heading = accountNumber === null ? CLEARING.unmapped : CLEARING.account(accountNumber, name);
  const { columns } = CLEARING;
  const sentences = accountNumber === null ? describeClearing(account) : describeClearing(account).slice(1);
  return (
    <Panel heading={heading}>
      <div className="space-y-1 text-sm wrap-anywhere">
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={heading} className="mt-3 overflow-x-auto">
        <table className="w-full text-sm">
          <thead>
            <tr className="border-b border-line-strong text-muted">
              <th scope="col" className="py-1.5 text-left font-semibold">
                {columns.date}
              </th>
              {[
                columns.count,
                columns.gross,
                columns.fee,
                columns.feeVat,
                columns.payout,
                columns.unexplained,
              ].map((title) => (
                <th key={title} scope="col" className={`${CELL} font-semibold`}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {payouts.map(({ date, ...figures }) => (
              <Row key={date} title={formatIsoDate(date)} figures={figures} />
            ))}
          </tbody>
          <tfoot className="border-t border-line-strong font-semibold">
            <Row title={CLEARING.sum} figures={totalOf(payouts)} />
          </tfoot>
        </table>
      </section>
    </Panel>
  );
}

function Row({ title, figures }: { title: string; figures: Figures }) {
  const { count, grossOere, feeOere, feeVatOere, payoutOere, unexplainedOere } = figures;
  return (
    <tr>
      <th scope="row" className="py-1.5 text-left font-medium whitespace-nowrap">
        {title}
      </th>
      <td className={`${CELL} tabular-nums`}>{formatCount(count)}</td>
      <td className={CELL}>
        <Kroner oere={grossOere} />
      </td>
      <td className={CELL}>
        <Kroner oere={feeOere} />
      </td>
      <td className={CELL}>
        <Kroner oere={feeVatOere} />
      </td>
      <td className={CELL}>
        <Kroner oere={payoutOere} />
      </td>
      <td className={CELL}>
        <Kroner oere={unexplainedOere} />
      </td>
    </tr>
  );
}
