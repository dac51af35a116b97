/** The pages of the months in a real browser: what stands there, what can be done, what is downloaded, and that all can reach it. */
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formatMonth } from "../../src/sync/format.ts";
import { osloDate } from "../../src/sync/oslo.ts";
import { reconcile } from "../helpers/reconcile.ts";
import { addInvoicesOn, createSmallWorld, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { browserSkipReason, launchBrowser, type RunningPage, startPage } from "./helpers/browser.ts";
import { expectClean, expectVisible, openPage } from "./helpers/page-checks.ts";

const skipReason = browserSkipReason();
const TODAY = osloDate(Date.now());
const MONTH_LENGTH = "2026-01".length;

let stack: Stack;
let site: RunningPage;
let browser: Browser;
let from: string;
let month: string;

const download = async (page: Page, name: string) => {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name }).click(),
  ]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
};

describe.skipIf(skipReason !== null)(`Months ${skipReason === null ? "" : `(${skipReason})`}`, () => {
  beforeAll(async () => {
    const world = createSmallWorld(TODAY);
    const remotes = await startRemotes({ world, today: TODAY });
    stack = await startStack({ remotes, today: TODAY });
    const invoiceDate = daysBefore(world, 35);
    from = `${invoiceDate.slice(0, MONTH_LENGTH)}-01`;
    month = formatMonth(from);
    addInvoicesOn(world, invoiceDate, 2);
    await stack.sync("sandbox", "all", "full");
    [site, browser] = await Promise.all([startPage(stack.backend.url), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await stack?.close();
    if (stack !== undefined) await closeRemotes(stack.remotes);
  });

  test("are compared from the page, and listed with how each stands", async () => {
    const { page, problems } = await openPage(browser, `${site.url}/sandbox/months`);
    await expectVisible(page, ["No month has been compared yet"]);
    await page.getByRole("button", { name: "Compare now" }).click();
    await page.getByRole("link", { name: month }).waitFor();
    await expectVisible(page, ["2 invoices", "Equal to the øre.", "All months were last read"]);
    await expectClean(page);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("are downloaded as a CSV file and as an Excel workbook", async () => {
    await reconcile(stack);
    const { page, problems } = await openPage(browser, `${site.url}/sandbox/months/${from}`);
    const csv = await download(page, "CSV file");
    expect(csv.name).toBe(`rubic-tripletex-sandbox-${from}.csv`);
    expect(csv.bytes.toString("utf8")).toMatch(/^\uFEFFMonth from;Before;Side;.*\r\n01\.\d\d\.\d{4};/);
    const xlsx = await download(page, "Excel workbook");
    expect(xlsx.name).toBe(`rubic-tripletex-sandbox-${from}.xlsx`);
    expect(xlsx.bytes.subarray(0, 2).toString()).toBe("PK");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("with something that no sync has met yet say so calmly in the list, in the month, and before they are signed", async () => {
    addInvoicesOn(stack.remotes.rubic.world, `${from.slice(0, MONTH_LENGTH)}-02`, 1);
    await reconcile(stack);
    const { page, problems } = await openPage(browser, `${site.url}/sandbox/months`);
    await expectVisible(page, ["1 waits for the next sync"]);
    await expectClean(page);
    await page.getByRole("link", { name: month }).click();
    await expectVisible(page, ["Not equal yet: 1 waits for the next sync.", "Waits: Not synced yet"]);
    expect(await page.getByText("Differs").count()).toBe(0);
    await expectClean(page);
    await page.getByRole("button", { name: "Sign off" }).click();
    const dialog = page.getByRole("dialog", { name: `Sign off ${month}?` });
    await dialog.getByText("What waits comes into the books with the next sync").waitFor();
    await dialog.getByText("Say why: not every document is the same on both sides.").waitFor();
    await dialog.getByRole("button", { name: "Not now" }).click();
    await stack.sync("sandbox");
    await reconcile(stack);
    await expectVisible(page, ["Equal to the øre."]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("are signed off; a later difference takes the signature back, says so, and wants a comment", async () => {
    await reconcile(stack);
    const { page, problems } = await openPage(browser, `${site.url}/sandbox/months/${from}`);
    await page.getByRole("button", { name: "Sign off" }).click();
    const dialog = page.getByRole("dialog", { name: `Sign off ${month}?` });
    await dialog.getByRole("button", { name: "Sign off" }).click();
    await expectVisible(page, ["Take the signature back", "Signed off by"]);
    await expectClean(page);

    const [invoice] = stack.remotes.sandbox.state.invoices;
    if (invoice === undefined) throw new Error("two invoices were booked");
    stack.remotes.sandbox.control.registerPayment({ invoiceId: invoice.id, date: TODAY, amount: 1 });
    await reconcile(stack);
    await expectVisible(page, [
      "Opened again: What was signed has changed: documents that differ.",
      `Invoice ${invoice.invoiceNumber}`,
      "Paid in Tripletex alone",
    ]);
    await expectClean(page);
    await page.getByRole("button", { name: "Sign off" }).click();
    await dialog.getByText("Say why: not every document is the same on both sides.").waitFor();
    await dialog.getByLabel("Comment").fill("Dobbelt betalt, tilbakebetales");
    await dialog.getByRole("button", { name: "Sign off" }).click();
    await expectVisible(page, ["Dobbelt betalt, tilbakebetales"]);
    expect(problems).toEqual([]);

    await page.goto(`${site.url}/sandbox`);
    await expectVisible(page, [`Rubic and Tripletex differ on 1 document in ${month}`]);
    await page.context().close();
  });

  test("where a sync is on say since when, and that they are compared after it", async () => {
    const { page, problems } = await openPage(browser, `${site.url}/sandbox/months`);
    await expectVisible(page, ["All months were last read"]);
    await stack.backend.run(async (ctx) => {
      const [lease, run] = [await ctx.db.query("leases").first(), await ctx.db.query("runs").first()];
      if (lease === null || run === null) throw new Error("a sync has run");
      await ctx.db.patch("leases", lease._id, { runId: run._id });
    });
    await expectVisible(page, ["A sync is on since"]);
    await expectClean(page);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("that are none are said to be unknown", async () => {
    const { page } = await openPage(browser, `${site.url}/sandbox/months/1999-01-01`);
    await expectVisible(page, ["No month that begins on 1 January 1999 has been compared"]);
    await page.context().close();
  });
});
