"use node";
/**
 * "Why is this not in Tripletex?" for one record: by its number, its key, or a customer's name. Both sides are read while the person
 * waits, and the engine itself decides what it would do. Nothing is written, neither there nor here.
 */
import { type Infer, v } from "convex/values";
import { literals } from "convex-helpers/validators";
import { problemOfAny } from "../src/engine/problems.ts";
import type { Store } from "../src/engine/store.ts";
import { explain, invoicesStopped } from "../src/engine/why/explain.ts";
import { findCustomersByName } from "../src/engine/why/find-names.ts";
import { readingStep } from "../src/engine/why/reading-step.ts";
import { CHECK_STATES, VERDICTS } from "../src/sync/why/chain.ts";
import { CHECK_CODES } from "../src/sync/why/checks.ts";
import { internal } from "./_generated/api.js";
import type { Id } from "./_generated/dataModel.js";
import type { ActionCtx } from "./_generated/server.js";
import { guardedAction } from "./guard.ts";
import { refusal, refusalOf } from "./refusal.ts";
import { openReaders } from "./sync/readers.ts";
import { convexStore } from "./sync/store.ts";
import { recordKind, type TripletexEnv, tripletexEnv } from "./validators.ts";

const question = v.union(
  /** Invoice number, customer number, product code or transaction id; or, by key, the id that Rubic gives it. */
  v.object({
    by: v.union(v.literal("number"), v.literal("key")),
    kind: recordKind,
    text: v.string(),
  }),
  /** A part of a customer's name. */
  v.object({ by: v.literal("name"), text: v.string() }),
);

const check = v.object({
  code: literals(...CHECK_CODES),
  title: v.string(),
  state: literals(...CHECK_STATES),
  finding: v.union(v.string(), v.null()),
  remedy: v.union(v.string(), v.null()),
});
const why = v.object({
  kind: recordKind,
  rubicKey: v.union(v.string(), v.null()),
  label: v.string(),
  verdict: literals(...VERDICTS),
  sentence: v.string(),
  checks: v.array(check),
});
const answer = v.object({
  /** One chain per record that was meant: first the record, then what it waits for. */
  chains: v.array(v.array(why)),
  /** Several customers have the name: which one is meant? Their keys are asked by key. */
  choices: v.array(v.object({ kind: recordKind, rubicKey: v.string(), label: v.string() })),
  /** More customers have it than are listed. */
  hasMore: v.boolean(),
});

type Answer = Infer<typeof answer>;

/** @throws ConvexError `SETTINGS`, `KEYS_NOT_USABLE`, and what a read of Rubic or Tripletex ends with */
export const ask = guardedAction({
  args: { tripletexEnv, question },
  returns: answer,
  handler: async (ctx, { tripletexEnv: env, question: asked }): Promise<Answer> => {
    const text = asked.text.trim();
    if (text === "") {
      throw refusal("KEYS_NOT_USABLE", "It is not said which record is meant.", "Give a number or a name.");
    }
    try {
      return await find(ctx, env, { ...asked, text });
    } catch (error) {
      throw refusalOf(problemOfAny(error));
    }
  },
});

async function find(ctx: ActionCtx, env: TripletexEnv, asked: Infer<typeof question>): Promise<Answer> {
  const now = Date.now();
  const state = await ctx.runQuery(internal.sync.whyState.environment, { tripletexEnv: env, now });
  const readers = openReaders(ctx, env, async ({ id, name }) =>
    requireCompany(env, state.company, { id, name }),
  );
  const step = readingStep(
    { ...readers, store: storeForReading(ctx, env) },
    { ...state, tripletexEnv: env, now },
  );
  const source = {
    step,
    booksFrom: state.booksFrom,
    environment: {
      shut: state.shut,
      invoicesStopped: invoicesStopped(state.invoicesStoppedBy),
      liveRun: state.liveRun,
    },
    knownOf: (record: { kind: Infer<typeof recordKind>; rubicKey: string }) =>
      ctx.runQuery(internal.sync.whyState.record, { tripletexEnv: env, ...record }),
    paymentsReadAt: (day: string) =>
      ctx.runQuery(internal.sync.whyState.paymentsReadAt, { tripletexEnv: env, day }),
  };
  const nothing = { chains: [], choices: [], hasMore: false };
  if (asked.by !== "name") return { ...nothing, chains: await explain(source, asked.kind, asked) };
  const { choices, hasMore } = await findCustomersByName(step, asked.text);
  const [only] = choices;
  if (only === undefined || choices.length > 1) return { ...nothing, choices, hasMore };
  return { ...nothing, chains: await explain(source, only.kind, { by: "key", text: only.rubicKey }) };
}

/** No run has this id, so every mutation of the store is refused while its queries answer. */
const NO_RUN = { runId: "" as Id<"runs">, fence: -1 };

function storeForReading(ctx: ActionCtx, env: TripletexEnv): Store {
  return {
    ...convexStore(ctx, { ...NO_RUN, tripletexEnv: env }),
    records: (kind, rubicKeys) =>
      ctx.runQuery(internal.sync.lookups.records, { tripletexEnv: env, kind, rubicKeys }),
    paymentContext: (rubicInvoiceIds, bookedUntil = null) =>
      ctx.runQuery(internal.sync.lookups.paymentContext, { tripletexEnv: env, rubicInvoiceIds, bookedUntil }),
  };
}

interface Company {
  id: number;
  name: string;
}

/** Before the first run no company is known, and any may be read. @throws ConvexError `WRONG_COMPANY` */
function requireCompany(env: TripletexEnv, known: Company | null, { id, name }: Company): void {
  if (known === null || known.id === id) return;
  throw refusal(
    "WRONG_COMPANY",
    `The tokens belong to ${name} (company ${id}), which ${env} has not been synced with.`,
    "Put the right tokens into the settings of this environment.",
  );
}
