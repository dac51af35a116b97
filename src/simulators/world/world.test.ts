/** The seeded world: repeatable, right to the øre, plain in the mass, and with one of each unusual record at any size. */
import { describe, expect, test } from "vitest";
import type { Invoice, InvoiceLine } from "./entities.ts";
import { createWorld, DEFAULT_WORLD, type World } from "./index.ts";
import { oere } from "./money.ts";

const TODAY = "2025-11-21";
const SIZES = [60, 240, 1000];
const worlds = new Map(SIZES.map((members) => [members, make({ members })]));

function make(
  options: Partial<{ seed: number; members: number; today: string; yearsOfHistory: number }> = {},
) {
  return createWorld({ ...DEFAULT_WORLD, today: TODAY, ...options });
}

function world(members = 240): World {
  return worlds.get(members) ?? make({ members });
}

function invoiceOf(of: World, name: keyof World["awkward"]): Invoice {
  const found = of.invoices.find(({ invoiceID }) => invoiceID === of.awkward[name]);
  if (!found) {
    throw new Error(`The world has no invoice called ${name}.`);
  }
  return found;
}

function paymentsOf(of: World, name: keyof World["awkward"]) {
  return of.transactions.filter(({ invoiceID }) => invoiceID === of.awkward[name]);
}

function sumOere(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + oere(amount), 0);
}

/** Every relation of the dossier that a set of records breaks, in words. */
function findBrokenSums(of: World): string[] {
  const paid = new Map<number, number>();
  for (const { invoiceID, paidAmount } of of.transactions) {
    paid.set(invoiceID, (paid.get(invoiceID) ?? 0) + oere(paidAmount));
  }
  return of.invoices.flatMap((invoice) => [
    ...invoice.invoiceLines.flatMap((line) => brokenLine(line)),
    ...brokenInvoice(invoice, paid.get(invoice.invoiceID) ?? 0),
  ]);
}

function brokenLine(line: InvoiceLine): string[] {
  const fullOere = Math.round(oere(line.price) * line.quantity);
  const checks: [string, boolean][] = [
    ["gross = net + tax", oere(line.grossTotal) === oere(line.netTotal) + oere(line.tax)],
    ["net = quantity × price − discount", oere(line.netTotal) === fullOere - oere(line.discount)],
    [
      "tax = net × percent",
      Math.abs(oere(line.tax) - (oere(line.netTotal) * line.taxPercentage) / 100) <= 0.5,
    ],
  ];
  return checks.filter(([, holds]) => !holds).map(([rule]) => `line ${line.invoiceLineID}: ${rule}`);
}

function brokenInvoice(invoice: Invoice, paidOere: number): string[] {
  const lines = invoice.invoiceLines;
  const owedOere = sumOere([invoice.totalAmount, -invoice.creditedAmount, -invoice.correctedAmount]);
  const checks: [string, boolean][] = [
    ["net", oere(invoice.netTotal) === sumOere(lines.map((line) => line.netTotal))],
    ["tax", oere(invoice.taxTotal) === sumOere(lines.map((line) => line.tax))],
    ["gross", oere(invoice.grossTotal) === sumOere(lines.map((line) => line.grossTotal))],
    ["gross = net + tax", oere(invoice.grossTotal) === oere(invoice.netTotal) + oere(invoice.taxTotal)],
    ["paid = its transactions", oere(invoice.paidAmount) === paidOere],
    ["balance", oere(invoice.balance) === owedOere - paidOere],
    ["unpaid", oere(invoice.unpaidAmount) === Math.max(0, oere(invoice.balance))],
    ["two decimals", JSON.stringify(invoice).match(/\d\.\d{3,}/) === null],
  ];
  return checks.filter(([, holds]) => !holds).map(([rule]) => `invoice ${invoice.invoiceID}: ${rule}`);
}

function isPlainInvoice(invoice: Invoice): boolean {
  const departments = new Set(invoice.invoiceLines.flatMap((line) => line.departmentNumber ?? []));
  return (
    /^[1-9]\d*$/.test(invoice.customer.customerNo ?? "") &&
    invoice.invoiceLines.every((line) => line.productCode !== null && line.accountNumber !== null) &&
    departments.size <= 1 &&
    !invoice.sentDate.startsWith("0001") &&
    invoice.creditedAmount === 0
  );
}

/** Ordinary payments of the years before the summer of 2025, in words. */
function readEarlyPayments(of: World): string[] {
  return of.transactions
    .filter(({ paymentDate, customer }) => paymentDate < "2025-06-01" && Number(customer.customerNo) > 10_000)
    .map(({ customer, paymentDate, paidAmount }) => `${customer.customerNo} ${paymentDate} ${paidAmount}`)
    .toSorted();
}

describe("repeatability", () => {
  test("gives the same bytes for the same seed and others for another", () => {
    const first = JSON.stringify(world());
    expect(JSON.stringify(make())).toBe(first);
    expect(JSON.stringify(make({ seed: 2 }))).not.toBe(first);
  });

  test("bills and pays the same on an earlier day, only less", () => {
    const later = readEarlyPayments(world());
    const earlier = readEarlyPayments(make({ today: "2025-10-01" }));
    expect(earlier.length).toBeGreaterThan(1000);
    const missing = earlier.filter((fact) => !later.includes(fact));
    expect(missing).toEqual([]);
  });

  test("makes a club of 1,000 members in less than a second", () => {
    const start = performance.now();
    make({ members: 1000, seed: 3 });
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test("refuses a club too small to hold one of each", () => {
    expect(() => make({ members: 29 })).toThrow(RangeError);
  });
});

describe("sums", () => {
  test.each(SIZES)("hold to the øre on every line, invoice and payment of %i members", (members) => {
    expect(findBrokenSums(world(members))).toEqual([]);
  });

  test("hold for many seeds, days and lengths of history", () => {
    for (let seed = 10; seed < 30; seed += 1) {
      const today = `2025-${String((seed % 12) + 1).padStart(2, "0")}-${String(seed).padStart(2, "0")}`;
      const other = make({ seed, members: 60, today, yearsOfHistory: seed % 4 });
      expect({ seed, broken: findBrokenSums(other) }).toEqual({ seed, broken: [] });
    }
  });

  test("leave of each payment what fee and its VAT don't take", () => {
    const wrong = world().transactions.filter(
      ({ paidAmount, paymentFee, vatPaymentFee, payoutAmount }) =>
        oere(payoutAmount) !== sumOere([paidAmount, -paymentFee, -vatPaymentFee]),
    );
    expect(wrong).toEqual([]);
  });
});

describe("shape", () => {
  test("has the size that was asked for", () => {
    const { invoices, persons, products } = world();
    expect(persons.filter(({ memberStatus }) => memberStatus === 1)).toHaveLength(240);
    expect(products.length).toBeGreaterThanOrEqual(25);
    const inFullYear = invoices.filter(({ ledgerYear }) => ledgerYear === 2024);
    expect(inFullYear.length).toBeGreaterThan(590);
    expect(inFullYear.length).toBeLessThan(610);
    expect(Math.min(...invoices.map(({ ledgerYear }) => ledgerYear))).toBe(2023);
  });

  test("has unique keys and numbers that rise with the date", () => {
    const { invoices, transactions, products, customers } = world();
    const lines = invoices.flatMap(({ invoiceLines }) => invoiceLines);
    const keys: (string | number | null)[][] = [
      invoices.map(({ invoiceID }) => invoiceID),
      invoices.map(({ invoiceNumber }) => invoiceNumber),
      lines.map(({ invoiceLineID }) => invoiceLineID),
      transactions.map(({ invoiceTransactionID }) => invoiceTransactionID),
      products.map(({ productName }) => productName),
      customers.flatMap(({ customerNo }) => customerNo ?? []),
    ];
    for (const list of keys) {
      expect(new Set(list).size).toBe(list.length);
    }
    const dates = invoices.map(({ invoiceDate }) => invoiceDate);
    expect(dates).toEqual(dates.toSorted());
  });

  test("has nothing later than its day", () => {
    const { invoices, transactions, transactionRegistered } = world();
    const dates = [
      ...invoices.flatMap(({ invoiceDate, created, sentDate }) => [invoiceDate, created, sentDate]),
      ...transactions.map(({ paymentDate }) => paymentDate),
      ...Object.values(transactionRegistered),
    ];
    expect(dates.filter((date) => date.slice(0, 10) > TODAY)).toEqual([]);
  });

  test.each(SIZES)(
    "is plain in the mass: over nine in ten invoices and payments of %i members",
    (members) => {
      const { invoices, transactions } = world(members);
      const plain = new Set(invoices.filter(isPlainInvoice).map(({ invoiceID }) => invoiceID));
      const plainPayments = transactions.filter(
        ({ transactionTypeID, paidAmount }) => transactionTypeID <= 4 && paidAmount > 0,
      );
      expect(plain.size / invoices.length).toBeGreaterThan(0.91);
      expect(plainPayments.length / transactions.length).toBeGreaterThan(0.98);
    },
  );

  test("keeps the register as it is now and invoices as the customer was then", () => {
    const { customers, invoices } = world();
    const now = new Map(customers.map((customer) => [customer.customerNo, customer]));
    const moved = invoices.filter(
      ({ customer }) => now.get(customer.customerNo)?.address !== customer.address,
    );
    expect(moved.length).toBeGreaterThan(0);
  });
});

describe.each(SIZES)("unusual records among %i members", (members) => {
  const of = world(members);
  const customer = (name: keyof World["awkward"]) =>
    of.customers.find(({ customerNo }) => customerNo === of.awkward[name]);

  test("customers: number, ledger number, e-mail, address, kind and name", () => {
    const nobody = of.customers.find(({ customerNo }) => customerNo === null);
    expect(nobody?.customerName).toBe(of.awkward.customerWithoutNumber);
    expect(of.awkward.customerNonNumeric).toMatch(/\D/);
    expect(of.awkward.customerLeadingZeros).toMatch(/^0\d+$/);
    expect(customer("customerWithLedgerNumber")?.ledgerCustomerNo).toMatch(/^\d+$/);
    expect(customer("customerSharingEmailFirst")?.email).toBe(customer("customerSharingEmailSecond")?.email);
    expect(customer("customerWithoutEmail")).toMatchObject({ email: null });
    expect(customer("customerWithoutAddress")).toMatchObject({ address: null, zipCode: null, city: null });
    expect(customer("customerForeignAddress")).toMatchObject({ countryName: "Sverige", countryCode: "+46" });
    expect(customer("customerOtherUnit")).toMatchObject({ customerType: 3 });
    expect(customer("customerLongName")?.customerName?.length).toBeGreaterThan(100);
    expect(customer("customerSpecialLetters")?.customerName).toMatch(
      /^(?=.*æ)(?=.*ø)(?=.*å)(?=.*-)(?=.*').*$/i,
    );
  });

  test("a company with an organization number whose check digit is right", () => {
    const number = Number(of.awkward.customerCompany);
    const company = of.companies.find(({ memberNo }) => memberNo === number);
    const digits = (company?.registrationAuthorityOrganizationNumber ?? "").split("").map(Number);
    const sum = [3, 2, 7, 6, 5, 4, 3, 2, 1].reduce(
      (total, weight, index) => total + weight * (digits[index] ?? 0),
      0,
    );
    expect([digits.length, sum % 11]).toEqual([9, 0]);
  });

  test("each unusual customer has an invoice", () => {
    const billed = new Set(of.invoices.map((invoice) => invoice.customer.customerNo));
    const names = Object.keys(of.awkward).filter((name) =>
      name.startsWith("customer"),
    ) as (keyof World["awkward"])[];
    const numbers = names
      .filter((name) => name !== "customerWithoutNumber")
      .map((name) => String(of.awkward[name]));
    expect(numbers.filter((number) => !billed.has(number))).toEqual([]);
    expect(invoiceOf(of, "invoiceOfCustomerWithoutNumber").customer.customerNo).toBeNull();
  });

  test("products, groups and lines without code or account", () => {
    const product = of.products.find(({ productID }) => productID === of.awkward.productWithoutCode);
    const group = of.productGroups.find(
      ({ productGroupID }) => productGroupID === of.awkward.productGroupWithoutAccount,
    );
    expect([product?.productCode, group?.accountNumber]).toEqual([null, null]);
    expect(invoiceOf(of, "lineWithoutProductCode").invoiceLines).toMatchObject([
      { productID: 0, productCode: null },
    ]);
    expect(invoiceOf(of, "lineOfProductWithoutCode").invoiceLines).toMatchObject([
      { productID: 126, productCode: null },
    ]);
    expect(invoiceOf(of, "lineWithoutAccountNumber").invoiceLines).toMatchObject([{ accountNumber: null }]);
  });

  test("departments, discounts, VAT and quantity", () => {
    const numbers = invoiceOf(of, "invoiceInTwoDepartments").invoiceLines.map(
      (line) => line.departmentNumber,
    );
    expect(numbers).toEqual(["20", "30"]);
    expect(invoiceOf(of, "fullDiscountLine").invoiceLines).toMatchObject([
      { discountPercentage: 100, grossTotal: 0 },
      { discountPercentage: 0 },
    ]);
    expect(invoiceOf(of, "zeroInvoice")).toMatchObject({ totalAmount: 0, balance: 0 });
    expect(invoiceOf(of, "percentDiscounts").invoiceLines[0]).toMatchObject({
      price: 2025,
      discount: 1012.5,
      grossTotal: 1012.5,
    });
    const taxed = (["vat25WithOere", "vat15WithOere", "vat12WithOere"] as const).map((name) =>
      invoiceOf(of, name),
    );
    expect(taxed.map(({ invoiceLines }) => invoiceLines[0]?.taxPercentage)).toEqual([25, 15, 12]);
    expect(taxed.filter(({ grossTotal }) => Number.isInteger(grossTotal))).toEqual([]);
    expect(new Set(invoiceOf(of, "mixedVat").invoiceLines.map((line) => line.taxPercentage)).size).toBe(4);
    expect(invoiceOf(of, "decimalQuantity").invoiceLines).toMatchObject([{ quantity: 2.5, grossTotal: 875 }]);
  });

  test("unsent, credited, overpaid, refunded and reminded invoices", () => {
    expect(invoiceOf(of, "unsentInvoice").sentDate).toBe("0001-01-01T00:00:00");
    const whole = invoiceOf(of, "creditedWholly");
    expect([whole.creditedAmount, whole.balance, whole.paidAmount]).toEqual([whole.totalAmount, 0, 0]);
    expect(invoiceOf(of, "creditedPartly")).toMatchObject({
      creditedAmount: 500,
      paidAmount: 1400,
      balance: 0,
    });
    expect(invoiceOf(of, "creditedAfterPartPayment")).toMatchObject({
      totalAmount: 950,
      paidAmount: 300,
      creditedAmount: 650,
      balance: 0,
    });
    expect(invoiceOf(of, "overpaid")).toMatchObject({
      totalAmount: 400,
      paidAmount: 450,
      balance: -50,
      unpaidAmount: 0,
    });
    expect(invoiceOf(of, "refunded")).toMatchObject({ paidAmount: 0, balance: 400 });
    expect(paymentsOf(of, "refunded").map(({ paidAmount }) => paidAmount)).toEqual([400, -400]);
    const reminded = invoiceOf(of, "reminderFee");
    expect([reminded.totalAmount - reminded.grossTotal, reminded.balance]).toEqual([35, 0]);
  });

  test("payments twice, in parts, late, equal, in a later month and after New Year", () => {
    const twice = invoiceOf(of, "paidTwice");
    expect(twice.paidAmount).toBe(2 * twice.totalAmount);
    expect(paymentsOf(of, "partialPayments")).toMatchObject([
      { paidAmount: 500, paymentFee: 28, vatPaymentFee: 7, payoutAmount: 465 },
      { paidAmount: 925, paymentFee: 10, vatPaymentFee: 2.5, payoutAmount: 912.5 },
    ]);
    const [first, second] = paymentsOf(of, "twoEqualPaymentsSameDay");
    expect([first?.paidAmount, first?.paymentDate]).toEqual([second?.paidAmount, second?.paymentDate]);
    const [late] = paymentsOf(of, "paymentRegisteredLate");
    expect(late?.invoiceTransactionID).toBe(of.awkward.paymentRegisteredLateTransaction);
    expect(of.transactionRegistered[String(late?.invoiceTransactionID)]?.slice(0, 10)).toBe("2025-11-10");
    expect(late?.paymentDate.slice(0, 10)).toBe("2025-10-23");
    const later = paymentsOf(of, "paymentInLaterMonth")[0]?.paymentDate ?? "";
    expect(later.slice(0, 7) > invoiceOf(of, "paymentInLaterMonth").invoiceDate.slice(0, 7)).toBe(true);
    expect(invoiceOf(of, "oldInvoicePaidAfterNewYear").ledgerYear).toBe(2023);
    expect(paymentsOf(of, "oldInvoicePaidAfterNewYear")[0]?.paymentDate).toBe("2024-01-10T00:00:00");
  });
});
