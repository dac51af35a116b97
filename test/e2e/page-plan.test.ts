/**
 * A person at the page previews a sync, reads what it would write, has exactly that done, and is told by name what is not
 * as planned any more. Everything is real but the two remote systems.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addInvoices, createSmallWorld, customerNoOf } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";
import { browserSkipReason, launchBrowser, type RunningPage, startPage } from "./helpers/browser.ts";
import { expectClean, expectVisible, openPage } from "./helpers/page-checks.ts";

const skipReason = browserSkipReason();

let stack: Stack;
let site: RunningPage;
let browser: Browser;

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Chooses "Preview", starts it and goes to its page. */
async function startPreview(page: Page): Promise<void> {
  await page.goto(`${site.url}/sandbox`);
  await page.getByLabel("How", { exact: true }).selectOption("preview");
  await button(page, "Preview").click();
  await page.getByRole("link", { name: "Show the preview" }).first().click();
  await page.waitForURL("**/sandbox/runs/*");
  await expectVisible(page, ["The plan is ready", "Records of the plan"]);
}

describe.skipIf(skipReason !== null)(`A plan ${skipReason === null ? "" : `(${skipReason})`}`, () => {
  beforeAll(async () => {
    stack = await startStack({ world: createSmallWorld() });
    await stack.sync("sandbox");
    const { world } = stack.remotes.rubic;
    world.changeCustomer(customerNoOf(world, 0), { email: "ny@eksempel.test" });
    addInvoices(world, 2);
    stack.remotes.sandbox.control.requests.clear();
    [site, browser] = await Promise.all([startPage(stack.backend.url), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await stack?.close();
    if (stack !== undefined) await closeRemotes(stack.remotes);
  });

  test("is previewed, read, carried out, and names what came in meanwhile", async () => {
    const { page, problems } = await openPage(browser, `${site.url}/sandbox`);
    await startPreview(page);
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
    await expectVisible(page, [
      "What a sync would write to Tripletex. Nothing has been written.",
      "Update",
      "Create",
    ]);
    const changes = page.getByRole("listitem").filter({ hasText: "ny@eksempel.test" });
    expect(await changes.textContent()).toMatch(/e-mail\S+@eksempel\.test\s+becomes\s+ny@eksempel\.test/);
    await expectClean(page);

    await page.getByLabel("What happens").selectOption("update");
    await page
      .getByText(/Invoice \d+ of/)
      .first()
      .waitFor({ state: "hidden" });
    await expectVisible(page, ["ny@eksempel.test"]);
    await page.getByLabel("What happens").selectOption("held");
    await expectVisible(page, ["The plan has no such record."]);

    await button(page, "Carry out this plan").click();
    const dialog = page.getByRole("dialog", { name: "Carry out this plan?" });
    expect(await dialog.textContent()).toMatch(/1 customer and 2 invoices \([\d\s]+,\d\d kr\)/);
    await expectClean(page);
    await button(page, "No, go back").click();
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);

    addInvoices(stack.remotes.rubic.world, 1);
    await button(page, "Carry out this plan").click();
    await button(page, "Yes, carry it out").click();
    await expectVisible(page, ["Not as planned any more", "is new since the plan was made"]);
    await expectVisible(page, [
      "Not everything was as planned",
      "1 record has changed since the plan was made",
    ]);
    expect(writeNames(stack.remotes.sandbox)).toEqual([
      "PUT /customer/{id}",
      "POST /invoice",
      "POST /invoice",
    ]);
    await expectClean(page);

    await page.getByRole("link", { name: "Show the plan" }).click();
    await expectVisible(page, ["3 of 3 carried out.", "The plan is fully carried out."]);
    await page.goto(`${site.url}/sandbox`);
    await expectVisible(page, ["Preview: writes nothing", "What a plan lists"]);
    expect(await page.getByText("The last sync failed").count()).toBe(0);
    await expectClean(page);
    expect(problems).toEqual([]);
  });
});
