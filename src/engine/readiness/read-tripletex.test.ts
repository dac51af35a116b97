import { describe, expect, it } from "vitest";
import type { SeenRequest } from "../../http/test-server.ts";
import { clientFor, failureOf, list } from "../../tripletex/test-client.ts";
import { sampleInvoice } from "../../tripletex/test-samples.ts";
import { readOwnInvoices } from "./read-tripletex.ts";

const tooLarge = { status: 422, json: { status: 422, code: 23_000, message: "Result set too large" } };
const windowOf = ({ query }: SeenRequest) => `${query.get("invoiceDateFrom")} ${query.get("invoiceDateTo")}`;
const invoice = (id: number, invoiceDate: string, orderNumber: string) => ({
  ...sampleInvoice,
  id,
  invoiceNumber: id,
  invoiceDate,
  orders: [{ id, number: orderNumber }],
});

describe("invoices that this service did not book", () => {
  it("are those without an order of Rubic's, of five years back and one ahead", async () => {
    const { client, server } = await clientFor((request) =>
      windowOf(request) === "2026-01-01 2027-01-01"
        ? list(invoice(1, "2026-02-01", "RUBIC-9"), invoice(2, "2026-02-02", "17"))
        : list(),
    );
    const own = await readOwnInvoices(client, "2026-03-10");
    expect(own).toEqual({
      from: "2021-01-01",
      invoices: [{ number: 2, date: "2026-02-02", grossOere: 22_498 }],
    });
    expect(server.requests).toHaveLength(7);
  });

  it("are read by the month where a year is too large to list", async () => {
    const { client, server } = await clientFor((request) => {
      if (windowOf(request) === "2026-01-01 2027-01-01") return tooLarge;
      return windowOf(request) === "2026-12-01 2027-01-01" ? list(invoice(3, "2026-12-31", "18")) : list();
    });
    expect((await readOwnInvoices(client, "2026-03-10")).invoices).toHaveLength(1);
    expect(server.requests).toHaveLength(7 + 12);
  });

  it("are not guessed at where a month is too large as well", async () => {
    const { client } = await clientFor(() => tooLarge);
    expect((await failureOf(readOwnInvoices(client, "2026-03-10"))).code).toBe(23_000);
  });
});
