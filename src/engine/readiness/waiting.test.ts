import { describe, expect, it } from "vitest";
import { type Fact, known } from "../../sync/readiness/line.ts";
import { addInvoices, addTransactions, type Dated, emptySurvey } from "../../sync/readiness/survey.ts";
import type { Reference } from "../../sync/reference.ts";
import {
  approvedMappings,
  reference,
  rubicInvoice,
  rubicLine,
  rubicTransaction,
  shopLine,
} from "../../sync/test-records.ts";
import type { CreditOriginal, KnownCredit } from "../store.ts";
import { findWaiting } from "./waiting.ts";

const TODAY = "2026-03-10";
const JANUARY = [
  { start: "2026-01-01", isClosed: true },
  { start: "2026-02-01", isClosed: false },
];
const CREDITED = 7001;

const survey = () => emptySurvey({ from: "2025-01-01", booksFrom: "2026-01-01" });

const note = (invoiceID: number, grossOere: number, date = "2026-01-20") =>
  rubicInvoice([rubicLine({ netTotalOere: grossOere, grossTotalOere: grossOere })], {
    invoiceID,
    invoiceNumber: 20_000 + invoiceID,
    invoiceDate: date,
  });

/** What a sync has kept of such a note, or with an amount of its invoice. */
const seen = (rubicInvoiceId: number, grossOere: number, creditedOere = 0): KnownCredit => ({
  rubicInvoiceId,
  rubicInvoiceNumber: 20_000 + rubicInvoiceId,
  payer: "10482",
  isNote: creditedOere === 0,
  date: creditedOere === 0 ? "2026-01-20" : "2026-01-15",
  netOere: grossOere,
  grossOere,
  creditedOere,
  mentions: [],
  firstSeenOn: "2026-01-20",
  wasSeenWithout: true,
});

/** The invoice of 400,00 whose credit is known by the row with this id. */
const original = (rubicCreditId: number): CreditOriginal => {
  const amounts = { netOere: -40_000, grossOere: -40_000 };
  return {
    rubicInvoiceId: CREDITED,
    rubicInvoiceNumber: 20_000 + CREDITED,
    booked: { tripletexInvoiceId: 9, netOere: 40_000, grossOere: 40_000 },
    hasOpenIntent: false,
    credit: { rubicCreditId, rubicCreditNumber: null, tripletexCreditId: 10, creditDate: TODAY, ...amounts },
    isHeld: false,
    hasWaited: false,
    leftOutOere: 0,
  };
};

interface World {
  rows?: KnownCredit[];
  credited?: CreditOriginal;
  /** Keys of what has a mapping or a hold, such as `credit 1`. */
  named?: string[];
  built?: Fact<Reference>;
  vatTerms?: "twoMonthly" | "yearly" | "none";
}

async function ask(read: ReturnType<typeof survey>, world: World = {}) {
  const { rows = [], credited, named = [], built = known(reference()), vatTerms = "twoMonthly" } = world;
  const asked: [kind: Dated["kind"], ids: number][] = [];
  const waiting = await findWaiting(read, {
    periods: JANUARY,
    today: TODAY,
    vatTerms,
    reference: built,
    ports: {
      unbooked: async (kind, ids) => {
        asked.push([kind, ids.length]);
        return ids.filter((id) => !named.includes(`${kind} ${id}`));
      },
      credits: {
        creditsOf: async (payers) => payers.map((payer) => rows.filter((each) => each.payer === payer)),
        creditsOfRows: async (ids) => rows.filter(({ rubicInvoiceId }) => ids.includes(rubicInvoiceId)),
        creditedInvoices: async () => (credited === undefined ? [] : [credited]),
      },
    },
  });
  return { asked, waiting: waiting.isKnown ? waiting.value.map(({ label }) => label) : waiting.because };
}

describe("documents that are still to be booked, in a closed period", () => {
  it("are asked for by the kind that a sync books them as, a hundred at a time", async () => {
    const read = survey();
    addInvoices(read, [rubicInvoice(), note(1, -10_000)]);
    addTransactions(
      read,
      Array.from({ length: 101 }, (_, id) => rubicTransaction({ invoiceTransactionID: id + 1 })),
    );
    const { asked } = await ask(read);
    expect(asked).toEqual([
      ["invoice", 1],
      ["credit", 1],
      ["payment", 100],
      ["payment", 1],
    ]);
  });

  it("are no notes that are booked, held or left out as credits; one that no sync has met is", async () => {
    const read = survey();
    addInvoices(read, [note(1, -10_000), note(2, -10_000)]);
    const { waiting } = await ask(read, { named: ["credit 1"] });
    expect(waiting).toEqual(["credit note 20002 of 2026-01-20"]);
  });

  it("are no notes that count at the invoice which was credited while Rubic showed its amount alone", async () => {
    const read = survey();
    addInvoices(read, [note(1, -15_000), note(2, -25_000)]);
    const rows = [seen(CREDITED, 40_000, 40_000), seen(1, -15_000), seen(2, -25_000)];
    expect((await ask(read, { rows, credited: original(CREDITED) })).waiting).toEqual([]);
    const uncredited = { ...original(CREDITED), credit: null };
    expect((await ask(read, { rows, credited: uncredited })).waiting).toHaveLength(2);
  });

  it("are not the one note of a credit that is booked, which the next sync only names", async () => {
    const read = survey();
    addInvoices(read, [note(1, -40_000)]);
    const rows = [seen(CREDITED, 40_000, 40_000), seen(1, -40_000)];
    expect((await ask(read, { rows, credited: original(CREDITED) })).waiting).toEqual([]);
  });

  it("are a note that a sync has seen and not decided on", async () => {
    const read = survey();
    addInvoices(read, [note(1, -10_000)]);
    expect((await ask(read, { rows: [seen(1, -10_000)] })).waiting).toHaveLength(1);
  });

  it.each([
    ["that moves no money", { paidAmountOere: 0 }, 0],
    ["that settles a credit", { transactionTypeID: 6, transactionTypeName: "Kreditnota" }, 0],
    ["of a type with nothing to book", { transactionTypeID: 9 }, 0],
    ["of a type that is written off", { transactionTypeID: 8 }, 0],
    ["of a type that nobody has decided about", { transactionTypeID: 99 }, 1],
    ["that is money", {}, 1],
    ["before the cut-over", { paymentDate: "2025-12-31" }, 0],
    ["in an open period", { paymentDate: "2026-02-01" }, 0],
  ])("with a transaction %s are %j: %d", async (_what, change, expected) => {
    const read = survey();
    addTransactions(read, [rubicTransaction(change)]);
    const decided = (["ignore", "writeOff"] as const).map((name, index) => {
      const code = String(9 - index);
      const target = { kind: "transactionType", class: name } as const;
      return { kind: "transactionType", code, label: name, target, state: "approved" } as const;
    });
    const built = known(reference({ mappings: [...approvedMappings(), ...decided] }));
    expect((await ask(read, { built })).waiting).toHaveLength(expected);
  });

  it("can't be told where a payment is left and nobody knows what its type stands for", async () => {
    const because = "Tripletex did not answer.";
    const built = { isKnown: false, because, remedy: "", kind: "unavailable" } as const;
    const read = survey();
    addInvoices(read, [rubicInvoice()]);
    addTransactions(read, [rubicTransaction({ invoiceTransactionID: 5 })]);
    expect((await ask(read, { built })).waiting).toBe(because);
    expect((await ask(read, { built, named: ["payment 5"] })).waiting).toHaveLength(1);
  });
});

describe("documents with VAT of an earlier term", () => {
  it.each([
    ["twoMonthly", "2026-02-28", 1],
    ["twoMonthly", "2026-03-01", 0],
    ["none", "2026-02-28", 1],
    ["yearly", "2026-02-28", 0],
  ] as const)("%s, %s: %d", async (vatTerms, invoiceDate, expected) => {
    const read = survey();
    addInvoices(read, [rubicInvoice([shopLine()], { invoiceDate })]);
    expect((await ask(read, { vatTerms })).waiting).toHaveLength(expected);
  });
});
