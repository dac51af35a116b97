/**
 * Bundles `convex/` with Convex's own deploy bundler, without a deployment, and fails when the bundler refuses it (Node-only
 * code in the default runtime, for example) or when simulators or the local backend are in what would be deployed.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findForbidden, readBundledFiles } from "./lib/bundle-sources.ts";
import { CommandError, describeError, runCommand } from "./lib/command-error.ts";

const PROJECT_DIR = fileURLToPath(new URL("../", import.meta.url));
const CONVEX_COMMAND = join(
  dirname(createRequire(import.meta.url).resolve("convex/package.json")),
  "bin/main.js",
);
/** Nothing is sent anywhere: with a bundle path the command stops before it would. */
const NOWHERE = ["--url", "http://127.0.0.1:9", "--admin-key", "none"];
const DEPLOY = ["deploy", "-y", "--typecheck", "disable", "--codegen", "disable", ...NOWHERE];
/** The command chooses its deployment by these; a real one must not be asked. */
const CONVEX_SETTINGS = /^CONVEX_/;

async function main(): Promise<number> {
  const bundleDir = await mkdtemp(join(tmpdir(), "convex-bundle-"));
  try {
    await bundle(bundleDir);
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

async function bundle(bundleDir: string): Promise<void> {
  const own = Object.entries(process.env).filter(([name]) => !CONVEX_SETTINGS.test(name));
  const env = { ...Object.fromEntries(own), NODE_ENV: process.env.NODE_ENV };
  const args = [CONVEX_COMMAND, ...DEPLOY, "--debug-bundle-path", bundleDir];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: PROJECT_DIR, env });
  } catch (error) {
    throw new CommandError(`convex/ can't be bundled for a deployment:\n${describeError(error)}`);
  }
}

function describeForbidden(forbidden: { bundle: string; source: string }[]): string {
  const lines = forbidden.map(({ bundle, source }) => `  ${source} in ${bundle}`);
  return ["Simulators or local backend would be deployed:", ...lines].join("\n");
}

await runCommand(main);
