/**
 * Linking a held record on the page, in a real browser and against the whole product: both sides are shown, one is chosen, a
 * reason is given, and the record is in the books.
 */
import { mkdir } from "node:fs/promises";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSmallWorld, customerNoOf, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { browserSkipReason, launchBrowser, type RunningPage, startPage } from "./helpers/browser.ts";
import { expectClean, expectVisible, openPage } from "./helpers/page-checks.ts";

const skipReason = browserSkipReason();
const MEMBERSHIP = 101;
/** Set to keep what the dialog looks like. */
const SCREENSHOTS = process.env.SCREENSHOT_DIR;

let stack: Stack;
let site: RunningPage;
let browser: Browser;

const record = (page: Page, label: string): Locator =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: label }) });

const button = (within: Page | Locator, name: string): Locator => within.getByRole("button", { name });

async function keep(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS === undefined) return;
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
}

/** An invoice whose number an accountant has used for an invoice on another day. */
async function holdInvoice() {
  const { rubic, sandbox } = stack.remotes;
  const invoice = rubic.world.addInvoice({
    customerNo: customerNoOf(rubic.world, 0),
    invoiceDate: daysBefore(rubic.world, 20),
    lines: [{ productID: MEMBERSHIP }],
  });
  const date = daysBefore(rubic.world, 18);
  const orderLine = {
    description: "Kontingent",
    count: 1,
    unitPriceExcludingVatCurrency: invoice.totalAmount,
    vatType: { id: 6 },
  };
  sandbox.control.createInvoice({
    invoiceNumber: invoice.invoiceNumber,
    invoiceDate: date,
    invoiceDueDate: date,
    orders: [
      {
        customer: { id: sandbox.state.customers[0]?.id },
        orderDate: date,
        deliveryDate: date,
        isPrioritizeAmountsIncludingVat: false,
        orderLines: [orderLine],
      },
    ],
  });
  await stack.sync("sandbox", "invoices");
  const [hold] = await stack.openHolds("sandbox");
  if (hold === undefined) throw new Error("the number is taken, so the invoice is held");
  return { invoice, label: hold.label };
}

describe.skipIf(skipReason !== null)(
  `Link to existing ${skipReason === null ? "" : `(${skipReason})`}`,
  () => {
    beforeAll(async () => {
      stack = await startStack({ remotes: await startRemotes({ world: createSmallWorld() }) });
      await stack.sync("sandbox", "products");
      await stack.sync("sandbox", "customers");
      [site, browser] = await Promise.all([startPage(stack.backend.url), launchBrowser()]);
    });
    afterAll(async () => {
      await browser?.close();
      await site?.stop();
      await stack.close();
      await closeRemotes(stack.remotes);
    });

    test("shows both sides with what differs, wants a reason, and the record leaves the list", async () => {
      const { invoice, label } = await holdInvoice();
      const { page, problems } = await openPage(browser, `${site.url}/sandbox/holds`);
      await button(record(page, label), "Link to existing").click();
      const dialog = page.getByRole("dialog", { name: `Link ${label} to a record in Tripletex` });
      await dialog.getByRole("radio").waitFor();
      await expectVisible(page, ["Found in Tripletex", "Give a reason first."]);
      const differing = dialog.getByRole("row").filter({ hasText: "differs" });
      expect(await differing.getByRole("rowheader").allTextContents()).toEqual(["date", "due date"]);
      expect(await dialog.getByRole("radio").isChecked()).toBe(true);
      await keep(page, "link-dialog");
      await expectClean(page);
      expect(problems).toEqual([]);

      const confirm = button(dialog, "Link them");
      expect(await confirm.getAttribute("aria-disabled")).toBe("true");
      await dialog.getByLabel("Another id in Tripletex").fill("7");
      await button(dialog, "Look up").click();
      await dialog.getByRole("alert").getByText("Tripletex has no invoice with the id 7.").waitFor();
      await keep(page, "link-wrong-id");
      await dialog.getByLabel("Why are they the same?").fill("Ført for hånd av kasserer.");
      await confirm.dblclick();
      await expectVisible(page, [`${label} is linked.`]);
      await record(page, label).waitFor({ state: "detached" });
      await keep(page, "link-done");
      const mappings = await stack.backend.run((ctx) => ctx.db.query("invoiceMapping").collect());
      expect(mappings).toMatchObject([
        { rubicInvoiceId: invoice.invoiceID, linkedBy: { reason: "Ført for hånd av kasserer." } },
      ]);
      await page.context().close();
    });

    test("refuses while a sync is on, in words, and what was typed is still there", async () => {
      const { label } = await holdInvoice();
      const { page } = await openPage(browser, `${site.url}/sandbox/holds`);
      await button(record(page, label), "Link to existing").click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("radio").waitFor();
      await dialog.getByLabel("Why are they the same?").fill("Samme faktura.");
      stack.remotes.rubic.control.changeSettings({ latencyMs: 400 });
      const started = await stack.start("sandbox", "products");
      await button(dialog, "Link them").click();
      await dialog.getByRole("alert").getByText("A sync is on in sandbox").waitFor();
      stack.remotes.rubic.control.changeSettings({ latencyMs: 0 });
      await stack.waitForEnd(started.runId);
      expect(await dialog.getByLabel("Why are they the same?").inputValue()).toBe("Samme faktura.");
      await button(dialog, "Link them").click();
      await expectVisible(page, [`${label} is linked.`]);
      await page.context().close();
    });
  },
);
