/** The faults, seen from outside over real HTTP, on a service that only counts. */
import { afterEach, expect, test } from "vitest";
import { type SimulatedService, type SimulatorServer, startSimulatorServer } from "./server.ts";

let server: SimulatorServer | undefined;
let handled: string[] = [];

const counter: SimulatedService = {
  templateOf: ({ url }) => ({ path: url.pathname, template: url.pathname.replace(/\d+/, "{id}") }),
  handle: (request) => {
    handled.push(`${request.method} ${request.url.pathname}`);
    return { status: 200, body: { count: handled.length } };
  },
  errorBody: (status) => ({ status }),
  rateLimitHeaders: (seconds) => ({ "retry-after": String(seconds) }),
  expireSessions: () => handled.push("sessions ended"),
  secretNames: ["secret"],
  readState: () => ({ handled }),
  changeSettings: (body) => body,
  acts: { greet: (body) => ({ hello: body }) },
};

async function start(): Promise<SimulatorServer> {
  handled = [];
  server = await startSimulatorServer(counter, { port: 0, now: Date.now, latencyMs: 0 });
  return server;
}

afterEach(async () => {
  await server?.close();
  server = undefined;
});

test("drops the connection without doing anything", async () => {
  const { origin, faults } = await start();
  faults.add({ kind: "dropBefore" });
  await expect(fetch(`${origin}/thing/1`)).rejects.toThrow();
  expect(handled).toEqual([]);
});

test("does the work and then drops the connection", async () => {
  const { origin, faults, log } = await start();
  faults.add({ kind: "dropAfter", method: "POST", path: "/thing" });
  await expect(fetch(`${origin}/thing/1`, { method: "POST", body: "{}" })).rejects.toThrow();
  expect(handled).toEqual(["POST /thing/1"]);
  expect(log.list()).toMatchObject([{ status: null, fault: "dropAfter", template: "/thing/{id}" }]);
});

test("answers an error before or after the work, as JSON or as a page", async () => {
  const { origin, faults } = await start();
  faults.add([{ kind: "errorBefore" }, { kind: "errorAfter", status: 503, as: "html" }]);
  const before = await fetch(`${origin}/a`);
  expect([before.status, await before.json(), handled.length]).toEqual([500, { status: 500 }, 0]);
  const after = await fetch(`${origin}/a`);
  expect([after.status, after.headers.get("content-type"), handled.length]).toEqual([
    503,
    "text/html; charset=utf-8",
    1,
  ]);
});

test("rate limits with and without a word about when to return", async () => {
  const { origin, faults } = await start();
  faults.add([
    { kind: "rateLimited", retryAfterSeconds: 7 },
    { kind: "rateLimited", withHeaders: false },
  ]);
  const first = await fetch(`${origin}/a`);
  const second = await fetch(`${origin}/a`);
  expect([first.status, first.headers.get("retry-after")]).toEqual([429, "7"]);
  expect([second.status, second.headers.get("retry-after")]).toEqual([429, null]);
  expect(handled).toEqual([]);
});

test("ends all sessions before the request is handled", async () => {
  const { origin, faults } = await start();
  faults.add({ kind: "expireSessions" });
  await fetch(`${origin}/a`);
  expect(handled).toEqual(["sessions ended", "GET /a"]);
});

test("commits at once and answers after the client has given up", async () => {
  const { origin, faults } = await start();
  faults.add({ kind: "slowAfter", delayMs: 150 });
  await expect(fetch(`${origin}/a`, { signal: AbortSignal.timeout(60) })).rejects.toThrow();
  expect(handled).toEqual(["GET /a"]);
});

test("commits after the client has given up on a slow request", async () => {
  const { origin, faults } = await start();
  faults.add({ kind: "slow", delayMs: 1_000 });
  await expect(fetch(`${origin}/a`, { signal: AbortSignal.timeout(20) })).rejects.toThrow();
  expect(handled).toEqual([]);
  await expect.poll(() => handled, { timeout: 10_000 }).toEqual(["GET /a"]);
});

test("destroys the connection and commits later", async () => {
  const { origin, faults, lateCommitsDone } = await start();
  faults.add({ kind: "lateCommit", delayMs: 1_000 });
  await expect(fetch(`${origin}/a`)).rejects.toThrow();
  expect(handled).toEqual([]);
  await lateCommitsDone();
  expect(handled).toEqual(["GET /a"]);
});

test("answers a web page with status 200, or any status with any body", async () => {
  const { origin, faults } = await start();
  faults.add([{ kind: "html" }, { kind: "status", status: 418, body: { tea: true } }]);
  const page = await fetch(`${origin}/a`);
  expect([page.status, (await page.text()).startsWith("<!DOCTYPE html>")]).toEqual([200, true]);
  const any = await fetch(`${origin}/a`);
  expect([any.status, await any.json()]).toEqual([418, { tea: true }]);
  expect(handled).toEqual([]);
});

test("skips the first requests, hits each n-th, and stops after the given times", async () => {
  const { origin, faults } = await start();
  faults.add({ kind: "errorBefore", path: "^/thing/{id}$", after: 1, every: 2, times: 2 });
  const statuses: number[] = [];
  for (let index = 0; index < 8; index += 1) statuses.push((await fetch(`${origin}/thing/${index}`)).status);
  expect(statuses).toEqual([200, 200, 500, 200, 500, 200, 200, 200]);
  expect((await fetch(`${origin}/other`)).status).toBe(200);
});

test("keeps no secrets in the request log", async () => {
  const { origin, log } = await start();
  await fetch(`${origin}/a?secret=topsecret&open=1`, {
    method: "POST",
    body: JSON.stringify({ deep: [{ secret: "topsecret" }] }),
  });
  expect(JSON.stringify(log.list())).not.toContain("topsecret");
  expect(log.list()[0]).toMatchObject({
    query: { secret: ["***"], open: ["1"] },
    body: { deep: [{ secret: "***" }] },
  });
});

test("is steered over HTTP: faults, requests, state and acts", async () => {
  const { origin } = await start();
  const control = `${origin}/_control`;
  const added = await fetch(`${control}/faults`, {
    method: "POST",
    body: JSON.stringify({ kind: "dropBefore" }),
  });
  expect(added.status).toBe(201);
  await expect(fetch(`${origin}/a`)).rejects.toThrow();
  expect(await (await fetch(`${control}/requests`)).json()).toMatchObject([{ path: "/a", status: null }]);
  expect((await fetch(`${control}/requests`, { method: "DELETE" })).status).toBe(204);
  expect((await fetch(`${control}/faults`, { method: "DELETE" })).status).toBe(204);
  expect(await (await fetch(`${control}/faults`)).json()).toEqual([]);
  const greeted = await fetch(`${control}/acts/greet`, { method: "POST", body: JSON.stringify({ a: 1 }) });
  expect(await greeted.json()).toEqual({ hello: { a: 1 } });
  expect(await (await fetch(`${control}/state`)).json()).toEqual({ handled: [] });
});

test("refuses a rule that is not one and says why", async () => {
  const { origin } = await start();
  const reply = await fetch(`${origin}/_control/faults`, {
    method: "POST",
    body: JSON.stringify({ kind: "explode" }),
  });
  expect(reply.status).toBe(400);
  expect(JSON.stringify(await reply.json())).toContain("kind");
});

test("says so when the port is taken", async () => {
  const { origin } = await start();
  const port = Number(new URL(origin).port);
  const second = startSimulatorServer(counter, { port, now: Date.now, latencyMs: 0 });
  await expect(second).rejects.toThrow("EADDRINUSE");
});
