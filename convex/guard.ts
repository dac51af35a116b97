/**
 * The one guard in front of everything that a client may call. Public functions are built with `guardedQuery` and
 * `guardedMutation` and with nothing else (a test says so). Until people can sign in, the guard lets in nobody but the
 * identity that the embedded local backend signs; a real deployment is operated through internal functions.
 */

import type { Auth } from "convex/server";
import { customAction, customMutation, customQuery } from "convex-helpers/server/customFunctions";
import { LOCAL_ISSUER } from "../src/identity.ts";
import { action, mutation, query } from "./_generated/server.js";
import { refusal } from "./refusal.ts";
import type { Actor } from "./validators.ts";

/** Who calls. @throws ConvexError `NOT_SIGNED_IN` for everybody whom the guard does not know. */
async function requireActor(ctx: { auth: Auth }): Promise<Actor> {
  const identity = await ctx.auth.getUserIdentity();
  if (identity === null || identity.issuer !== LOCAL_ISSUER) {
    throw refusal("NOT_SIGNED_IN", "You are not signed in.");
  }
  return { kind: "person", name: identity.name ?? "Local operator" };
}

export const guardedQuery = customQuery(query, {
  args: {},
  input: async (ctx) => {
    await requireActor(ctx);
    return { ctx: {}, args: {} };
  },
});

/** Adds `ctx.actor`, which every mutation passes on to the audit log. */
export const guardedMutation = customMutation(mutation, {
  args: {},
  input: async (ctx) => ({ ctx: { actor: await requireActor(ctx) }, args: {} }),
});

/** For what must read Rubic or Tripletex while a person waits. Adds `ctx.actor`, which its mutations take. */
export const guardedAction = customAction(action, {
  args: {},
  input: async (ctx) => ({ ctx: { actor: await requireActor(ctx) }, args: {} }),
});
