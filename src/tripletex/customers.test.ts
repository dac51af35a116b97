import { describe, expect, it } from "vitest";
import { isOutcomeUnknown } from "../http/errors.ts";
import { clientFor, failureOf, list, one } from "./test-client.ts";
import { sampleCustomer, sampleProduct } from "./test-samples.ts";

describe("the Tripletex client's customers and products", () => {
  const customerBody = {
    name: "Åse Øst",
    customerNumber: 482,
    isPrivateIndividual: true,
    invoiceSendMethod: "MANUAL",
    isAutomaticReminderEnabled: false,
    isAutomaticSoftReminderEnabled: false,
    isAutomaticNoticeOfDebtCollectionEnabled: false,
    isFactoring: false,
    invoiceSendSMSNotification: false,
  } as const;
  const productBody = {
    name: "Kontingent",
    number: "R-3",
    priceExcludingVatCurrency: 350,
    vatType: { id: 6 },
  };

  it("does not take an address stub for an empty address", async () => {
    const { client } = await clientFor(() => one({ ...sampleCustomer, postalAddress: { id: 77, url: "x" } }));
    expect((await client.createCustomer(customerBody)).postalAddress).toBeNull();
  });

  it("returns a batch in the order in which it was sent", async () => {
    const second = { ...sampleCustomer, id: 12, customerNumber: 483 };
    const { client } = await clientFor(() => list(second, sampleCustomer));
    const created = await client.createCustomers([customerBody, { ...customerBody, customerNumber: 483 }]);
    expect(created.map(({ id }) => id)).toEqual([11, 12]);
  });

  it("leaves the outcome open when the reply is about other records than those that were sent", async () => {
    const { client } = await clientFor(({ path }) => {
      const sample = path.startsWith("/v2/product") ? sampleProduct : sampleCustomer;
      return path.endsWith("/list") ? list(sample) : one(sample);
    });
    for (const write of [
      () => client.createCustomer({ ...customerBody, customerNumber: 1 }),
      () => client.createCustomers([customerBody, { ...customerBody, customerNumber: 1 }]),
      () => client.updateCustomer(999, { version: 1, name: "x" }),
      () => client.createProduct({ ...productBody, number: "x" }),
      () => client.createProducts([productBody, { ...productBody, number: "x" }]),
      () => client.updateProduct(999, { version: 0, name: "x" }),
    ]) {
      expect(isOutcomeUnknown(await failureOf(write()))).toBe(true);
    }
  });

  it("sends id and version with a change, and nothing else than what changed", async () => {
    const { client, server } = await clientFor(({ path }) =>
      one(path.startsWith("/v2/product") ? sampleProduct : sampleCustomer),
    );
    await client.updateCustomer(11, {
      version: 1,
      email: "ny@eksempel.test",
      postalAddress: { id: 77, version: 2, city: "MOSS" },
    });
    await client.updateProduct(21, { version: 0, name: "Kontingent" });
    expect(server.requests.map(({ method, url, body }) => [method, url, JSON.parse(body)])).toEqual([
      [
        "PUT",
        "/v2/customer/11",
        {
          id: 11,
          version: 1,
          email: "ny@eksempel.test",
          postalAddress: { id: 77, version: 2, city: "MOSS" },
        },
      ],
      ["PUT", "/v2/product/21", { id: 21, version: 0, name: "Kontingent" }],
    ]);
  });

  it("calls a stale version a conflict", async () => {
    const { client } = await clientFor(() => ({
      status: 409,
      json: { code: 8000, message: "RevisionException" },
    }));
    expect(await failureOf(client.updateProduct(21, { version: 0, name: "x" }))).toMatchObject({
      kind: "conflict",
      code: 8000,
    });
  });
});
