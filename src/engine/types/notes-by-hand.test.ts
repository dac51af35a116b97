/** However many notes ask whether they were made by hand, they are read together, and the lease lasts. */
import { expect, test } from "vitest";
import type { CreditInput } from "../../sync/credit-decision.ts";
import { nothingDecided } from "../pages.ts";
import { type Ports, Step } from "../step.ts";
import type { StepContext } from "../store.ts";
import { setMadeByHandAside } from "./notes-by-hand.ts";

const MANY = 200;
const [LEASE_MS, SLOW_MS] = [60_000, 13_000];
const [INVOICE_OERE, NOTE_OERE] = [65_000, 15_000];

/** Of every second invoice, the note's amount is set off by what is no payment; on the others it was paid. */
const isByHand = (id: number) => id % 2 === 0;
const idOfNote = (invoiceId: number) => 1_000 + invoiceId;
const idOfOtherNote = (invoiceId: number) => 5_000 + invoiceId;

function noteOn(rubicInvoiceId: number) {
  const original = {
    rubicInvoiceId,
    rubicInvoiceNumber: rubicInvoiceId,
    booked: { tripletexInvoiceId: rubicInvoiceId, netOere: INVOICE_OERE, grossOere: INVOICE_OERE },
    credit: null,
    hasWaited: true,
    hasOpenIntent: false,
    leftOutOere: 0,
  };
  const notes = [idOfNote(rubicInvoiceId), idOfOtherNote(rubicInvoiceId)];
  const pairs = { originalOf: new Map(notes.map((id) => [id, rubicInvoiceId])), uncoveredOere: new Map() };
  const seen = {
    rubicInvoiceId: idOfNote(rubicInvoiceId),
    rubicInvoiceNumber: idOfNote(rubicInvoiceId),
    isNote: true,
    date: "2026-03-02",
    netOere: -NOTE_OERE,
    grossOere: -NOTE_OERE,
  };
  const input = { original, pairs, seen } as unknown as CreditInput;
  return { key: String(idOfNote(rubicInvoiceId)), label: `Credit note ${rubicInvoiceId}`, input };
}

/** An invoice on which a note's amount is settled, by a document's own voucher or by a payment's. */
const invoiceOf = (id: number) => ({
  id,
  amountOere: INVOICE_OERE,
  amountOutstandingOere: INVOICE_OERE - NOTE_OERE,
  postings: [{ id, date: "2026-03-03", amountOere: -NOTE_OERE, voucherId: id, isPayment: true }],
});

test("two hundred notes cost three questions", async () => {
  let now = 0;
  let leaseEndsAt = LEASE_MS;
  const asked: string[] = [];
  const answer = async <T>(name: string, reply: T): Promise<T> => {
    asked.push(name);
    now += SLOW_MS;
    return await Promise.resolve(reply);
  };
  const ports: unknown = {
    writing: {},
    rate: { latest: null },
    now: () => now,
    tripletex: {
      invoicesById: (ids: number[]) => answer("invoices", ids.map(invoiceOf)),
      documentVouchers: (ids: number[]) => answer("vouchers", ids.filter(isByHand)),
    },
    store: {
      records: (_kind: string, keys: string[]) =>
        answer(
          "records",
          keys.map((rubicKey) => ({ rubicKey, mapping: null })),
        ),
      commit: async () => {
        if (now > leaseEndsAt) throw new Error("another step has taken over");
        leaseEndsAt = now + LEASE_MS;
        return await Promise.resolve({ leaseEndsAt, isCancelRequested: false });
      },
    },
  };
  const cursor = { phase: 0, pageNo: 1, countedPage: 0, previousKeys: [], doneKeys: [] };
  const context: unknown = {
    keys: null,
    cursor,
    leaseEndsAt,
    commits: 0,
    rate: { refusals: 0 },
    mode: "full",
  };
  const step = new Step(ports as Ports, context as StepContext);
  const notes = Array.from({ length: MANY }, (_, index) => noteOn(index + 1));
  const decided = nothingDecided();
  const free = await setMadeByHandAside(step, decided, notes);
  expect(asked).toEqual(["records", "invoices", "vouchers"]);
  expect(free.map(({ key }) => key)).toEqual(
    notes.filter((_, index) => !isByHand(index + 1)).map(({ key }) => key),
  );
  expect(decided.results).toHaveLength(MANY / 2);
  expect(decided.results[0]).toMatchObject({ outcome: "held", hold: { code: "ALREADY_CREDITED" } });
});
