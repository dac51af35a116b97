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

  test("shows what keeps production shut, each line with its remedy, and nothing of it once all is green", async () => {
    const { page } = await openPage(browser, `${site.url}/production`);
    const panel = page.getByRole("region", { name: "Not ready for real books" });
    await panel.waitFor();
    expect(await panel.getByRole("listitem").allTextContents()).toEqual([
      "Bank account on the invoice account (Not right)Found BANK_ACCOUNT.What to do: Mend BANK_ACCOUNT.",
      "Closed periods (Not known)Found PERIODS.What to do: Mend PERIODS.",
    ]);
    await expectVisible(page, ["npm run doctor -- --env production"]);
    expect(await seriousViolations(page)).toEqual([]);
    await backend.run(async (ctx) => {
      const report = await ctx.db.query("readiness").first();
      const lines = STATES.map(([code]) => line(code, "green"));
      if (report !== null) await ctx.db.patch("readiness", report._id, { lines });
    });
    await panel.waitFor({ state: "detached" });
    await page.context().close();
  });
});
