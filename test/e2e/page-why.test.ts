/** "Why?", the payouts and the deadlines on the page, in a real browser and against the whole product. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSmallWorld, customerNoOf, daysBefore, payInFull } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { browserSkipReason, launchBrowser, type RunningPage, startPage } from "./helpers/browser.ts";
import { expectClean, expectVisible, openPage } from "./helpers/page-checks.ts";

const skipReason = browserSkipReason();

let stack: Stack;
let site: RunningPage;
let browser: Browser;
let unsent: number;

async function ask(page: Page, kind: string, text: string): Promise<void> {
  await page.getByLabel("What it is").selectOption({ label: kind });
  await page.getByLabel("Number or name").fill(text);
  await page.getByRole("button", { name: "Find out" }).click();
}

describe.skipIf(skipReason !== null)(`Why, payouts, deadlines ${skipReason ?? ""}`, () => {
  beforeAll(async () => {
    stack = await startStack({ remotes: await startRemotes({ world: createSmallWorld() }) });
    const { world } = stack.remotes.rubic;
    const customerNo = customerNoOf(world, 0);
    const lines = [{ productID: 101 }];
    payInFull(world, world.addInvoice({ customerNo, lines, invoiceDate: daysBefore(world, 10) }));
    unsent = world.addInvoice({ customerNo, lines, sentDate: null }).invoiceNumber;
    await stack.sync("sandbox", "all", "full");
    [site, browser] = await Promise.all([startPage(stack.backend.url), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await stack.close();
    await closeRemotes(stack.remotes);
  });

  test("a search box answers with the chain of checks, the first that fails marked with its remedy", async () => {
    const { page, problems } = await openPage(browser, `${site.url}/sandbox/why`);
    await page.getByRole("button", { name: "Find out" }).click();
    await expectVisible(page, ["Write a number or a name first."]);
    await ask(page, "Invoice number", String(unsent));
    await expectVisible(page, [`Invoice ${unsent} of`, "Not sent", "Send the invoice in Rubic"]);
    const failing = page.getByRole("listitem").filter({ hasText: "Fails" });
    expect(await failing.count()).toBe(1);
    expect(await failing.textContent()).toContain("Sent in Rubic");
    await expectClean(page);
    await ask(page, "Customer’s name", "zzz");
    await expectVisible(page, ["No customer in Rubic has this in its name."]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("payouts are shown by day beside the account", async () => {
    const { page, problems } = await openPage(browser, `${site.url}/sandbox/clearing`);
    await page.getByRole("button", { name: "Read now" }).click();
    await expectVisible(page, ["Account 1920", "A bank account", "650,00 kr"]);
    await expectClean(page);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("held documents show the VAT return that they belong to, and the overview what is due first", async () => {
    const { page } = await openPage(browser, `${site.url}/sandbox`);
    await expectVisible(page, ["Deadlines", "1 document held", "VAT return"]);
    await expectClean(page);
    await page.goto(`${site.url}/sandbox/holds`);
    await expectVisible(page, ["VAT return"]);
    await expectClean(page);
    await page.context().close();
  });
});
