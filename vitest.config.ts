/**
 * Test projects. `convex` runs functions of the default runtime in the edge runtime; `unit` runs everything else on Node.
 * `e2e` runs whole syncs, and drives a real Chromium against a built page.
 *
 * Files share a worker (`isolate: false`): loading and warming up the product anew for each took a quarter of all processor
 * time. So a test restores what it changes of the process: timers, environment variables, globals.
 */
import { defineConfig } from "vitest/config";

/** Properties over many histories take seconds, and more where four files run on two cores. */
const RULES_MS = 60_000;

export default defineConfig({
  test: {
    // Twice the cores of the smallest machine: whole syncs mostly wait, for a browser, a rate limit, a lease to end.
    maxWorkers: 4,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          isolate: false,
          environment: "node",
          testTimeout: RULES_MS,
          include: ["src/**/*.test.ts", "scripts/**/*.test.ts", "test/{contract,layers,money}/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "convex",
          isolate: false,
          environment: "edge-runtime",
          testTimeout: RULES_MS,
          include: ["convex/**/*.test.ts"],
          server: { deps: { inline: ["convex-test"] } },
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          isolate: false,
          environment: "node",
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "faults",
          environment: "node",
          include: ["test/{faults,year}/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
