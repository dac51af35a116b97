import { afterEach, beforeEach, expect, test } from "vitest";
import { startTripletexSimulator, type TripletexSimulator } from "../simulators/tripletex/index.ts";
import { createTripletexClient } from "../tripletex/client.ts";
import { unseal } from "./seal.ts";
import { type SessionStore, StoredSessions } from "./session.ts";

const KEY = Buffer.alloc(32, 1).toString("base64");

/** The database behind the port, in memory: one row, replaced only from the generation that was read. */
class Row implements SessionStore {
  company: { id: number; name: string } | null = null;
  session: { generation: number; ciphertext: string; expiresAt: number } | null = null;

  async read() {
    return { session: this.session, company: this.company };
  }
  async pinCompany(company: { id: number; name: string }) {
    this.company ??= company;
    if (this.company.id !== company.id) throw new Error("WRONG_COMPANY");
  }
  async replace(next: { generation: number; ciphertext: string; expiresAt: number }) {
    if ((this.session?.generation ?? 0) !== next.generation) return false;
    this.session = { ...next, generation: next.generation + 1 };
    return true;
  }
}

let tripletex: TripletexSimulator;
let row: Row;
beforeEach(async () => {
  tripletex = await startTripletexSimulator({ port: 0, companyId: 111, companyName: "Sandkassa IL" });
  row = new Row();
});
afterEach(() => tripletex.close());

function config() {
  return {
    tripletexEnv: "sandbox" as const,
    baseUrl: tripletex.url,
    consumerToken: "test-consumer",
    employeeToken: "test-employee",
  };
}

function openSessions(now: () => number = Date.now): StoredSessions {
  return new StoredSessions({
    store: row,
    config: config(),
    sessionKey: KEY,
    now,
    clientFor: (token) =>
      createTripletexClient(config(), { current: async () => token, renew: async () => token }),
  });
}

const sessionsMade = () =>
  tripletex.control.requests.list().filter(({ template }) => template === "/token/session/:create").length;

test("makes one session for many requests at once, pins the company and stores the token encrypted", async () => {
  const sessions = openSessions();
  const tokens = await Promise.all([sessions.current(), sessions.current(), sessions.current()]);
  expect(new Set(tokens).size).toBe(1);
  expect(sessionsMade()).toBe(1);
  expect(row.company).toEqual({ id: 111, name: "Sandkassa IL" });
  expect(row.session?.ciphertext).not.toContain(tokens[0]);
  const binding = { tripletexEnv: "sandbox", companyId: 111 };
  expect(await unseal(row.session?.ciphertext ?? "", KEY, binding)).toBe(tokens[0]);
});

test("takes the stored session in the next step", async () => {
  const token = await openSessions().current();
  expect(await openSessions().current()).toBe(token);
  expect(sessionsMade()).toBe(1);
});

test("makes a new one when the stored one is about to die", async () => {
  await openSessions().current();
  const justBefore = (row.session?.expiresAt ?? 0) - 60_000;
  await openSessions(() => justBefore).current();
  expect(sessionsMade()).toBe(2);
});

test("renews a rejected token once, and stores the new one over the generation that was read", async () => {
  const sessions = openSessions();
  const rejected = await sessions.current();
  const renewed = await sessions.renew(rejected);
  expect(renewed).not.toBe(rejected);
  expect(await sessions.renew(rejected)).toBe(renewed);
  expect(sessionsMade()).toBe(2);
  expect(row.session?.generation).toBe(2);
});

test("takes the token that another step has stored meanwhile", async () => {
  const first = openSessions();
  const rejected = await first.current();
  const second = openSessions();
  const renewed = await second.renew(rejected);
  expect(await first.renew(rejected)).toBe(renewed);
  expect(sessionsMade()).toBe(2);
});

test("does not remember a failure", async () => {
  const sessions = openSessions();
  tripletex.control.faults.add({ path: "/token/session/:create", kind: "status", status: 401 });
  await expect(sessions.current()).rejects.toMatchObject({ kind: "unauthorized" });
  expect(await sessions.current()).not.toBe("");
});

test("refuses tokens of another company before anything is stored", async () => {
  row.company = { id: 999, name: "En annen klubb" };
  await expect(openSessions().current()).rejects.toThrow("WRONG_COMPANY");
  expect(row.session).toBeNull();
});
