/**
 * Clients for reading both sides while a person waits, outside of any run: they never write, and a session that they have to
 * make is used once and not stored, since only the step that holds the lease may store one.
 */
import { readConfiguration } from "../../src/engine/configuration.ts";
import { StoredSessions } from "../../src/engine/session.ts";
import type { Ports } from "../../src/engine/step.ts";
import { createRubicClient } from "../../src/rubic/client.ts";
import { createTripletexClient } from "../../src/tripletex/client.ts";
import { internal } from "../_generated/api.js";
import type { ActionCtx } from "../_generated/server.js";
import { refusal, refusalOf } from "../refusal.ts";
import type { TripletexEnv } from "../validators.ts";

type Readers = Pick<Ports, "rubic" | "tripletex">;

type CheckCompany = (company: { id: number; name: string }) => Promise<void>;

/**
 * @param checkCompany refuses the company of a new session; else only the one that the environment is synced with is let in
 * @throws ConvexError `SETTINGS` and the like, which name what is missing
 */
export function openReaders(
  ctx: ActionCtx,
  tripletexEnv: TripletexEnv,
  checkCompany: CheckCompany = syncedCompany(ctx, tripletexEnv),
): Readers {
  const settings = readConfiguration(process.env, tripletexEnv);
  if (!settings.ok) throw refusalOf(settings.problem);
  const { rubic, tripletex, sessionKey } = settings.configuration;
  const sessions = new StoredSessions({
    store: {
      read: () => ctx.runQuery(internal.sync.sessions.read, { tripletexEnv }),
      pinCompany: checkCompany,
      replace: async () => false,
    },
    config: tripletex,
    sessionKey,
    now: Date.now,
    clientFor: (token) =>
      createTripletexClient(tripletex, { current: async () => token, renew: async () => token }),
  });
  return {
    rubic: createRubicClient(rubic),
    tripletex: createTripletexClient(tripletex, sessions, { mayWrite: () => false }),
  };
}

function syncedCompany(ctx: ActionCtx, tripletexEnv: TripletexEnv): CheckCompany {
  return async ({ id, name }) => {
    const { company } = await ctx.runQuery(internal.sync.sessions.read, { tripletexEnv });
    if (company?.id === id) return;
    throw refusal(
      "WRONG_COMPANY",
      `The tokens belong to ${name} (company ${id}), which ${tripletexEnv} has not been synced with.`,
      "Put the right tokens into the settings of this environment, and sync once before linking.",
    );
  };
}
