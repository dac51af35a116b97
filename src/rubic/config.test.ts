import { describe, expect, it } from "vitest";
import { rubicConfig } from "./config.ts";

const KEY = "rubic-secret-key";
const env = {
  RUBIC_BASE_URL: "https://rubic.example/",
  RUBIC_API_KEY: KEY,
  RUBIC_ORGANIZATION_ID: "42",
};
const deployed = { allowLoopback: false };
const local = { allowLoopback: true };

describe("rubicConfig", () => {
  it("reads the three settings and drops the trailing slash", () => {
    expect(rubicConfig(env, "production", deployed)).toEqual({
      ok: true,
      config: { baseUrl: "https://rubic.example", apiKey: KEY, organizationId: 42 },
    });
  });

  it("lets each sandbox setting win, in the sandbox alone and only where it is set", () => {
    const both = { ...env, RUBIC_SANDBOX_ORGANIZATION_ID: "7", RUBIC_SANDBOX_API_KEY: " " };
    expect(rubicConfig(both, "sandbox", deployed)).toMatchObject({
      config: { organizationId: 7, apiKey: KEY },
    });
    expect(rubicConfig(both, "production", deployed)).toMatchObject({ config: { organizationId: 42 } });
  });

  it("names every missing setting", () => {
    const result = rubicConfig({}, "production", deployed);
    expect(result.ok).toBe(false);
    const problems = result.ok ? [] : result.problems;
    expect(problems).toHaveLength(3);
    for (const name of Object.keys(env)) expect(problems.join("\n")).toContain(name);
  });

  it.each([
    ["http://rubic.example", "https://"],
    ["ftp://rubic.example", "https://"],
    ["rubic.example", "https://"],
    ["https://me:pw@rubic.example", "user name"],
    ["https://rubic.example?a=1", '"?"'],
    ["http://127.0.0.1:4010", "local backend"],
    ["https://localhost", "local backend"],
  ])("refuses %s on a deployment", (RUBIC_BASE_URL, words) => {
    const result = rubicConfig({ ...env, RUBIC_BASE_URL }, "production", deployed);
    expect(result.ok ? "" : result.problems.join()).toContain(words);
  });

  it.each(["http://127.0.0.1:4010", "http://localhost:4010", "http://[::1]:4010"])(
    "takes %s where loopback is allowed",
    (RUBIC_BASE_URL) => {
      const result = rubicConfig({ ...env, RUBIC_BASE_URL }, "sandbox", local);
      expect(result).toMatchObject({ ok: true, config: { baseUrl: RUBIC_BASE_URL } });
    },
  );

  it("takes plain http to no other host even where loopback is allowed", () => {
    expect(
      rubicConfig({ ...env, RUBIC_BASE_URL: "http://127.0.0.1.evil.example" }, "sandbox", local).ok,
    ).toBe(false);
  });

  it.each(["0", "-1", "1.5", "abc", "1e3", "99999999999999999999"])("refuses the organization %s", (id) => {
    expect(rubicConfig({ ...env, RUBIC_ORGANIZATION_ID: id }, "production", deployed).ok).toBe(false);
  });

  it("never shows the key", () => {
    const result = rubicConfig({ ...env, RUBIC_API_KEY: `${KEY}\nx` }, "production", deployed);
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain(KEY);
  });
});
