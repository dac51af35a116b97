import { beforeEach, describe, expect, test, vi } from "vitest";
import type { CodeProposal } from "../../src/sync/code-proposals.ts";
import { internal } from "../_generated/api.js";
import {
  convexErrorOf,
  createTest,
  endReading,
  OPERATOR,
  startRun,
  type TestDeployment,
  VAT_PROPOSAL,
} from "../setup.testing.ts";
import type { TripletexEnv } from "../validators.ts";
import { storeProposals } from "./codeDoor.ts";

const OPEN: CodeProposal = {
  kind: "vat",
  code: "none:0",
  label: "no VAT code at 0 %",
  target: null,
  candidates: ["5", "6"],
  reason: "Open.",
};
const VAT = { kind: "vat", code: "3:25" } as const;
const SYSTEM = { kind: "system", name: "Sandbox defaults" };

const list = (t: TestDeployment, tripletexEnv: TripletexEnv) =>
  t.query(internal.sync.codeMappings.list, { tripletexEnv });
const audit = (t: TestDeployment) =>
  t.run(async (ctx) =>
    (await ctx.db.query("auditLog").collect()).map(({ act, actor, details }) => ({ act, actor, details })),
  );

beforeEach(() => {
  vi.useFakeTimers({ now: 5_000 });
});

describe("proposals", () => {
  test("with one choice are approved in the sandbox, by its defaults and visibly so", async () => {
    const t = createTest();
    await endReading(t, "sandbox", [VAT_PROPOSAL, OPEN]);
    expect(await list(t, "sandbox")).toMatchObject([
      { code: "3:25", state: "approved", source: "default", decided: { actor: SYSTEM, at: 5_000 } },
      { code: "none:0", state: "proposed", source: "default", target: null, candidates: ["5", "6"] },
    ]);
    expect((await list(t, "sandbox"))[1]).not.toHaveProperty("decided");
    expect((await audit(t)).at(-1)).toEqual({
      act: "approveDefaultMappings",
      actor: SYSTEM,
      details: "VAT code 3 at 25 % = VAT type 3 (25 %)",
    });
  });

  test("are only proposals in production, and nobody has approved them", async () => {
    const t = createTest();
    await endReading(t, "production", [VAT_PROPOSAL, OPEN]);
    const rows = await list(t, "production");
    expect(rows.map(({ code, state }) => [code, state])).toEqual([
      ["3:25", "proposed"],
      ["none:0", "proposed"],
    ]);
    expect(await list(t, "sandbox")).toEqual([]);
    expect((await audit(t)).map(({ act }) => act)).toEqual(["proposeMappings"]);
  });

  test("of a step are stored for the environment of its run", async () => {
    const t = createTest();
    const holder = await startRun(t, "production");
    await t.mutation(internal.sync.codeMappings.propose, { ...holder, proposals: [VAT_PROPOSAL] });
    expect(await list(t, "production")).toMatchObject([{ code: "3:25", state: "proposed" }]);
  });

  test("that come again change the row of their code and make no second one", async () => {
    const t = createTest();
    await endReading(t, "production", [OPEN]);
    const target = { kind: "vat", id: 6, number: "6", percentage: 0 } as const;
    await endReading(t, "production", [{ ...OPEN, target }]);
    expect(await list(t, "production")).toMatchObject([{ code: "none:0", state: "proposed", target }]);
  });

  test("two at once make one row: both look through the same index in their transaction", async () => {
    const t = createTest();
    await Promise.all([1, 2].map(() => t.run((ctx) => storeProposals(ctx, "sandbox", [VAT_PROPOSAL]))));
    expect(await list(t, "sandbox")).toHaveLength(1);
  });

  test("touch nothing that a person has decided", async () => {
    const t = createTest();
    await endReading(t, "sandbox");
    const args = { tripletexEnv: "sandbox", ...VAT, actor: OPERATOR } as const;
    await t.mutation(internal.sync.codeMappings.withdraw, { ...args, reason: "Wrong" });
    const before = await list(t, "sandbox");
    await endReading(t, "sandbox");
    expect(await list(t, "sandbox")).toEqual(before);
    expect(before).toMatchObject([{ state: "withdrawn", source: "person", decided: { reason: "Wrong" } }]);
  });
});

const approve = (t: TestDeployment, change: Partial<{ choice: string; reason: string; code: string }> = {}) =>
  t.mutation(internal.sync.codeMappings.approve, {
    tripletexEnv: "production",
    ...VAT,
    actor: OPERATOR,
    ...change,
  });

describe("a person's decision", () => {
  test("approves what is proposed", async () => {
    const t = createTest();
    await endReading(t, "production");
    await approve(t);
    expect(await list(t, "production")).toMatchObject([
      { state: "approved", source: "person", decided: { actor: OPERATOR, at: 5_000 } },
    ]);
    expect((await audit(t)).at(-1)?.details).toBe("VAT code 3 at 25 % = VAT type 3 (25 %)");
  });

  test("changes what is approved only with a reason, and says what it was", async () => {
    const t = createTest();
    await endReading(t, "production");
    await approve(t);
    expect(await convexErrorOf(approve(t, { choice: "39" }))).toMatchObject({ code: "REASON_MISSING" });
    await approve(t, { choice: "39", reason: "New type" });
    expect(await list(t, "production")).toMatchObject([{ target: { id: 99, number: "39" } }]);
    expect((await audit(t)).at(-1)?.details).toBe(
      "VAT code 3 at 25 % = VAT type 39 (25 %) (was VAT type 3 (25 %)): New type",
    );
  });

  test("may be about a code that nobody has met yet", async () => {
    const t = createTest();
    await endReading(t, "production", []);
    await t.mutation(internal.sync.codeMappings.approve, {
      tripletexEnv: "production",
      kind: "account",
      code: "group-4",
      choice: "3020",
      actor: OPERATOR,
    });
    expect(await list(t, "production")).toMatchObject([
      { label: "the account of product group 4", target: { id: 40, number: 3020 }, state: "approved" },
    ]);
  });

  test("approves again what was withdrawn", async () => {
    const t = createTest();
    await endReading(t, "production");
    await t.mutation(internal.sync.codeMappings.withdraw, {
      tripletexEnv: "production",
      ...VAT,
      reason: "Wrong",
      actor: OPERATOR,
    });
    await approve(t);
    expect(await list(t, "production")).toMatchObject([{ state: "approved" }]);
  });

  test.each([
    ["a VAT type of another percentage", { choice: "31" }, "INVALID_CHOICE"],
    ["a VAT type that Tripletex does not have", { choice: "7" }, "INVALID_CHOICE"],
    ["a code that can't be one", { code: "25", choice: "3" }, "INVALID_CHOICE"],
    ["no choice where nothing is proposed", { code: "5:0" }, "NOTHING_PROPOSED"],
  ])("is refused for %s", async (_what, change, code) => {
    const t = createTest();
    await endReading(t, "production");
    const before = await list(t, "production");
    const error = await convexErrorOf(approve(t, change));
    expect(error).toMatchObject({ code, remedy: expect.any(String) });
    expect(await list(t, "production")).toEqual(before);
  });

  test("is refused before anything was read", async () => {
    expect(await convexErrorOf(approve(createTest(), { choice: "3" }))).toMatchObject({ code: "NOT_READ" });
  });

  test("can't be made by a clock or a machine", async () => {
    const t = createTest();
    await endReading(t, "production");
    for (const kind of ["schedule", "system"] as const) {
      const call = t.mutation(internal.sync.codeMappings.approve, {
        tripletexEnv: "production",
        ...VAT,
        actor: { kind, name: "Clock" },
      });
      expect(await convexErrorOf(call)).toMatchObject({ code: "NOT_A_PERSON" });
    }
  });

  test("to take a mapping back needs a mapping and a reason", async () => {
    const t = createTest();
    await endReading(t, "production");
    const withdraw = (reason: string, code = "3:25") =>
      t.mutation(internal.sync.codeMappings.withdraw, {
        tripletexEnv: "production",
        kind: "vat",
        code,
        reason,
        actor: OPERATOR,
      });
    expect(await convexErrorOf(withdraw(" "))).toMatchObject({ code: "REASON_MISSING" });
    expect(await convexErrorOf(withdraw("Wrong", "9:9"))).toMatchObject({ code: "MAPPING_NOT_FOUND" });
    await withdraw("Wrong");
    expect(await convexErrorOf(withdraw("Again"))).toMatchObject({ code: "MAPPING_NOT_FOUND" });
  });
});
