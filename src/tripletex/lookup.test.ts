import { describe, expect, it } from "vitest";
import type { Answer } from "../http/test-server.ts";
import { clientFor, failureOf, list, one } from "./test-client.ts";
import { sampleCustomer, sampleInvoice, sampleProduct } from "./test-samples.ts";

function missing(code: number): Answer {
  return { status: 404, json: { status: 404, code, message: "HTTP 404 Not Found" } };
}

describe("the Tripletex client's look-ups", () => {
  it("looks for customers among active and inactive ones and returns a number that is there twice, twice", async () => {
    const twin = { ...sampleCustomer, id: 12, isInactive: true };
    const { client, server } = await clientFor(({ query }) =>
      query.get("isInactive") === "true" ? list(twin) : list(sampleCustomer),
    );
    const found = await client.findCustomers([482, 483, 482]);
    expect(found.map(({ id, isInactive }) => [id, isInactive])).toEqual([
      [11, false],
      [12, true],
    ]);
    expect(found[0]).toMatchObject({
      organizationNumber: null,
      postalAddress: { id: 77, version: 2, countryId: 161, postalCode: "0482" },
    });
    expect(
      server.requests.map(({ query }) => [query.get("customerAccountNumber"), query.get("isInactive")]),
    ).toEqual([
      ["482,483", "false"],
      ["482,483", "true"],
    ]);
  });

  it("asks for nothing when given nothing, since an empty filter returns everything", async () => {
    const { client, server } = await clientFor(() => list(sampleCustomer));
    const found = [
      await client.findCustomers([]),
      await client.findProducts([]),
      await client.findProductsByName(" "),
      await client.accountsByNumber([]),
      await client.invoicesById([]),
      await client.createCustomers([]),
      await client.createProducts([]),
    ];
    expect(found.flat()).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it("splits long lists into calls of four hundred, and sooner where the keys are long", async () => {
    const { client, server } = await clientFor(() => list());
    const asked = () =>
      server.requests
        .filter(({ query }) => query.get("isInactive") === "false")
        .map(({ query }) => query.get("customerAccountNumber")?.split(",").length);
    await client.findCustomers(Array.from({ length: 850 }, (_value, index) => index + 1));
    expect(asked()).toEqual([400, 400, 50]);
    server.requests.length = 0;
    const longNumbers = Array.from({ length: 400 }, (_value, index) => 2_147_483_648_000 + index);
    await client.findCustomers(longNumbers);
    expect(asked()).toEqual([285, 115]);
    server.requests.length = 0;
    const numbers = Array.from({ length: 100 }, (_value, index) => `${index}`.padEnd(100, "ø"));
    await client.findProducts(numbers);
    expect(server.requests.flatMap(({ query }) => query.getAll("productNumber"))).toEqual(numbers);
    expect(Math.max(...server.requests.map(({ url }) => url.length))).toBeLessThan(6000);
  });

  it("asks for at most a hundred invoices in one call, whose postings all come with them", async () => {
    const { client, server } = await clientFor(() => list());
    await client.invoicesById(Array.from({ length: 350 }, (_value, index) => index + 1));
    const asked = server.requests.map(({ query }) => query.get("id")?.split(",").length);
    expect(asked).toEqual([100, 100, 100, 50]);
  });

  it.each([413, 414, 431])("asks in halves when the server answers %i to a long address", async (status) => {
    const most = 200;
    const { client, server } = await clientFor(({ query }) => {
      const asked = query.get("customerAccountNumber")?.split(",").map(Number) ?? [];
      if (asked.length > most) return { status, text: "too long" };
      const isActive = query.get("isInactive") === "false";
      return isActive
        ? list(...asked.map((customerNumber) => ({ ...sampleCustomer, id: customerNumber, customerNumber })))
        : list();
    });
    const numbers = Array.from({ length: 400 }, (_value, index) => index + 1);
    expect((await client.findCustomers(numbers)).map(({ customerNumber }) => customerNumber)).toEqual(
      numbers,
    );
    expect(server.requests.length).toBe(5);
  });

  it("does not ask in halves when a look-up is refused for another reason", async () => {
    const { client, server } = await clientFor(() => ({ status: 422, json: { status: 422, code: 15_000 } }));
    expect(await failureOf(client.findCustomers([1, 2]))).toMatchObject({ kind: "rejected", status: 422 });
    expect(server.requests.length).toBe(1);
  });

  it("refuses every look-up whose filter was ignored", async () => {
    const invoice = { ...sampleInvoice, invoiceNumber: 1 };
    const account = {
      id: 1,
      number: 1,
      name: "x",
      isInactive: false,
      vatLocked: false,
      vatType: null,
      legalVatTypes: [],
    };
    const replies: Record<string, unknown> = {
      "/v2/customer": sampleCustomer,
      "/v2/product": sampleProduct,
      "/v2/invoice": invoice,
      "/v2/order": { id: 1, number: "other" },
      "/v2/ledger/account": account,
    };
    const { client } = await clientFor(({ path }) => list(replies[path]));
    for (const lookUp of [
      () => client.findCustomers([999]),
      () => client.findProducts(["other"]),
      () => client.invoicesByNumber(999),
      () => client.invoicesById([999]),
      () => client.ordersByNumber("RUBIC-1"),
      () => client.accountsByNumber([3920]),
      () => client.invoicesByDate({ from: "2025-01-01", toExclusive: "2025-02-01", offset: 0, count: 10 }),
    ]) {
      expect(await failureOf(lookUp())).toMatchObject({ kind: "unexpectedReply", isUnreadable: false });
    }
  });

  it("refuses another object than the one whose id was asked for", async () => {
    const { client } = await clientFor(({ path }) => {
      if (path.startsWith("/v2/invoice")) return one(sampleInvoice);
      if (path.startsWith("/v2/company")) return one({ id: 5, name: "x", organizationNumber: "" });
      return one(path.startsWith("/v2/product") ? sampleProduct : sampleCustomer);
    });
    for (const read of [
      () => client.customer(999),
      () => client.product(999),
      () => client.invoice(999),
      () => client.company(999),
    ]) {
      expect((await failureOf(read())).kind).toBe("unexpectedReply");
    }
  });

  it("gives null only for 404 with code 6000", async () => {
    const { client } = await clientFor(({ path }) => missing(path.endsWith("/1") ? 6000 : 21000));
    expect([await client.customer(1), await client.product(1), await client.invoice(1)]).toEqual([
      null,
      null,
      null,
    ]);
    for (const read of [
      () => client.customer(2),
      () => client.product(2),
      () => client.invoice(2),
      () => client.company(1),
    ]) {
      expect((await failureOf(read())).kind).toBe("notFound");
    }
    const page = await clientFor(() => ({ status: 404, text: "<html>" }));
    expect((await failureOf(page.client.invoice(1))).kind).toBe("notFound");
  });

  it("finds a product by its exact name among those that contain it", async () => {
    const longer = { ...sampleProduct, id: 22, name: "Kontingent junior" };
    const { client } = await clientFor(() => list(longer, sampleProduct));
    expect((await client.findProductsByName("Kontingent")).map(({ id }) => id)).toEqual([21]);
  });
});
