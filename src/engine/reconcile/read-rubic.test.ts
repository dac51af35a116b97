/** Which periods of Rubic a reading of the months asks for, when what was read last is older than the day that it is. */
import { expect, test } from "vitest";
import { stageRubic } from "./read-rubic.ts";
import type { ReconcileContext, ReconcilePorts } from "./store.ts";

/** 00:40 in Oslo, winter time: the day there is the 22nd, in UTC still the 21st. */
const JUST_AFTER_MIDNIGHT = Date.parse("2026-11-21T23:40:00Z");
/** Rubic writes local times without a zone, and may compare them as if they were UTC. */
const TODAY_AS_UTC = Date.parse("2026-11-22T00:00:00Z");

type Period = { startPeriod: number; endPeriod: number };

/** The periods that are asked for, where everything was read until then before. Rubic has nothing. */
async function periodsAsked(readUntil: string): Promise<Record<"invoices" | "payments", Period[]>> {
  const asked: Record<"invoices" | "payments", Period[]> = { invoices: [], payments: [] };
  const answer = (kind: keyof typeof asked) => async (request: Period) => {
    asked[kind].push({ startPeriod: request.startPeriod, endPeriod: request.endPeriod });
    return { rowCount: 0, records: [], quarantined: [], warnings: [] };
  };
  const ports = {
    store: { clearShelves: async () => true, advance: async () => undefined },
    rubic: { invoices: answer("invoices"), transactions: answer("payments") },
  } as unknown as ReconcilePorts;
  const until = Date.parse(readUntil);
  const context = {
    windows: [],
    cursor: null,
    startedAt: JUST_AFTER_MIDNIGHT,
    readFrom: "2026-11-01",
    knownFrom: Date.parse("2026-10-31T23:00:00Z"),
    readUntil: { invoices: until, payments: until },
  } as unknown as ReconcileContext;
  await stageRubic(ports, context, { reference: async () => ({}) as never, mayGoOn: () => true });
  return asked;
}

test.each(["2026-11-11T12:00:00Z", "2026-11-21T23:50:00Z"])(
  "just after midnight in Oslo, today's documents are met that came after %s",
  async (readUntil) => {
    const { invoices, payments } = await periodsAsked(readUntil);
    for (const [, later] of [invoices, payments]) {
      expect(later?.startPeriod).toBe(Date.parse(readUntil));
      expect(later?.endPeriod).toBeGreaterThan(TODAY_AS_UTC);
    }
  },
);

test("what was read until tomorrow is not asked for twice", async () => {
  const { invoices, payments } = await periodsAsked("2026-11-23T22:00:00Z");
  expect([invoices.length, payments.length]).toEqual([1, 1]);
});
