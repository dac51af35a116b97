/** What `npm run clearing` prints: a table per account, with its balance and what should stand there. */
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../convex/_generated/api.js";
import { describeClearing, totalOf } from "../../src/sync/clearing.ts";
import { formatKroner } from "../../src/sync/format.ts";

export type ClearingReport = FunctionReturnType<typeof api.clearing.read>;
type Account = ClearingReport["accounts"][number];
type Figures = Omit<Account["payouts"][number], "date">;

const HEADS = ["Payout date", "Payments", "Gross", "Fee", "VAT on fee", "Payout", "Unexplained"];
const WIDTHS = [12, 9, 16, 14, 14, 16, 14];

export function clearingLines({ from, accounts, withoutPayout }: ClearingReport): string[] {
  const { count, grossOere } = withoutPayout;
  return [
    `Payouts expected from ${from} on`,
    ...(accounts.length === 0 ? ["", "None."] : accounts.flatMap(accountLines)),
    "",
    `Without payout (paid by hand, straight to the bank): ${count} payments, ${formatKroner(grossOere)}`,
  ];
}

function accountLines(account: Account): string[] {
  return [
    "",
    ...describeClearing(account),
    row(HEADS),
    ...account.payouts.map(({ date, ...figures }) => row([date, ...cellsOf(figures)])),
    row(["Sum", ...cellsOf(totalOf(account.payouts))]),
  ];
}

const cellsOf = ({ count, grossOere, feeOere, feeVatOere, payoutOere, unexplainedOere }: Figures) => [
  String(count),
  ...[grossOere, feeOere, feeVatOere, payoutOere, unexplainedOere].map(formatKroner),
];

const row = (cells: string[]) =>
  cells
    .map((cell, index) => (index === 0 ? cell.padEnd(WIDTHS[0] ?? 0) : cell.padStart(WIDTHS[index] ?? 0)))
    .join("");
