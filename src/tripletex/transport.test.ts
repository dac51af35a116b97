import { describe, expect, it } from "vitest";
import { isOutcomeUnknown, RemoteError } from "../http/errors.ts";
import type { Answer, SeenRequest } from "../http/test-server.ts";
import { clientFor, failureOf, invoiceBody, list, one, unauthorized } from "./test-client.ts";
import { SAMPLE_TOKEN, sampleCreatedInvoice } from "./test-samples.ts";

/** Refuses the token "old"; one of the calls hears of it late. */
async function refuseOldToken({ headers, query }: SeenRequest): Promise<Answer> {
  if (headers.authorization === `Basic ${btoa("0:new")}`) return list();
  if (query.get("vatDate") === "2026-01-05") await new Promise((resolve) => setTimeout(resolve, 60));
  return unauthorized;
}

describe("the Tripletex client's session", () => {
  it("signs each call as company 0 with the current token", async () => {
    const { client, server } = await clientFor(() => one({ companyId: 5, employeeId: 6, language: "no" }));
    expect(await client.whoAmI()).toEqual({ companyId: 5, employeeId: 6, language: "no" });
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${btoa(`0:${SAMPLE_TOKEN}`)}`);
    expect(decodeURIComponent(server.requests[0]?.path ?? "")).toBe("/v2/token/session/>whoAmI");
  });

  it("renews once after 401 and repeats the call once, also a write", async () => {
    const renewed: string[] = [];
    const session = {
      current: async () => "old",
      renew: async (token: string) => {
        renewed.push(token);
        return "new";
      },
    };
    const { client, server } = await clientFor(
      ({ headers }) =>
        headers.authorization === `Basic ${btoa("0:new")}` ? one(sampleCreatedInvoice) : unauthorized,
      { session },
    );
    expect(await client.createInvoice(invoiceBody)).toMatchObject({ id: 9 });
    expect(renewed).toEqual(["old"]);
    expect(server.requests).toHaveLength(2);
    expect(server.requests[0]?.body).toBe(server.requests[1]?.body);
  });

  it("takes a second 401 for a real refusal", async () => {
    const session = { current: async () => "old", renew: async () => "new" };
    const { client, server } = await clientFor(() => unauthorized, { session });
    expect(await failureOf(client.countries())).toMatchObject({
      kind: "unauthorized",
      code: 3000,
      requestId: "r-1",
    });
    expect(server.requests).toHaveLength(2);
  });

  it("renews once for many calls that were refused with the same token, also for one that hears of it late", async () => {
    let token = "old";
    let renewals = 0;
    const session = {
      current: async () => token,
      renew: async () => {
        renewals += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
        token = "new";
        return token;
      },
    };
    const { client } = await clientFor(refuseOldToken, { session });
    await Promise.all([1, 2, 3, 4, 5].map((day) => client.outgoingVatTypes(`2026-01-0${day}`)));
    expect(renewals).toBe(1);
  });

  it("knows that a write was not sent when the session could not be renewed", async () => {
    const lost = new RemoteError({
      system: "tripletex",
      kind: "timeout",
      operation: "POST /token/session/:create",
      message: "Late.",
    });
    const session = { current: async () => "old", renew: async () => Promise.reject(lost) };
    const { client } = await clientFor(() => unauthorized, { session });
    const failure = await failureOf(client.createInvoice(invoiceBody));
    expect(failure).toMatchObject({ kind: "timeout", isNotSent: true });
    expect(isOutcomeUnknown(failure)).toBe(false);
  });

  it("tries to renew again after a renewal that failed", async () => {
    let renewals = 0;
    const renew = async () => {
      renewals += 1;
      if (renewals === 1) throw new Error("no session");
      return "new";
    };
    const session = { current: async () => "old", renew };
    const { client } = await clientFor(
      ({ headers }) => (headers.authorization?.endsWith(btoa("0:new")) ? list() : unauthorized),
      { session },
    );
    await expect(client.countries()).rejects.toThrow("no session");
    expect(await client.countries()).toEqual([]);
  });
});

function limited(headers: Record<string, string>): Answer {
  return { status: 429, headers, json: {} };
}

describe("the Tripletex client's retries", () => {
  it.each<[string, Answer]>([
    ["a timeout", "silence"],
    ["a dropped connection", "drop"],
    ["a cut body", "cutBody"],
    ["a server error as web page", { status: 500, text: "<html>" }],
    ["a web page", { text: "<html>" }],
  ])("sends a write once after %s and leaves its outcome open", async (_what, answer) => {
    const { client, server } = await clientFor(() => answer, { timeoutMs: 60 });
    for (const write of [
      () => client.createInvoice(invoiceBody),
      () => client.registerPayment(7, { paymentDate: "2026-02-10", paymentTypeId: 3, paidAmountOere: 100 }),
    ]) {
      server.requests.length = 0;
      expect(isOutcomeUnknown(await failureOf(write()))).toBe(true);
      expect(server.requests).toHaveLength(1);
    }
  });

  it.each<[string, Answer]>([
    ["a timeout", "silence"],
    ["a dropped connection", "drop"],
    ["cut JSON", { text: '{"values":[' }],
  ])("repeats a read after %s", async (_what, answer) => {
    const { client, server } = await clientFor((_request, count) => (count < 3 ? answer : list()), {
      timeoutMs: 60,
    });
    expect(await client.countries()).toEqual([]);
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    [{ "x-rate-limit-reset": "4" }, 4000],
    [{}, undefined],
  ])(
    "does not repeat a write after a 429 with headers %j, and says how long to wait",
    async (headers, ms) => {
      const { client, server } = await clientFor(() => limited(headers));
      const failure = await failureOf(client.createInvoice(invoiceBody));
      expect(failure).toMatchObject({ kind: "rateLimited", retryAfterMs: ms });
      expect(isOutcomeUnknown(failure)).toBe(false);
      expect(server.requests).toHaveLength(1);
    },
  );

  it("withholds a write whose time is over, also after a session had to be renewed, and never a read", async () => {
    let mayWrite = true;
    const { client, server } = await clientFor(
      (_request, count) => {
        mayWrite = false;
        return count === 1 ? { status: 401, json: {} } : one(sampleCreatedInvoice);
      },
      { mayWrite: async () => mayWrite, session: { current: async () => "old", renew: async () => "new" } },
    );
    const failure = await failureOf(client.createInvoice(invoiceBody));
    expect(failure).toMatchObject({ kind: "withheld", isNotSent: true });
    expect(isOutcomeUnknown(failure)).toBe(false);
    expect(server.requests).toHaveLength(1);
    await client.invoicesByNumber(1).catch(() => undefined);
    expect(server.requests).toHaveLength(2);
  });

  it("tells the rate limit headers of every reply, and nothing where there are none", async () => {
    const news: unknown[] = [];
    const headers = {
      "x-rate-limit-limit": "100",
      "x-rate-limit-remaining": "7",
      "x-rate-limit-reset": "12",
    };
    const { client } = await clientFor(
      (_request, count) => ({ ...(count === 1 ? { headers } : {}), json: { values: [] } }),
      {
        onRateLimit: ({ at, ...rest }) => news.push({ ...rest, hasTime: at > 0 }),
      },
    );
    await client.countries();
    await client.countries();
    expect(news).toEqual([{ limit: 100, remaining: 7, resetSeconds: 12, hasTime: true }]);
  });
});
