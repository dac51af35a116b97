/**
 * Bundles `convex/` with Convex's own deploy bundler, without a deployment, and fails when the bundler refuses it (Node-only
 * code in the default runtime, for example) or when simulators or the local backend are in what would be deployed.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleConvex } from "./lib/bundle-convex.ts";
import { findForbidden, readBundledFiles } from "./lib/bundle-sources.ts";
import { CommandError, runCommand } from "./lib/command-error.ts";

async function main(): Promise<number> {
  const bundleDir = await mkdtemp(join(tmpdir(), "convex-bundle-"));
  try {
    await bundleConvex(bundleDir);
    const files = await readBundledFiles(bundleDir);
    const isPlausible = ["convex/", "src/engine/"].every((folder) =>
      files.some(({ source }) => source.startsWith(folder)),
    );
    if (!isPlausible)
      throw new CommandError("The bundles name no source of this project; the check is blind.");
    const forbidden = findForbidden(files);
    if (forbidden.length > 0) throw new CommandError(describeForbidden(forbidden));
    const bundles = new Set(files.map((file) => file.bundle));
    console.log(`${bundles.size} bundles hold nothing of src/simulators and src/local.`);
    return 0;
  } finally {
    await rm(bundleDir, { recursive: true, force: true });
  }
}

function describeForbidden(forbidden: { bundle: string; source: string }[]): string {
  const lines = forbidden.map(({ bundle, source }) => `  ${source} in ${bundle}`);
  return ["Simulators or local backend would be deployed:", ...lines].join("\n");
}

await runCommand(main);
