import { describe, expect, it } from "vitest";
import { clientFor, failureOf, invoiceBody, one } from "./test-client.ts";
import { sampleCreatedInvoice, sampleInvoice } from "./test-samples.ts";

describe("the Tripletex client's invoices and payments", () => {
  it("gives amounts in whole øre and tells payments from the invoice's own posting", async () => {
    const { client } = await clientFor(() => one(sampleInvoice));
    const invoice = await client.invoice(sampleInvoice.id);
    expect(invoice).toMatchObject({
      customerId: 11,
      customerNumber: 482,
      orderNumbers: ["RUBIC-9001"],
      amountOere: 22498,
      amountExcludingVatOere: 17998,
      amountOutstandingOere: 12498,
      amountRoundoffOere: 0,
      kid: null,
      postings: [
        { id: 3845148029, amountOere: 22498, isPayment: false },
        { id: 3845148050, amountOere: -10000, isPayment: true, voucherId: 608912099 },
      ],
    });
  });

  it("refuses an amount with a fraction of an øre instead of rounding it", async () => {
    const { client } = await clientFor(() => one({ ...sampleInvoice, amount: 224.985 }));
    expect((await failureOf(client.invoice(sampleInvoice.id))).message).toContain("value.amount");
  });

  it("never lets Tripletex send the invoice, and gives the amounts as booked", async () => {
    const { client, server } = await clientFor(() => ({
      status: 201,
      json: { value: sampleCreatedInvoice },
    }));
    expect(await client.createInvoice(invoiceBody)).toMatchObject({
      id: 9,
      invoiceNumber: 5001,
      invoiceDueDate: "2026-02-15",
      customerId: 11,
      customerNumber: null,
      orderNumbers: [],
      amountOere: 22498,
      amountExcludingVatOere: 17998,
      amountOutstandingOere: 22498,
    });
    expect(server.requests[0]).toMatchObject({ method: "POST", url: "/v2/invoice?sendToCustomer=false" });
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual(invoiceBody);
  });

  it("registers a payment in kroner, in the query, without a body", async () => {
    const reply = { ...sampleInvoice, id: 7, postings: [{ id: 1 }, { id: 2 }], amountOutstanding: -0.01 };
    const { client, server } = await clientFor(() => one(reply));
    const payment = { paymentDate: "2026-02-10", paymentTypeId: 3, paidAmountOere: 12345 };
    expect(await client.registerPayment(7, payment)).toEqual({
      postingIds: [1, 2],
      amountOutstandingOere: -1,
    });
    expect(server.requests[0]).toMatchObject({
      method: "PUT",
      url: "/v2/invoice/7/:payment?paymentDate=2026-02-10&paymentTypeId=3&paidAmount=123.45",
      body: "",
    });
  });

  it("does not send a payment of zero or of a fraction of an øre", async () => {
    const { client, server } = await clientFor(() => one({}));
    const payment = { paymentDate: "2026-02-10", paymentTypeId: 3 };
    await expect(client.registerPayment(7, { ...payment, paidAmountOere: 0 })).rejects.toThrow(RangeError);
    await expect(client.registerPayment(7, { ...payment, paidAmountOere: 0.5 })).rejects.toThrow(RangeError);
    expect(server.requests).toEqual([]);
  });
});
