import { describe, expect, it } from "vitest";
import { clientFor, failureOf, list } from "./test-client.ts";
import { sampleInvoice } from "./test-samples.ts";

function department(id: number) {
  return { id, departmentNumber: "", name: `Avdeling ${id}` };
}

describe("the Tripletex client's lists", () => {
  it("reads to the first page that is not full, whatever fullResultSize says", async () => {
    const { client, server } = await clientFor(({ query }) => {
      const from = Number(query.get("from"));
      const size = from === 0 ? 1000 : 3;
      const values = Array.from({ length: size }, (_value, index) => department(from + index + 1));
      return { json: { fullResultSize: 2, from, count: size, values } };
    });
    expect(await client.departments()).toHaveLength(1003);
    expect(server.requests.map(({ query }) => [query.get("from"), query.get("sorting")])).toEqual([
      ["0", "id"],
      ["1000", "id"],
    ]);
  });

  it("refuses a list that repeats its first page", async () => {
    const values = Array.from({ length: 1000 }, (_value, index) => ({
      id: index + 1,
      isoAlpha2Code: "NO",
      name: "x",
    }));
    const { client } = await clientFor(() => list(...values));
    expect((await failureOf(client.countries())).kind).toBe("unexpectedReply");
  });

  it("tells the last page of a date window by its size", async () => {
    const { client, server } = await clientFor(({ query }) =>
      query.get("from") === "0" ? list(sampleInvoice, { ...sampleInvoice, id: 2 }) : list(),
    );
    const window = { from: "2026-02-01", toExclusive: "2026-03-01", count: 2 };
    const page = await client.invoicesByDate({ ...window, offset: 0 });
    expect([page.invoices.length, page.isLastPage]).toEqual([2, false]);
    expect(await client.invoicesByDate({ ...window, offset: 2 })).toEqual({ invoices: [], isLastPage: true });
    expect(server.requests[0]?.query.get("invoiceDateTo")).toBe("2026-03-01");
  });

  it("reads reference data", async () => {
    const account = {
      id: 1,
      number: 3920,
      name: "Kontingent",
      isInactive: false,
      vatLocked: true,
      vatType: { id: 6 },
      legalVatTypes: [{ id: 6 }, { id: 0 }],
    };
    const replies: Record<string, unknown> = {
      "/v2/ledger/account": account,
      "/v2/ledger/vatType": { id: 32, number: "33", name: "Lav sats", percentage: 12 },
      "/v2/invoice/paymentType": {
        id: 4,
        description: "Betalt til bank",
        debitAccount: { id: 8, number: 1920 },
      },
      "/v2/country": { id: 161, isoAlpha2Code: "NO", name: "Norge" },
    };
    const { client } = await clientFor(({ path }) => list(replies[path]));
    expect(await client.accountsByNumber([3920])).toEqual([
      {
        id: 1,
        number: 3920,
        name: "Kontingent",
        isInactive: false,
        vatLocked: true,
        vatTypeId: 6,
        legalVatTypeIds: [6, 0],
      },
    ]);
    expect(await client.outgoingVatTypes("2026-02-01")).toEqual([replies["/v2/ledger/vatType"]]);
    expect(await client.paymentTypes()).toEqual([
      { id: 4, description: "Betalt til bank", debitAccountNumber: 1920 },
    ]);
    expect(await client.countries()).toEqual([replies["/v2/country"]]);
  });
});
