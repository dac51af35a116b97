/** A credit note that a person made is taken over only where it is the credit that Rubic has. */
import { describe, expect, test } from "vitest";
import { rubicInvoice } from "../../sync/test-records.ts";
import type { TripletexCreditNote } from "../../tripletex/schemas.ts";
import { nothingDecided } from "../pages.ts";
import { lookUpCredit } from "../settle-credits.ts";
import type { Step } from "../step.ts";
import type { OpenIntent } from "../store.ts";
import { CreditWriter } from "./credit-writes.ts";

const ORIGINAL = { id: 77, customerId: 5, isCredited: true, amountOutstandingOere: 0 };
const noteOver = (grossOere: number) => ({
  id: 88,
  creditedInvoiceId: ORIGINAL.id,
  invoiceDate: "2026-02-12",
  amountOere: grossOere,
  amountExcludingVatOere: grossOere,
});

/** A step that knows one credited invoice and its credit note, and has nothing else to be called. */
function stepWith(note: Partial<TripletexCreditNote>): Step {
  const tripletex = {
    invoicesById: async () => [ORIGINAL],
    invoice: async () => ORIGINAL,
    invoicesOfCustomer: async () => [note],
  };
  const inTime = { untimed: (act: () => unknown) => act(), keepLease: async () => undefined };
  return { ports: { tripletex }, ...inTime } as unknown as Step;
}

const LABEL = "Credit of invoice 20001";
const AMOUNTS = { netOere: -65_000, grossOere: -65_000 };
const wanted = {
  candidate: {
    key: "1",
    label: LABEL,
    hash: "hash",
    amountOere: -65_000,
    documentDate: "2026-02-01",
    invoice: rubicInvoice(),
  },
  decision: {
    outcome: "wholly",
    original: {
      rubicInvoiceId: 1,
      rubicInvoiceNumber: 20_001,
      tripletexInvoiceId: 77,
      netOere: 65_000,
      grossOere: 65_000,
    },
    creditDate: "2026-02-12",
    rubicCreditNumber: null,
    comment: "",
    ...AMOUNTS,
  },
} as const;
const intent = { kind: "credit", rubicKey: "1", label: LABEL, requestHash: "hash" } as OpenIntent;
const expected = {
  kind: "credit",
  rubicInvoiceNumber: 20_001,
  tripletexInvoiceId: 77,
  customerId: 5,
  creditDate: "2026-02-12",
  ...AMOUNTS,
} as const;

describe("an invoice of 650,00 that is credited in Tripletex", () => {
  test("over 400,00 is not taken over as credited by 650,00, before or after a write in doubt", async () => {
    const step = stepWith(noteOver(-40_000));
    const decided = nothingDecided();
    await new CreditWriter(step).decide(decided, [wanted]);
    const held = { code: "ALREADY_CREDITED", amountOere: -65_000 };
    expect(decided.results).toMatchObject([
      { outcome: "held", hold: { ...held, documentDate: "2026-02-01" } },
    ]);
    expect(await lookUpCredit(step, intent, expected)).toMatchObject({ found: "other", held });
  });

  test("over 650,00 is taken over", async () => {
    const step = stepWith(noteOver(-65_000));
    const decided = nothingDecided();
    await new CreditWriter(step).decide(decided, [wanted]);
    expect(decided.results).toMatchObject([{ outcome: "mapped", mapping: { tripletexCreditId: 88 } }]);
    expect(await lookUpCredit(step, intent, expected)).toMatchObject({ found: "ours" });
  });
});
