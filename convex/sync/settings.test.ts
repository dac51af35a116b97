import { beforeEach, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import {
  commitArgs,
  convexErrorOf,
  createTest,
  endReading,
  mappingOf,
  OPERATOR,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";

/** The invoice of `mappingOf` is dated 1 March 2026. */
const BOOKED_ON = "2026-03-01";
const SANDBOX = { tripletexEnv: "sandbox" } as const;

const get = (t: TestDeployment) => t.query(internal.sync.settings.get, SANDBOX);
const set = (t: TestDeployment, change: { booksFrom?: string; reason?: string }) =>
  t.mutation(internal.sync.settings.set, { ...SANDBOX, actor: OPERATOR, ...change });
const auditLines = (t: TestDeployment) =>
  t.run(async (ctx) => {
    const rows = await ctx.db.query("auditLog").collect();
    return rows.filter(({ act }) => act === "changeSettings").map(({ details }) => details);
  });

async function bookInvoice(
  t: TestDeployment,
  dates: { invoiceDate?: string; rubicInvoiceDate?: string } = {},
): Promise<void> {
  const mapping = { ...mappingOf("invoice", 1, 11), ...dates };
  if (mapping.kind !== "invoice") throw new Error("an invoice was asked for");
  await t.mutation(internal.invoiceMapping.upsert, { ...SANDBOX, mapping, actor: OPERATOR });
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-06-01") });
});

test("a fresh environment shows the date that it would start with", async () => {
  const t = createTest();
  expect(await get(t)).toMatchObject({ booksFrom: "2025-01-01", reading: null });
  const production = await t.query(internal.sync.settings.get, { tripletexEnv: "production" });
  expect(production.booksFrom).toBeNull();
});

test("what is set is kept and audited, and what is left out stays", async () => {
  const t = createTest();
  expect(await set(t, { booksFrom: "2026-01-01" })).toMatchObject({ booksFrom: "2026-01-01" });
  expect(await set(t, {})).toMatchObject({ booksFrom: "2026-01-01" });
  await set(t, { booksFrom: "2026-01-01" });
  expect(await auditLines(t)).toEqual(["booksFrom = 2026-01-01 (was 2025-01-01)"]);
});

test("the cut-over does not move while a run is on, whose window was made from it", async () => {
  const t = createTest();
  const holder = await startRun(t);
  expect(await convexErrorOf(set(t, { booksFrom: "2026-01-01" }))).toMatchObject({ code: "RUN_IS_ON" });
  await t.mutation(internal.sync.commit.commit, commitArgs(holder, { next: { do: "cancel" } }));
  expect(await set(t, { booksFrom: "2026-01-01" })).toMatchObject({ booksFrom: "2026-01-01" });
});

test("once an invoice is booked, the cut-over moves earlier with a reason and never past the invoice", async () => {
  const t = createTest();
  await set(t, { booksFrom: "2026-01-01" });
  await bookInvoice(t);
  expect(await convexErrorOf(set(t, { booksFrom: "2026-03-02" }))).toMatchObject({
    code: "CUTOVER_HIDES_BOOKED",
    remedy: `Choose a date that is not after ${BOOKED_ON}.`,
  });
  await set(t, { booksFrom: BOOKED_ON });
  expect(await convexErrorOf(set(t, { booksFrom: "2025-12-01" }))).toMatchObject({ code: "REASON_MISSING" });
  await set(t, { booksFrom: "2025-12-01", reason: "December is ours too" });
  expect((await auditLines(t)).at(-1)).toBe("booksFrom = 2025-12-01 (was 2026-03-01): December is ours too");
  expect(await convexErrorOf(set(t, { booksFrom: "2025-11-31" }))).toMatchObject({ code: "INVALID_DATE" });
});

test.each([
  { where: "Tripletex", dates: { invoiceDate: BOOKED_ON, rubicInvoiceDate: "2026-04-10" } },
  { where: "Rubic", dates: { invoiceDate: "2026-04-10", rubicInvoiceDate: BOOKED_ON } },
])(
  "the cut-over never moves between the two days of a linked invoice that is older in $where",
  async (booked) => {
    const t = createTest();
    await set(t, { booksFrom: "2026-01-01" });
    await bookInvoice(t, booked.dates);
    expect(await convexErrorOf(set(t, { booksFrom: "2026-03-02" }))).toMatchObject({
      code: "CUTOVER_HIDES_BOOKED",
      remedy: `Choose a date that is not after ${BOOKED_ON}.`,
    });
    await set(t, { booksFrom: BOOKED_ON });
  },
);

test("names what is not mapped, and when it was last read", async () => {
  const t = createTest();
  await endReading(t, "production");
  const production = await t.query(internal.sync.settings.get, { tripletexEnv: "production" });
  expect(production).toMatchObject({
    approvedCount: 0,
    unmapped: [{ kind: "vat", code: "3:25", problem: expect.stringContaining("is proposed: approve it") }],
    reading: { endedAt: Date.now(), readAt: Date.now(), problem: null },
  });
  await endReading(t, "sandbox");
  expect(await get(t)).toMatchObject({ approvedCount: 1, unmapped: [] });
});

test("a reading that failed says why and keeps what was read before", async () => {
  const t = createTest();
  await endReading(t, "sandbox");
  const problem = { code: "RUBIC_TIMEOUT", message: "Rubic did not answer.", remedy: "Try again." } as const;
  await t.mutation(internal.sync.codeReads.end, { ...SANDBOX, outcome: { problem } });
  expect((await get(t)).reading).toMatchObject({ problem, readAt: Date.now() });
});
