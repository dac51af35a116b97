/**
 * A person at the page: presses "Sync now", watches the run's progress move without a reload, sees it end, and reads that
 * both sides agree. Everything is real but the two remote systems.
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startRubicSimulator } from "../../src/simulators/rubic/index.ts";
import { startTripletexSimulator } from "../../src/simulators/tripletex/index.ts";
import { createWorld } from "../../src/simulators/world/index.ts";
import { osloDate } from "../../src/sync/oslo.ts";
import { closeRemotes, type Remotes, type Stack, startStack } from "../helpers/stack.ts";
import { browserSkipReason, launchBrowser, type RunningPage, startPage } from "./helpers/browser.ts";
import { expectClean, expectVisible, openPage } from "./helpers/page-checks.ts";

/** Slow enough for a person to see the numbers move. */
const LATENCY_MS = 20;
const skipReason = browserSkipReason();

let remotes: Remotes;
let stack: Stack;
let site: RunningPage;
let browser: Browser;

async function startSlowRemotes(): Promise<Remotes> {
  const today = osloDate(Date.now());
  const world = createWorld({ seed: 1, members: 40, today, yearsOfHistory: 2 });
  const slow = { port: 0, latencyMs: LATENCY_MS };
  return {
    rubic: await startRubicSimulator({ ...slow, world }),
    sandbox: await startTripletexSimulator({ ...slow, companyId: 111, companyName: "Sandkassa IL" }),
    production: await startTripletexSimulator({ ...slow, companyId: 222, companyName: "Ekte IL" }),
  };
}

describe.skipIf(skipReason !== null)(`a live run${skipReason === null ? "" : ` (${skipReason})`}`, () => {
  beforeAll(async () => {
    remotes = await startSlowRemotes();
    stack = await startStack({ remotes });
    site = await startPage(stack.backend.url);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await stack?.close();
    if (remotes !== undefined) await closeRemotes(remotes);
  });

  test("moves while it is watched, ends, and says that both sides agree", async () => {
    const { page, problems } = await openPage(browser, `${site.url}/sandbox`);
    await expectVisible(page, ["Nothing is synced yet"]);
    await page.getByRole("button", { name: "Sync now" }).click();
    await expectVisible(page, ["Cancel the sync", "Running"]);

    const seen = new Set<string>();
    const end = page.getByText("is in Tripletex, equal to the øre");
    for (const deadline = Date.now() + 60_000; !(await end.isVisible()) && Date.now() < deadline; ) {
      for (const count of await page.getByText(/^\d+ of (at least )?\d+$/).allTextContents()) seen.add(count);
    }
    expect(seen.size, [...seen].join(", ")).toBeGreaterThan(5);
    await expectVisible(page, ["Sandkassa IL", "0,00 kr", "Some held"]);
    expect(await page.getByText("The sync has started.").count()).toBe(0);
    await expectClean(page);

    await page.getByRole("link", { name: "All types" }).first().click();
    await expectVisible(page, ["What happened", "Payments:", "Done. Some records are held or in doubt."]);
    await page.goto(`${site.url}/sandbox/holds?kind=invoice`);
    await expectVisible(page, ["Fee outside the lines", "What to do:"]);
    expect(problems).toEqual([]);
  });

  test("says why a sync failed, in the words of the remote system, and what to do", async () => {
    remotes.rubic.control.faults.add({ kind: "status", status: 401, times: "always" });
    const { page } = await openPage(browser, `${site.url}/sandbox`);
    await page.getByRole("button", { name: "Sync now" }).click();
    await expectVisible(page, ["The last sync failed", "RUBIC_API_KEY"]);
    remotes.rubic.control.faults.clear();
    await page.getByRole("button", { name: "Sync now" }).click();
    await page.getByText("The last sync failed").first().waitFor({ state: "hidden", timeout: 30_000 });
    await page.getByText("Cancel the sync").waitFor({ state: "hidden", timeout: 30_000 });
    await expectVisible(page, ["equal to the øre"]);
  });
});
