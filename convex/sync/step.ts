"use node";
/**
 * The scheduled action behind every step: it reads the settings, builds the clients and the ports, and lets the engine
 * work. It runs at most once; what it leaves undone the watchdog resumes.
 */
import { v } from "convex/values";
import { readConfiguration } from "../../src/engine/configuration.ts";
import { runStep } from "../../src/engine/run.ts";
import { StoredSessions } from "../../src/engine/session.ts";
import { createRubicClient } from "../../src/rubic/client.ts";
import { createTripletexClient } from "../../src/tripletex/client.ts";
import { internal } from "../_generated/api.js";
import { internalAction } from "../_generated/server.js";
import { convexSessionStore, convexStore } from "./store.ts";

export const run = internalAction({
  args: { runId: v.id("runs"), fence: v.number() },
  returns: v.null(),
  handler: async (ctx, holder) => {
    const tripletexEnv = await ctx.runQuery(internal.sync.steps.environmentOf, { runId: holder.runId });
    const settings = readConfiguration(process.env, tripletexEnv);
    if (!settings.ok) {
      await ctx.runMutation(internal.sync.steps.failForSettings, { ...holder, problem: settings.problem });
      return null;
    }
    const { rubic, tripletex, sessionKey, settleMs } = settings.configuration;
    const rate: { latest: { remaining: number | null; resetsAt: number } | null } = { latest: null };
    const sessions = new StoredSessions({
      store: convexSessionStore(ctx, { ...holder, tripletexEnv }),
      config: tripletex,
      sessionKey,
      now: Date.now,
      clientFor: (token) =>
        createTripletexClient(tripletex, { current: async () => token, renew: async () => token }),
    });
    const writing = { mayWrite: () => false };
    await runStep({
      writing,
      store: convexStore(ctx, { ...holder, tripletexEnv }),
      rubic: createRubicClient(rubic),
      tripletex: createTripletexClient(tripletex, sessions, {
        mayWrite: () => writing.mayWrite(),
        onRateLimit: ({ remaining, resetSeconds, at }) => {
          rate.latest = { remaining, resetsAt: resetSeconds === null ? 0 : at + resetSeconds * 1000 };
        },
      }),
      rate,
      now: Date.now,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      settleMs,
    });
    return null;
  },
});
