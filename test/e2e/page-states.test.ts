/**
 * The page in a real browser, in every state that an environment can be in: the words that matter are there, nothing is
 * out of reach for keyboard, screen reader or a small screen, and what Convex pushes arrives without a reload.
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DataModel } from "../../convex/_generated/dataModel.js";
import { type LocalBackend, startLocalBackend } from "../../src/local/index.ts";
import { browserSkipReason, launchBrowser, type RunningPage, startPage } from "./helpers/browser.ts";
import { expectClean, expectVisible, openPage, seriousViolations } from "./helpers/page-checks.ts";
import { COMPANY, emptyTables, insertEvents, insertHold, type Seeder } from "./helpers/page-rows.ts";
import {
  seed,
  seedBroken,
  seedBusy,
  seedDifference,
  seedFailed,
  seedInterrupted,
  seedOpenProduction,
  seedPartial,
  seedRunning,
  seedStopped,
  seedSuccess,
  seedWaiting,
} from "./helpers/page-seeds.ts";
import { type Gate, startGate } from "./helpers/tcp-gate.ts";

const CONVEX_DIR = new URL("../../convex", import.meta.url).pathname;
const skipReason = browserSkipReason();

let backend: LocalBackend<DataModel>;
let gate: Gate;
let site: RunningPage;
let browser: Browser;

const open = (path: string, base = site.url) => openPage(browser, base + path);

interface State {
  name: string;
  write: (ctx: Seeder) => Promise<string | undefined>;
  /** Address below the environment; gets the id that `write` gave. */
  path?: (id: string) => string;
  texts: string[];
}

const overviewStates: State[] = [
  {
    name: "an environment that never ran",
    write: async () => undefined,
    texts: [
      "Nothing is synced yet",
      "Not run yet",
      "No run yet in this environment",
      "Company not known yet",
    ],
  },
  {
    name: "a run half way",
    write: seedRunning,
    texts: [
      "312 of at least 1 000",
      "Queued",
      "Running since",
      "started by Kari Nordmann",
      "Cancel the sync",
    ],
  },
  {
    name: "a run that waits",
    write: seedWaiting,
    texts: ["Waits until", "its limit of requests is used up"],
  },
  { name: "a run that was interrupted", write: seedInterrupted, texts: ["nothing is written twice"] },
  {
    name: "a run that left something held",
    write: (ctx) => seedPartial(ctx),
    texts: [
      "Everything else from 1 January 2025",
      "3 records are held, 4 512,00 kr",
      "Some held",
      "12 457 712,00 kr",
      "0,00 kr",
      "Held (3)",
    ],
  },
  {
    name: "a run that failed",
    write: seedFailed,
    texts: ["The last sync failed", "Make a new employee token in Tripletex", "Failed"],
  },
  {
    name: "everything equal to the øre",
    write: (ctx) => seedSuccess(ctx),
    texts: [
      "All is well",
      "equal to the øre",
      "12 453 200,00 kr",
      "2 381 documents",
      COMPANY.name,
      "Schedule is off",
    ],
  },
  {
    name: "a difference of one øre",
    write: seedDifference,
    texts: ["differ by 0,01 kr", "Where they differ", "Invoice 10482", "and 2 more"],
  },
  {
    name: "writing that a person stopped",
    write: seedStopped,
    texts: ["All writing is stopped", "the auditor has the books until Friday", "Stopped by Kari Nordmann"],
  },
];

const otherStates: State[] = [
  {
    name: "the page of a run half way",
    write: seedRunning,
    path: (id) => `/runs/${id}`,
    texts: ["Running since", "It was interrupted once", "page 40 read", "Warning:", "New ones appear on top"],
  },
  {
    name: "the page of a failed run",
    write: seedFailed,
    path: (id) => `/runs/${id}`,
    texts: ["Stopped by an error at", "What went wrong", "Make a new employee token in Tripletex"],
  },
  {
    name: "the held records",
    write: (ctx) => seedPartial(ctx),
    path: () => "/holds",
    texts: [
      "Invoice 10482, Sykkelgruppa",
      "Refused by Tripletex",
      "Konto 3120 er ikke tillatt",
      "Request id 5f2c1a7e",
      "3 262,00 kr",
      "leading zeros",
    ],
  },
  {
    name: "no held records",
    write: (ctx) => seedSuccess(ctx).then(() => undefined),
    path: () => "/holds",
    texts: ["Nothing is held"],
  },
  {
    name: "a run that does not exist",
    write: async () => undefined,
    path: () => "/runs/nothing",
    texts: ["There is no such run in this environment"],
  },
];

describe.skipIf(skipReason !== null)(`The page ${skipReason === null ? "" : `(${skipReason})`}`, () => {
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

  test.for([...overviewStates, ...otherStates])("shows $name, readable for everybody", async (state) => {
    let id = "";
    await seed(backend, async (ctx) => {
      id = (await state.write(ctx)) ?? "";
    });
    const { page, problems } = await open(`/sandbox${state.path?.(id) ?? ""}`);
    await expectVisible(page, state.texts);
    await expectClean(page);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("follows what happens without a reload", async () => {
    await backend.run(emptyTables);
    const { page } = await open("/sandbox");
    await expectVisible(page, ["Nothing is synced yet"]);
    await seed(backend, async (ctx) => void (await seedRunning(ctx)));
    await expectVisible(page, ["312 of at least 1 000"]);
    await seed(backend, async (ctx) => void (await seedSuccess(ctx)));
    await expectVisible(page, ["All is well"]);
    await page.context().close();
  });

  test("keeps the two environments apart in name, title, icon and figures", async () => {
    await seed(backend, async (ctx) => {
      await seedOpenProduction(ctx);
      await seedPartial(ctx, "sandbox");
    });
    const faces: string[][] = [];
    for (const [path, claim, truth] of [
      ["/sandbox", "Nothing here reaches the real books", "3 records are held"],
      ["/production", "The club’s real books", "All is well"],
    ] as const) {
      const { page } = await open(path);
      await expectVisible(page, [claim, truth]);
      const icon = await page.locator('link[rel="icon"]').last().getAttribute("href");
      const band = await page.locator("header").evaluate((element) => getComputedStyle(element).background);
      faces.push([await page.title(), icon ?? "", band]);
      await page.context().close();
    }
    const [sandbox, production] = faces;
    for (const index of [0, 1, 2]) expect(sandbox?.[index]).not.toBe(production?.[index]);
  });

  test("does not show a run of the other environment", async () => {
    let id = "";
    await seed(backend, async (ctx) => {
      id = await seedSuccess(ctx, "production");
    });
    const { page } = await open(`/sandbox/runs/${id}`);
    await expectVisible(page, ["There is no such run in this environment"]);
    await page.context().close();
  });

  test("leads from the bare address to the sandbox and knows no third environment", async () => {
    const { page } = await open("/");
    expect(new URL(page.url()).pathname).toBe("/sandbox");
    const answer = await page.goto(`${site.url}/staging`);
    expect(answer?.status()).toBe(404);
    await expectVisible(page, ["There is no such page"]);
    await page.context().close();
  });

  test("asks before it writes to the real books, naming the company, and Escape starts nothing", async () => {
    await seed(backend, async (ctx) => void (await seedOpenProduction(ctx)));
    const { page } = await open("/production");
    await page.getByRole("button", { name: "Sync now" }).click();
    const dialog = page.getByRole("dialog", { name: "Write to the real books?" });
    await expectVisible(page, [`real books of ${COMPANY.name}`]);
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    const count = await backend.run(async (ctx) => (await ctx.db.query("runs").collect()).length);
    expect(count).toBe(3);
    await page.context().close();
  });

  test("says who holds the environment when nothing could be started", async () => {
    await seed(backend, seedBusy);
    const { page } = await open("/sandbox");
    await page.getByRole("button", { name: "Sync now" }).click();
    await expectVisible(page, ["Nothing was started: a sync is already on, started by the schedule"]);
    await page.context().close();
  });

  test("says why “Sync now” can't be pressed, and a click does nothing", async () => {
    await seed(backend, async (ctx) => void (await seedRunning(ctx)));
    const { page } = await open("/sandbox");
    const button = page.getByRole("button", { name: "Sync now" });
    await expectVisible(page, ["Only one may write at a time"]);
    expect(await button.getAttribute("aria-disabled")).toBe("true");
    await button.click({ force: true });
    expect(await page.getByText("Nothing was started").count()).toBe(0);
    await page.context().close();
  });

  test("cancels a run after one question and says that it is stopping", async () => {
    await seed(backend, async (ctx) => void (await seedRunning(ctx)));
    const { page } = await open("/sandbox");
    await page.getByRole("button", { name: "Cancel the sync" }).click();
    await page.getByRole("button", { name: "Yes, cancel it" }).click();
    await expectVisible(page, ["Stopping …", "stops as soon as the record in hand is done"]);
    const requests = await backend.run(async (ctx) => await ctx.db.query("cancelRequests").collect());
    expect(requests).toHaveLength(1);
    await page.context().close();
  });

  test("keeps the filter of the held records in the address", async () => {
    await seed(backend, async (ctx) => void (await seedPartial(ctx)));
    const { page } = await open("/sandbox");
    await page.getByRole("link", { name: "2, show the held invoices" }).click();
    await page.waitForURL("**/sandbox/holds?kind=invoice");
    await expectVisible(page, ["Invoice 10490"]);
    expect(await page.getByText("Customer 00417").count()).toBe(0);
    await page.getByRole("link", { name: "Payments" }).click();
    await expectVisible(page, ["No payments are held"]);
    await page.reload();
    await expectVisible(page, ["No payments are held"]);
    await page.context().close();
  });

  test("offers newly held records instead of pushing them in above the reader", async () => {
    let runId: Awaited<ReturnType<typeof seedPartial>> | null = null;
    await seed(backend, async (ctx) => {
      runId = await seedPartial(ctx);
    });
    const { page } = await open("/sandbox/holds");
    await expectVisible(page, ["Invoice 10490"]);
    await backend.run(async (ctx) => {
      if (runId === null) throw new Error("seeded above");
      await insertHold(ctx, runId, {
        kind: "customer",
        label: "Customer 77",
        code: "CUSTOMER_WITHOUT_NUMBER",
        message: "No number.",
      });
    });
    const offer = page.getByRole("button", { name: "Show 1 new" });
    await offer.waitFor();
    expect(await page.getByText("Customer 77").count()).toBe(0);
    await offer.click();
    await expectVisible(page, ["Customer 77"]);
    await page.context().close();
  });

  test("does not move the events of a run under the reader, and fetches older ones", async () => {
    let runId: Awaited<ReturnType<typeof seedRunning>> | null = null;
    await seed(backend, async (ctx) => {
      runId = await seedRunning(ctx);
    });
    const { page } = await open(`/sandbox/runs/${runId}`);
    const list = page.getByRole("region", { name: "Events of this run" });
    await list.getByText("page 40 read").waitFor();
    await page.getByRole("button", { name: "Show older" }).click();
    await list.getByText("page 1 read").waitFor();
    await list.evaluate((element) => element.scrollTo(0, 300));
    const row = list.getByText("page 25 read");
    const before = await row.boundingBox();
    await backend.run(async (ctx) => {
      if (runId !== null) await insertEvents(ctx, runId, 2);
    });
    await page.getByRole("button", { name: "Show 2 newer" }).waitFor();
    expect((await row.boundingBox())?.y).toBe(before?.y);
    await page.getByRole("button", { name: "Show 2 newer" }).click();
    await list.getByText("page 2 read").first().waitFor();
    await page.context().close();
  });

  test("says that it is not signed in, and what to do, where there is no identity", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route("**/local/identity", (route) => route.fulfill({ status: 404 }));
    await page.goto(`${site.url}/sandbox`);
    await expectVisible(page, ["Not signed in", "Operate it with"]);
    await context.close();
  });

  test("shows an unforeseen error with a way back, not a blank page", async () => {
    await seed(backend, seedBroken);
    const { page } = await open("/sandbox");
    await expectVisible(page, ["This can’t be shown", "Words of the server"]);
    expect(await seriousViolations(page)).toEqual([]);
    await seed(backend, async (ctx) => void (await seedSuccess(ctx)));
    await page.getByRole("button", { name: "Try again" }).first().click();
    await expectVisible(page, ["All is well"]);
    await page.context().close();
  });

  test("says that the connection is lost, and recovers by itself", async () => {
    await seed(backend, async (ctx) => void (await seedSuccess(ctx)));
    const { page } = await open("/sandbox");
    await expectVisible(page, ["All is well"]);
    await gate.shut();
    await expectVisible(page, ["No connection to the server", "What you see may be old"]);
    expect(await page.getByRole("button", { name: "Sync now" }).getAttribute("aria-disabled")).toBe("true");
    await gate.open();
    await page.getByText("What you see may be old").waitFor({ state: "hidden", timeout: 30_000 });
    await seed(backend, async (ctx) => void (await seedPartial(ctx)));
    await expectVisible(page, ["Needs a look"]);
    await page.context().close();
  });

  test("names the setting that is missing", async () => {
    const unset = await startPage(null);
    const { page } = await open("/sandbox", unset.url);
    await expectVisible(page, ["One setting is missing", "NEXT_PUBLIC_CONVEX_URL"]);
    expect(await seriousViolations(page)).toEqual([]);
    await page.context().close();
    await unset.stop();
  });
});
