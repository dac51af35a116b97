import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { findForbidden, readBundledFiles } from "./bundle-sources.ts";

async function writeBundle(name: string, sources: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bundle-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "isolate/sync"), { recursive: true });
  await writeFile(join(folder, `isolate/${name}.js.map`), JSON.stringify({ version: 3, sources }));
  await writeFile(join(folder, `isolate/${name}.js`), "");
  return folder;
}

it("finds a simulator or the local backend in a bundle, and says in which", async () => {
  const folder = await writeBundle("sync/step", [
    "../../convex/sync/step.ts",
    "../../src/local/index.ts",
    "../../src/simulators/world/days.ts",
  ]);
  expect(findForbidden(await readBundledFiles(folder))).toEqual([
    { bundle: "isolate/sync/step.js", source: "src/local/index.ts" },
    { bundle: "isolate/sync/step.js", source: "src/simulators/world/days.ts" },
  ]);
});

it("does not mind folders that only sound alike", async () => {
  const folder = await writeBundle("overview", [
    "../../node_modules/x/src/local/y.ts",
    "../../src/locale/z.ts",
    "../../src/sync/oslo.ts",
  ]);
  const files = await readBundledFiles(folder);
  expect(files).toHaveLength(3);
  expect(findForbidden(files)).toEqual([]);
});
