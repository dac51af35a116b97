/** The months of a year as a table. Amounts are kroner. */
import { formatKroner } from "../../src/sync/format.ts";
import { toOere } from "../helpers/rubic-facts.ts";
import type { Checked, Scene } from "./check.ts";
import { monthOf, sumMonths } from "./months.ts";

export interface MonthRow {
  /** `2026-01` */
  month: string;
  invoices: number;
  credits: number;
  payments: number;
  grossOere: number;
  paidOere: number;
  outstandingOere: number;
  heldCount: number;
  heldOere: number;
  leftOutCount: number;
  leftOutOere: number;
  /** Paid or credited in Tripletex alone, each on an invoice with a hold that says so. */
  byHandOere: number;
  violationCount: number;
  runs: number;
  readings: number;
  faults: number;
  requests: number;
}

/** Documents are those of the month; what is held and left out, all that is by its end; work is that of the month. */
export function monthRow(
  { machine, club }: Scene,
  { month, checked, violationCount }: { month: string; checked: Checked; violationCount: number },
): MonthRow {
  const sums = sumMonths(checked.documents).get(month);
  const holds = machine
    .backend()
    .rows("holds")
    .filter(({ kind }) => kind !== "customer" && kind !== "product");
  const [held, leftOut] = [
    holds.filter(({ state }) => state === "open"),
    holds.filter(({ state }) => state === "ignored"),
  ];
  const oereOf = (rows: typeof holds) => rows.reduce((sum, { amountOere = 0 }) => sum + amountOere, 0);
  const { counts } = machine;
  const isOfMonth = (at: number) => monthOf(new Date(at).toISOString()) === month;
  const audited = machine
    .backend()
    .rows("auditLog")
    .filter(({ at }) => isOfMonth(at));
  const row = {
    month,
    invoices: sums?.invoices ?? 0,
    credits: sums?.credits ?? 0,
    payments: club.world.transactions.filter(
      ({ paymentDate, paidAmount }) => monthOf(paymentDate) === month && toOere(paidAmount) !== 0,
    ).length,
    grossOere: sums?.rubicGrossOere ?? 0,
    paidOere: sums?.rubicPaidOere ?? 0,
    outstandingOere: sums?.rubicOutstandingOere ?? 0,
    heldCount: held.length,
    heldOere: oereOf(held),
    leftOutCount: leftOut.length,
    leftOutOere: oereOf(leftOut),
    byHandOere: checked.byHandOere,
    violationCount,
    runs: machine
      .backend()
      .rows("runs")
      .filter(({ startedAt }) => isOfMonth(startedAt)).length,
    readings: audited.filter(({ act }) => act === "reconcile").length,
    ...counts,
  };
  Object.assign(counts, { requests: 0, faults: 0 });
  return row;
}

const COLUMNS: readonly (readonly [string, (row: MonthRow) => string])[] = [
  ["month", ({ month }) => month],
  ["invoices", ({ invoices }) => String(invoices)],
  ["credits", ({ credits }) => String(credits)],
  ["payments", ({ payments }) => String(payments)],
  ["gross", ({ grossOere }) => formatKroner(grossOere)],
  ["paid", ({ paidOere }) => formatKroner(paidOere)],
  ["outstanding", ({ outstandingOere }) => formatKroner(outstandingOere)],
  ["held", ({ heldCount, heldOere }) => `${heldCount}: ${formatKroner(heldOere)}`],
  ["left out", ({ leftOutCount, leftOutOere }) => `${leftOutCount}: ${formatKroner(leftOutOere)}`],
  ["by hand", ({ byHandOere }) => formatKroner(byHandOere)],
  ["differs", ({ violationCount }) => String(violationCount)],
  ["runs", ({ runs }) => String(runs)],
  ["readings", ({ readings }) => String(readings)],
  ["faults", ({ faults }) => String(faults)],
  ["requests", ({ requests }) => String(requests)],
];

export function renderTable(rows: readonly MonthRow[]): string {
  const cells = [COLUMNS.map(([title]) => title), ...rows.map((row) => COLUMNS.map(([, show]) => show(row)))];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells
    .map((line) => line.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  "))
    .join("\n");
}
