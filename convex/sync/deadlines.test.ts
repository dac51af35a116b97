/** Held documents know their VAT term, and the overview puts them in the order of their deadlines. */
import { beforeEach, expect, test, vi } from "vitest";
import { LOCAL_ISSUER } from "../../src/identity.ts";
import type { VatTermKind } from "../../src/sync/vat-terms.ts";
import { api, internal } from "../_generated/api.js";
import { createTest, OPERATOR, type TestDeployment } from "../setup.testing.ts";
import { putHold } from "./holdDoor.ts";

const SANDBOX = { tripletexEnv: "sandbox" } as const;
const ME = { issuer: LOCAL_ISSUER, subject: "local", name: "Local operator" };

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-21T12:00:00Z") });
});

interface Held {
  kind?: "invoice" | "payment" | "customer";
  key: string;
  date?: string;
  oere?: number;
}

async function hold(t: TestDeployment, { kind = "invoice", key, date, oere }: Held): Promise<void> {
  const label = `${kind} ${key}`;
  const input = {
    label,
    code: "NEEDS_CREDIT",
    message: `${label}.`,
    amountOere: oere,
    documentDate: date,
  } as const;
  const now = Date.now();
  await t.run((ctx) =>
    putHold(ctx, { kind, rubicKey: key, ...SANDBOX }, { hold: input, now }).then(() => null),
  );
}

const overview = (t: TestDeployment) => t.withIdentity(ME).query(api.overview.get, SANDBOX);
const setTerms = (t: TestDeployment, vatTerms: VatTermKind) =>
  t.mutation(internal.sync.settings.set, { ...SANDBOX, vatTerms, actor: OPERATOR });

async function holdFour(t: TestDeployment): Promise<void> {
  await hold(t, { key: "1", date: "2026-11-03", oere: 65_000 });
  await hold(t, { key: "2", date: "2026-09-02", oere: 40_000 });
  await hold(t, { kind: "payment", key: "3", date: "2026-08-31", oere: 9_999 });
  await hold(t, { kind: "customer", key: "4" });
}

test("what is due first comes first, summed by VAT term", async () => {
  const t = createTest();
  await holdFour(t);
  const { deadlines } = await overview(t);
  expect(deadlines).toMatchObject({ vatTerms: "twoMonthly" });
  expect(deadlines.documents.map(({ rubicKey, vatTerm }) => [rubicKey, vatTerm?.dueDate])).toEqual([
    ["3", "2026-10-10"],
    ["2", "2026-12-10"],
    ["1", "2027-02-10"],
  ]);
  expect(deadlines.terms.map(({ dueDate, count, oere }) => [dueDate, count, oere])).toEqual([
    ["2026-10-10", 1, 9_999],
    ["2026-12-10", 1, 40_000],
    ["2027-02-10", 1, 65_000],
  ]);
});

test("yearly terms put all of a year into one, and without VAT there are no deadlines", async () => {
  const t = createTest();
  await holdFour(t);
  await setTerms(t, "yearly");
  const { deadlines } = await overview(t);
  expect(deadlines.terms).toEqual([
    { from: "2026-01-01", to: "2026-12-31", dueDate: "2027-03-10", count: 3, oere: 114_999, isMore: false },
  ]);
  await setTerms(t, "none");
  expect((await overview(t)).deadlines).toEqual({
    vatTerms: "none",
    terms: [],
    documents: [],
  });
});

test("the list of held records says each one's term; a customer has none", async () => {
  const t = createTest();
  await holdFour(t);
  const list = { ...SANDBOX, paginationOpts: { numItems: 10, cursor: null } };
  const { page } = await t.withIdentity(ME).query(api.holds.list, list);
  const terms = new Map(page.map(({ rubicKey, vatTerm }) => [rubicKey, vatTerm]));
  expect(terms.get("4")).toBeNull();
  expect(terms.get("2")).toEqual({ from: "2026-09-01", to: "2026-10-31", dueDate: "2026-12-10" });
});

test("fifty of a kind are counted, and that there are more is said", async () => {
  const t = createTest();
  for (let number = 1; number <= 52; number += 1)
    await hold(t, { key: `${number}`, date: "2026-11-03", oere: 100 });
  await hold(t, { kind: "payment", key: "9", date: "2026-09-01", oere: 100 });
  const { deadlines } = await overview(t);
  expect(deadlines.terms).toMatchObject([
    { dueDate: "2026-12-10", count: 1, isMore: false },
    { dueDate: "2027-02-10", count: 50, oere: 5_000, isMore: true },
  ]);
  expect(deadlines.documents).toHaveLength(5);
});

test("a change of the terms is audited, once", async () => {
  const t = createTest();
  await setTerms(t, "primary");
  await setTerms(t, "primary");
  const lines = await t.run(async (ctx) =>
    (await ctx.db.query("auditLog").collect()).map(({ details }) => details),
  );
  expect(lines).toEqual(["vatTerms = primary (was twoMonthly)"]);
});
