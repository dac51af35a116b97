/**
 * Holds every request that the Tripletex client can send against Tripletex's published API description.
 */
import { describe, expect, it } from "vitest";
import { createTripletexClient, type TripletexClient } from "../../src/tripletex/client.ts";
import { createSession } from "../../src/tripletex/session.ts";
import { sampleConfig } from "../../src/tripletex/test-samples.ts";
import { tripletexCases } from "./cases.ts";
import { requestProblems } from "./check.ts";
import { type Json, type RecordedRequest, recordingFetch } from "./request.ts";
import { HOW_TO_GET_THE_SPEC, loadTripletexSpec } from "./spec.ts";

const spec = loadTripletexSpec();
const session = { current: async () => "token", renew: async () => "token" };

async function requestsOf(method: keyof TripletexClient): Promise<RecordedRequest[]> {
  const { run, reply } = tripletexCases[method];
  const { fetch, requests } = recordingFetch(sampleConfig.baseUrl, () => reply);
  await run(createTripletexClient(sampleConfig, session, { fetch }));
  return requests;
}

function post(path: string, body: Json | null, query = ""): RecordedRequest {
  return { method: "POST", path, query: new URLSearchParams(query), body };
}

function get(path: string, query: string): RecordedRequest {
  return { method: "GET", path, query: new URLSearchParams(query), body: null };
}

const methods = Object.keys(createTripletexClient(sampleConfig, session)) as (keyof TripletexClient)[];

it("has a contract case for every method of the client and for nothing else", () => {
  expect(Object.keys(tripletexCases).toSorted()).toEqual(methods.toSorted());
});

it("never asks Tripletex to send an invoice, whatever is called", async () => {
  const all = (await Promise.all(methods.map(requestsOf))).flat();
  const creates = all.filter(({ method, path }) => method === "POST" && path.startsWith("/invoice"));
  expect(creates.map(({ path, query }) => [path, query.get("sendToCustomer")])).toEqual([
    ["/invoice", "false"],
  ]);
  expect(new Set(all.map(({ method }) => method))).toEqual(new Set(["GET", "POST", "PUT"]));
});

if (spec === null) {
  describe("Tripletex's API description", () => {
    it.skip(HOW_TO_GET_THE_SPEC, () => {});
  });
} else {
  describe("Tripletex's API description", () => {
    it.each(methods)("knows everything that %s sends", async (method) => {
      const requests = await requestsOf(method);
      expect(requests.length).toBeGreaterThan(0);
      expect(requests.flatMap((request) => requestProblems(spec, request))).toEqual([]);
    });

    it("knows both ways to make a session", async () => {
      const { fetch, requests } = recordingFetch(sampleConfig.baseUrl, ({ method }) => ({
        value: { token: method === "PUT" ? "token" : "" },
      }));
      const refusePost: typeof fetch = async (input, init) => {
        const reply = await fetch(input, init);
        return requests.at(-1)?.method === "POST" ? new Response("{}", { status: 405 }) : reply;
      };
      await createSession(sampleConfig, { fetch: refusePost });
      expect(requests.map(({ method }) => method)).toEqual(["POST", "PUT"]);
      expect(requests.flatMap((request) => requestProblems(spec, request))).toEqual([]);
    });
  });

  describe("the contract check itself", () => {
    const good = { number: "1", customer: { id: 1 }, orderDate: "2026-01-01", deliveryDate: "2026-01-01" };
    const invoice = { invoiceDate: "2026-01-01", invoiceDueDate: "2026-01-02", orders: [good] };

    it.each<[string, RecordedRequest, string]>([
      ["an unknown path", get("/customers", "fields=id"), "GET /customers does not exist"],
      ["an unknown method", post("/country", {}), "POST /country does not exist"],
      [
        "an unknown parameter",
        get("/customer", "customerNumber=1&fields=id"),
        "customerNumber does not exist",
      ],
      [
        "a missing parameter",
        get("/invoice", "invoiceDateFrom=2000-01-01&fields=id"),
        "invoiceDateTo is required",
      ],
      ["a wrong enumeration", get("/ledger/vatType", "typeOfVat=outgoing&fields=id"), "must not be outgoing"],
      ["a repeated parameter", get("/customer", "email=a&email=b&fields=id"), "must not be repeated"],
      ["a word for a number", get("/country", "count=all&fields=id"), "count is not of type integer"],
      ["no fields", get("/country", ""), "must say which fields"],
      [
        "an unknown field",
        get("/customer", "fields=id,postalAddress(id,street)"),
        "street does not exist in Address",
      ],
      [
        "an unknown body field",
        post("/product", { name: "x", vatCode: 3 }),
        "body.vatCode does not exist in Product",
      ],
      [
        "an unknown nested field",
        post("/invoice", { ...invoice, orders: [{ ...good, due: 1 }] }),
        "body.orders[0].due does not exist",
      ],
      ["a read-only field", post("/invoice", { ...invoice, amount: 1 }), "body.amount is read-only"],
      ["a wrong type", post("/product", { name: 5 }), "body.name is not of type string"],
      [
        "an id in a new object",
        post("/product", { id: 1, name: "x" }),
        "body.id must not be in a new object",
      ],
      ["null", post("/product", { name: null }), "body.name must not be null"],
      ["a missing body", post("/invoice", null), "needs a body"],
      [
        "a call that must not be made",
        { ...get("/invoice/7/:send", "sendType=EMAIL"), method: "PUT" },
        "must not be called",
      ],
    ])("finds %s", (_what, request, words) => {
      expect(requestProblems(spec, request).join("\n")).toContain(words);
    });

    it.skipIf(!spec.hasLimits).each<[string, RecordedRequest, string]>([
      ["a missing field", post("/invoice", { orders: [good] }), "body.invoiceDate is required"],
      [
        "a missing nested field",
        post("/invoice", { ...invoice, orders: [{ customer: { id: 1 } }] }),
        "body.orders[0].orderDate is required",
      ],
      [
        "a text that is too long",
        post("/customer", { name: "x".repeat(256) }),
        "body.name is longer than 255",
      ],
      [
        "a negative number",
        post("/customer", { name: "x", customerNumber: -1 }),
        "body.customerNumber is less than 0",
      ],
    ])("finds %s by the limits of the older description", (_what, request, words) => {
      expect(requestProblems(spec, request).join("\n")).toContain(words);
    });

    it("finds nothing wrong with a right request", () => {
      expect(requestProblems(spec, post("/invoice", invoice, "sendToCustomer=false"))).toEqual([]);
    });
  });
}
