import { describe, expect, test } from "vitest";
import { configuredEnvironments, readConfiguration } from "./configuration.ts";

const SANDBOX = {
  RUBIC_BASE_URL: "https://rubic.test",
  RUBIC_API_KEY: "rubic-secret",
  RUBIC_ORGANIZATION_ID: "100",
  TRIPLETEX_SANDBOX_BASE_URL: "https://api-test.tripletex.tech/v2",
  TRIPLETEX_SANDBOX_CONSUMER_TOKEN: "consumer-secret",
  TRIPLETEX_SANDBOX_EMPLOYEE_TOKEN: "employee-secret",
  SESSION_ENCRYPTION_KEY: Buffer.alloc(32, 9).toString("base64"),
};
const PRODUCTION = {
  ...SANDBOX,
  TRIPLETEX_PRODUCTION_BASE_URL: "https://tripletex.no/v2",
  TRIPLETEX_PRODUCTION_CONSUMER_TOKEN: "consumer-secret",
  TRIPLETEX_PRODUCTION_EMPLOYEE_TOKEN: "employee-secret",
};

test.each(["", "  "])("a blank settle time is not set: “%s”", (blank) => {
  const read = readConfiguration({ ...SANDBOX, SETTLE_MS: blank }, "sandbox");
  expect(read).toMatchObject({ ok: true, configuration: { settleMs: 300_000 } });
});

test("reads a complete sandbox, with five minutes to settle", () => {
  const read = readConfiguration(SANDBOX, "sandbox");
  expect(read).toMatchObject({ ok: true, configuration: { settleMs: 300_000 } });
});

describe("one problem names every setting that is missing or wrong, and never a secret", () => {
  test.each(Object.keys(SANDBOX))("%s", (name) => {
    const read = readConfiguration({ ...SANDBOX, [name]: undefined }, "sandbox");
    if (read.ok) throw new Error("it was read without the setting");
    expect(read.problem.message).toContain(name);
    expect(JSON.stringify(read.problem)).not.toContain("-secret");
  });

  test.each(["session-secret", "c2hvcnQ="])("a session key that is not 32 bytes in base64: %s", (key) => {
    const read = readConfiguration({ ...SANDBOX, SESSION_ENCRYPTION_KEY: key }, "sandbox");
    if (read.ok) throw new Error("it was read with a wrong key");
    expect(read.problem.message).toContain("SESSION_ENCRYPTION_KEY");
    expect(read.problem.message).not.toContain(key);
  });

  test("all at once", () => {
    const read = readConfiguration({ SETTLE_MS: "soon" }, "sandbox");
    if (read.ok) throw new Error("it was read without settings");
    for (const name of [...Object.keys(SANDBOX), "SETTLE_MS"]) expect(read.problem.message).toContain(name);
  });
});

test("production is read like the sandbox: whether it may start is decided by its readiness", () => {
  expect(readConfiguration(PRODUCTION, "production").ok).toBe(true);
});

test("the local backend is refused the real production address", () => {
  const read = readConfiguration({ ...PRODUCTION, LOCAL_BACKEND: "true" }, "production");
  if (read.ok) throw new Error("the local backend was let into production");
  expect(read.problem.message).toContain("TRIPLETEX_PRODUCTION_BASE_URL");
});

test("a loopback address is for the local backend alone", () => {
  const local = { ...SANDBOX, TRIPLETEX_SANDBOX_BASE_URL: "http://127.0.0.1:4020/v2" };
  expect(readConfiguration(local, "sandbox").ok).toBe(false);
  expect(readConfiguration({ ...local, LOCAL_BACKEND: "true" }, "sandbox").ok).toBe(true);
});

test("the schedule looks after the environments whose settings are complete", () => {
  expect(configuredEnvironments(SANDBOX)).toEqual(["sandbox"]);
  expect(configuredEnvironments({})).toEqual([]);
});
