/** Which of the numbers in a note's texts is the number of the invoice that it credits, and what finding out costs. */
import { describe, expect, test } from "vitest";
import { rubicInvoice } from "../../sync/test-records.ts";
import { nothingDecided } from "../pages.ts";
import type { Step } from "../step.ts";
import { MentionedInvoices } from "./mentioned-invoices.ts";

const IN_TIME = {
  untimed: (act: () => unknown) => act(),
  keepLease: async () => undefined,
  isTimeUp: () => false,
  isCancelRequested: false,
};
const [OWN, STRANGERS] = [5, 6];
const CUSTOMER_OF: Record<number, number> = { 77: OWN, 78: STRANGERS };
const invoiceWith = (id: number) => ({ id, customerId: CUSTOMER_OF[id] ?? OWN });
const bookedAs = (rubicInvoiceNumber: number, tripletexInvoiceId: number, oere = 65_000) => ({
  rubicInvoiceId: rubicInvoiceNumber,
  rubicInvoiceNumber,
  booked: { tripletexInvoiceId, netOere: oere, grossOere: oere },
});
const [INVOICE, SMALLER, STRANGER] = [bookedAs(12_345, 77), bookedAs(12_345, 77, 100), bookedAs(2026, 78)];

interface Known {
  originals: ReturnType<typeof bookedAs>[];
  pending: number[];
  readUpTo: number | null;
}

/** A note over 650,00 of the one payer; its own number is 20001. */
const noteOf = (key: string, mentions: number[]) => ({
  key,
  label: "",
  hash: "",
  amountOere: -65_000,
  documentDate: "",
  invoice: rubicInvoice(),
  input: { seen: { rubicInvoiceNumber: 20_001, mentions, netOere: -65_000, grossOere: -65_000 } },
});

/** What is found for notes, and what was asked of Convex and Tripletex for it; `unlisted` is what a list of Tripletex's leaves out. */
async function find(notes: ReturnType<typeof noteOf>[], known: Known, unlisted: number[] = []) {
  const asked = { numbers: [] as number[], lists: [] as number[], singles: [] as number[] };
  const store = {
    creditOriginals: async (numbers: number[]) => {
      asked.numbers.push(numbers.length);
      const isAsked = (number: number) => numbers.includes(number);
      return {
        ...known,
        originals: known.originals.filter(({ rubicInvoiceNumber }) => isAsked(rubicInvoiceNumber)),
        pending: known.pending.filter(isAsked),
      };
    },
    invoiceContext: async () => ({
      customers: [{ rubicCustomerNo: rubicInvoice().customer.customerNo, tripletexCustomerId: OWN }],
      products: [],
    }),
  };
  const tripletex = {
    invoicesById: async (ids: number[]) => {
      asked.lists.push(ids.length);
      return ids.filter((id) => !unlisted.includes(id)).map(invoiceWith);
    },
    invoice: async (id: number) => {
      asked.singles.push(id);
      return invoiceWith(id);
    },
  };
  const step = { ports: { store, tripletex }, reference: async () => ({}), ...IN_TIME } as unknown as Step;
  const found = await new MentionedInvoices(step, "2026-01-01").find(nothingDecided(), notes);
  return { found, asked };
}

const originalsOf = (found: Awaited<ReturnType<typeof find>>["found"]) =>
  [...found].map(([key, { original }]) => [key, original?.rubicInvoiceNumber]);

async function findFor(known: Omit<Known, "readUpTo"> & Partial<Known>) {
  const { found } = await find([noteOf("9", [12_345, 2026])], { readUpTo: null, ...known });
  return found.get("9");
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

  test("is a document of its own once all invoices up to 12345 have been read", async () => {
    const found = await findFor({ originals: [], pending: [], readUpTo: 12_345 });
    expect(found).toEqual({ original: null, unmetNumber: null });
  });
});

describe("many notes", () => {
  const FIRST = 10_001;
  const numbers = Array.from({ length: 200 }, (_, index) => FIRST + index);
  const notes = numbers.map((number) => noteOf(String(number), [number, 2026]));
  const originals = [STRANGER, ...numbers.map((number) => bookedAs(number, 100_000 + number))];
  const known = { originals, pending: [], readUpTo: null };
  const expected = numbers.map((number) => [String(number), number]);

  test("are looked up together: two hundred in three calls to Tripletex, each of less than a hundred ids", async () => {
    const { found, asked } = await find(notes, known);
    expect(originalsOf(found)).toEqual(expected);
    expect(asked.singles).toEqual([]);
    expect(asked.lists).toHaveLength(3);
    expect(Math.max(...asked.lists)).toBeLessThan(100);
    expect(Math.max(...asked.numbers)).toBe(80);
  });

  test("that share what a list leaves out ask for it once, by its id", async () => {
    const late = 100_000 + FIRST;
    const { found, asked } = await find(notes, known, [late, 78]);
    expect(originalsOf(found)).toEqual(expected);
    expect(asked.singles).toEqual([78, late]);
  });

  test("of payers that Tripletex does not have ask for nobody's invoice", async () => {
    const customer = { ...rubicInvoice().customer, customerNo: "4711", ledgerCustomerNo: null };
    const strangers = notes.map((note) => ({ ...note, invoice: { ...note.invoice, customer } }));
    const { found, asked } = await find(strangers, known);
    expect([asked.lists, asked.singles]).toEqual([[], []]);
    expect(originalsOf(found)).toEqual(numbers.map((number) => [String(number), undefined]));
  });
});
