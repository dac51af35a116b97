/**
 * Which source files are in a bundle, read from its source maps. Simulators and the local backend are for trying and
 * testing; in what is deployed they would be dead weight at best and a way around the guard at worst.
 */
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { z } from "zod";

const sourceMap = z.looseObject({ sources: z.array(z.string()) });
const FORBIDDEN = ["src/simulators/", "src/local/"];

export interface BundledFile {
  bundle: string;
  /** Path from the project's root. */
  source: string;
}

/** Every source of every bundle below `bundleDir`. */
export async function readBundledFiles(bundleDir: string): Promise<BundledFile[]> {
  const entries = await readdir(bundleDir, { recursive: true, withFileTypes: true });
  const maps = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".js.map"));
  const lists = await Promise.all(
    maps.map(async (entry) => {
      const file = join(entry.parentPath, entry.name);
      const { sources } = sourceMap.parse(JSON.parse(await readFile(file, "utf8")));
      const bundle = relative(bundleDir, file).replace(/\.map$/, "");
      return sources.map((source) => ({ bundle, source: toProjectPath(source) }));
    }),
  );
  return lists.flat();
}

/** The bundler writes paths from a folder of its own two steps below the root: `../../src/x.ts`. */
function toProjectPath(source: string): string {
  return source.replace(/^(\.\.\/)+/, "");
}

/** The files that must not be in any bundle. */
export function findForbidden(files: readonly BundledFile[]): BundledFile[] {
  return files.filter(({ source }) => FORBIDDEN.some((folder) => source.startsWith(folder)));
}
