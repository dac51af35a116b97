/** Credits however Rubic shows them: counted once, paired with their invoice, dated only where Rubic or the service knows the day. */
import { describe, expect, test } from "vitest";
import {
  type CreditInput,
  creditAmountOere,
  decideCredit,
  fitsOn,
  isReadThrough,
  type OriginalState,
  unmetNumberOf,
} from "./credit-decision.ts";
import {
  concernsCredit,
  creditComment,
  creditedOere,
  dateOfAmount,
  pairCredits,
  type SeenCredit,
  seenCreditOf,
} from "./credits.ts";
import { rubicCustomer, rubicInvoice, rubicLine } from "./test-records.ts";

const BOOKS_FROM = "2026-01-01";

const original = (id: number, creditedAmountOere: number, more: Partial<SeenCredit> = {}): SeenCredit => ({
  rubicInvoiceId: id,
  rubicInvoiceNumber: 20_000 + id,
  payer: "10482",
  isNote: false,
  date: "2026-02-01",
  netOere: 65_000,
  grossOere: 65_000,
  creditedOere: creditedAmountOere,
  mentions: [],
  ...more,
});
const note = (id: number, oere: number, more: Partial<SeenCredit> = {}): SeenCredit => ({
  ...original(id, 0),
  isNote: true,
  date: "2026-02-10",
  netOere: -oere,
  grossOere: -oere,
  ...more,
});

describe("what a row says of credits", () => {
  test.each([
    ["a credited amount of 150,00", { creditedAmountOere: 15_000 }, 15_000],
    ["a credit note amount of 150,00", { creditNoteAmountOere: 15_000 }, 15_000],
    ["both, counted once", { creditedAmountOere: 15_000, creditNoteAmountOere: 15_000 }, 15_000],
    ["an amount with a minus", { creditNoteAmountOere: -15_000 }, 15_000],
    ["nothing", {}, 0],
  ])("%s", (_title, changes, oere) => {
    const invoice = rubicInvoice(undefined, changes);
    expect([creditedOere(invoice), concernsCredit(invoice)]).toEqual([oere, oere !== 0]);
  });

  test("a note keeps the numbers that its texts mention, and no longer ones", () => {
    const invoice = rubicInvoice([rubicLine({ specification: "for 1040" })], {
      grossTotalOere: -40_000,
      description: "Kreditnota for faktura 1041, KID 1234567890123, nr 1042",
    });
    expect(seenCreditOf(invoice)).toMatchObject({ isNote: true, creditedOere: 0, mentions: [1041, 1040] });
  });

  test("a payer without number has none to be paired by", () => {
    const invoice = rubicInvoice(undefined, { customer: rubicCustomer({ customerNo: null }) });
    expect(seenCreditOf(invoice).payer).toBe("");
  });
});

const pairsOf = (...seen: SeenCredit[]) => {
  const { originalOf, uncoveredOere } = pairCredits(seen);
  return { pairs: [...originalOf], left: [...uncoveredOere] };
};

describe("notes and the amounts that originals show for them", () => {
  test("a note over the whole amount is that credit", () => {
    expect(pairsOf(original(1, 65_000), note(9, 65_000))).toEqual({ pairs: [[9, 1]], left: [[1, 0]] });
  });

  test("two parts of 100,00 and 200,00 make up 300,00", () => {
    const found = pairsOf(original(1, 30_000), note(8, 10_000), note(9, 20_000));
    expect(found).toEqual({
      pairs: [
        [8, 1],
        [9, 1],
      ],
      left: [[1, 0]],
    });
  });

  test("of two equal invoices each gets one note, in the order of dates", () => {
    const later = original(2, 32_500, { date: "2026-02-03" });
    const found = pairsOf(
      later,
      original(1, 32_500),
      note(9, 32_500, { date: "2026-02-11" }),
      note(8, 32_500),
    );
    expect(found.pairs).toEqual([
      [8, 1],
      [9, 2],
    ]);
  });

  test("the number that a note mentions goes before dates", () => {
    const later = original(2, 32_500, { date: "2026-02-03" });
    const found = pairsOf(original(1, 32_500), later, note(8, 32_500, { mentions: [20_002] }));
    expect(found).toEqual({
      pairs: [[8, 2]],
      left: [
        [1, 32_500],
        [2, 0],
      ],
    });
  });

  test.each([
    ["another payer's", note(9, 65_000, { payer: "7" })],
    ["larger than the amount", note(9, 65_100)],
    ["older than the invoice", note(9, 65_000, { date: "2026-01-31", rubicInvoiceNumber: 20_000 })],
  ])("a note is not taken for the credit when it is %s", (_title, other) => {
    expect(pairsOf(original(1, 65_000), other)).toEqual({ pairs: [], left: [[1, 65_000]] });
  });

  test("payers without number are never paired", () => {
    const found = pairsOf(original(1, 65_000, { payer: "" }), note(9, 65_000, { payer: "" }));
    expect(found.pairs).toEqual([]);
  });
});

test.each([
  ["seen without it before in that month", { wasSeenWithout: true, invoiceDate: "2025-11-20" }, "2026-02-12"],
  ["in the month of its invoice", { wasSeenWithout: false, invoiceDate: "2026-02-01" }, "2026-02-12"],
  ["never seen without it, of another month", { wasSeenWithout: false, invoiceDate: "2026-01-31" }, null],
  ["of an invoice dated ahead", { wasSeenWithout: true, invoiceDate: "2026-03-01" }, "2026-03-01"],
])("the day of an amount %s", (_title, seen, date) => {
  expect(dateOfAmount({ firstSeenOn: "2026-02-12", ...seen })).toBe(date);
});

test("Rubic's number of the credit stands in the comment", () => {
  expect(creditComment({ note: 50_001, original: 20_001 })).toBe("Rubic: credit note 50001 of invoice 20001");
  expect(creditComment({ note: null, original: 20_001 })).toBe("Rubic: credit of invoice 20001");
});

const state = (more: Partial<OriginalState> = {}): OriginalState => ({
  rubicInvoiceId: 1,
  rubicInvoiceNumber: 20_001,
  booked: { tripletexInvoiceId: 77, netOere: 65_000, grossOere: 65_000 },
  hasOpenIntent: false,
  credit: null,
  hasWaited: false,
  leftOutOere: 0,
  ...more,
});
const SMALL = { booked: { tripletexInvoiceId: 78, netOere: 100, grossOere: 100 } };
const creditBy = (rubicCreditId: number) => ({
  rubicCreditId,
  rubicCreditNumber: rubicCreditId === 1 ? null : 20_000 + rubicCreditId,
  tripletexCreditId: 88,
  creditDate: "2026-02-12",
  netOere: -65_000,
  grossOere: -65_000,
});

describe("what becomes of a credit", () => {
  const inputOf = (seen: SeenCredit, more: Partial<CreditInput> = {}): CreditInput => ({
    seen: { ...seen, firstSeenOn: "2026-02-12", wasSeenWithout: true },
    pairs: pairCredits([seen]),
    original: state(),
    originalDate: "2026-02-01",
    unmetNumber: null,
    booksFrom: BOOKS_FROM,
    ...more,
  });

  test("a note over the whole invoice of 650,00 credits it, on its own date and with its number", () => {
    expect(decideCredit(inputOf(note(9, 65_000)))).toMatchObject({
      outcome: "wholly",
      creditDate: "2026-02-10",
      rubicCreditNumber: 20_009,
      netOere: -65_000,
      grossOere: -65_000,
      original: { tripletexInvoiceId: 77 },
    });
  });

  test("an amount of the whole invoice credits it, on the day on which it was first seen", () => {
    expect(decideCredit(inputOf(original(1, 65_000)))).toMatchObject({
      outcome: "wholly",
      creditDate: "2026-02-12",
      rubicCreditNumber: null,
    });
  });

  test.each<[string, CreditInput, object]>([
    ["a part with lines", inputOf(note(9, 15_000)), { outcome: "negativeInvoice" }],
    [
      "a note of equal gross and other VAT",
      inputOf(note(9, 65_000, { netOere: -52_000 })),
      { outcome: "negativeInvoice" },
    ],
    [
      "a note of no known invoice",
      inputOf(note(9, 65_000), { original: null }),
      { outcome: "negativeInvoice" },
    ],
    [
      "a note that mentions a number which no sync has met",
      inputOf(note(9, 65_000), { original: null, unmetNumber: 20_001 }),
      {
        outcome: "held",
        code: "CREDIT_NUMBER_NOT_MET",
        message: expect.stringMatching(
          /it mentions 20001, .* the first full sync on 13 February 2026 or later/,
        ),
        amountOere: -65_000,
      },
    ],
    [
      "a note of an invoice before the cut-over",
      inputOf(note(9, 65_000), { original: state({ booked: null }), originalDate: "2025-12-01" }),
      { outcome: "negativeInvoice" },
    ],
    ["a note before the cut-over", inputOf(note(9, 65_000, { date: "2025-12-31" })), { outcome: "ignored" }],
    [
      "a note of an invoice that waits",
      inputOf(note(9, 65_000), { original: state({ booked: null }) }),
      { outcome: "held", code: "INVOICE_NOT_IN_TRIPLETEX", amountOere: -65_000 },
    ],
    [
      "a note whose amount was credited before: the same credit",
      inputOf(note(9, 65_000), { original: state({ credit: creditBy(1) }) }),
      { outcome: "noteOf", credit: { tripletexCreditId: 88 } },
    ],
    [
      "a second note over the whole of a credited invoice",
      inputOf(note(9, 65_000), { original: state({ credit: creditBy(8) }) }),
      { outcome: "held", code: "ALREADY_CREDITED", amountOere: -65_000 },
    ],
    [
      "a note of a part of a credited invoice",
      inputOf(note(9, 15_000), { original: state({ credit: creditBy(8) }) }),
      { outcome: "negativeInvoice" },
    ],
    [
      "a note that Rubic has made anew over another amount",
      inputOf(note(9, 60_000, { rubicInvoiceNumber: 20_008 }), { original: state({ credit: creditBy(8) }) }),
      { outcome: "held", code: "ALREADY_CREDITED", amountOere: 5_000 },
    ],
    [
      "one of two notes over an amount that was credited as a whole before",
      inputOf(note(9, 40_000), { original: state({ credit: creditBy(1) }) }),
      { outcome: "covered" },
    ],
    [
      "a part of an amount whose credit may be on its way",
      inputOf(note(9, 40_000), { original: state({ hasOpenIntent: true }) }),
      { outcome: "waits" },
    ],
    [
      "a note on an invoice that is being paid",
      inputOf(note(9, 65_000), { original: state({ hasOpenIntent: true }) }),
      { outcome: "waits" },
    ],
    [
      "an amount of 150,00",
      inputOf(original(1, 15_000)),
      { outcome: "held", code: "CREDIT_PARTIAL", amountOere: -15_000 },
    ],
    [
      "an amount of which a note accounts for 100,00",
      inputOf(original(1, 65_000), { pairs: pairCredits([original(1, 65_000), note(9, 10_000)]) }),
      { outcome: "held", code: "CREDIT_PARTIAL", amountOere: -55_000 },
    ],
    [
      "the whole amount, of which a part was left out as credited by hand",
      inputOf(original(1, 65_000), { original: state({ leftOutOere: 40_000 }) }),
      { outcome: "held", code: "CREDIT_PARTIAL", amountOere: -65_000 },
    ],
    [
      "the note of a part that was left out as credited by hand",
      inputOf(note(9, 40_000), {
        original: state({ leftOutOere: 40_000 }),
        pairs: pairCredits([original(1, 40_000), note(9, 40_000)]),
      }),
      { outcome: "held", code: "ALREADY_CREDITED", amountOere: -40_000 },
    ],
    [
      "a note over the whole, of which a part was left out as credited by hand",
      inputOf(note(9, 65_000), {
        original: state({ leftOutOere: 40_000 }),
        pairs: pairCredits([original(1, 65_000), note(9, 65_000)]),
      }),
      { outcome: "held", code: "ALREADY_CREDITED", amountOere: -65_000 },
    ],
    [
      "a note beside the part that was left out as credited by hand",
      inputOf(note(9, 25_000), {
        original: state({ leftOutOere: 40_000 }),
        pairs: pairCredits([original(1, 65_000), note(9, 25_000)]),
      }),
      { outcome: "negativeInvoice" },
    ],
    [
      "an amount that its note accounts for",
      inputOf(original(1, 65_000), { pairs: pairCredits([original(1, 65_000), note(9, 65_000)]) }),
      { outcome: "covered" },
    ],
    [
      "an amount on an invoice that waits",
      inputOf(original(1, 65_000), { original: state({ booked: null }) }),
      { outcome: "held", code: "INVOICE_NOT_IN_TRIPLETEX" },
    ],
    [
      "an amount on an invoice before the cut-over",
      inputOf(original(1, 65_000, { date: "2025-12-01" }), { original: state({ booked: null }) }),
      { outcome: "ignored" },
    ],
  ])("%s", (_title, input, decision) => {
    expect(decideCredit(input)).toMatchObject(decision);
  });

  const noteOf = (mentions: number[]) => note(9, 65_000, { mentions });
  test.each<[string, number[], Partial<OriginalState>[], number | null]>([
    ["its number is met by nobody", [20_001], [], 20_001],
    ["one of its numbers is another invoice's, too small for it", [20_001, 7], [SMALL], 7],
    ["all its numbers are other invoices'", [20_001], [SMALL], null],
    ["it fits on an invoice in the books, whatever else it mentions", [2026, 20_001], [{}], null],
    ["it mentions nothing", [], [], null],
  ])("a note waits for a number that may be its invoice's: %s", (_title, mentions, known, unmet) => {
    const originals = known.map((each) => state(each));
    const fitting = originals.filter(({ booked }) => fitsOn(noteOf(mentions), booked));
    expect(unmetNumberOf(noteOf(mentions), { originals, fitting, readUpTo: null })).toBe(unmet);
  });

  // The note's own number is 20009.
  test.each<[string, { mentions: number[]; readUpTo: number | null; noteNumber?: number }, number | null]>([
    ["nothing has been read on two days", { mentions: [2026], readUpTo: null }, 2026],
    ["a year below all that has been read", { mentions: [2026], readUpTo: 19_900 }, null],
    ["the last number that has been read", { mentions: [19_900], readUpTo: 19_900 }, null],
    ["a number since the last reading", { mentions: [2026, 19_901], readUpTo: 19_900 }, 19_901],
    ["the number just below the note's", { mentions: [20_008], readUpTo: 19_900 }, 20_008],
    ["a number that came after the note", { mentions: [20_010], readUpTo: 19_900 }, null],
    ["a year above all numbers of a small club", { mentions: [2026], readUpTo: 280, noteNumber: 301 }, null],
    [
      "a higher number, where notes have a series of their own",
      { mentions: [301], readUpTo: 280, noteNumber: 15 },
      301,
    ],
    [
      "a higher number, where the note is an old one",
      { mentions: [302], readUpTo: 300, noteNumber: 290 },
      302,
    ],
  ])("%s", (_title, { mentions, readUpTo, noteNumber = 20_009 }, unmet) => {
    const seen = note(9, 65_000, { mentions, rubicInvoiceNumber: noteNumber });
    expect(unmetNumberOf(seen, { originals: [], fitting: [], readUpTo })).toBe(unmet);
  });

  test.each([
    ["a complete reading on a later day", { isComplete: true, today: "2026-02-13" }, true],
    ["a complete reading on the same day", { isComplete: true, today: "2026-02-12" }, false],
    ["another reading", { isComplete: false, today: "2026-02-13" }, false],
  ])("a number that is not met is no invoice's after %s: %s", (_title, reading, isThrough) => {
    expect(isReadThrough({ firstSeenOn: "2026-02-12" }, reading)).toBe(isThrough);
  });

  test("a day that nobody knows is never made up", () => {
    const seen = {
      ...original(1, 65_000, { date: "2026-01-15" }),
      firstSeenOn: "2026-02-12",
      wasSeenWithout: false,
    };
    expect(decideCredit({ ...inputOf(seen), seen })).toMatchObject({
      outcome: "wholly",
      creditDate: {
        outcome: "held",
        code: "CREDIT_DATE_UNKNOWN",
        amountOere: -65_000,
        documentDate: "2026-01-15",
      },
    });
  });

  test("nothing left is plain zero", () => {
    const pairs = pairCredits([original(1, 65_000), note(9, 65_000)]);
    expect(creditAmountOere(inputOf(original(1, 65_000), { pairs }))).toBe(0);
  });
});
