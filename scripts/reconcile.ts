/**
 * `npm run reconcile`: has a deployment compare the months of both sides, shows how they stand, writes them to a file, and passes on an
 * accountant's signature. It decides nothing itself: the same functions answer the page.
 */
import { writeFile } from "node:fs/promises";
import type { ConvexClient } from "convex/browser";
import type { FunctionReturnType } from "convex/server";
import { api } from "../convex/_generated/api.js";
import type { Item } from "../src/sync/reconcile/compare-document.ts";
import { csvOf } from "../src/sync/reconcile/csv.ts";
import { exportedMonth, sheetsOf } from "../src/sync/reconcile/sheets.ts";
import { describeWaiting } from "../src/sync/reconcile/waiting.ts";
import { workbookOf } from "../src/ui/reconcile/workbook.ts";
import { CommandError, runCommand } from "./lib/command-error.ts";
import { connect, fetchLocalToken, readConvexUrl } from "./lib/deployment.ts";
import {
  parseReconcileArguments,
  RECONCILE_USAGE,
  type ReconcileRequest,
} from "./lib/reconcile-arguments.ts";
import { type MonthView, monthDetailLines, monthLines } from "./lib/reconcile-lines.ts";
import { whileConnected } from "./lib/while-connected.ts";

const EXIT_EQUAL = 0;
const EXIT_FAILED = 1;
const EXIT_NOT_EQUAL = 2;

type Env = ReconcileRequest["tripletexEnv"];

async function main(): Promise<number> {
  const parsed = parseReconcileArguments(process.argv.slice(2));
  switch (parsed.kind) {
    case "help":
      console.log(RECONCILE_USAGE);
      return EXIT_EQUAL;
    case "refused":
      console.error(`${parsed.message}\n\n${RECONCILE_USAGE}`);
      return EXIT_FAILED;
    case "reconcile":
      return await work(parsed.request);
  }
}

async function work(request: ReconcileRequest): Promise<number> {
  const url = readConvexUrl(process.env);
  if ((await fetchLocalToken(url)) === null) throw new CommandError(explainMissingSignIn(url, request));
  const client = connect(url);
  try {
    return await whileConnected(client, () => carryOut(client, request));
  } finally {
    await client.close();
  }
}

function explainMissingSignIn(url: string, { tripletexEnv }: ReconcileRequest): string {
  const wish = { tripletexEnv, scope: "all", actor: { kind: "commandLine", name: "your name" } };
  return [
    `${url} is a real deployment, and signing in does not exist yet. Compare there as its operator:`,
    `  npx convex run sync/reconcile:start '${JSON.stringify(wish)}'`,
    "and sign off with sync/reconcile:sign and :reopen (docs/operations.md).",
  ].join("\n");
}

async function carryOut(client: ConvexClient, request: ReconcileRequest): Promise<number> {
  const { tripletexEnv } = request;
  if (request.compares) await compare(client, tripletexEnv);
  const chosen = await chooseMonths(client, request);
  if (request.act.do !== "show") await sign(client, tripletexEnv, chosen[0], request.act);
  const months = request.act.do === "show" ? chosen : await chooseMonths(client, request);
  const items = new Map<string, Item[]>();
  for (const { from } of months) items.set(from, await readItems(client, tripletexEnv, from));
  await writeFiles(months, items, request.files);
  print(months, items, request);
  return months.every(({ isEqual }) => isEqual) ? EXIT_EQUAL : EXIT_NOT_EQUAL;
}

async function compare(client: ConvexClient, tripletexEnv: Env): Promise<void> {
  // One that is on may compare some months only.
  await waitForEnd(client, tripletexEnv);
  const before = await client.query(api.reconciliation.months, { tripletexEnv });
  await client.mutation(api.reconciliation.start, { tripletexEnv, scope: "all", via: "commandLine" });
  await waitForEnd(client, tripletexEnv);
  const { problem, allReadAt } = await client.query(api.reconciliation.months, { tripletexEnv });
  if (allReadAt !== before.allReadAt) return;
  const remedy =
    "A sync wrote meanwhile. Start this again when it has ended; the service does so by itself, too.";
  throw new CommandError(problem === null ? remedy : `${problem.message} ${problem.remedy}`);
}

/** Says on stderr why it waits. */
async function waitForEnd(client: ConvexClient, tripletexEnv: Env): Promise<void> {
  let stop: (() => void) | undefined;
  let said: string | null = null;
  try {
    await new Promise<void>((resolve, reject) => {
      const look = (reading: FunctionReturnType<typeof api.reconciliation.reading>) => {
        if (reading === null || reading.live === null) return resolve();
        const words = describeWaiting(reading, Date.now());
        if (words !== null && words !== said) console.error(words);
        said = words;
      };
      stop = client.onUpdate(api.reconciliation.reading, { tripletexEnv }, look, reject);
    });
  } finally {
    stop?.();
  }
}

async function chooseMonths(
  client: ConvexClient,
  { tripletexEnv, month, compares }: ReconcileRequest,
): Promise<MonthView[]> {
  const { months } = await client.query(api.reconciliation.months, { tripletexEnv });
  const chosen = month === null ? months : months.filter(({ from }) => from.startsWith(month));
  if (chosen.length > 0) return chosen;
  const what = month === null ? "No month has been" : `The month ${month} has not been`;
  const next = compares ? "Choose one from the cut-over to today." : "Leave --no-compare out to compare.";
  throw new CommandError(`${what} compared in ${tripletexEnv} yet. ${next}`);
}

async function sign(
  client: ConvexClient,
  tripletexEnv: Env,
  month: MonthView | undefined,
  act: Exclude<ReconcileRequest["act"], { do: "show" }>,
): Promise<void> {
  if (month === undefined) throw new CommandError(`The month ${act.month} has not been compared.`);
  const { from, digest } = month;
  const via = "commandLine" as const;
  if (act.do === "signOff") {
    await client.mutation(api.reconciliation.signOff, {
      tripletexEnv,
      from,
      digest,
      comment: act.comment,
      via,
    });
  } else {
    await client.mutation(api.reconciliation.reopen, { tripletexEnv, from, reason: act.comment, via });
  }
}

async function readItems(client: ConvexClient, tripletexEnv: Env, from: string): Promise<Item[]> {
  const found: Item[] = [];
  let part: number | null = 0;
  while (part !== null) {
    const answer: { items: Item[]; nextPart: number | null } = await client.query(api.reconciliation.items, {
      tripletexEnv,
      from,
      part,
    });
    found.push(...answer.items);
    part = answer.nextPart;
  }
  return found;
}

async function writeFiles(
  months: MonthView[],
  items: Map<string, Item[]>,
  files: ReconcileRequest["files"],
): Promise<void> {
  const sheets = sheetsOf(months.map((month) => exportedMonth(month, items.get(month.from) ?? [])));
  if (files.csv !== null) await writeFile(files.csv, csvOf(sheets));
  if (files.xlsx !== null) {
    const workbook = await workbookOf(sheets);
    await writeFile(files.xlsx, new Uint8Array(await workbook.arrayBuffer()));
  }
}

function print(
  months: MonthView[],
  items: Map<string, Item[]>,
  { isJson, month, files }: ReconcileRequest,
): void {
  const now = Date.now();
  if (isJson) {
    console.log(JSON.stringify(months.map((each) => ({ ...each, items: items.get(each.from) ?? [] }))));
    return;
  }
  const lines =
    month === null
      ? monthLines(months, now)
      : months.flatMap((each) => monthDetailLines(each, items.get(each.from) ?? [], now));
  const written = [files.csv, files.xlsx].flatMap((file) => (file === null ? [] : [`Written to ${file}.`]));
  console.log([...lines, ...written].join("\n"));
}

await runCommand(main);
