/** What is deployed is what runs: a whole sync with the files that Convex's own bundler would send to a deployment. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bundleConvex } from "../../scripts/lib/bundle-convex.ts";
import { differenceOere } from "../../src/sync/truth.ts";
import { closeRemotes, startStack } from "../helpers/stack.ts";

test("the deploy bundles carry everything over, and a second sync writes nothing", async () => {
  const bundleDir = await mkdtemp(join(tmpdir(), "convex-bundle-"));
  await bundleConvex(bundleDir);
  const stack = await startStack({ members: 30, bundleDir });
  try {
    const first = await stack.sync("sandbox", "all", "full");
    expect(first.status).toBe("partial");
    const { comparison } = await stack.overview("sandbox");
    if (comparison === null) throw new Error("nothing was compared");
    expect(comparison.invoices.tripletexCount).toBe(stack.remotes.sandbox.state.invoices.length);
    expect(comparison.invoices.tripletexCount).toBeGreaterThan(100);
    expect([differenceOere(comparison.invoices), differenceOere(comparison.payments)]).toEqual([0, 0]);

    stack.remotes.sandbox.control.requests.clear();
    await stack.sync("sandbox", "all", "full");
    const writes = stack.remotes.sandbox.control.requests.list().filter(({ method }) => method !== "GET");
    expect(writes).toEqual([]);
  } finally {
    await stack.close();
    await closeRemotes(stack.remotes);
    await rm(bundleDir, { recursive: true, force: true });
  }
});
