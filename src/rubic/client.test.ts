import { describe, expect, it } from "vitest";
import { clientFor, KEY } from "./test-client.ts";

const customer = {
  customerNo: "0482",
  customerType: 1,
  customerTypeName: "Person",
  customerName: " Åse Øst ",
  email: "",
  countryCode: "+47",
  mobile: "90000482",
  address: "Prøveveien 4",
  address2: null,
  zipCode: "0482",
  city: "OSLO",
  countryName: "Norge",
  ledgerCustomerNo: "  ",
};
const line = {
  invoiceLineID: 1,
  productID: 0,
  productCode: null,
  productName: "Kontingent",
  productGroupName: null,
  accountNumber: "3920",
  departmentID: null,
  departmentNumber: null,
  departmentName: null,
  price: 99.99,
  specification: null,
  quantity: 2,
  discountPercentage: 10,
  discount: 10,
  taxPercentage: 25,
  netTotal: 179.98,
  tax: 45.0,
  grossTotal: 224.98000000000002,
};
const invoice = {
  customer,
  invoiceID: 9001,
  invoiceNumber: 5001,
  orderID: 77,
  invoiceDate: "2025-01-14T23:00:00Z",
  dueDate: "2025-02-01T00:00:00",
  sentDate: "0001-01-01T00:00:00",
  ledgerYear: 2025,
  netTotal: 179.98,
  taxTotal: 45,
  grossTotal: 224.98,
  totalAmount: 224.98,
  paidAmount: 0,
  creditedAmount: 0,
  correctedAmount: 0,
  creditNoteAmount: 0,
  balance: 224.98,
  unpaidAmount: 224.98,
  paymentStatus: 0,
  paymentStatusText: "Ubetalt",
  created: "2025-01-14T10:00:00.1234567",
  reminderNumber: null,
  groupNames: "",
  description: null,
  externalCustomerIdentity: null,
  memberNo: 482,
  invoiceLines: [line],
};
const transaction = {
  invoiceTransactionID: 1,
  invoiceID: 9001,
  invoiceNumber: 5001,
  paymentDate: "2025-01-20T00:00:00",
  expectedPayoutDate: null,
  transactionTypeID: 3,
  transactionTypeName: "Vipps",
  paidAmount: 224.98,
  paymentFee: 5,
  vatPaymentFee: 1.25,
  payoutAmount: 218.73,
  customer,
};
const firstPage = { pageNo: 1, pageSize: 100 };
const period = { ...firstPage, endPeriod: Date.UTC(2025, 0, 1) };

describe("the Rubic client's requests", () => {
  it("carries the key, the organization, the page and the period in UTC", async () => {
    const { client, server } = await clientFor(() => ({ json: [] }));
    await client.invoices({
      pageNo: 2,
      pageSize: 500,
      startPeriod: Date.UTC(2024, 11, 1),
      endPeriod: period.endPeriod,
    });
    await client.transactions(period);
    const [first, second] = server.requests;
    expect(first?.url).toBe(
      "/accounting/42/invoices?pageNo=2&pageSize=500&startPeriod=2024-12-01T00:00:00.000Z&endPeriod=2025-01-01T00:00:00.000Z",
    );
    expect(first?.headers).toMatchObject({ authorization: `Bearer ${KEY}`, accept: "application/json" });
    expect(second?.url).toBe(
      "/accounting/42/invoices/transactions?pageNo=1&pageSize=100&endPeriod=2025-01-01T00:00:00.000Z",
    );
  });
});

describe("the Rubic client's records", () => {
  it("gives an invoice in whole øre and Norwegian dates, with blanks as null and unknown fields dropped", async () => {
    const { client } = await clientFor(() => ({ json: [{ ...invoice, brandNew: 1 }] }));
    const page = await client.invoices(period);
    expect(page.quarantined).toEqual([]);
    expect(page.rowCount).toBe(1);
    expect(page.warnings).toEqual(["Invoice: brandNew is a field that we do not know (rows: 1)"]);
    const [record] = page.records;
    expect(record).toMatchObject({
      invoiceID: 9001,
      invoiceDate: "2025-01-15",
      dueDate: "2025-02-01",
      sentDate: null,
      created: "2025-01-14",
      netTotalOere: 17998,
      taxTotalOere: 4500,
      grossTotalOere: 22498,
      totalAmountOere: 22498,
      unpaidAmountOere: 22498,
      balanceOere: 22498,
      groupNames: null,
      customer: { customerNo: "0482", customerName: "Åse Øst", email: null, ledgerCustomerNo: null },
      invoiceLines: [
        { price: 99.99, discount: 10, netTotalOere: 17998, taxOere: 4500, grossTotalOere: 22498 },
      ],
    });
    for (const dropped of ["brandNew", "netTotal", "totalAmount"]) expect(record).not.toHaveProperty(dropped);
    expect(record?.invoiceLines?.[0]).not.toHaveProperty("grossTotal");
  });

  it("tells lines that were not delivered from no lines", async () => {
    const { client } = await clientFor(() => ({
      json: [
        { ...invoice, invoiceLines: null },
        { ...invoice, invoiceLines: [] },
      ],
    }));
    expect((await client.invoices(period)).records.map((record) => record.invoiceLines)).toEqual([null, []]);
  });

  it.each([
    ["a missing total", { ...invoice, totalAmount: undefined }, "totalAmount"],
    ["a total as text", { ...invoice, netTotal: "179.98" }, "netTotal"],
    ["a fraction of an øre", { ...invoice, grossTotal: 224.985 }, "grossTotal"],
    ["a missing customer", { ...invoice, customer: null }, "customer"],
    ["an empty invoice date", { ...invoice, invoiceDate: "0001-01-01T00:00:00" }, "invoiceDate"],
    ["an unreadable due date", { ...invoice, dueDate: "1.2.2025" }, "dueDate"],
    ["lines that are no list", { ...invoice, invoiceLines: "none" }, "invoiceLines"],
    [
      "a broken line",
      { ...invoice, invoiceLines: [line, { ...line, quantity: null }] },
      "invoiceLines.1.quantity",
    ],
    [
      "an account as number",
      { ...invoice, invoiceLines: [{ ...line, accountNumber: 3920 }] },
      "accountNumber",
    ],
    [
      "a customer number as number",
      { ...invoice, customer: { ...customer, customerNo: 482 } },
      "customer.customerNo",
    ],
  ])("quarantines an invoice with %s, names the field, and keeps the others", async (_what, bad, field) => {
    const { client } = await clientFor(() => ({ json: [bad, { ...invoice, invoiceID: 9002 }] }));
    const page = await client.invoices(period);
    expect(page.records.map(({ invoiceID }) => invoiceID)).toEqual([9002]);
    expect(page.rowCount).toBe(2);
    expect(page.quarantined).toEqual([
      { key: "9001", label: "Invoice 9001", reason: expect.stringContaining(field) as string },
    ]);
  });

  it("quarantines a row without a readable key by its place", async () => {
    const { client } = await clientFor(() => ({ json: ["text", null, { ...invoice, invoiceID: null }] }));
    const { quarantined } = await client.invoices(period);
    expect(quarantined.map(({ key, label }) => [key, label])).toEqual([
      [null, "Invoice in row 1"],
      [null, "Invoice in row 2"],
      [null, "Invoice in row 3"],
    ]);
  });

  it("never shows a person's data in a reason or a warning", async () => {
    const bad = { ...invoice, netTotal: "Åse", customer: { ...customer, email: 5, customerName: ["Åse"] } };
    const { client } = await clientFor(() => ({ json: [bad, { ...bad, netTotal: 179.98 }] }));
    const { quarantined, warnings } = await client.invoices(period);
    expect(quarantined).toHaveLength(1);
    expect(JSON.stringify([quarantined, warnings])).not.toContain("Åse");
  });

  it("reads a wrong descriptive field as null and warns once for all rows", async () => {
    const odd = {
      ...invoice,
      description: 7,
      customer: { ...customer, email: {} },
      invoiceLines: [{ ...line, specification: 1 }],
    };
    const { client } = await clientFor(() => ({ json: [odd, odd] }));
    const page = await client.invoices(period);
    expect(page.records).toHaveLength(2);
    expect(page.records[0]).toMatchObject({
      description: null,
      customer: { email: null },
      invoiceLines: [{ specification: null }],
    });
    expect(page.warnings.toSorted()).toEqual([
      "Invoice: customer.email could not be read and was left empty (rows: 2)",
      "Invoice: description could not be read and was left empty (rows: 2)",
      "Invoice: invoiceLines.specification could not be read and was left empty (rows: 2)",
    ]);
  });

  it("keeps an unknown enumeration number and warns", async () => {
    const { client } = await clientFor(() => ({ json: [{ ...invoice, paymentStatus: 9 }] }));
    const page = await client.invoices(period);
    expect(page.records[0]?.paymentStatus).toBe(9);
    expect(page.warnings).toEqual(["Invoice: paymentStatus has a number that we do not know (rows: 1)"]);
  });

  it("gives transactions in whole øre and books one whose customer is missing or whose fee is odd", async () => {
    const odd = {
      ...transaction,
      invoiceTransactionID: 2,
      paidAmount: -100.5,
      paymentFee: 0.001,
      customer: null,
    };
    const { client } = await clientFor(() => ({ json: [transaction, odd] }));
    const page = await client.transactions(period);
    expect(page.records).toMatchObject([
      {
        paidAmountOere: 22498,
        paymentFeeOere: 500,
        vatPaymentFeeOere: 125,
        payoutAmountOere: 21873,
        paymentDate: "2025-01-20",
      },
      { paidAmountOere: -10050, paymentFeeOere: null, customer: null },
    ]);
    expect(page.warnings).toEqual(["Transaction: paymentFee could not be read and was left empty (rows: 1)"]);
  });

  it("reads customers, products and companies", async () => {
    const product = {
      productID: 3,
      productCode: " ",
      productName: "A",
      productDescription: null,
      productGroupID: 1,
      departmentID: null,
      price: 12.345,
    };
    const company = {
      companyID: 8,
      companyName: "AS",
      registrationAuthorityOrganizationNumber: "123456785",
      memberNo: 12,
      memberStatus: 1,
      created: "2020-01-01T00:00:00",
      modified: null,
    };
    const { client } = await clientFor(({ path }) => {
      if (path.endsWith("/customers")) return { json: [customer, { ...customer, customerNo: null }] };
      return { json: path === "/members/42/companies" ? [company] : [product] };
    });
    expect((await client.customers(firstPage)).records.map(({ customerNo }) => customerNo)).toEqual([
      "0482",
      null,
    ]);
    expect((await client.products(firstPage)).records).toMatchObject([
      { productID: 3, productCode: null, price: 12.345 },
    ]);
    expect((await client.companies(firstPage)).records).toMatchObject([
      { companyID: 8, created: "2020-01-01", email: null },
    ]);
  });
});

const group = (productGroupID: number) => ({
  productGroupID,
  productGroupName: "Kontingent",
  taxCodeID: 1,
  productGroupTypeID: 1,
  organizationID: null,
  accountNumber: "3920",
  taxCode: { taxCodeID: 1, taxCode1: "6", taxCodeName: "Utenfor", taxPercent: 0 },
  productGroupType: { productGroupTypeID: 1, productGroupTypeName: "Kontingent" },
  active: true,
});

describe("the Rubic client's small lists", () => {
  it("reads all pages although the server caps them silently", async () => {
    const pages: Record<string, number[]> = { "1": [1, 2], "2": [3] };
    const { client, server } = await clientFor(({ query }) => ({
      json: (pages[query.get("pageNo") ?? ""] ?? []).map(group),
    }));
    expect((await client.productGroups()).map(({ productGroupID }) => productGroupID)).toEqual([1, 2, 3]);
    expect(server.requests).toHaveLength(3);
  });

  it("refuses a server that ignores the page number", async () => {
    const { client } = await clientFor(() => ({
      json: [{ productDepartmentID: 1, productDepartmentNumber: "10" }],
    }));
    await expect(client.departments()).rejects.toMatchObject({ kind: "unexpectedReply" });
  });

  it("refuses a list with a row that cannot be used, and passes warnings on", async () => {
    const warnings: string[] = [];
    const rows = [
      { ...group(1), taxCode: { taxPercent: "x" } },
      { ...group(2), accountNumber: 3920 },
    ];
    const { client } = await clientFor(() => ({ json: rows }), {
      onWarning: (warning) => warnings.push(warning),
    });
    await expect(client.productGroups()).rejects.toThrow("Product group 2: accountNumber");
    expect(warnings).toEqual([
      "Product group: taxCode.taxPercent could not be read and was left empty (rows: 1)",
    ]);
  });
});
