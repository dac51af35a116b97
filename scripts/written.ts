/** `npm run written`: what one run created, changed and adopted in Tripletex, from the same query as the run's page. */
import type { ConvexClient } from "convex/browser";
import type { FunctionReturnType } from "convex/server";
import { api } from "../convex/_generated/api.js";
import type { Id } from "../convex/_generated/dataModel.js";
import { formatKroner } from "../src/sync/format.ts";
import { WRITES_KEPT_DAYS } from "../src/sync/retention.ts";
import { HOW_TEXTS, nameWrite } from "../src/sync/written.ts";
import { CommandError, runCommand } from "./lib/command-error.ts";
import { connect, explainRefusal, fetchLocalToken, readConvexUrl } from "./lib/deployment.ts";
import { parseWrittenArguments, type WrittenArguments } from "./lib/written-arguments.ts";

type Request = Extract<WrittenArguments, { kind: "written" }>;
type Write = FunctionReturnType<typeof api.runs.written>["page"][number];
type Summary = NonNullable<FunctionReturnType<typeof api.runs.writtenCounts>>;

const PAGE_SIZE = 200;

async function main(): Promise<number> {
  const request = parseWrittenArguments(process.argv.slice(2));
  if (request.kind === "help") {
    console.log(request.usage);
    return 0;
  }
  const url = readConvexUrl(process.env);
  if ((await fetchLocalToken(url)) === null) {
    throw new CommandError(
      `${url} is a real deployment, and signing in does not exist yet. Read the table there as its operator: npx convex data runWrites`,
    );
  }
  const client = connect(url);
  try {
    await list(client, request);
    return 0;
  } catch (error) {
    throw explainRefusal(error);
  } finally {
    await client.close();
  }
}

async function list(client: ConvexClient, request: Request): Promise<void> {
  const runId = await findRun(client, request);
  const print = (value: Write) => console.log(request.isJson ? JSON.stringify(value) : renderWrite(value));
  let cursor: string | null = null;
  let listed = 0;
  do {
    const answer: FunctionReturnType<typeof api.runs.written> = await client.query(api.runs.written, {
      runId,
      paginationOpts: { numItems: PAGE_SIZE, cursor },
    });
    for (const write of answer.page) print(write);
    listed += answer.page.length;
    cursor = answer.isDone ? null : answer.continueCursor;
  } while (cursor !== null);
  const summary = await client.query(api.runs.writtenCounts, { runId });
  if (summary === null) throw new CommandError(missing(request));
  if (request.isJson) console.log(JSON.stringify(summary));
  else for (const line of renderSummary(summary, listed)) console.log(line);
}

async function findRun(client: ConvexClient, request: Request): Promise<Id<"runs">> {
  const run = await client.query(api.runs.get, { runId: request.runId });
  if (run === null || run.tripletexEnv !== request.tripletexEnv) throw new CommandError(missing(request));
  return run.runId;
}

const missing = ({ runId, tripletexEnv }: Request) =>
  `There is no run ${runId} in ${tripletexEnv}. Its id stands in the address of its page; check --env as well.`;

function renderWrite(write: Write): string {
  const id = write.tripletexId === null ? "" : `  Tripletex ${write.tripletexId}`;
  const amount = write.amountOere === null ? "" : `  ${formatKroner(write.amountOere)}`;
  const date = write.documentDate === null ? "" : `  ${write.documentDate}`;
  return `${nameWrite(write)}  ${HOW_TEXTS[write.how].word}${id}${amount}${date}`;
}

function renderSummary({ counts, inDoubt }: Summary, listed: number): string[] {
  if (counts.length === 0 && inDoubt === 0) return ["This run wrote nothing to Tripletex."];
  const lines = counts.map(({ kind, created, updated, adopted, unclear }) => {
    const parts = Object.entries({ created, updated, adopted, unclear })
      .filter(([, count]) => count > 0)
      .map(([how, count]) => `${count} ${HOW_TEXTS[how as keyof typeof HOW_TEXTS].word}`);
    return `${kind}: ${parts.join(", ")}`;
  });
  const doubt =
    inDoubt === 0 ? [] : [`${inDoubt} more writes are in doubt; they join the list once that is settled.`];
  const isRemoved = listed === 0 && counts.length > 0;
  const removed = isRemoved ? [`The single records were removed after ${WRITES_KEPT_DAYS} days.`] : [];
  return ["", ...lines, ...doubt, ...removed];
}

await runCommand(main);
