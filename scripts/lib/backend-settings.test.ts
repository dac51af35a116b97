import { describe, expect, it } from "vitest";
import { backendVariables, describeEnvironments, readBackendPorts } from "./backend-settings.ts";
import { demoBackendSettings, readDemoPorts, withoutForeignSettings } from "./demo-settings.ts";

const SECRET = "sekret-7d1f";

describe("what the functions of the local backend see", () => {
  it("passes on the settings of Rubic, Tripletex and the books, and nothing else of the machine", () => {
    const variables = backendVariables({
      RUBIC_API_KEY: ` ${SECRET} `,
      TRIPLETEX_SANDBOX_BASE_URL: "http://127.0.0.1:4020/v2",
      BOOKS_FROM_SANDBOX: "2026-01-01",
      RUBIC_BASE_URL: "",
      HOME: "/root",
      CONVEX_DEPLOYMENT: "prod:x",
    });
    expect(variables).toEqual({
      RUBIC_API_KEY: SECRET,
      TRIPLETEX_SANDBOX_BASE_URL: "http://127.0.0.1:4020/v2",
      BOOKS_FROM_SANDBOX: "2026-01-01",
      LOCAL_BACKEND: "true",
      SETTLE_MS: "1000",
      SESSION_ENCRYPTION_KEY: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
    });
  });

  it("makes a fresh session key each time, unless one is set", () => {
    const { SESSION_ENCRYPTION_KEY: first } = backendVariables({});
    expect(backendVariables({ SESSION_ENCRYPTION_KEY: " " }).SESSION_ENCRYPTION_KEY).not.toBe(first);
    expect(backendVariables({ SESSION_ENCRYPTION_KEY: "own" }).SESSION_ENCRYPTION_KEY).toBe("own");
    expect(backendVariables({ SETTLE_MS: "" }).SETTLE_MS).toBe("1000");
    expect(backendVariables({ SETTLE_MS: "5" }).SETTLE_MS).toBe("5");
  });

  it("names what is missing or wrong in each environment, and no secret", () => {
    const variables = backendVariables({ RUBIC_API_KEY: `${SECRET} x`, RUBIC_BASE_URL: "rubic" });
    const [sandbox = "", production = ""] = describeEnvironments(variables);
    expect(sandbox).toContain("RUBIC_BASE_URL is not a complete address.");
    expect(sandbox).toContain("TRIPLETEX_SANDBOX_BASE_URL is not set.");
    expect(production).toContain("TRIPLETEX_PRODUCTION_EMPLOYEE_TOKEN is not set.");
    expect(sandbox + production).not.toContain(SECRET);
  });

  it("refuses the real books", () => {
    const variables = backendVariables({ TRIPLETEX_PRODUCTION_BASE_URL: "https://tripletex.no/v2" });
    expect(describeEnvironments(variables)[1]).toContain("the local backend must not touch");
  });
});

describe("the settings of the demo", () => {
  const urls = {
    rubic: "http://127.0.0.1:4010",
    sandbox: "http://127.0.0.1:4020/v2",
    production: "http://127.0.0.1:4021/v2",
  };

  it("are complete for both environments", () => {
    const settings = demoBackendSettings(urls, readDemoPorts({}), "2025-01-01");
    expect(describeEnvironments(backendVariables(settings))).toEqual([
      "sandbox: the settings are complete.",
      "production: the settings are complete.",
    ]);
    expect(readBackendPorts(settings)).toEqual(readBackendPorts({}));
  });

  it("leave out everything that leads to a real service or another deployment", () => {
    const environment = {
      NODE_ENV: "test" as const,
      PATH: "/bin",
      RUBIC_SANDBOX_BASE_URL: "https://real.example",
      TRIPLETEX_PRODUCTION_EMPLOYEE_TOKEN: SECRET,
      BOOKS_FROM_PRODUCTION: "2020-01-01",
      CONVEX_URL: "https://real.convex.cloud",
      NEXT_PUBLIC_CONVEX_URL: "https://real.convex.cloud",
      SESSION_ENCRYPTION_KEY: SECRET,
      SETTLE_MS: "300000",
    };
    expect(withoutForeignSettings(environment)).toEqual({ NODE_ENV: "test", PATH: "/bin" });
  });

  it("use six ports of their own, each with its setting", () => {
    const ports = Object.values(readDemoPorts({}));
    expect(ports.map(({ setting, port }) => [setting, port])).toEqual([
      ["DASHBOARD_PORT", 3000],
      ["LOCAL_CONVEX_PORT", 3210],
      ["LOCAL_SITE_PORT", 3211],
      ["RUBIC_SIMULATOR_PORT", 4010],
      ["TRIPLETEX_SIMULATOR_PORT", 4020],
      ["TRIPLETEX_PRODUCTION_SIMULATOR_PORT", 4021],
    ]);
  });
});
