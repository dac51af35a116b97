/** The project's own source files with what each imports, read as text: enough to tell which way the arrows point. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export interface Import {
  /** `src/http/errors.ts` for a file of the project, the package's name for anything else. */
  target: string;
  /** True when nothing of it is left when the types are taken away. */
  isTypeOnly: boolean;
}

export interface SourceFile {
  path: string;
  text: string;
  /** The text without comments, so that words in them are not taken for code. */
  code: string;
  isTest: boolean;
  imports: Import[];
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDERS = ["app", "convex", "src", "scripts", "test"];
const SOURCE = /\.tsx?$/;
const TEST = /\.(test|testing)\.tsx?$/;
/** `import … from "x"`, `export … from "x"`, `import "x"` and `import("x")`; the words between decide whether it is a type. */
const STATEMENT = /\b(?:import|export)\s+([^;"'`]*?)\s*\bfrom\s*["']([^"']+)["']/g;
const BARE = /\bimport\s*\(?\s*["']([^"']+)["']/g;

export function readSources(): SourceFile[] {
  return FOLDERS.flatMap((folder) => filesBelow(join(ROOT, folder)))
    .filter((file) => SOURCE.test(file))
    .map((file) => readSource(file));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "_generated" ? [] : filesBelow(path);
    return [path];
  });
}

function readSource(file: string): SourceFile {
  const path = relative(ROOT, file);
  const text = readFileSync(file, "utf8");
  const code = withoutComments(text);
  const isTest = TEST.test(path) || path.startsWith("test/") || path.includes("/test-");
  return { path, text, code, isTest, imports: importsOf(path, code) };
}

/** Keeps line breaks, so that line numbers stay; strings that hold `//` are addresses and lose their rest, which is fine. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ""))
    .replace(/(^|[^:"'`\\])\/\/[^\n]*/g, "$1");
}

export function importsOf(path: string, code: string): Import[] {
  const statements = [...code.matchAll(STATEMENT)].map(([, words = "", target = ""]) => ({
    target: resolveImport(path, target),
    isTypeOnly: isTypeOnly(words),
  }));
  const bare = [...code.matchAll(BARE)].map(([, target = ""]) => ({
    target: resolveImport(path, target),
    isTypeOnly: false,
  }));
  return [...statements, ...bare];
}

/** `type X`, `type { X }`, and braces in which every name is a type. */
function isTypeOnly(words: string): boolean {
  if (words.startsWith("type ")) return true;
  const names = words.match(/^\{([\s\S]*)\}$/)?.[1]?.split(",") ?? [""];
  return (
    names.filter((name) => name.trim() !== "").every((name) => name.trim().startsWith("type ")) &&
    names.join("").trim() !== ""
  );
}

function resolveImport(path: string, target: string): string {
  if (!target.startsWith(".")) return packageOf(target);
  return relative(ROOT, resolve(ROOT, dirname(path), target));
}

function packageOf(target: string): string {
  if (target.startsWith("node:")) return target;
  const parts = target.split("/");
  return target.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? target);
}
