/** Convex's own deploy bundler on `convex/`, without a deployment: what it writes is what a deployment would run. */
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CommandError, describeError } from "./command-error.ts";

const PROJECT_DIR = fileURLToPath(new URL("../../", import.meta.url));
const CONVEX_COMMAND = join(
  dirname(createRequire(import.meta.url).resolve("convex/package.json")),
  "bin/main.js",
);
/** Nothing is sent anywhere: with a bundle path the command stops before it would. */
const NOWHERE = ["--url", "http://127.0.0.1:9", "--admin-key", "none"];
const DEPLOY = ["deploy", "-y", "--typecheck", "disable", "--codegen", "disable", ...NOWHERE];
/** The command chooses its deployment by these; a real one must not be asked. */
const CONVEX_SETTINGS = /^CONVEX_/;

/** Writes the bundles into an empty folder. @throws CommandError with the bundler's own words */
export async function bundleConvex(bundleDir: string): Promise<void> {
  const own = Object.entries(process.env).filter(([name]) => !CONVEX_SETTINGS.test(name));
  const env = { ...Object.fromEntries(own), NODE_ENV: process.env.NODE_ENV };
  const args = [CONVEX_COMMAND, ...DEPLOY, "--debug-bundle-path", bundleDir];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: PROJECT_DIR, env });
  } catch (error) {
    throw new CommandError(`convex/ can't be bundled for a deployment:\n${describeError(error)}`);
  }
}
