import { describe, expect, it } from "vitest";
import { tripletexConfig } from "./config.ts";

const deployed = { allowLoopback: false };
const local = { allowLoopback: true };
const SECRETS = ["consumer-secret", "employee-secret"];

function envOf(environment: "SANDBOX" | "PRODUCTION", baseUrl: string) {
  return {
    [`TRIPLETEX_${environment}_BASE_URL`]: baseUrl,
    [`TRIPLETEX_${environment}_CONSUMER_TOKEN`]: SECRETS[0],
    [`TRIPLETEX_${environment}_EMPLOYEE_TOKEN`]: SECRETS[1],
  };
}

function problemsOf(result: ReturnType<typeof tripletexConfig>): string {
  return result.ok ? "" : result.problems.join("\n");
}

describe("tripletexConfig", () => {
  it("takes each environment's own address, with or without a trailing slash", () => {
    expect(tripletexConfig(envOf("PRODUCTION", "https://tripletex.no/v2/"), "production", deployed)).toEqual({
      ok: true,
      config: {
        tripletexEnv: "production",
        baseUrl: "https://tripletex.no/v2",
        consumerToken: SECRETS[0],
        employeeToken: SECRETS[1],
      },
    });
    const sandbox = tripletexConfig(
      envOf("SANDBOX", "https://api-test.tripletex.tech/v2"),
      "sandbox",
      deployed,
    );
    expect(sandbox).toMatchObject({ ok: true, config: { baseUrl: "https://api-test.tripletex.tech/v2" } });
  });

  it("gives the right value for an address without /v2", () => {
    const result = tripletexConfig(envOf("SANDBOX", "https://api-test.tripletex.tech"), "sandbox", deployed);
    expect(problemsOf(result)).toBe(
      "TRIPLETEX_SANDBOX_BASE_URL must end in /v2. Set it to https://api-test.tripletex.tech/v2.",
    );
    const loopback = tripletexConfig(envOf("SANDBOX", "http://127.0.0.1:4020"), "sandbox", local);
    expect(problemsOf(loopback)).toContain("Set it to http://127.0.0.1:4020/v2.");
  });

  it.each([
    ["production", "https://api-test.tripletex.tech/v2"],
    ["production", "https://tripletex.no.evil.example/v2"],
    ["production", "https://tripletex.no:8443/v2"],
    ["production", "http://tripletex.no/v2"],
    ["sandbox", "https://tripletex.no/v2"],
    ["sandbox", "https://api.tripletex.io/v2"],
    ["sandbox", "http://127.0.0.1:4020/v2"],
  ] as const)("refuses for %s on a deployment: %s", (environment, baseUrl) => {
    const name = environment === "production" ? "PRODUCTION" : "SANDBOX";
    expect(tripletexConfig(envOf(name, baseUrl), environment, deployed).ok).toBe(false);
  });

  it("takes loopback where it is allowed, and then never the real books", () => {
    expect(
      tripletexConfig(envOf("PRODUCTION", "http://127.0.0.1:4020/v2"), "production", local),
    ).toMatchObject({
      ok: true,
      config: { baseUrl: "http://127.0.0.1:4020/v2" },
    });
    for (const environment of ["production", "sandbox"] as const) {
      const name = environment === "production" ? "PRODUCTION" : "SANDBOX";
      const result = tripletexConfig(envOf(name, "https://tripletex.no/v2"), environment, local);
      expect(problemsOf(result)).toContain("must not touch");
    }
  });

  it("refuses test tokens for the real books", () => {
    const env = {
      ...envOf("PRODUCTION", "https://tripletex.no/v2"),
      TRIPLETEX_PRODUCTION_EMPLOYEE_TOKEN: "test-abc",
    };
    expect(problemsOf(tripletexConfig(env, "production", deployed))).toContain(
      "PRODUCTION_EMPLOYEE_TOKEN is a token",
    );
  });

  it("names every missing setting of the environment", () => {
    const problems = problemsOf(
      tripletexConfig(envOf("PRODUCTION", "https://tripletex.no/v2"), "sandbox", deployed),
    );
    for (const ending of ["BASE_URL", "CONSUMER_TOKEN", "EMPLOYEE_TOKEN"]) {
      expect(problems).toContain(`TRIPLETEX_SANDBOX_${ending} is not set`);
    }
  });

  it("never shows a token or the credentials of an address", () => {
    const env = {
      ...envOf("SANDBOX", "https://me:pass-phrase@api-test.tripletex.tech/v2"),
      TRIPLETEX_SANDBOX_CONSUMER_TOKEN: "a secret\n",
    };
    const result = tripletexConfig(env, "sandbox", deployed);
    expect(result.ok).toBe(false);
    for (const secret of ["a secret", "pass-phrase", ...SECRETS])
      expect(problemsOf(result)).not.toContain(secret);
  });
});
