import { afterEach, describe, expect, it } from "vitest";
import { RemoteError } from "./errors.ts";
import type { HttpOptions } from "./options.ts";
import { type RemoteCall, sendOnce } from "./request.ts";
import { type Answer, startTestServer, type TestServer } from "./test-server.ts";

const SECRET = "very-secret-key";
const servers: TestServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(answer: Answer): Promise<TestServer> {
  const server = await startTestServer(() => answer);
  servers.push(server);
  return server;
}

function callTo(baseUrl: string, changes: Partial<RemoteCall> = {}): RemoteCall {
  return {
    system: "rubic",
    method: "GET",
    baseUrl,
    path: "/things/{id}",
    pathValues: { id: 5 },
    query: { key: SECRET },
    headers: { authorization: `Bearer ${SECRET}` },
    secrets: [SECRET],
    readFailure: (text) => ({ remoteMessage: text }),
    ...changes,
  };
}

async function failureOf(call: RemoteCall, options: HttpOptions = {}): Promise<RemoteError> {
  const thrown: unknown = await sendOnce(call, options).catch((error: unknown) => error);
  if (!(thrown instanceof RemoteError)) throw new Error("expected a RemoteError", { cause: thrown });
  return thrown;
}

/** A fetch that ignores its signal and never returns. */
const neverFetch = () => new Promise<Response>(() => {});

/** A fetch whose body begins and never ends. */
const fetchEndlessBody = async () =>
  new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array([91])) }));

describe("sendOnce", () => {
  it("sends path, query, headers and body as given and returns parsed JSON", async () => {
    const server = await serve({ status: 201, json: { a: 1 } });
    const reply = await sendOnce(callTo(server.baseUrl, { method: "POST", body: { x: "æ" } }), {});
    expect({ status: reply.status, body: reply.body }).toEqual({ status: 201, body: { a: 1 } });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: "POST", url: `/things/5?key=${SECRET}`, body: '{"x":"æ"}' });
    expect(request?.headers.authorization).toBe(`Bearer ${SECRET}`);
  });

  it.each([
    [400, "rejected"],
    [401, "unauthorized"],
    [403, "forbidden"],
    [404, "notFound"],
    [408, "timeout"],
    [409, "conflict"],
    [413, "rejected"],
    [422, "rejected"],
    [429, "rateLimited"],
    [500, "serverError"],
    [502, "serverError"],
    [503, "serverError"],
    [302, "unexpectedReply"],
  ] as const)("maps status %d to %s and asks only once", async (status, kind) => {
    const server = await serve({ status, text: "no", headers: { location: "/elsewhere" } });
    const failure = await failureOf(callTo(server.baseUrl));
    expect(failure).toMatchObject({ kind, status, operation: "GET /things/{id}" });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ["a web page", { text: "<!DOCTYPE html><p>hello" }],
    ["cut JSON", { text: '[{"id": 1}, {"id"' }],
    ["nothing", { text: "" }],
  ] as const)("calls %s an unreadable reply", async (_what, answer) => {
    const server = await serve(answer);
    const failure = await failureOf(callTo(server.baseUrl));
    expect(failure).toMatchObject({ kind: "unexpectedReply", isUnreadable: true, status: 200 });
  });

  it.each(["drop", "cutBody"] as const)(
    "calls a connection that ends early (%s) unreachable",
    async (answer) => {
      const server = await serve(answer);
      expect((await failureOf(callTo(server.baseUrl))).kind).toBe("unreachable");
    },
  );

  it("names the system's code when nobody listens", async () => {
    const server = await serve({});
    await server.close();
    const failure = await failureOf(callTo(server.baseUrl));
    expect(failure).toMatchObject({
      kind: "unreachable",
      message: "Rubic could not be reached: ECONNREFUSED",
    });
  });

  it("ends a call by its own timer", async () => {
    const server = await serve("silence");
    expect((await failureOf(callTo(server.baseUrl), { timeoutMs: 30 })).kind).toBe("timeout");
  });

  it("ends a call by its own timer even if fetch ignores the signal and never returns", async () => {
    expect((await failureOf(callTo("http://127.0.0.1:1"), { timeoutMs: 30, fetch: neverFetch })).kind).toBe(
      "timeout",
    );
  });

  it("counts the body as part of the time", async () => {
    expect(
      (await failureOf(callTo("http://127.0.0.1:1"), { timeoutMs: 30, fetch: fetchEndlessBody })).kind,
    ).toBe("timeout");
  });

  it.each([
    [{ "retry-after": "3" }, 3000],
    [{ "x-rate-limit-reset": "7" }, 7000],
    [{ "retry-after": "2", "x-rate-limit-reset": "7" }, 2000],
    [{ "retry-after": "soon" }, undefined],
    [{}, undefined],
  ])("reads the wait of a 429 from %j", async (headers, retryAfterMs) => {
    const server = await serve({ status: 429, text: "", headers });
    expect((await failureOf(callTo(server.baseUrl))).retryAfterMs).toBe(retryAfterMs);
  });

  it("reads the wait of a 429 from a date", async () => {
    const server = await serve({
      status: 429,
      headers: { "retry-after": new Date(Date.now() + 60_000).toUTCString() },
    });
    const { retryAfterMs } = await failureOf(callTo(server.baseUrl));
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  it.each<[string, Answer | "nobody"]>([
    ["a reply that echoes it", { status: 422, text: `bad key ${SECRET}` }],
    ["a dropped connection", "drop"],
    ["silence", "silence"],
    ["a web page", { text: `<html>${SECRET}` }],
    ["a redirect", { status: 307, headers: { location: `/?key=${SECRET}` } }],
    ["a refused connection", "nobody"],
  ])("never shows a secret, a host or a URL after %s", async (_what, answer) => {
    const server = await serve(answer === "nobody" ? {} : answer);
    if (answer === "nobody") await server.close();
    const failure = await failureOf(callTo(server.baseUrl), { timeoutMs: 60 });
    const shown = [failure.message, JSON.stringify(failure), failure.stack, String(failure.cause)].join("\n");
    expect(shown).not.toContain(SECRET);
    expect(shown).not.toContain("127.0.0.1");
    expect(failure.cause).toBeUndefined();
  });

  it("keeps at most 400 characters of the remote words, on one line", async () => {
    const server = await serve({ status: 422, text: `first\n${"x".repeat(1000)}` });
    const { remoteMessage } = await failureOf(callTo(server.baseUrl));
    expect(remoteMessage).toHaveLength(400);
    expect(remoteMessage).toMatch(/^first xxx/);
  });
});
