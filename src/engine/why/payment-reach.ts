/** Whether the next sync comes to a payment that is older than what each sync reads, as the engine itself would decide. */
import type { RubicTransaction } from "../../rubic/schemas.ts";
import { osloDate, startOfOsloDay } from "../../sync/oslo.ts";
import { DAILY_LOOK_BACK_MS, readBackFrom } from "../../sync/reading.ts";
import { type Reach, reachAhead } from "../../sync/why/reach.ts";
import type { Step } from "../step.ts";
import { wantsPaymentsRead } from "../types/read-back.ts";
import { findRows, type Place } from "./find-rows.ts";
import { invoiceSubject } from "./subjects.ts";

export interface PaymentReachSource {
  step: Step;
  booksFrom: string;
  /** When a sync last read the payments of a day (YYYY-MM-DD), epoch milliseconds; null when none is known to have. */
  paymentsReadAt(day: string): Promise<number | null>;
}

/** @param place where the payment was found @throws RemoteError */
export async function reachOfPayment(
  source: PaymentReachSource,
  row: RubicTransaction,
  place: Place,
): Promise<Reach> {
  if (place === "nextWindow") return { is: "read" };
  const { paymentDate } = row;
  if (place === "ahead") return reachAhead(paymentDate);
  const payment = { paymentDate, lastReadAt: await source.paymentsReadAt(paymentDate) };
  const asking = place === "asked" ? "readBack" : await whoAsks(source, row);
  if (asking !== null) return { is: asking, payment };
  const window = source.step.context.windows.payments;
  const readFrom = osloDate(window?.from ?? source.step.now);
  return { is: "passedOver", payment: { ...payment, readFrom } };
}

/** A sync that meets its invoice sees that another amount is paid there than is mapped, and reads back in the same run. */
async function whoAsks(
  { step, booksFrom }: PaymentReachSource,
  { invoiceID, paymentDate }: RubicTransaction,
): Promise<"readBack" | "nextDay" | null> {
  const key = String(invoiceID);
  const found = await findRows(invoiceSubject(step, booksFrom), { by: "key", text: key });
  const invoice = found?.rows[0]?.row;
  if (found === null || invoice === undefined || invoice.invoiceDate < booksFrom) return null;
  const [known] = await step.records("invoice", [key]);
  const isReached = startOfOsloDay(paymentDate) >= readBackFrom(invoice.invoiceDate);
  if (!isReached || !wantsPaymentsRead(step, invoice, known)) return null;
  if (found.reading.place === "nextWindow") return "readBack";
  return invoice.invoiceDate >= osloDate(step.now - DAILY_LOOK_BACK_MS) ? "nextDay" : null;
}
