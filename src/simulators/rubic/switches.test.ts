/** The switches that change how a record looks: relations hold in each, and the books they lead to are the same. */
import { describe, expect, test } from "vitest";
import type { Customer, Invoice, InvoiceTransaction } from "../world/entities.ts";
import { createWorld } from "../world/index.ts";
import { oere } from "../world/money.ts";
import { createHandler } from "./service.ts";
import { DEFAULT_SETTINGS, type RubicSettings } from "./settings.ts";

function makeWorld() {
  return createWorld({ seed: 7, members: 60, today: "2025-11-21", yearsOfHistory: 1 });
}
const world = makeWorld();

async function read<T extends object>(list: string, patch: Partial<RubicSettings>, of = world): Promise<T[]> {
  const settings = { ...DEFAULT_SETTINGS, ...patch };
  const handle = createHandler({ world: of, apiKey: "key", organizationId: 1, settings: () => settings });
  const reply = await handle({
    method: "GET",
    url: new URL(`http://127.0.0.1/accounting/1/${list}?pageSize=5000`),
    headers: new Headers({ authorization: "Bearer key" }),
    bodyText: "",
  });
  // The simulator's own rows, not remote data: the handler types its body as unknown.
  return reply.body as T[];
}

function sumOere(list: readonly Invoice[], field: "grossTotal" | "balance" | "netTotal"): number {
  return list.reduce((sum, invoice) => sum + oere(invoice[field]), 0);
}

function readTotals(list: readonly Invoice[]): number[][] {
  return list.flatMap(({ invoiceLines }) =>
    invoiceLines.map(({ netTotal, tax, grossTotal }) => [netTotal, tax, grossTotal]),
  );
}

async function findReminded(reminderFeeMode: RubicSettings["reminderFeeMode"]): Promise<Invoice | undefined> {
  const invoices = await read<Invoice>("invoices", { reminderFeeMode });
  return invoices.find(({ invoiceID }) => invoiceID === world.awkward.reminderFee);
}

async function readFees(feeMode: RubicSettings["feeMode"]) {
  const list = await read<InvoiceTransaction>("invoices/transactions", { feeMode });
  const first = list.find(({ invoiceID }) => invoiceID === world.awkward.partialPayments);
  return [first?.paymentFee, first?.vatPaymentFee, first?.payoutAmount];
}

describe("price and discount", () => {
  test.each([
    ["exclVat", "lineAmount"],
    ["exclVat", "unitAmount"],
    ["inclVat", "lineAmount"],
    ["inclVat", "unitAmount"],
  ] as const)("%s with %s: the totals stay, the relation holds", async (priceMode, discountMode) => {
    const invoices = await read<Invoice>("invoices", { priceMode, discountMode });
    expect(readTotals(invoices)).toEqual(readTotals(world.invoices));
    const wrong = invoices.flatMap(({ invoiceLines }) =>
      invoiceLines.filter((line) => {
        const units = discountMode === "unitAmount" ? line.quantity : 1;
        const total = priceMode === "inclVat" ? line.grossTotal : line.netTotal;
        const offOere = line.quantity * oere(line.price) - units * oere(line.discount) - oere(total);
        // A price or unit discount of two decimals can miss by half an øre for each unit.
        return Math.abs(offOere) > Math.max(1, line.quantity);
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("a shop item is 239.20 without and 299.00 with VAT, in product and line", async () => {
    const products = await read<{ productID: number; price: number }>("products", { priceMode: "inclVat" });
    expect(products.find(({ productID }) => productID === 116)?.price).toBe(299);
    const lines = (await read<Invoice>("invoices", { priceMode: "inclVat" })).flatMap(
      (invoice) => invoice.invoiceLines,
    );
    expect(lines.find(({ productID, price }) => productID === 116 && price === 299)).toBeDefined();
  });
});

describe("credits and reminder fees", () => {
  test.each(["negativeInvoice", "both"] as const)("%s counts each credit once", async (creditNoteMode) => {
    const invoices = await read<Invoice>("invoices", { creditNoteMode });
    const credited = world.invoices.filter(({ creditedAmount }) => creditedAmount > 0);
    const notes = invoices.filter(({ grossTotal }) => grossTotal < 0);
    expect(notes).toHaveLength(credited.length);
    expect(sumOere(notes, "grossTotal")).toBe(
      -credited.reduce((sum, row) => sum + oere(row.creditedAmount), 0),
    );
    expect(sumOere(invoices, "balance")).toBe(sumOere(world.invoices, "balance"));
    expect(new Set(invoices.map(({ invoiceNumber }) => invoiceNumber)).size).toBe(invoices.length);
    for (const note of notes) {
      const lineSum = note.invoiceLines.reduce((sum, line) => sum + oere(line.netTotal) + oere(line.tax), 0);
      expect([lineSum, oere(note.netTotal) + oere(note.taxTotal)]).toEqual([
        oere(note.grossTotal),
        oere(note.grossTotal),
      ]);
    }
  });

  test("a reminder fee is a line, part of the total alone, or invisible", async () => {
    expect(await findReminded("inTotalAmount")).toMatchObject({
      grossTotal: 650,
      totalAmount: 685,
      balance: 0,
    });
    const withLine = await findReminded("extraLine");
    expect(withLine).toMatchObject({ grossTotal: 685, netTotal: 685, totalAmount: 685 });
    expect(withLine?.invoiceLines.at(-1)).toMatchObject({
      productCode: null,
      productName: "Purregebyr",
      grossTotal: 35,
    });
    expect(await findReminded("none")).toMatchObject({
      grossTotal: 650,
      totalAmount: 650,
      balance: -35,
      unpaidAmount: 0,
    });
  });
});

async function firstMemberNumber(memberNumber: RubicSettings["memberNumber"]) {
  return (await read<Invoice>("invoices", { memberNumber }))[0]?.memberNo;
}

async function countLedgerNumbers(ledgerNumber: RubicSettings["ledgerNumber"]) {
  const customers = await read<Customer>("customers", { ledgerNumber });
  return customers.filter(({ ledgerCustomerNo }) => ledgerCustomerNo !== null).length;
}

async function countryOfTheSwede(patch: Partial<RubicSettings>) {
  const customers = await read<Customer>("customers", patch);
  const swede = customers.find(({ customerNo }) => customerNo === world.awkward.customerForeignAddress);
  return [swede?.countryCode, swede?.countryName];
}

describe("how records are written", () => {
  test("lines may lack code and department number; the ids stay", async () => {
    const [invoice] = await read<Invoice>("invoices", {
      lineProductCode: "missing",
      lineDepartment: "idOnly",
    });
    for (const line of invoice?.invoiceLines ?? []) {
      expect(line).toMatchObject({ productCode: null, departmentNumber: null, departmentName: null });
      expect(line.productID).toBeGreaterThan(0);
    }
  });

  test("the member number is the payer's, zero, or of another series", async () => {
    const own = world.invoices[0]?.memberNo ?? 0;
    expect([
      await firstMemberNumber("customerNo"),
      await firstMemberNumber("zero"),
      await firstMemberNumber("otherSeries"),
    ]).toEqual([own, 0, own + 400_000]);
  });

  test("the ledger number stands there always, or only where it differs", async () => {
    expect(await countLedgerNumbers("whereDifferent")).toBe(1);
    expect(await countLedgerNumbers("always")).toBe(
      world.customers.filter(({ customerNo }) => customerNo !== null).length,
    );
  });

  test("countries come as calling codes or ISO codes, in Norwegian or English", async () => {
    expect(await countryOfTheSwede({})).toEqual(["+46", "Sverige"]);
    expect(await countryOfTheSwede({ countryCode: "callingZeros", countryName: "english" })).toEqual([
      "0046",
      "Sweden",
    ]);
    expect(await countryOfTheSwede({ countryCode: "iso" })).toEqual(["SE", "Sverige"]);
  });

  test("a text without content is null or blank, in nested records too", async () => {
    const blank = await read<Invoice>("invoices", { emptyText: "blank" });
    const plain = await read<Invoice>("invoices", {});
    const place = plain.findIndex(({ invoiceLines }) => invoiceLines[0]?.departmentNumber === null);
    expect(plain[place]?.description).toBeNull();
    expect([blank[place]?.description, blank[place]?.invoiceLines[0]?.departmentNumber]).toEqual([" ", " "]);
    expect(blank[place]?.reminderNumber).toBeNull();
  });

  test("the payout is gross where fees are billed apart", async () => {
    const rows = await read<InvoiceTransaction>("invoices/transactions", { feePayment: "billed" });
    expect(rows.filter(({ payoutAmount, paidAmount }) => payoutAmount !== paidAmount)).toEqual([]);
    expect(rows.some(({ paymentFee }) => paymentFee > 0)).toBe(true);
  });
});

describe("fees, dates, drift and late changes", () => {
  test("the fee is without VAT, with VAT, or none", async () => {
    expect(await readFees("feeExclVat")).toEqual([28, 7, 465]);
    expect(await readFees("feeInclVat")).toEqual([35, 7, 465]);
    expect(await readFees("noFee")).toEqual([0, 0, 500]);
  });

  test.each([
    ["dateOnly", "2025-10-14", "2025-10-14", "0001-01-01"],
    ["localDateTime", "2025-10-14T00:00:00", "2025-10-14T09:30:00", "0001-01-01T00:00:00"],
    [
      "localDateTime7",
      "2025-10-14T00:00:00.0000000",
      "2025-10-14T09:30:00.0000000",
      "0001-01-01T00:00:00.0000000",
    ],
    ["utcZ", "2025-10-13T22:00:00Z", "2025-10-14T07:30:00Z", "0001-01-01T00:00:00Z"],
  ] as const)("dates are written as %s", async (dateFormat, invoiceDate, created, sentDate) => {
    const list = await read<Invoice>("invoices", { dateFormat });
    const unsent = list.find(({ invoiceID }) => invoiceID === world.awkward.unsentInvoice);
    expect(unsent).toMatchObject({ invoiceDate, created, sentDate });
  });

  test("a winter date in UTC is one hour off, a summer date two", async () => {
    const dates = (await read<Invoice>("invoices", { dateFormat: "utcZ" })).map(
      ({ invoiceDate }) => invoiceDate,
    );
    const hours = (month: string) =>
      new Set(dates.filter((date) => date.slice(5, 7) === month).map((date) => date.slice(11)));
    expect([hours("02"), hours("08")]).toEqual([new Set(["23:00:00Z"]), new Set(["22:00:00Z"])]);
  });

  test("drift breaks some rows, the same ones each time, and leaves the rest", async () => {
    const [plain = [], ...drifted] = await Promise.all(
      (["none", "unknownKey", "unknownEnum", "nullInNonNull", "missingKey"] as const).map((schemaDrift) =>
        read<Invoice>("invoices", { schemaDrift }),
      ),
    );
    const [keys = [], enums = [], nulls = [], gaps = []] = drifted;
    const broken = Math.ceil(plain.length / 20);
    expect(keys.filter((row) => "addedInTheNextRelease" in row)).toHaveLength(plain.length);
    expect(enums.filter(({ paymentStatus }) => paymentStatus === 42)).toHaveLength(broken);
    expect(nulls.filter(({ grossTotal }) => grossTotal === null)).toHaveLength(broken);
    expect(gaps.filter((row) => !("dueDate" in row))).toHaveLength(broken);
    expect(enums.slice(1, 20)).toEqual(plain.slice(1, 20));
  });

  test("late changes pay an old open invoice after it was read", async () => {
    const own = makeWorld();
    const open = own.invoices.find(({ balance }) => balance > 0);
    const before = await read<Invoice>("invoices", { lateChanges: true }, own);
    const after = await read<Invoice>("invoices", {}, own);
    const balance = (list: readonly Invoice[]) =>
      list.find(({ invoiceID }) => invoiceID === open?.invoiceID)?.balance;
    expect(balance(before)).toBeGreaterThan(0);
    expect(balance(after)).toBe(0);
  });
});
