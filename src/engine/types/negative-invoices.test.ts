/** Which of the numbers in a note's texts is the number of the invoice that it credits. */
import { describe, expect, test } from "vitest";
import { rubicInvoice } from "../../sync/test-records.ts";
import { nothingDecided } from "../pages.ts";
import type { Step } from "../step.ts";
import { NegativeInvoices } from "./negative-invoices.ts";

const IN_TIME = { untimed: (act: () => unknown) => act(), keepLease: async () => undefined };
const [OWN, STRANGERS] = [5, 6];
const CUSTOMER_OF: Record<number, number> = { 77: OWN, 78: STRANGERS };
const bookedAs = (rubicInvoiceNumber: number, tripletexInvoiceId: number, oere = 65_000) => ({
  rubicInvoiceId: rubicInvoiceNumber,
  rubicInvoiceNumber,
  booked: { tripletexInvoiceId, netOere: oere, grossOere: oere },
});
const [INVOICE, SMALLER, STRANGER] = [bookedAs(12_345, 77), bookedAs(12_345, 77, 100), bookedAs(2026, 78)];

/** What is found for a note over 650,00 of a payer that mentions 12345, and 2026 by chance. */
async function findFor(known: { originals: object[]; pending: number[] }) {
  const invoice = rubicInvoice();
  const store = {
    creditOriginals: async () => known,
    invoiceContext: async () => ({
      customers: [{ rubicCustomerNo: invoice.customer.customerNo, tripletexCustomerId: OWN }],
      products: [],
    }),
  };
  const tripletex = { invoice: async (id: number) => ({ id, customerId: CUSTOMER_OF[id] }) };
  const step = { ports: { store, tripletex }, reference: async () => ({}), ...IN_TIME } as unknown as Step;
  const seen = { mentions: [12_345, 2026], netOere: -65_000, grossOere: -65_000 };
  const note = {
    key: "9",
    label: "",
    hash: "",
    amountOere: -65_000,
    documentDate: "",
    invoice,
    input: { seen },
  };
  return (await new NegativeInvoices(step, "2026-01-01").findMentioned(nothingDecided(), [note])).get("9");
}

describe("a note over 650,00 that mentions 12345, and by chance 2026", () => {
  test("credits the payer's invoice, whatever invoice of somebody else has the other number", async () => {
    const found = await findFor({ originals: [INVOICE, STRANGER], pending: [] });
    expect(found).toEqual({ original: INVOICE, unmetNumber: null });
  });

  test("waits for 12345 while that is held, and while nobody has met it", async () => {
    const waiting = { rubicInvoiceNumber: 12_345, booked: null };
    expect(await findFor({ originals: [STRANGER], pending: [12_345] })).toMatchObject({ original: waiting });
    expect(await findFor({ originals: [STRANGER], pending: [] })).toEqual({
      original: null,
      unmetNumber: 12_345,
    });
  });

  test("is a document of its own where 12345 is too small and 2026 is somebody else's", async () => {
    const found = await findFor({ originals: [SMALLER, STRANGER], pending: [] });
    expect(found).toEqual({ original: null, unmetNumber: null });
  });
});
