import { describe, expect, it } from "vitest";
import { RemoteError } from "../http/errors.ts";
import type { Answer } from "../http/test-server.ts";
import { clientFor, KEY } from "./test-client.ts";

const firstPage = { pageNo: 1, pageSize: 100 };

describe("the Rubic client's failures", () => {
  it.each<[string, Answer]>([
    ["a web page", { text: "<html>busy</html>" }],
    ["cut JSON", { text: '[{"invoiceID":' }],
    ["a server error", { status: 502, text: "<html>" }],
    ["a dropped connection", "drop"],
  ])("tries again after %s", async (_what, answer) => {
    const { client, server } = await clientFor((_request, count) => (count < 3 ? answer : { json: [] }));
    expect((await client.customers(firstPage)).rowCount).toBe(0);
    expect(server.requests).toHaveLength(3);
  });

  it("gives up after three attempts", async () => {
    const { client, server } = await clientFor(() => ({ status: 503, text: "" }));
    await expect(client.customers(firstPage)).rejects.toMatchObject({ kind: "serverError" });
    expect(server.requests).toHaveLength(3);
  });

  it("does not take an object for an empty list, and does not ask again", async () => {
    const { client, server } = await clientFor(() => ({ json: { values: [] } }));
    await expect(client.customers(firstPage)).rejects.toMatchObject({
      kind: "unexpectedReply",
      operation: "GET /accounting/{organizationId}/customers",
    });
    expect(server.requests).toHaveLength(1);
  });

  it("stops at a refused key, shows the server's words, and never the key", async () => {
    const { client, server } = await clientFor(() => ({ status: 401, text: `Invalid key ${KEY}` }));
    const failure: unknown = await client.customers(firstPage).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RemoteError);
    expect(failure).toMatchObject({ kind: "unauthorized", remoteMessage: "Invalid key ***" });
    const { message, stack } = failure as RemoteError;
    expect(JSON.stringify(failure) + message + stack).not.toContain(KEY);
    expect(server.requests).toHaveLength(1);
  });

  it("reads problem+json", async () => {
    const problem = {
      title: "Bad request",
      status: 400,
      traceId: "00-1",
      errors: { pageSize: ["Too big."] },
    };
    const { client } = await clientFor(() => ({ status: 400, json: problem }));
    await expect(client.customers(firstPage)).rejects.toMatchObject({
      kind: "rejected",
      remoteMessage: "Bad request; pageSize: Too big.",
      requestId: "00-1",
      fields: ["pageSize"],
    });
  });

  it("waits for a 429 that names a short time and hands a long one to the caller", async () => {
    const waits: number[] = [];
    const sleep = async (ms: number) => void waits.push(ms);
    const short = await clientFor(
      (_request, count) => (count === 1 ? { status: 429, headers: { "retry-after": "2" } } : { json: [] }),
      { sleep },
    );
    await short.client.customers(firstPage);
    expect(waits).toEqual([2000]);
    const long = await clientFor(() => ({ status: 429, headers: { "retry-after": "60" } }), { sleep });
    await expect(long.client.customers(firstPage)).rejects.toMatchObject({
      kind: "rateLimited",
      retryAfterMs: 60_000,
    });
    expect(long.server.requests).toHaveLength(1);
  });
});
