/**
 * What every test of the page looks at: the words that are there, what an accessibility checker finds, sideways scroll,
 * and errors in the browser's console.
 */
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const VISIBLE_MS = 10_000;

export interface OpenPage {
  page: Page;
  problems: string[];
}

/** A fresh browser context at `url`, light and desktop-sized. `problems` gathers console errors and thrown errors. */
export async function openPage(browser: Browser, url: string): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: DESKTOP, locale: "nb-NO", timezoneId: "Europe/Oslo" });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(url);
  return { page, problems };
}

export async function expectVisible(page: Page, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const found = page.getByText(text).filter({ visible: true }).first();
    await found.waitFor({ timeout: VISIBLE_MS }).catch((error: unknown) => {
      throw new Error(`The page does not show "${text}".`, { cause: error });
    });
  }
}

/** Names of what a checker calls serious or critical, with the elements. */
export async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
}

async function overflowOf(page: Page): Promise<number> {
  return await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

/** Light and wide, dark and narrow: between them every colour and every arrangement is seen once. */
export async function expectClean(page: Page): Promise<void> {
  for (const [colorScheme, viewport] of [
    ["light", DESKTOP],
    ["dark", PHONE],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    expect(await seriousViolations(page), `${colorScheme} at ${viewport.width}`).toEqual([]);
    expect(await overflowOf(page), `sideways scroll at ${viewport.width}`).toBe(0);
  }
}
