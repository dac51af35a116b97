/**
 * The shape of the project as rules: which folder may know which, who may write to which table, and how public functions
 * are made. A broken rule names the file and what it does.
 */
import { describe, expect, test } from "vitest";
import { importsOf, readSources, type SourceFile } from "./sources.ts";

const sources = readSources();
const product = sources.filter(({ isTest }) => !isTest);
const MAX_LINES = 400;

const isBelow = (folder: string) => (path: string) => path.startsWith(`${folder}/`);
const isFileOfProject = (target: string) => /^(app|convex|src|scripts|test)\//.test(target);

interface Rule {
  /** Folder whose files obey. */
  from: string;
  /** Folders or files that they may use, their own among them. */
  may: string[];
  /** Of these they may take types, and nothing that runs. */
  mayTypes?: string[];
}

const RULES: Rule[] = [
  { from: "app", may: ["app", "src/ui"] },
  {
    from: "src/ui",
    may: ["src/ui", "src/sync", "convex/_generated/api.js"],
    mayTypes: ["convex"],
  },
  { from: "src/sync", may: ["src/sync"], mayTypes: ["src/rubic", "src/tripletex"] },
  {
    from: "src/engine",
    may: ["src/engine", "src/sync", "src/http", "src/rubic", "src/tripletex"],
    mayTypes: ["convex"],
  },
  { from: "src/http", may: ["src/http", "src/sync"] },
  { from: "src/rubic", may: ["src/rubic", "src/http", "src/sync"] },
  { from: "src/tripletex", may: ["src/tripletex", "src/http", "src/sync"] },
  {
    from: "convex",
    may: ["convex", "src/engine", "src/sync", "src/rubic", "src/tripletex", "src/http", "src/identity.ts"],
  },
  { from: "src/simulators", may: ["src/simulators"] },
  { from: "src/local", may: ["src/local", "src/identity.ts"] },
];

/** Packages that only some folders may use; every other folder of the product is refused them. */
const PACKAGE_RULES: { packages: string[]; may: string[] }[] = [
  { packages: ["ky"], may: ["src/http"] },
  // The store repeats its own commits to Convex, which are safe to repeat; nobody else repeats anything.
  { packages: ["p-retry"], may: ["src/http", "convex/sync/store.ts"] },
  { packages: ["react", "next", "lucide-react"], may: ["app", "src/ui"] },
  { packages: ["convex", "convex-helpers"], may: ["convex", "src/ui", "src/local", "src/engine", "scripts"] },
  { packages: ["convex-test"], may: ["src/local", "convex"] },
  { packages: ["hono", "@hono/node-server"], may: ["src/simulators"] },
  { packages: ["date-fns", "@date-fns/tz"], may: ["src/sync", "src/simulators", "src/ui"] },
];

const isIn = (target: string, places: string[]) =>
  places.some((place) => target === place || target.startsWith(`${place}/`));

function breaksRule(file: SourceFile, rule: Rule): string[] {
  return file.imports
    .filter(({ target }) => isFileOfProject(target))
    .filter(({ target, isTypeOnly }) => {
      const allowed = isTypeOnly ? [...rule.may, ...(rule.mayTypes ?? [])] : rule.may;
      return !isIn(target, allowed);
    })
    .map(({ target, isTypeOnly }) => `${file.path} imports ${target}${isTypeOnly ? " (types)" : ""}`);
}

describe("arrows point one way", () => {
  test.each(RULES)("$from", (rule) => {
    const files = product.filter(({ path }) => isBelow(rule.from)(path));
    expect(files.length).toBeGreaterThan(0);
    expect(files.flatMap((file) => breaksRule(file, rule))).toEqual([]);
  });

  test("nothing but scripts and tests knows the stand-ins and the local backend", () => {
    const offenders = product
      .filter(({ path }) => !/^(scripts|src\/simulators|src\/local)\//.test(path))
      .filter(({ imports }) => imports.some(({ target }) => /^src\/(simulators|local)\//.test(target)))
      .map(({ path }) => path);
    expect(offenders).toEqual([]);
  });

  test("nothing of the product knows tests or scripts", () => {
    const offenders = product
      .filter(({ path }) => !path.startsWith("scripts/"))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ target }) => /^(test|scripts)\//.test(target) || /\.(test|testing)\.ts$/.test(target))
          .map(({ target }) => `${path} imports ${target}`),
      );
    expect(offenders).toEqual([]);
  });

  test.each(PACKAGE_RULES)("only $may use $packages", ({ packages, may }) => {
    const offenders = product
      .filter(({ path }) => !isIn(path, may))
      .flatMap(({ path, imports }) =>
        imports.filter(({ target }) => packages.includes(target)).map(({ target }) => `${path}: ${target}`),
      );
    expect(offenders).toEqual([]);
  });

  test("the rules are pure: no request, no clock, no chance, no environment", () => {
    const impure =
      /\bfetch\s*\(|\bDate\.now\s*\(|\bnew Date\(\)|\bMath\.random\s*\(|\bprocess\.env\b|\bsetTimeout\s*\(/;
    const offenders = product.filter(({ path, code }) => isBelow("src/sync")(path) && impure.test(code));
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });

  test("what runs in Convex uses nothing that only Node has", () => {
    const folders = ["convex", "src/engine", "src/sync", "src/http", "src/rubic", "src/tripletex"];
    const offenders = product.filter(
      ({ path, imports }) => isIn(path, folders) && imports.some(({ target }) => target.startsWith("node:")),
    );
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });

  test("date-fns is imported function by function, never as a whole", () => {
    const offenders = product.filter(({ code }) => /from ["']date-fns["']/.test(code));
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });
});

describe("tables are written through their one door", () => {
  const DOORS: Record<string, string> = {
    customerMapping: "convex/sync/mappingDoor.ts",
    productMapping: "convex/sync/mappingDoor.ts",
    invoiceMapping: "convex/sync/mappingDoor.ts",
    paymentMapping: "convex/sync/mappingDoor.ts",
    creditNoteMapping: "convex/sync/creditDoor.ts",
    seenCredits: "convex/sync/seenCredits.ts",
    planCredits: "convex/sync/seenCredits.ts",
    codeMapping: "convex/sync/codeDoor.ts",
    codeReads: "convex/sync/codeReads.ts",
    holds: "convex/sync/holdDoor.ts",
    runs: "convex/sync/runDoor.ts",
    syncState: "convex/sync/runDoor.ts",
    canaries: "convex/sync/canaryDoor.ts",
    intents: "convex/sync/intents.ts",
    totals: "convex/sync/totals.ts",
    runWrites: "convex/sync/written.ts",
    runWriteCounts: "convex/sync/written.ts",
    leases: "convex/sync/lease.ts",
    auditLog: "convex/sync/audit.ts",
    sessions: "convex/sync/sessions.ts",
    comparedMonths: "convex/sync/monthDoor.ts",
    comparisons: "convex/sync/comparisons.ts",
    reconciliations: "convex/sync/reconcileWork.ts",
    reconcileShelves: "convex/sync/reconcileShelves.ts",
    reconcileNotes: "convex/sync/reconcileShelves.ts",
    reconciledMonths: "convex/sync/reconcileMonths.ts",
    reconciledItems: "convex/sync/reconcileMonths.ts",
    reconciledHistory: "convex/sync/reconcileMonths.ts",
    plans: "convex/sync/planDoor.ts",
    planItems: "convex/sync/planDoor.ts",
    planDeviations: "convex/sync/planDeviations.ts",
    schedules: "convex/sync/scheduleDoor.ts",
    readiness: "convex/sync/readinessDoor.ts",
  };

  test.each(Object.entries(DOORS))("%s: %s", (table, door) => {
    const write = new RegExp(`\\.(insert|patch|replace|delete)\\(\\s*["']${table}["']`);
    const writers = product.filter(({ code }) => write.test(code)).map(({ path }) => path);
    expect(writers).toEqual([door]);
  });

  test("no state is set by its name: the tables in src/sync/states say what follows", () => {
    const named = /\b(?:status|state):\s*["'](?!open["']\s*\|)/;
    const offenders = product.filter(({ path, code }) => isBelow("convex")(path) && named.test(code));
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });

  test("every write names its table, so that the rule above sees all of them", () => {
    const unnamed = /\.db\.(insert|patch|replace|delete)\(\s*(?!["'])/;
    const offenders = product.filter(({ path, code }) => isBelow("convex")(path) && unnamed.test(code));
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });
});

describe("functions that a client may call", () => {
  test("bound the size of a page that a client asks for", () => {
    const pages = product
      .filter(({ path }) => /^convex\/[^/]+\.ts$/.test(path))
      .flatMap(({ path, code }) => [...code.matchAll(/\.paginate\((\w+)/g)].map(([, by]) => ({ path, by })));
    expect(pages.length).toBeGreaterThan(5);
    expect(pages.filter(({ by }) => by !== "boundedPage")).toEqual([]);
  });

  test("are built with the guard: the raw builders are imported by the guard alone", () => {
    const raw = new Set(["query", "mutation", "action", "httpAction"]);
    const offenders = product
      .filter(({ path }) => isBelow("convex")(path) && path !== "convex/guard.ts")
      .filter(({ code }) => {
        const [, names = ""] =
          code.match(/import\s*\{([^}]*)\}\s*from\s*["'][^"']*_generated\/server\.js["']/) ?? [];
        const isRaw = names.split(",").some((name) => raw.has(name.trim().split(" as ")[0] ?? ""));
        return isRaw || /\b(queryGeneric|mutationGeneric|actionGeneric)\b/.test(code);
      });
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });

  test("take and return only what a validator has seen", () => {
    const builders =
      /=\s*(?:guardedQuery|guardedMutation|guardedAction|internalQuery|internalMutation|internalAction)\(\{([\s\S]*?)handler:/g;
    const offenders = product
      .filter(({ path }) => isBelow("convex")(path))
      .flatMap(({ path, code }) =>
        [...code.matchAll(builders)]
          .filter(([, head = ""]) => !/\bargs\b/.test(head) || !/\breturns\b/.test(head))
          .map(() => path),
      );
    expect(offenders).toEqual([]);
  });
});

const BOUNDS: ReadonlySet<string> = new Set(["unique", "first", "take", "paginate", "collect"]);

/** Every `db.query("table")` with the methods that are called on it, in order. */
function queryChains(code: string): { table: string; methods: string[] }[] {
  return [...code.matchAll(/\.query\(\s*["'](\w+)["']\s*\)/g)].map((match) => {
    const methods: string[] = [];
    let rest = code.slice(match.index + match[0].length);
    for (let call = /^\s*\.(\w+)\(/.exec(rest); call !== null; call = /^\s*\.(\w+)\(/.exec(rest)) {
      methods.push(call[1] ?? "");
      rest = rest.slice(closingParenthesis(rest, call[0].length) + 1);
    }
    return { table: match[1] ?? "", methods };
  });
}

/** The place of the parenthesis that closes the one before `start`. */
function closingParenthesis(text: string, start: number): number {
  let depth = 1;
  let place = start;
  while (depth > 0 && place < text.length) {
    if (text[place] === "(") depth += 1;
    if (text[place] === ")") depth -= 1;
    place += 1;
  }
  return place - 1;
}

describe("reads are bounded", () => {
  /** Files that may collect, with how often and why it can't grow. */
  const COLLECTS: Record<string, { times: number; reason: string }> = {
    "convex/sync/begin.ts": { times: 1, reason: "at most one row per type of one run" },
    "convex/sync/runView.ts": { times: 1, reason: "at most one row per type of one run" },
    "convex/sync/typeStates.ts": { times: 1, reason: "at most one row per type of one run" },
  };

  test("nothing is collected but what is named here with its reason", () => {
    const found = product
      .filter(({ path }) => isBelow("convex")(path))
      .map(({ path, code }) => [path, [...code.matchAll(/\.collect\(\)/g)].length] as const)
      .filter(([, times]) => times > 0);
    const named = Object.entries(COLLECTS).map(([path, { times }]) => [path, times] as const);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(named));
  });

  test("every query ends in a bound, and reads through an index unless its table is tiny", () => {
    /** Read as a whole, in the order of creation: one row per environment. */
    const tiny = new Set(["leases"]);
    const offenders = product
      .filter(({ path }) => isBelow("convex")(path))
      .flatMap(({ path, code }) =>
        queryChains(code)
          .filter(({ table, methods }) => {
            const isBounded = BOUNDS.has(methods.at(-1) ?? "");
            return !isBounded || !(methods.includes("withIndex") || tiny.has(table));
          })
          .map(({ table, methods }) => `${path}: ${table} ${methods.join(".")}`),
      );
    expect(offenders).toEqual([]);
  });

  test("no query filters in memory what an index could", () => {
    const offenders = product.filter(
      ({ path, code }) => isBelow("convex")(path) && /\.filter\(\s*\(?q\)?\s*=>/.test(code),
    );
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });
});

describe("files", () => {
  test(`stay below ${MAX_LINES} lines`, () => {
    const tooLong = sources
      .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
      .filter(({ path, lines }) => lines > MAX_LINES && !KNOWN_LONG.has(path));
    expect(tooLong).toEqual([]);
  });

  test("of the product open by saying what they are", () => {
    const silent = product.filter(
      ({ text }) => !/^(?:["']use (?:node|client|server)["'];\n+)?\/\*\*/.test(text),
    );
    expect(silent.map(({ path }) => path)).toEqual([]);
  });
});

/** Long for a reason that is being worked off. */
const KNOWN_LONG: ReadonlySet<string> = new Set();

describe("reading imports", () => {
  test("tells types from code, and finds every form", () => {
    const code = [
      'import { a, type B } from "./a.ts";',
      'import { type C, type D } from "./c.ts";',
      'import type { E } from "../e.ts";',
      'export { f } from "./f.ts";',
      'export type { G } from "./g.ts";',
      'import "./h.css";',
      'const i = await import("./i.ts");',
      'import j from "@scope/package/sub";',
      'import {\n  k,\n  type L,\n} from "date-fns/addDays";',
    ].join("\n");
    expect(importsOf("src/x/y.ts", code)).toEqual([
      { target: "src/x/a.ts", isTypeOnly: false },
      { target: "src/x/c.ts", isTypeOnly: true },
      { target: "src/e.ts", isTypeOnly: true },
      { target: "src/x/f.ts", isTypeOnly: false },
      { target: "src/x/g.ts", isTypeOnly: true },
      { target: "@scope/package", isTypeOnly: false },
      { target: "date-fns", isTypeOnly: false },
      { target: "src/x/h.css", isTypeOnly: false },
      { target: "src/x/i.ts", isTypeOnly: false },
    ]);
  });
});
