/**
 * "Why is this not in Tripletex?" of credits: by the number of the note, by that of the credited invoice, and by the key of what is
 * held, in each of the ways in which Rubic shows a credit.
 */
import { afterEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { RecordKind } from "../../convex/validators.ts";
import type { RubicSettings } from "../../src/simulators/rubic/settings.ts";
import { formatIsoDate } from "../../src/sync/format.ts";
import { addDaysToIsoDate, osloDate } from "../../src/sync/oslo.ts";
import { createSmallWorld, customerNoOf, daysBefore, endOfMonth } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";

/** Ids and numbers of the simulator's notes are so much above their invoice's. */
const NOTE = 5_000_000;

let stack: Stack;
let invoice: ReturnType<Stack["remotes"]["rubic"]["world"]["addInvoice"]>;

async function start(settings: Partial<RubicSettings>): Promise<void> {
  stack = await startStack({ remotes: await startRemotes({ world: createSmallWorld() }) });
  const { control, world } = stack.remotes.rubic;
  control.changeSettings(settings);
  invoice = world.addInvoice({
    customerNo: customerNoOf(world, 0),
    invoiceDate: daysBefore(world, 5),
    lines: [{ productID: 101 }],
  });
  await stack.sync("sandbox", "all", "full");
}
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

const credit = (amount?: number) =>
  stack.remotes.rubic.world.creditInvoice({ invoiceID: invoice.invoiceID, ...(amount && { amount }) });

/** The first record of each chain, with the check that fails. */
async function ask(kind: RecordKind, text: number, by: "number" | "key" = "number") {
  const question = { by, kind, text: String(text) };
  const { chains } = await stack.client.action(api.why.ask, { tripletexEnv: "sandbox", question });
  return chains.flatMap(([first]) => {
    if (first === undefined) return [];
    const { kind: found, verdict, sentence, checks } = first;
    return [{ kind: found, verdict, sentence, failing: checks.find(({ state }) => state === "failed") }];
  });
}

describe.each(["amountsOnOriginal", "negativeInvoice", "both"] as const)("shown as %s", (creditNoteMode) => {
  const isNoteShown = creditNoteMode !== "amountsOnOriginal";

  test("a credit that is booked is there, by each of its numbers and with its invoice", async () => {
    await start({ creditNoteMode });
    credit();
    await stack.sync("sandbox", "all", "full");
    const there = { kind: "credit", verdict: "there", failing: undefined };
    expect(await ask("credit", invoice.invoiceNumber)).toMatchObject([there]);
    expect(await ask("invoice", invoice.invoiceNumber)).toMatchObject([
      { kind: "invoice", verdict: "there" },
      there,
    ]);
    if (!isNoteShown) return;
    expect(await ask("credit", invoice.invoiceNumber + NOTE)).toMatchObject([there]);
    expect(await ask("invoice", invoice.invoiceNumber + NOTE)).toMatchObject([there]);
    expect(await ask("invoice", invoice.invoiceID + NOTE, "key")).toMatchObject([there]);
  });

  test("a credit that no sync has met comes with the next one, and nothing is written", async () => {
    await start({ creditNoteMode });
    credit();
    const writes = writeNames(stack.remotes.sandbox);
    const next = { kind: "credit", verdict: "next", failing: undefined };
    expect(await ask("credit", invoice.invoiceNumber)).toMatchObject([next]);
    expect(writeNames(stack.remotes.sandbox)).toEqual(writes);
    expect(await stack.backend.run((ctx) => ctx.db.query("seenCredits").collect())).toEqual([]);
  });
});

test("what Rubic does not say of a credit is what fails, by the key of its hold", async () => {
  await start({ creditNoteMode: "amountsOnOriginal" });
  credit(150);
  await stack.sync("sandbox", "all", "full");
  const [hold] = await stack.openHolds("sandbox");
  expect(hold).toMatchObject({ kind: "credit", code: "CREDIT_PARTIAL" });
  expect(await ask("credit", Number(hold?.rubicKey), "key")).toMatchObject([
    {
      verdict: "blocked",
      failing: { code: "told", remedy: expect.stringContaining("credit by hand in Tripletex") },
    },
  ]);
});

test("a number that no sync has met is what fails, with the day on which the note is decided", async () => {
  await start({ creditNoteMode: "negativeInvoice" });
  const { world } = stack.remotes.rubic;
  const note = world.addInvoice({
    customerNo: customerNoOf(world, 0),
    lines: [{ productID: 101, price: -150 }],
    description: "Medlemskap 2026",
  });
  await stack.sync("sandbox", "all", "full");
  const decidedFrom = formatIsoDate(addDaysToIsoDate(osloDate(Date.now()), 1));
  expect(await ask("credit", note.invoiceID, "key")).toMatchObject([
    {
      verdict: "blocked",
      sentence: expect.stringContaining(`the first full sync on ${decidedFrom} or later`),
      failing: { code: "told", remedy: expect.stringContaining("Nothing to do") },
    },
  ]);
});

test("a note in a closed period fails at its period", async () => {
  await start({ creditNoteMode: "both" });
  const { rubic, sandbox } = stack.remotes;
  sandbox.control.changeSettings({ closedThrough: endOfMonth(rubic.world.today) });
  credit();
  await stack.sync("sandbox", "all", "full");
  expect(await ask("credit", invoice.invoiceID + NOTE, "key")).toMatchObject([
    { verdict: "blocked", failing: { code: "periodOpen" } },
  ]);
});

test("an invoice that is not credited has no credit to tell of", async () => {
  await start({ creditNoteMode: "both" });
  expect(await ask("invoice", invoice.invoiceNumber)).toMatchObject([{ kind: "invoice", verdict: "there" }]);
  expect(await ask("credit", invoice.invoiceNumber)).toMatchObject([
    { kind: "credit", verdict: "blocked", failing: { code: "inRubic" } },
  ]);
});
