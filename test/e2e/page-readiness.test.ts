/** The panel that says what keeps production shut, in a real browser. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DataModel } from "../../convex/_generated/dataModel.js";
import { type LocalBackend, startLocalBackend } from "../../src/local/index.ts";
import { READINESS_TITLES, type ReadinessCode, type ReadinessState } from "../../src/sync/readiness/line.ts";
import { browserSkipReason, launchBrowser, type RunningPage, startPage } from "./helpers/browser.ts";
import { expectVisible, openPage, seriousViolations } from "./helpers/page-checks.ts";
import { seed, seedSuccess } from "./helpers/page-seeds.ts";

const CONVEX_DIR = new URL("../../convex", import.meta.url).pathname;
const skipReason = browserSkipReason();
const STATES: [ReadinessCode, ReadinessState][] = [
  ["BANK_ACCOUNT", "red"],
  ["PERIODS", "unknown"],
  ["RUBIC", "green"],
];

const line = (code: ReadinessCode, state: ReadinessState) => ({
  code,
  state,
  title: READINESS_TITLES[code],
  finding: `Found ${code}.`,
  remedy: state === "green" ? null : `Mend ${code}.`,
  checkedAt: Date.now(),
});

async function changeLines(states: [ReadinessCode, ReadinessState][]): Promise<void> {
  await backend.run(async (ctx) => {
    const report = await ctx.db.query("readiness").first();
    const lines = states.map(([code, state]) => line(code, state));
    if (report !== null) await ctx.db.patch("readiness", report._id, { lines });
  });
}

let backend: LocalBackend<DataModel>;
let site: RunningPage;
let browser: Browser;

describe.skipIf(skipReason !== null)(`Readiness ${skipReason === null ? "" : `(${skipReason})`}`, () => {
  beforeAll(async () => {
    backend = await startLocalBackend<DataModel>({
      convexDir: CONVEX_DIR,
      port: 0,
      sitePort: 0,
      runCrons: false,
    });
    [site, browser] = await Promise.all([startPage(backend.url), launchBrowser()]);
    await seed(backend, async (ctx) => {
      await seedSuccess(ctx, "production");
      const lines = STATES.map(([code, state]) => line(code, state));
      await ctx.db.insert("readiness", { tripletexEnv: "production", lines, overrides: [] });
    });
  });

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await backend?.close();
  });

  test("is no matter in the sandbox, which has no gate", async () => {
    const { page } = await openPage(browser, `${site.url}/sandbox`);
    await expectVisible(page, ["Recent runs"]);
    expect(await page.getByRole("region", { name: "Not ready for real books" }).count()).toBe(0);
    await page.context().close();
  });

  test("is known to the sentence on top and to “Sync now”, which lead to what is missing", async () => {
    const { page } = await openPage(browser, `${site.url}/production`);
    const truth = page.getByRole("region", { name: "How things stand" });
    await truth.getByText("no sync can start before the environment is ready for real books").waitFor();
    const start = page.getByRole("button", { name: "Sync now" });
    expect(await start.getAttribute("aria-disabled")).toBe("true");
    await expectVisible(page, [
      "Production is not ready for real books, so no sync can start. A preview can.",
    ]);
    expect(await page.getByRole("link", { name: "See what is missing" }).count()).toBe(2);
    await page.getByLabel("How", { exact: true }).selectOption("preview");
    const preview = page.getByRole("button", { name: "Preview", exact: true });
    expect(await preview.getAttribute("aria-disabled")).not.toBe("true");
    await truth.getByRole("link", { name: "See what is missing" }).click();
    expect(await page.locator(":target").getByRole("heading").first().textContent()).toBe(
      "Not ready for real books",
    );
    await page.context().close();
  });

  test("lets a person override a line with a reason, and take it back; what no run works without can't be", async () => {
    await changeLines([
      ["BANK_ACCOUNT", "red"],
      ["RUBIC", "red"],
    ]);
    const { page } = await openPage(browser, `${site.url}/production`);
    const panel = page.getByRole("region", { name: "Not ready for real books" });
    const rubic = panel.getByRole("listitem").filter({ hasText: "Found RUBIC." });
    await rubic.getByText("This can’t be overridden").waitFor();
    expect(await rubic.getByRole("button").count()).toBe(0);
    const name = `“${READINESS_TITLES.BANK_ACCOUNT}”`;
    await panel.getByRole("button", { name: `Override ${name} …` }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Give a reason first.").waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await dialog.getByLabel("Why is it right to go on?").fill("The bank has confirmed it");
    await dialog.getByRole("button", { name: "Override it" }).click();
    const overridden = page.getByRole("region", { name: "Overridden for real books" });
    await overridden.getByText("The bank has confirmed it").waitFor();
    expect(await panel.getByRole("listitem").count()).toBe(1);
    expect(await seriousViolations(page)).toEqual([]);
    const acts = await backend.run(async (ctx) =>
      (await ctx.db.query("auditLog").collect()).map(({ act }) => act),
    );
    expect(acts).toContain("overrideReadiness");
    await overridden.getByRole("button", { name: `Take the override of ${name} back` }).click();
    await overridden.waitFor({ state: "detached" });
    expect(await panel.getByRole("listitem").count()).toBe(2);
    await changeLines(STATES);
    await page.context().close();
  });

  test("shows what keeps production shut, each line with its remedy, and nothing of it once all is green", async () => {
    const { page } = await openPage(browser, `${site.url}/production`);
    const panel = page.getByRole("region", { name: "Not ready for real books" });
    await panel.waitFor();
    const [bank = "", periods = "", ...more] = await panel.getByRole("listitem").allTextContents();
    expect(bank).toContain(
      "Bank account on the invoice account (Not right)Found BANK_ACCOUNT.What to do: Mend BANK_ACCOUNT.",
    );
    expect(periods).toContain("Closed periods (Not known)Found PERIODS.What to do: Mend PERIODS.");
    expect(more).toEqual([]);
    await expectVisible(page, ["npm run doctor -- --env production"]);
    expect(await seriousViolations(page)).toEqual([]);
    await changeLines(STATES.map(([code]) => [code, "green"]));
    await panel.waitFor({ state: "detached" });
    await page.context().close();
  });
});
