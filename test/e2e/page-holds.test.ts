/**
 * What a person does with held records on the page, in a real browser: try again, leave out, take back. Each act is looked
 * up in the tables afterwards, and each way of failing shows its words beside the button.
 */
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DataModel, Doc } from "../../convex/_generated/dataModel.js";
import { type LocalBackend, startLocalBackend } from "../../src/local/index.ts";
import { browserSkipReason, launchBrowser, type RunningPage, startPage } from "./helpers/browser.ts";
import {
  DOUBTFUL,
  GONE_PAYMENT,
  INSTALMENTS,
  seedForEverybody,
  seedHeldWhileRunning,
  seedInstalments,
  UNSENT,
} from "./helpers/hold-seeds.ts";
import { expectClean, expectVisible, openPage, seriousViolations } from "./helpers/page-checks.ts";
import { COMPANY, OPERATOR, type Seeder } from "./helpers/page-rows.ts";
import { seed, seedLeftOut, seedPartial } from "./helpers/page-seeds.ts";
import { type Gate, startGate } from "./helpers/tcp-gate.ts";

const CONVEX_DIR = new URL("../../convex", import.meta.url).pathname;
const skipReason = browserSkipReason();
/** Of `seedPartial`. */
const JUNIORS = "Invoice 10490, Nordmarka Skiklubb Junioravdelingen for orientering og langrenn";
const CYCLISTS = "Invoice 10482, Sykkelgruppa";
const REASON = "Booked by hand in Tripletex, voucher 118.";

let backend: LocalBackend<DataModel>;
let gate: Gate;
let site: RunningPage;
let browser: Browser;

const open = (path: string) => openPage(browser, site.url + path);

const record = (page: Page, label: string): Locator =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: label }) });

const button = (within: Page | Locator, name: string): Locator => within.getByRole("button", { name });

async function readHold(label: string): Promise<Doc<"holds">> {
  const holds = await backend.run(async (ctx) => await ctx.db.query("holds").collect());
  const found = holds.find((hold) => hold.label === label);
  if (found === undefined) throw new Error(`No hold is called ${label}.`);
  return found;
}

async function changeHold(label: string, change: Partial<Doc<"holds">>): Promise<void> {
  const { _id } = await readHold(label);
  await backend.run(async (ctx) => await ctx.db.patch("holds", _id, change));
}

/** The runs that a person of this page started, newest last: seeded ones have another name. */
async function startedRuns(): Promise<Doc<"runs">[]> {
  const runs = await backend.run(async (ctx) => await ctx.db.query("runs").collect());
  return runs.filter((run) => run.actor.name !== OPERATOR.name && run.actor.kind === "person");
}

async function countActs(act: string): Promise<number> {
  const rows = await backend.run(async (ctx) => await ctx.db.query("auditLog").collect());
  return rows.filter((row) => row.act === act).length;
}

async function stopWriting(ctx: Seeder): Promise<void> {
  const environment = await ctx.db.query("environments").first();
  if (environment === null) throw new Error("The environment is seeded before it is stopped.");
  const writingStopped = { reason: "Year-end.", actor: OPERATOR, at: Date.now() };
  await ctx.db.patch("environments", environment._id, { writingStopped });
}

/** Two rows where there may be one: a decision can't be counted, so it is refused whole. */
async function breakTotals(ctx: Seeder): Promise<void> {
  const row = { mappedCount: 0, mappedOere: 0, heldCount: 0, heldOere: 0, ignoredCount: 0, ignoredOere: 0 };
  await ctx.db.insert("totals", { tripletexEnv: "sandbox", kind: "invoice", ...row });
}

const focusedText = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.textContent ?? "");

describe.skipIf(skipReason !== null)(`Held records ${skipReason === null ? "" : `(${skipReason})`}`, () => {
  beforeAll(async () => {
    backend = await startLocalBackend<DataModel>({
      convexDir: CONVEX_DIR,
      port: 0,
      sitePort: 0,
      runCrons: false,
    });
    gate = await startGate(Number(new URL(backend.url).port));
    [site, browser] = await Promise.all([startPage(gate.url), launchBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await gate?.close();
    await backend?.close();
  });

  test("say who has to act, are counted so on the overview, and can be listed for one of them", async () => {
    await seed(backend, seedForEverybody);
    const { page, problems } = await open("/sandbox");
    await expectVisible(page, ["3 need you (accountant)", "1 needs the operator"]);
    expect(await page.getByText("the developers").count()).toBe(0);
    await page.getByRole("link", { name: "1 needs the operator" }).click();
    await record(page, GONE_PAYMENT).getByText("Operator").waitFor();
    expect(new URL(page.url()).search).toBe("?for=operator");
    expect(await page.getByRole("heading", { level: 3 }).allTextContents()).toEqual([GONE_PAYMENT]);
    // It would try what is not shown.
    expect(await button(page, "Try all again").count()).toBe(0);

    const filter = page.getByRole("navigation", { name: "Who has to act" });
    await filter.getByRole("link", { name: "Developers", exact: true }).click();
    await expectVisible(page, ["Nothing here needs the developers."]);
    await filter.getByRole("link", { name: "Everybody" }).click();
    await record(page, DOUBTFUL).getByText("By itself").waitFor();
    expect(await page.getByRole("heading", { level: 3 }).count()).toBe(5);
    await expectClean(page);
    expect(problems).toEqual([]);
    await page.close();
  });

  test("are listed apart from what is left out, both readable for everybody", async () => {
    await seed(backend, seedLeftOut);
    const { page, problems } = await open("/sandbox/holds");
    await expectVisible(page, [JUNIORS, "Try all again"]);
    expect(await page.getByText("Invoice 10077").count()).toBe(0);
    await expectClean(page);
    await page.getByRole("link", { name: "Left out", exact: true }).click();
    await page.waitForURL("**/sandbox/holds?show=left-out");
    await expectVisible(page, [
      "Invoice 10077, Skileik",
      "Left out by Kari Nordmann",
      "Credited by hand in Tripletex.",
    ]);
    expect(await page.getByText(CYCLISTS).count()).toBe(0);
    await expectClean(page);
    await page.getByRole("link", { name: "Payments" }).click();
    await page.waitForURL("**/sandbox/holds?show=left-out&kind=payment");
    await expectVisible(page, ["No payments are left out"]);
    await page.reload();
    await expectVisible(page, ["No payments are left out"]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("can be left out, with a reason, and appear in the other list at once", async () => {
    await seed(backend, seedLeftOut);
    const [{ page }, { page: other }] = [
      await open("/sandbox/holds"),
      await open("/sandbox/holds?show=left-out"),
    ];
    await expectVisible(other, ["Invoice 10077"]);
    await button(record(page, JUNIORS), "Leave out").click();
    const dialog = page.getByRole("dialog", { name: `Leave out ${JUNIORS}?` });
    await expectVisible(page, ["It counts as decided, not as held.", "Give a reason first."]);
    await expectClean(page);
    const confirm = button(dialog, "Leave it out");
    await dialog.getByLabel("Why is it left out?").fill("   ");
    expect(await confirm.getAttribute("aria-disabled")).toBe("true");
    await confirm.click({ force: true });
    expect((await readHold(JUNIORS)).state).toBe("open");

    await dialog.getByLabel("Why is it left out?").fill(REASON);
    await confirm.click();
    await expectVisible(page, [`${JUNIORS} is left out.`]);
    await record(page, JUNIORS).waitFor({ state: "detached" });
    await expectVisible(other, [JUNIORS, REASON, "Left out by Local operator"]);
    const hold = await readHold(JUNIORS);
    expect([hold.state, hold.ignored?.reason]).toEqual(["ignored", REASON]);
    expect(await countActs("ignoreHold")).toBe(1);
    await page.context().close();
    await other.context().close();
  });

  test("an invoice says beforehand which payments go with it; they come back with it alone", async () => {
    await seed(backend, seedInstalments);
    const { page, problems } = await open("/sandbox/holds");
    await button(record(page, UNSENT), "Leave out").click();
    const dialog = page.getByRole("dialog", { name: `Leave out ${UNSENT}?` });
    await dialog
      .getByText(/With it go 2 payments over 2.400,00 kr, and what Rubic gets on it later/)
      .waitFor();
    await expectClean(page);
    await dialog.getByLabel("Why is it left out?").fill(REASON);
    await button(dialog, "Leave it out").click();
    for (const label of [UNSENT, ...INSTALMENTS]) await record(page, label).waitFor({ state: "detached" });

    await page.getByRole("link", { name: "Left out", exact: true }).click();
    await expectVisible(page, [`with invoice 10501 of 2026-02-27: ${REASON}`]);
    const first = record(page, "Transaction 881");
    await first.getByText("It was left out with its invoice").waitFor();
    expect(await button(first, "Take back").getAttribute("aria-disabled")).toBe("true");
    await expectClean(page);
    await record(page, UNSENT).getByText("What was left out with it is held again, too.").waitFor();
    await button(record(page, UNSENT), "Take back").click();
    for (const label of [UNSENT, ...INSTALMENTS]) await record(page, label).waitFor({ state: "detached" });
    for (const label of INSTALMENTS) expect((await readHold(label)).state).toBe("open");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("come back into the held list when the decision is taken back", async () => {
    await seed(backend, seedLeftOut);
    const { page } = await open("/sandbox/holds?show=left-out");
    await button(record(page, "Invoice 10077, Skileik"), "Take back").dblclick();
    await expectVisible(page, ["Invoice 10077, Skileik is held again.", "Nothing is left out."]);
    expect((await readHold("Invoice 10077, Skileik")).state).toBe("open");
    expect(await countActs("reopenHold")).toBe(1);
    await page.getByRole("link", { name: "Show what is held" }).click();
    await record(page, "Invoice 10077, Skileik").waitFor();
    await page.context().close();
  });

  test("keep the keyboard where it was: on the button after Escape, on the next record after leaving one out", async () => {
    await seed(backend, async (ctx) => void (await seedPartial(ctx)));
    const { page } = await open("/sandbox/holds");
    const first = record(page, JUNIORS);
    const dialog = page.getByRole("dialog");
    await button(first, "Leave out").focus();
    await page.keyboard.press("Enter");
    await dialog.locator("textarea:focus").waitFor();
    await page.keyboard.type(REASON);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await expect.poll(() => focusedText(page)).toContain(`Leave out …: ${JUNIORS}`);
    await page.keyboard.press("Enter");
    await dialog.locator("textarea:focus").waitFor();
    const confirm = dialog.getByRole("button", { name: "Leave it out" });
    // Tab by tab: the browser moves the focus when it has time to.
    for (let tabs = 0; tabs < 3 && !(await isFocused(confirm)); tabs += 1) await page.keyboard.press("Tab");
    expect(await isFocused(confirm)).toBe(true);
    await page.keyboard.press("Enter");
    await first.waitFor({ state: "detached" });
    await expect.poll(() => focusedText(page)).toBe(CYCLISTS);
    expect((await readHold(JUNIORS)).ignored?.reason).toBe(REASON);
    await page.context().close();
  });

  test("say so when one is gone while a person decides about it, and decide nothing", async () => {
    await seed(backend, async (ctx) => void (await seedPartial(ctx)));
    const { page } = await open("/sandbox/holds");
    await button(record(page, JUNIORS), "Leave out").click();
    await changeHold(JUNIORS, { state: "resolved", resolvedAt: Date.now() });
    await expectVisible(page, [`Meanwhile ${JUNIORS} is not held any more. Nothing was decided.`]);
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(await focusedText(page)).toBe(CYCLISTS);
    expect((await readHold(JUNIORS)).state).toBe("resolved");
    await page.context().close();
  });

  test("are tried again one by one: a run of what is concerned starts, once per double click", async () => {
    await seed(backend, async (ctx) => void (await seedPartial(ctx)));
    const { page } = await open("/sandbox/holds");
    await button(record(page, JUNIORS), "Try again").dblclick();
    await expectVisible(page, ["A sync has started and tries it again."]);
    const [run, ...others] = await startedRuns();
    expect(others).toEqual([]);
    expect(run?.types).toEqual(["invoices", "payments"]);
    expect(await countActs("retryHolds")).toBe(1);
    expect((await readHold(JUNIORS)).nextAttemptAt).toBeLessThanOrEqual(Date.now());
    expect((await readHold(CYCLISTS)).nextAttemptAt).toBeGreaterThan(Date.now());
    await record(page, JUNIORS).getByRole("link", { name: "Show the run" }).click();
    await page.waitForURL(`**/sandbox/runs/${run?._id}`);
    await page.context().close();
  });

  test("are due when a run is on, and the page names who started it", async () => {
    await seed(backend, seedHeldWhileRunning);
    const { page } = await open("/sandbox/holds");
    await button(record(page, CYCLISTS), "Try again").click();
    await expectVisible(page, [
      "It is due now: the run that is on or the next one takes it.",
      "started by Kari Nordmann",
    ]);
    expect((await readHold(CYCLISTS)).nextAttemptAt).toBeLessThanOrEqual(Date.now());
    expect(await startedRuns()).toEqual([]);
    await changeHold(CYCLISTS, { lastHeldAt: Date.now(), attempts: 4 });
    await page.getByText("It is due now").waitFor({ state: "detached" });
    await page.context().close();
  });

  test("are tried again together when they wait for one reason", async () => {
    await seed(backend, seedHeldWhileRunning);
    const { page } = await open("/sandbox/holds");
    const offer = button(record(page, CYCLISTS), "Try all with this reason again");
    const more = record(page, CYCLISTS).locator("summary");
    await more.click();
    await offer.waitFor();
    await expectClean(page);
    await page.keyboard.press("Escape");
    await offer.waitFor({ state: "hidden" });
    await page.keyboard.press("Enter");
    await offer.click();
    await expectVisible(page, ["They are due now"]);
    await offer.waitFor({ state: "hidden" });
    expect((await readHold(CYCLISTS)).nextAttemptAt).toBeLessThanOrEqual(Date.now());
    expect((await readHold(JUNIORS)).nextAttemptAt).toBeGreaterThan(Date.now());
    await page.context().close();
  });

  test("are tried again all at once, of the kind that is listed", async () => {
    await seed(backend, seedHeldWhileRunning);
    const { page } = await open("/sandbox/holds?kind=invoice");
    await button(page, "Try all invoices again").click();
    await expectVisible(page, ["They are due now", "started by Kari Nordmann"]);
    const due = await Promise.all([CYCLISTS, JUNIORS].map(readHold));
    for (const hold of due) expect(hold.nextAttemptAt).toBeLessThanOrEqual(Date.now());
    const customer = await readHold("Customer 00417, Ola Nordmann");
    expect(customer.nextAttemptAt).toBeGreaterThan(Date.now());
    await page.context().close();
  });

  test("are tried again in production after one question that names the company; a refusal shows its remedy", async () => {
    await seed(backend, async (ctx) => void (await seedPartial(ctx, "production")));
    const { page } = await open("/production/holds");
    await expectVisible(page, [COMPANY.name]);
    await button(page, "Try all again").click();
    const dialog = page.getByRole("dialog", { name: "Write to the real books?" });
    await expectVisible(page, [`writes to the real books of ${COMPANY.name}`]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    expect(await focusedText(page)).toBe("Try all again");
    expect(await countActs("retryHolds")).toBe(0);

    await page.keyboard.press("Enter");
    await backend.run(stopWriting);
    await button(dialog, "Yes, try again in production").click();
    await expectVisible(page, [
      "All writing to Tripletex in production is stopped: Year-end.",
      "Lift the stop",
    ]);
    expect(await startedRuns()).toEqual([]);
    await page.context().close();
  });

  test("are asked about anew at the very moment at which the question was closed", async () => {
    await seed(backend, async (ctx) => void (await seedPartial(ctx, "production")));
    const { page } = await open("/production/holds");
    await expectVisible(page, [COMPANY.name]);
    await button(page, "Try all again").click();
    const dialog = page.getByRole("dialog", { name: "Write to the real books?" });
    await dialog.waitFor();
    const retry = await button(page.locator("main"), "Try all again").elementHandle();
    await dialog.evaluate((element: HTMLDialogElement, offer) => {
      element.close();
      (offer as HTMLElement).click();
    }, retry);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
    expect(await dialog.isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await page.context().close();
  });

  test("show an error beside the button, and what was typed is still there", async () => {
    await seed(backend, async (ctx) => void (await seedPartial(ctx)));
    const { page } = await open("/sandbox/holds");
    await expectVisible(page, [JUNIORS]);
    await backend.run(breakTotals);
    const row = record(page, JUNIORS);
    await button(row, "Leave out").click();
    await row.getByLabel("Why is it left out?").fill(REASON);
    await button(row, "Leave it out").click();
    await row.getByRole("alert").getByText("That did not work").waitFor();
    await row.getByRole("alert").getByText("Try again. If it stays").waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    expect((await readHold(JUNIORS)).state).toBe("open");
    await button(row, "Leave out").click();
    expect(await row.getByLabel("Why is it left out?").inputValue()).toBe(REASON);
    await page.context().close();
  });

  test("can't be tried while writing is stopped, and nothing can be done without a connection; both say why", async () => {
    await seed(backend, async (ctx) => {
      await seedPartial(ctx);
      await stopWriting(ctx);
    });
    const { page } = await open("/sandbox/holds");
    const again = button(record(page, JUNIORS), "Try again");
    const leaveOut = button(record(page, JUNIORS), "Leave out");
    await expectVisible(page, ["All writing is stopped in this environment"]);
    expect(await again.getAttribute("aria-disabled")).toBe("true");
    expect(await leaveOut.getAttribute("aria-disabled")).toBe("false");
    await again.click({ force: true });
    await gate.shut();
    await expectVisible(page, ["No connection to the server."]);
    expect(await leaveOut.getAttribute("aria-disabled")).toBe("true");
    await gate.open();
    expect(await countActs("retryHolds")).toBe(0);
    await page.context().close();
  });
});

async function isFocused(locator: Locator): Promise<boolean> {
  return await locator.evaluate((element) => element === document.activeElement);
}
