import { expect, test } from "vitest";
import type { RubicInvoice } from "../rubic/schemas.ts";
import type { CodeKind, CodeMapping, CodeTarget } from "./code-mappings.ts";
import type { HoldCode } from "./hold-codes.ts";
import { decideInvoice, type InvoiceContext } from "./invoices.ts";
import {
  ACCOUNT_ID_SALES,
  approvedMappings,
  invoiceContext,
  reference,
  rubicCustomer,
  rubicInvoice,
  rubicLine,
  shopLine,
} from "./test-records.ts";

const FOOTBALL = { departmentID: 2, departmentNumber: "20", departmentName: "Fotball" };
const HANDBALL = { departmentID: 3, departmentNumber: "30", departmentName: "Håndball" };

interface HoldCase {
  title: string;
  code: HoldCode;
  invoice: RubicInvoice;
  context?: Partial<InvoiceContext>;
  words: string;
  amountOere?: number;
}

const VAT_TYPE_5 = { kind: "vat", id: 5, number: "5", percentage: 0 } as const;
const ACCOUNT_3020 = { kind: "account", id: ACCOUNT_ID_SALES, number: 3020 } as const;

/** The approved mappings with one that a person has changed, or added. */
function remapped(kind: CodeKind, code: string, target: CodeTarget): CodeMapping[] {
  const others = approvedMappings().filter((mapping) => mapping.kind !== kind || mapping.code !== code);
  return [...others, { kind, code, label: code, state: "approved", target }];
}

const holdCases: HoldCase[] = [
  {
    title: "not sent",
    code: "INVOICE_NOT_SENT",
    invoice: rubicInvoice(undefined, { sentDate: null }),
    words: "not sent",
  },
  {
    title: "number 0",
    code: "INVALID_RECORD",
    invoice: rubicInvoice(undefined, { invoiceNumber: 0 }),
    words: "number",
  },
  {
    title: "a number beyond int32",
    code: "INVALID_RECORD",
    invoice: rubicInvoice(undefined, { invoiceNumber: 2_147_483_648 }),
    words: "number",
  },
  {
    title: "lines not delivered",
    code: "INVOICE_LINES_MISSING",
    invoice: rubicInvoice(undefined, { invoiceLines: null }),
    words: "400,00",
  },
  {
    title: "no lines, but a total",
    code: "INVOICE_LINES_MISSING",
    invoice: rubicInvoice(undefined, { invoiceLines: [] }),
    words: "without lines",
  },
  {
    title: "no lines and no total",
    code: "INVOICE_LINES_MISSING",
    invoice: rubicInvoice([]),
    words: "without lines",
    amountOere: 0,
  },
  {
    title: "corrected",
    code: "NEEDS_CREDIT",
    invoice: rubicInvoice(undefined, { correctedAmountOere: 500 }),
    words: "corrected by 5,00",
    amountOere: 39_500,
  },
  {
    title: "a reminder fee in the amount to pay",
    code: "AMOUNT_DIFFERS_FROM_LINES",
    invoice: rubicInvoice(undefined, { totalAmountOere: 43_500 }),
    words: "435,00",
    amountOere: 43_500,
  },
  {
    title: "line sums off by an øre",
    code: "TOTALS_DO_NOT_ADD_UP",
    invoice: rubicInvoice(undefined, { netTotalOere: 40_001 }),
    words: "400,01",
  },
  {
    title: "VAT off by an øre",
    code: "TOTALS_DO_NOT_ADD_UP",
    invoice: rubicInvoice([shopLine()], { taxTotalOere: 5_979 }),
    words: "VAT",
    amountOere: 29_900,
  },
  {
    title: "a line whose net and VAT are not its gross",
    code: "TOTALS_DO_NOT_ADD_UP",
    invoice: rubicInvoice([shopLine({ taxOere: 5_981 }), shopLine({ taxOere: 5_979 })]),
    words: "line gross",
    amountOere: 59_800,
  },
  {
    title: "two departments",
    code: "SEVERAL_DEPARTMENTS",
    invoice: rubicInvoice([rubicLine(FOOTBALL), rubicLine(HANDBALL)]),
    words: "Fotball, Håndball",
    amountOere: 80_000,
  },
  {
    title: "a department without approved mapping",
    code: "DEPARTMENT_NOT_MAPPED",
    invoice: rubicInvoice([rubicLine({ departmentID: 9 })]),
    words: "department 90",
  },
  {
    title: "a mapped department that Tripletex does not have any more",
    code: "DEPARTMENT_NOT_IN_TRIPLETEX",
    invoice: rubicInvoice([rubicLine(FOOTBALL)]),
    context: { reference: reference({ departments: [], mappings: approvedMappings() }) },
    words: "department 20",
  },
  {
    title: "a department that Rubic does not list",
    code: "DEPARTMENT_NOT_MAPPED",
    invoice: rubicInvoice([rubicLine({ departmentID: 55 })]),
    words: "with id 55",
  },
  {
    title: "a customer that is not in Tripletex",
    code: "CUSTOMER_NOT_IN_TRIPLETEX",
    invoice: rubicInvoice(),
    context: { customer: null },
    words: "Customer 10482 (Testmedlem Nr 482)",
  },
  {
    title: "a free-text line",
    code: "LINE_WITHOUT_PRODUCT",
    invoice: rubicInvoice([rubicLine({ productID: 0, productCode: " ", productName: "Gebyr" })]),
    words: "“Gebyr”",
  },
  {
    title: "a product that is not in Tripletex",
    code: "LINE_PRODUCT_NOT_IN_TRIPLETEX",
    invoice: rubicInvoice([rubicLine({ productID: 126, productCode: null, productName: "Gavekort" })]),
    words: "with id 126",
  },
  {
    title: "a product id that is not in Tripletex, though its code is",
    code: "LINE_PRODUCT_NOT_IN_TRIPLETEX",
    invoice: rubicInvoice([rubicLine({ productID: 999 })]),
    words: "KONT-V",
  },
  {
    title: "a code that is not in Tripletex",
    code: "LINE_PRODUCT_NOT_IN_TRIPLETEX",
    invoice: rubicInvoice([rubicLine({ productID: 0, productCode: "NY" })]),
    words: "product NY",
  },
  {
    title: "VAT that is not the product's",
    code: "LINE_VAT_DIFFERS",
    invoice: rubicInvoice([rubicLine({ taxPercentage: 25, taxOere: 10_000, grossTotalOere: 50_000 })]),
    words: "at 25 % VAT, but its product has 0 %",
    amountOere: 50_000,
  },
  {
    title: "a product whose VAT type is switched off",
    code: "VAT_TYPE_NOT_FOUND",
    invoice: rubicInvoice(),
    context: { reference: reference({ vatTypes: [], mappings: approvedMappings() }) },
    words: "no longer active",
  },
  {
    title: "a VAT code whose mapping was taken back",
    code: "VAT_NOT_MAPPED",
    invoice: rubicInvoice(),
    context: { reference: reference({ mappings: approvedMappings().filter(({ code }) => code !== "6:0") }) },
    words: "VAT code 6 at 0 %",
  },
  {
    title: "a VAT code that is mapped to another type than its product was made with",
    code: "LINE_VAT_DIFFERS",
    invoice: rubicInvoice(),
    context: { reference: reference({ mappings: remapped("vat", "6:0", VAT_TYPE_5) }) },
    words: "has VAT type 6, but its VAT code is mapped to 5",
  },
  {
    title: "an account number that is mapped to another account than its product was made with",
    code: "LINE_ACCOUNT_DIFFERS",
    invoice: rubicInvoice(),
    context: { reference: reference({ mappings: remapped("account", "3920", ACCOUNT_3020) }) },
    words: "account 3920 (mapped to 3020), but its product has 3920",
  },
  {
    title: "a product group that is mapped to an account of its own by now",
    code: "LINE_ACCOUNT_DIFFERS",
    invoice: rubicInvoice(),
    context: { reference: reference({ mappings: remapped("account", "group-1", ACCOUNT_3020) }) },
    words: "account 3920 (mapped to 3020), but its product has 3920",
  },
  {
    title: "an account that is not the product's",
    code: "LINE_ACCOUNT_DIFFERS",
    invoice: rubicInvoice([rubicLine({ accountNumber: "3020" })]),
    words: "account 3020, but its product has 3920",
  },
  {
    title: "an account without approved mapping",
    code: "ACCOUNT_NOT_MAPPED",
    invoice: rubicInvoice([rubicLine({ accountNumber: "39X0" })]),
    words: "39X0",
  },
  {
    title: "VAT that no price gives",
    code: "TOTALS_NOT_REPRODUCIBLE",
    invoice: rubicInvoice([shopLine({ taxOere: 5_982, grossTotalOere: 29_902 })]),
    words: "59,82",
    amountOere: 29_902,
  },
];

test.each(holdCases)("holds as $code: $title", ({ code, invoice, context, words, amountOere = 40_000 }) => {
  const decision = decideInvoice(invoice, invoiceContext(context));
  expect(decision).toMatchObject({ outcome: "held", code, amountOere, documentDate: "2026-01-15" });
  expect(decision).toHaveProperty("message", expect.stringMatching(/^Invoice \d+ of 2026-01-15 .+\.$/));
  expect(decision).toHaveProperty("message", expect.stringContaining(words));
});

test("every hold code of an invoice's decision has a case above", () => {
  const codes = new Set(holdCases.map(({ code }) => code));
  expect([...codes].toSorted()).toEqual([
    "ACCOUNT_NOT_MAPPED",
    "AMOUNT_DIFFERS_FROM_LINES",
    "CUSTOMER_NOT_IN_TRIPLETEX",
    "DEPARTMENT_NOT_IN_TRIPLETEX",
    "DEPARTMENT_NOT_MAPPED",
    "INVALID_RECORD",
    "INVOICE_LINES_MISSING",
    "INVOICE_NOT_SENT",
    "LINE_ACCOUNT_DIFFERS",
    "LINE_PRODUCT_NOT_IN_TRIPLETEX",
    "LINE_VAT_DIFFERS",
    "LINE_WITHOUT_PRODUCT",
    "NEEDS_CREDIT",
    "SEVERAL_DEPARTMENTS",
    "TOTALS_DO_NOT_ADD_UP",
    "TOTALS_NOT_REPRODUCIBLE",
    "VAT_NOT_MAPPED",
    "VAT_TYPE_NOT_FOUND",
  ]);
});

test("tells first what no later sync can mend", () => {
  const everything = rubicInvoice(
    [rubicLine({ ...FOOTBALL, productID: 0, productCode: null }), rubicLine(HANDBALL)],
    { sentDate: null, correctedAmountOere: 100, totalAmountOere: 1, netTotalOere: 5 },
  );
  const context = invoiceContext({ customer: null });
  const codes: string[] = [];
  const mends: Partial<RubicInvoice>[] = [
    {},
    { sentDate: "2026-01-15" },
    { correctedAmountOere: 0 },
    { totalAmountOere: 80_000 },
    { netTotalOere: 80_000 },
    { invoiceLines: [rubicLine({ ...HANDBALL, productID: 0, productCode: null }), rubicLine(HANDBALL)] },
  ];
  let invoice = everything;
  for (const mend of mends) {
    invoice = { ...invoice, ...mend };
    const decision = decideInvoice(invoice, context);
    codes.push(decision.outcome === "held" ? decision.code : decision.outcome);
  }
  const last = decideInvoice(invoice, invoiceContext());
  codes.push(last.outcome === "held" ? last.code : last.outcome);
  expect(codes).toEqual([
    "INVOICE_NOT_SENT",
    "NEEDS_CREDIT",
    "AMOUNT_DIFFERS_FROM_LINES",
    "TOTALS_DO_NOT_ADD_UP",
    "SEVERAL_DEPARTMENTS",
    "CUSTOMER_NOT_IN_TRIPLETEX",
    "LINE_WITHOUT_PRODUCT",
  ]);
});

test("names a customer without number by its name", () => {
  const invoice = rubicInvoice(undefined, { customer: rubicCustomer({ customerNo: null }) });
  const decision = decideInvoice(invoice, invoiceContext({ customer: null }));
  expect(decision).toHaveProperty("message", expect.stringContaining("Customer “Testmedlem Nr 482”"));
});
