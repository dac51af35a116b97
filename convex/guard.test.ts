import { makeFunctionReference } from "convex/server";
import { describe, expect, test, vi } from "vitest";
import { LOCAL_ISSUER } from "../src/identity.ts";
import { internal } from "./_generated/api.js";
import {
  COMPARED_FROM,
  compareMonth,
  convexErrorOf,
  createTest,
  endReading,
  makeReadinessRed,
  modules,
  OPERATOR,
  openClosedPeriod,
  openHold,
  startPreview,
  startRun,
  type TestDeployment,
} from "./setup.testing.ts";

vi.useFakeTimers();

const RECORD = { tripletexEnv: "sandbox", kind: "customer", rubicKey: "10001" };
const IN_SANDBOX = { tripletexEnv: "sandbox" } as const;
const PAGE = { numItems: 1, cursor: null };

/** Arguments that each public function accepts; one that is missing here fails the test below. */
const PUBLIC_FUNCTIONS: Record<string, (t: TestDeployment) => Promise<Record<string, unknown>>> = {
  "bookingDates:choose": async (t) => {
    await openClosedPeriod(t);
    return { ...IN_SANDBOX, rubicTransactionId: 1, date: "1970-01-01", reason: "Terminen er levert" };
  },
  "holds:ignore": async (t) => ({ holdId: await openHold(t), reason: "Booked by hand" }),
  "holds:reopen": async (t) => {
    const holdId = await openHold(t);
    await t.mutation(internal.sync.holdActs.ignore, { holdId, reason: "Wrong", actor: OPERATOR });
    return { holdId };
  },
  "holds:goingWith": async (t) => ({ holdId: await openHold(t) }),
  "holds:find": async () => ({ ...IN_SANDBOX, kind: "invoice", number: "1001" }),
  "holds:retry": async (t) => ({ tripletexEnv: "sandbox", holdId: await openHold(t) }),
  "holds:list": async () => ({ tripletexEnv: "sandbox", paginationOpts: PAGE }),
  "links:candidates": async () => RECORD,
  "links:find": async () => ({ ...IN_SANDBOX, kind: "customer", number: "10001" }),
  "links:link": async () => ({ ...RECORD, tripletexId: 7, reason: "One customer" }),
  "links:relink": async () => ({ ...RECORD, tripletexId: 7, reason: "One customer" }),
  "links:unlink": async () => ({ ...RECORD, reason: "Wrong customer" }),
  "overview:get": async () => ({ tripletexEnv: "sandbox" }),
  "readiness:get": async () => ({ tripletexEnv: "production" }),
  "readiness:run": async () => ({ tripletexEnv: "production", via: "page" }),
  "readiness:override": async (t) => {
    await makeReadinessRed(t);
    return { tripletexEnv: "production", code: "CLOCKS", reason: "Known", via: "page" };
  },
  "readiness:undo": async (t) => {
    await makeReadinessRed(t);
    const wish = { tripletexEnv: "production", code: "CLOCKS", reason: "Known", actor: OPERATOR } as const;
    await t.mutation(internal.sync.readiness.override, wish);
    return { tripletexEnv: "production", code: "CLOCKS", via: "page" };
  },
  "readiness:confirmCompany": async (t) => {
    await makeReadinessRed(t);
    return { tripletexEnv: "production", companyId: 7, via: "page" };
  },
  "plans:get": async () => ({ planId: "none" }),
  "plans:list": async () => ({ tripletexEnv: "sandbox", limit: 5 }),
  "plans:items": async (t) => ({ planId: (await startPreview(t)).planId, paginationOpts: PAGE }),
  "plans:deviations": async (t) => ({ runId: (await startRun(t)).runId, paginationOpts: PAGE }),
  "reconciliation:months": async () => IN_SANDBOX,
  "reconciliation:reading": async () => IN_SANDBOX,
  "reconciliation:month": async () => ({ ...IN_SANDBOX, from: COMPARED_FROM }),
  "reconciliation:items": async () => ({ ...IN_SANDBOX, from: COMPARED_FROM, part: 0 }),
  "reconciliation:history": async () => ({ ...IN_SANDBOX, from: COMPARED_FROM }),
  "reconciliation:start": async (t) => {
    await compareMonth(t);
    return { ...IN_SANDBOX, scope: "all", via: "page" };
  },
  "reconciliation:signOff": async (t) => {
    const digest = await compareMonth(t);
    return { ...IN_SANDBOX, from: COMPARED_FROM, digest, comment: "", via: "page" };
  },
  "reconciliation:reopen": async (t) => {
    const month = { ...IN_SANDBOX, from: COMPARED_FROM, digest: await compareMonth(t), comment: "" } as const;
    await t.mutation(internal.sync.reconcile.sign, { ...month, actor: OPERATOR });
    return { ...IN_SANDBOX, from: COMPARED_FROM, reason: "Too early", via: "page" };
  },
  "runs:list": async () => ({ tripletexEnv: "sandbox", limit: 5 }),
  "runs:get": async () => ({ runId: "none" }),
  "runs:events": async (t) => ({ runId: (await startRun(t)).runId, paginationOpts: PAGE }),
  "runs:written": async (t) => ({ runId: (await startRun(t)).runId, paginationOpts: PAGE }),
  "runs:writtenCounts": async (t) => ({ runId: (await startRun(t)).runId }),
  "runs:cancel": async (t) => ({ runId: (await startRun(t)).runId }),
  "settings:get": async () => IN_SANDBOX,
  "settings:set": async () => ({ ...IN_SANDBOX, booksFrom: "2026-01-01" }),
  "settings:mappings": async () => IN_SANDBOX,
  "settings:choices": async () => IN_SANDBOX,
  "settings:propose": async () => IN_SANDBOX,
  "settings:approve": async (t) => {
    await endReading(t, "sandbox");
    return { ...IN_SANDBOX, kind: "vat", code: "3:25" };
  },
  "settings:withdraw": async (t) => {
    await endReading(t, "sandbox");
    return { ...IN_SANDBOX, kind: "vat", code: "3:25", reason: "Wrong" };
  },
  "syncState:getLatest": async () => ({ syncType: "invoices", tripletexEnv: "sandbox" }),
  "syncState:startSync": async () => ({
    tripletexEnv: "sandbox",
    syncType: "all",
    mode: "incremental",
    via: "page",
  }),
  "brake:stop": async () => ({ ...IN_SANDBOX, reason: "Wrong account" }),
  "brake:lift": async () => ({ ...IN_SANDBOX, reason: "Mended" }),
  "clearing:read": async () => IN_SANDBOX,
  "uniqueness:prove": async () => ({}),
  "why:ask": async () => ({ ...IN_SANDBOX, question: { by: "number", kind: "invoice", text: "1001" } }),
};

const STRANGERS = {
  "an anonymous caller": null,
  "an identity of another issuer": { issuer: "https://accounts.example.com", subject: "local" },
  "an identity whose issuer only begins like ours": {
    issuer: `${LOCAL_ISSUER}.example.com`,
    subject: "local",
  },
  "an identity without issuer of its own": { subject: "local", name: LOCAL_ISSUER },
};

interface Registered {
  isPublic?: boolean;
  isInternal?: boolean;
  isQuery?: boolean;
  isMutation?: boolean;
  isAction?: boolean;
}

const isRegistered = (value: unknown): value is Registered =>
  typeof value === "function" && ("isQuery" in value || "isMutation" in value || "isAction" in value);

async function registeredFunctions(): Promise<[string, Registered][]> {
  const loaded: [string, unknown][][] = await Promise.all(
    Object.entries(modules)
      .filter(([path]) => !path.includes("_generated"))
      .map(async ([path, load]) => {
        const module = path.replace(/^\.\//, "").replace(/\.ts$/, "");
        return Object.entries(await load()).map(([name, value]): [string, unknown] => [
          `${module}:${name}`,
          value,
        ]);
      }),
  );
  return loaded.flat().filter((entry): entry is [string, Registered] => isRegistered(entry[1]));
}

const registered = await registeredFunctions();
const publicFunctions = registered.filter(([, value]) => value.isPublic);

async function call(
  t: Pick<TestDeployment, "query" | "mutation" | "action">,
  path: string,
  args: Record<string, unknown>,
) {
  const kind = registered.find(([name]) => name === path)?.[1];
  if (kind?.isAction) return await t.action(makeFunctionReference<"action">(path), args);
  return kind?.isQuery
    ? await t.query(makeFunctionReference<"query">(path), args)
    : await t.mutation(makeFunctionReference<"mutation">(path), args);
}

test("every public function is known here, so that a new one can't slip past the guard", () => {
  expect(publicFunctions.map(([path]) => path).toSorted()).toEqual(Object.keys(PUBLIC_FUNCTIONS).toSorted());
});

test("every function is either public and guarded, or internal", () => {
  expect(registered.length).toBeGreaterThan(20);
  for (const [path, value] of registered) {
    expect({ path, isOne: value.isPublic !== value.isInternal }).toEqual({ path, isOne: true });
  }
});

describe.each(publicFunctions.map(([path]) => path))("%s", (path) => {
  test.each(Object.entries(STRANGERS))("refuses %s and changes nothing", async (_who, identity) => {
    const t = createTest();
    const args = (await PUBLIC_FUNCTIONS[path]?.(t)) ?? {};
    const before = await countAudit(t);
    const caller = identity === null ? t : t.withIdentity(identity);
    const error = await convexErrorOf(call(caller, path, args));
    expect(error).toMatchObject({ code: "NOT_SIGNED_IN", remedy: expect.any(String) });
    expect(await countAudit(t)).toBe(before);
  });

  test("answers the local operator", async () => {
    const t = createTest();
    const args = (await PUBLIC_FUNCTIONS[path]?.(t)) ?? {};
    const operator = t.withIdentity({ issuer: LOCAL_ISSUER, subject: "local", name: "Local operator" });
    const isAction = publicFunctions.find(([name]) => name === path)?.[1].isAction === true;
    // Actions ask the remote systems, of which this deployment has none: past the guard they say so.
    if (isAction && path !== "uniqueness:prove")
      expect((await convexErrorOf(call(operator, path, args))).code).toMatch(/^(SETTINGS|NOT_LINKED)$/);
    else await expect(call(operator, path, args)).resolves.not.toBeUndefined();
  });
});

async function countAudit(t: TestDeployment): Promise<number> {
  return await t.run(async (ctx) => (await ctx.db.query("auditLog").take(100)).length);
}
