/** What the Rubic stand-in shows under its settings, added up from its own answers: a second opinion on the product's Rubic side. */
import { z } from "zod";
import type { RubicSimulator } from "../../src/simulators/rubic/index.ts";
import { osloDate } from "../../src/sync/oslo.ts";
import { toOere } from "./rubic-facts.ts";

const invoiceRow = z.object({
  invoiceID: z.number(),
  invoiceDate: z.string(),
  totalAmount: z.number(),
  creditedAmount: z.number(),
  creditNoteAmount: z.number(),
  correctedAmount: z.number(),
});
const transactionRow = z.object({
  invoiceID: z.number(),
  transactionTypeID: z.number(),
  paymentDate: z.string(),
  paidAmount: z.number(),
});

/** Ids of the simulator's credit notes are this much above their invoice's. */
const NOTE_OFFSET = 5_000_000;
const SETTLEMENT_TYPE = 6;

/** Øre in the books' scope. Settings that only shape the answer are put back to plain first. */
export async function rubicSums(rubic: RubicSimulator, booksFrom: string) {
  rubic.control.changeSettings({
    dateFormat: "dateOnly",
    sortOrder: "idAsc",
    pageSizeCap: "none",
    rowsShiftWhilePaging: "off",
    lateChanges: false,
  });
  const invoices = (await readAll(rubic, { path: "invoices", row: invoiceRow, from: booksFrom })).filter(
    ({ invoiceDate }) => invoiceDate >= booksFrom,
  );
  const ids = new Set(invoices.map(({ invoiceID }) => invoiceID));
  const credited = new Set(
    invoices.filter(({ creditedAmount }) => creditedAmount !== 0).map((row) => row.invoiceID),
  );
  // Shown on the invoice as well, a note says the same thing once more.
  const isSaidTwice = ({ invoiceID }: { invoiceID: number }) => credited.has(invoiceID - NOTE_OFFSET);
  // It moves no cash, and every credit in these worlds shows.
  const isSettlement = (row: z.infer<typeof transactionRow>) => row.transactionTypeID === SETTLEMENT_TYPE;
  const transactions = (
    await readAll(rubic, { path: "invoices/transactions", row: transactionRow, from: booksFrom })
  ).filter(({ invoiceID, paymentDate }) => ids.has(invoiceID) || paymentDate >= booksFrom);
  return {
    invoice: sum(invoices.filter((row) => !isSaidTwice(row)).map(effect)),
    payment: sum(
      transactions.filter((row) => !isSettlement(row)).map(({ paidAmount }) => toOere(paidAmount)),
    ),
  };
}

function effect(row: z.infer<typeof invoiceRow>): number {
  const credited = [row.creditedAmount, row.creditNoteAmount].toSorted((a, b) => Math.abs(b) - Math.abs(a));
  return toOere(row.totalAmount) - toOere(credited[0] ?? 0) - toOere(row.correctedAmount);
}

async function readAll<Row extends z.ZodType>(
  rubic: RubicSimulator,
  { path, row, from }: { path: string; row: Row; from: string },
): Promise<z.infer<Row>[]> {
  const period = `startPeriod=${from}T00:00:00.000Z&endPeriod=${osloDate(Date.now())}T23:59:59.999Z`;
  const url = `${rubic.url}/accounting/100/${path}?pageNo=1&pageSize=10000&${period}`;
  const answer = await fetch(url, { headers: { authorization: "Bearer rubic-key" } });
  return z.array(row).parse(await answer.json());
}

const sum = (amounts: number[]): number => amounts.reduce((total, each) => total + each, 0);
