/** Whoever acts leaves a line: every mutation that is told who acts writes the audit log in its own transaction. */

import { makeFunctionReference } from "convex/server";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api.js";
import {
  COMPARED_FROM,
  compareMonth,
  createTest,
  endReading,
  holdOf,
  linkArgs,
  makeReadinessRed,
  mappingOf,
  modules,
  OPERATOR,
  openClosedPeriod,
  openHold,
  startRun,
  type TestDeployment,
} from "./setup.testing.ts";
import { findHold, putHold, setIgnored } from "./sync/holdDoor.ts";

const IN_SANDBOX = { tripletexEnv: "sandbox" } as const;

/** Arguments of each mutation that takes an actor; one that is missing here fails the first test. */
const ACTS: Record<string, { act: string; args: (t: TestDeployment) => Promise<Record<string, unknown>> }> = {
  "sync/start:start": { act: "startSync", args: async () => ({ ...IN_SANDBOX, type: "all", mode: "full" }) },
  "sync/cancel:cancel": { act: "cancelRun", args: async (t) => ({ runId: (await startRun(t)).runId }) },
  "sync/schedules:setEnabled": {
    act: "setSchedule",
    args: async () => ({ ...IN_SANDBOX, syncType: "payments", isEnabled: true }),
  },
  "sync/brake:stop": { act: "stopWriting", args: async () => ({ ...IN_SANDBOX, reason: "Feil mva" }) },
  "sync/brake:lift": { act: "liftStop", args: async () => ({ ...IN_SANDBOX, reason: "Rettet" }) },
  "sync/bookingDates:choose": {
    act: "chooseBookingDate",
    args: async (t) => {
      await openClosedPeriod(t);
      return { ...IN_SANDBOX, rubicTransactionId: 1, date: "1970-01-01", reason: "Terminen er levert" };
    },
  },
  "sync/holdActs:ignore": {
    act: "ignoreHold",
    args: async (t) => ({ holdId: await openHold(t), reason: "Bokført for hånd" }),
  },
  "sync/holdActs:reopen": {
    act: "reopenHold",
    args: async (t) => {
      const holdId = await openHold(t);
      await t.mutation(internal.sync.holdActs.ignore, { holdId, reason: "Feil", actor: OPERATOR });
      return { holdId };
    },
  },
  "sync/retry:retry": {
    act: "retryHolds",
    args: async (t) => ({ ...IN_SANDBOX, holdId: await openHold(t) }),
  },
  "sync/withInvoice:goOn": {
    act: "ignoreHold",
    args: async (t) => {
      await openHold(t, { kind: "payment", hold: { code: "INVOICE_NOT_IN_TRIPLETEX", waitsForInvoice: 7 } });
      await t.run(async (ctx) => {
        const key = { kind: "invoice", rubicKey: "7", tripletexEnv: "sandbox" } as const;
        await putHold(ctx, key, { hold: holdOf(), now: 1 });
        const hold = await findHold(ctx, key);
        if (hold !== null) await setIgnored(ctx, hold, { actor: OPERATOR, reason: "Feil", at: 1 });
      });
      return { ...IN_SANDBOX, rubicKey: "7" };
    },
  },
  "sync/readiness:request": { act: "checkReadiness", args: async () => IN_SANDBOX },
  "sync/readiness:override": {
    act: "overrideReadiness",
    args: async (t) => {
      await makeReadinessRed(t, "sandbox");
      return { ...IN_SANDBOX, code: "CLOCKS", reason: "Kjent" };
    },
  },
  "sync/readiness:undo": {
    act: "undoReadinessOverride",
    args: async (t) => {
      await makeReadinessRed(t, "sandbox");
      const line = { ...IN_SANDBOX, code: "CLOCKS" } as const;
      await t.mutation(internal.sync.readiness.override, { ...line, reason: "Kjent", actor: OPERATOR });
      return line;
    },
  },
  "sync/readiness:confirm": {
    act: "confirmCompany",
    args: async (t) => {
      await makeReadinessRed(t, "sandbox");
      return { ...IN_SANDBOX, companyId: 7 };
    },
  },
  "sync/linkStore:store": { act: "link", args: async () => linkArgs() },
  "sync/linkStore:remove": {
    act: "unlink",
    args: async (t) => {
      await t.mutation(internal.sync.linkStore.store, { ...linkArgs(), actor: OPERATOR });
      return { ...IN_SANDBOX, kind: "customer", rubicKey: "1", reason: "Feil kunde", withPayments: false };
    },
  },
  "sync/settings:set": {
    act: "changeSettings",
    args: async () => ({ ...IN_SANDBOX, booksFrom: "2026-01-01" }),
  },
  "sync/codeReads:request": { act: "proposeMappings", args: async () => IN_SANDBOX },
  "sync/codeMappings:approve": {
    act: "approveMapping",
    args: async (t) => {
      await endReading(t, "sandbox");
      return { ...IN_SANDBOX, kind: "vat", code: "3:25" };
    },
  },
  "sync/codeMappings:withdraw": {
    act: "withdrawMapping",
    args: async (t) => {
      await endReading(t, "sandbox");
      return { ...IN_SANDBOX, kind: "vat", code: "3:25", reason: "Feil" };
    },
  },
  "sync/reconcile:start": {
    act: "reconcile",
    args: async (t) => {
      await compareMonth(t);
      return { ...IN_SANDBOX, scope: "all" };
    },
  },
  "sync/reconcile:sign": {
    act: "signMonth",
    args: async (t) => ({
      ...IN_SANDBOX,
      from: COMPARED_FROM,
      digest: await compareMonth(t),
      comment: "Avstemt",
    }),
  },
  "sync/reconcile:reopen": {
    act: "reopenMonth",
    args: async (t) => {
      const month = { ...IN_SANDBOX, from: COMPARED_FROM } as const;
      const digest = await compareMonth(t);
      await t.mutation(internal.sync.reconcile.sign, { ...month, digest, comment: "", actor: OPERATOR });
      return { ...month, reason: "For tidlig" };
    },
  },
  "customerMapping:upsert": upsertOf("customer"),
  "productMapping:upsert": upsertOf("product"),
  "invoiceMapping:upsert": upsertOf("invoice"),
  "paymentMapping:upsert": upsertOf("payment"),
};

function upsertOf(kind: Parameters<typeof mappingOf>[0]) {
  return {
    act: "upsertMapping",
    args: async () => ({ ...IN_SANDBOX, mapping: mappingOf(kind, 1, 11) }),
  };
}

async function mutationsWithActor(): Promise<string[]> {
  const found: string[] = [];
  for (const [path, load] of Object.entries(modules)) {
    if (path.includes("_generated")) continue;
    const module = path.replace(/^\.\//, "").replace(/\.ts$/, "");
    for (const [name, value] of Object.entries(await load())) {
      if (typeof value !== "function" || !("isMutation" in value) || !("exportArgs" in value)) continue;
      const { exportArgs } = value;
      if (typeof exportArgs !== "function") continue;
      const args: unknown = JSON.parse(String(exportArgs()));
      if (JSON.stringify(Object.keys(fieldsOf(args))).includes('"actor"')) found.push(`${module}:${name}`);
    }
  }
  return found;
}

function fieldsOf(args: unknown): object {
  const isObject = typeof args === "object" && args !== null && "value" in args;
  return isObject && typeof args.value === "object" && args.value !== null ? args.value : {};
}

beforeEach(() => {
  vi.useFakeTimers({ now: 5_000 });
});

test("every mutation that takes an actor is tried here", async () => {
  expect((await mutationsWithActor()).toSorted()).toEqual(Object.keys(ACTS).toSorted());
});

describe.each(Object.entries(ACTS))("%s", (path, { act, args }) => {
  test("writes who did what, when and where", async () => {
    const t = createTest();
    const given = await args(t);
    await t.mutation(makeFunctionReference<"mutation">(path), { ...given, actor: OPERATOR });
    const rows = await t.run(async (ctx) => await ctx.db.query("auditLog").collect());
    expect(rows.at(-1)).toMatchObject({ act, actor: OPERATOR, at: 5_000, ...IN_SANDBOX });
    expect(rows.at(-1)?.details).not.toBe("");
  });

  test("writes nothing when it is refused", async () => {
    const t = createTest();
    const call = t.mutation(makeFunctionReference<"mutation">(path), { actor: OPERATOR, nonsense: true });
    await expect(call).rejects.toThrow();
    expect(await t.run(async (ctx) => await ctx.db.query("auditLog").collect())).toEqual([]);
  });
});
