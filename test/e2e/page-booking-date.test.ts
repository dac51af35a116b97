/** Another booking date for a payment in a closed period, chosen on the page in a real browser and booked by the next sync. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { billFee, closeClub, OCR, paymentsOn, startSmallClub } from "../helpers/payment-cases.ts";
import { daysBefore, endOfMonth } from "../helpers/small-world.ts";
import type { Stack } from "../helpers/stack.ts";
import { browserSkipReason, launchBrowser, type RunningPage, startPage } from "./helpers/browser.ts";
import { expectClean, expectVisible, openPage } from "./helpers/page-checks.ts";

const skipReason = browserSkipReason();

let stack: Stack;
let site: RunningPage;
let browser: Browser;

describe.skipIf(skipReason !== null)(
  `Book on another date ${skipReason === null ? "" : `(${skipReason})`}`,
  () => {
    beforeAll(async () => {
      stack = await startSmallClub();
      [site, browser] = await Promise.all([startPage(stack.backend.url), launchBrowser()]);
    });
    afterAll(async () => {
      await browser?.close();
      await site?.stop();
      await closeClub(stack);
    });

    test("wants a day and a reason, tells a refusal in words, and the next sync books it there", async () => {
      const { rubic, sandbox } = stack.remotes;
      const { world } = rubic;
      const day = `${daysBefore(world, 62).slice(0, 7)}-10`;
      sandbox.control.changeSettings({ closedThrough: endOfMonth(day) });
      const invoice = billFee(world);
      const paid = { invoiceID: invoice.invoiceID, paidAmount: 650, transactionTypeID: OCR };
      world.addTransaction({ ...paid, paymentDate: day });
      await stack.sync("sandbox", "all", "full");

      const { page, problems } = await openPage(browser, `${site.url}/sandbox/holds`);
      await page.getByRole("button", { name: "Book on another date" }).click();
      const dialog = page.getByRole("dialog");
      const confirm = dialog.getByRole("button", { name: "Book it on that day" });
      await expectVisible(page, ["Choose a date first."]);
      await expectClean(page);
      expect(problems).toEqual([]);
      await dialog.getByLabel("Booking date").fill(day);
      await dialog.getByLabel("Why on that day?").fill("Terminen er levert.");
      await confirm.click();
      await page.getByRole("alert").getByText("is not after its own date").waitFor();
      await page.getByRole("button", { name: "Book on another date" }).click();
      expect(await dialog.getByLabel("Why on that day?").inputValue()).toBe("Terminen er levert.");
      await dialog.getByLabel("Booking date").fill(world.today);
      await confirm.click();
      await page.getByRole("status").getByText("by the next sync").waitFor();
      await page.context().close();

      await stack.sync("sandbox", "payments");
      expect(paymentsOn(stack, invoice)).toEqual([`${world.today} 65000`]);
    });
  },
);
