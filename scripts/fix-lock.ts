/**
 * Completes package-lock.json with the optional binary packages of other platforms.
 *
 * Some registries offer only the binaries of the platform that asks. npm then leaves the others out of the lock file and
 * refuses its own lock in `npm ci`. This script adds the missing entries as stubs, so that the lock works everywhere.
 * Run it after every change of dependencies; `--check` changes nothing and fails when an entry is missing.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";

const LOCK_FILE = "package-lock.json";
const KNOWN_OS = [
  "android",
  "darwin",
  "linux",
  "win32",
  "freebsd",
  "openharmony",
  "aix",
  "sunos",
  "netbsd",
  "openbsd",
];
const KNOWN_CPU = ["arm64", "x64", "ia32", "arm", "ppc64", "s390x", "riscv64", "wasm32"];

const lockEntry = z.looseObject({
  version: z.string().optional(),
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockFile = z.looseObject({ packages: z.record(z.string(), lockEntry) });

type Packages = z.infer<typeof lockFile>["packages"];

/** Where Node would find `name` when it is required from the package at `from`; null when it is not in the lock. */
function resolveInLock(packages: Packages, from: string, name: string): string | null {
  let folder = from;
  while (true) {
    const candidate = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (candidate in packages) return candidate;
    if (folder === "") return null;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1));
  }
}

function stubFor(name: string, range: string, dev: boolean) {
  const words = (name.split("/").pop() ?? name).split("-");
  const os = KNOWN_OS.filter((word) => words.includes(word));
  const cpu = KNOWN_CPU.filter((word) => words.includes(word));
  const isMusl = words.includes("musl") || words.includes("musleabihf");
  return {
    version: range.replace(/^[~^]/, ""),
    ...(cpu.length > 0 && { cpu }),
    ...(dev && { dev: true }),
    optional: true,
    ...(os.length > 0 && { os }),
    ...(isMusl && { libc: ["musl"] }),
  };
}

function missingStubs(packages: Packages) {
  const missing: Record<string, ReturnType<typeof stubFor>> = {};
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (resolveInLock(packages, path, name) !== null) continue;
      missing[`node_modules/${name}`] = stubFor(name, range, entry.dev ?? false);
    }
  }
  return missing;
}

const lock = lockFile.parse(JSON.parse(readFileSync(LOCK_FILE, "utf8")));
const missing = missingStubs(lock.packages);
const names = Object.keys(missing);

if (process.argv.includes("--check")) {
  if (names.length > 0) {
    console.error(`${LOCK_FILE} lacks ${names.length} entries, run npm run lock:fix: ${names.join(", ")}`);
    process.exit(1);
  }
} else if (names.length > 0) {
  const all = Object.entries({ ...lock.packages, ...missing });
  const sorted = all.toSorted(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(LOCK_FILE, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
  console.log(`${names.length} entries added to ${LOCK_FILE}`);
}
