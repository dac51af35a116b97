import { expect, test } from "vitest";
import { seal, unseal } from "./seal.ts";

const KEY = Buffer.alloc(32, 1).toString("base64");
const OTHER_KEY = Buffer.alloc(32, 2).toString("base64");
const SANDBOX = { tripletexEnv: "sandbox", companyId: 7 };

test("gives the token back with the same key and binding", async () => {
  const sealed = await seal("session-token", KEY, SANDBOX);
  expect(await unseal(sealed, KEY, SANDBOX)).toBe("session-token");
});

test("keeps nothing of the token readable, and no two sealings are equal", async () => {
  const first = await seal("session-token", KEY, SANDBOX);
  const second = await seal("session-token", KEY, SANDBOX);
  expect(first).not.toBe(second);
  expect(Buffer.from(first, "base64").toString("latin1")).not.toContain("session-token");
});

test.each([
  ["another key", OTHER_KEY, SANDBOX],
  ["another environment", KEY, { ...SANDBOX, tripletexEnv: "production" }],
  ["another company", KEY, { ...SANDBOX, companyId: 8 }],
])("is of no use with %s", async (_case, key, binding) => {
  const sealed = await seal("session-token", KEY, SANDBOX);
  expect(await unseal(sealed, key, binding)).toBeNull();
});

test("refuses a key of another length and reads garbage as nothing", async () => {
  await expect(seal("token", "c2hvcnQ=", SANDBOX)).rejects.toThrow(RangeError);
  expect(await unseal("no-dot", KEY, SANDBOX)).toBeNull();
});
