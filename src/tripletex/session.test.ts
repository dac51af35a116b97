import { afterEach, describe, expect, it } from "vitest";
import { RemoteError } from "../http/errors.ts";
import { type Answer, type SeenRequest, startTestServer, type TestServer } from "../http/test-server.ts";
import { createSession } from "./session.ts";
import { SAMPLE_TOKEN, sampleConfig } from "./test-samples.ts";

const servers: TestServer[] = [];
const noWait = { sleep: async () => {}, timeoutMs: 500 };

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(answer: (request: SeenRequest, count: number) => Answer) {
  const server = await startTestServer(answer);
  servers.push(server);
  return { server, config: { ...sampleConfig, baseUrl: `${server.baseUrl}/v2` } };
}

const granted = (expirationDate?: string) => ({
  json: { value: { id: 1, token: SAMPLE_TOKEN, expirationDate } },
});

describe("createSession", () => {
  it.each([
    ["in winter", "2026-01-10T12:00:00Z", "2026-01-12", "2026-01-11T23:00:00Z"],
    ["in summer", "2026-07-10T12:00:00Z", "2026-07-12", "2026-07-11T22:00:00Z"],
    ["just after midnight in Norway", "2026-01-10T23:30:00Z", "2026-01-13", "2026-01-12T23:00:00Z"],
    ["before the clocks go forward", "2026-03-28T12:00:00Z", "2026-03-30", "2026-03-29T22:00:00Z"],
    ["before the clocks go back", "2026-10-24T12:00:00Z", "2026-10-26", "2026-10-25T23:00:00Z"],
    ["at the end of a year", "2026-12-30T12:00:00Z", "2027-01-01", "2026-12-31T23:00:00Z"],
  ])("asks for two days and knows the midnight at which it dies, %s", async (_when, now, date, end) => {
    const { server, config } = await serve(() => granted(date));
    const session = await createSession(config, { now: Date.parse(now), ...noWait });
    expect(session).toEqual({ token: SAMPLE_TOKEN, expiresAt: Date.parse(end) });
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual({
      consumerToken: config.consumerToken,
      employeeToken: config.employeeToken,
      expirationDate: date,
    });
  });

  it("keeps the tokens out of the URL while the server takes a body", async () => {
    const { server, config } = await serve(() => granted());
    await createSession(config, noWait);
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "POST /v2/token/session/:create",
    ]);
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  it.each<[string, Answer]>([
    ["404", { status: 404, json: { status: 404, code: 6000, message: "Object not found" } }],
    ["405", { status: 405, text: "" }],
    ["400 that means 405", { status: 400, json: { code: 4000, message: "HTTP 405 Method Not Allowed" } }],
  ])("uses the old way only after %s", async (_what, refusal) => {
    const { server, config } = await serve(({ method }) => (method === "POST" ? refusal : granted()));
    await createSession(config, { now: Date.parse("2026-01-10T12:00:00Z"), ...noWait });
    expect(server.requests.map(({ method }) => method)).toEqual(["POST", "PUT"]);
    expect(Object.fromEntries(server.requests[1]?.query ?? [])).toEqual({
      consumerToken: config.consumerToken,
      employeeToken: config.employeeToken,
      expirationDate: "2026-01-12",
    });
  });

  it.each([400, 401, 403, 422, 500])("does not use the old way after %d", async (status) => {
    const { server, config } = await serve(() => ({ status, json: { code: 3000, message: "Unauthorized" } }));
    await expect(createSession(config, noWait)).rejects.toBeInstanceOf(RemoteError);
    expect(server.requests.every(({ method }) => method === "POST")).toBe(true);
  });

  it("counts on the earlier end when the server grants less", async () => {
    const { config } = await serve(() => granted("2026-01-11"));
    const session = await createSession(config, { now: Date.parse("2026-01-10T12:00:00Z"), ...noWait });
    expect(session.expiresAt).toBe(Date.parse("2026-01-10T23:00:00Z"));
  });

  it("asks again after a lost reply, since a second session does no harm", async () => {
    const { server, config } = await serve((_request, count) => (count === 1 ? "drop" : granted()));
    expect((await createSession(config, noWait)).token).toBe(SAMPLE_TOKEN);
    expect(server.requests).toHaveLength(2);
  });

  it("refuses a reply without a usable token", async () => {
    const { config } = await serve(() => ({ json: { value: { token: "a\nb" } } }));
    await expect(createSession(config, noWait)).rejects.toMatchObject({ kind: "unexpectedReply" });
    const empty = await serve(() => ({ json: { value: { token: "" } } }));
    await expect(createSession(empty.config, noWait)).rejects.toMatchObject({ kind: "unexpectedReply" });
  });

  it.each(["POST", "PUT"])("never shows a token when %s fails", async (failing) => {
    const { config } = await serve(({ method, url, body }) =>
      method === failing
        ? { status: 422, text: `bad: ${decodeURIComponent(url)} ${body}` }
        : { status: 404, json: {} },
    );
    const failure: unknown = await createSession(config, noWait).catch((error: unknown) => error);
    if (!(failure instanceof RemoteError)) throw new Error("expected a RemoteError");
    const shown = `${JSON.stringify(failure)}${failure.message}${failure.stack}`;
    expect(shown).toContain("***");
    for (const secret of [config.consumerToken, config.employeeToken]) expect(shown).not.toContain(secret);
  });
});
