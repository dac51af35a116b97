/**
 * Switches one safeguard of the product off, in the campaign's own wires and never in the product, to prove that the
 * campaign would notice. Each must be found within a stated number of seeds.
 */
import type { SimulatorReply } from "../../src/simulators/http/server.ts";
import type { Backend } from "./backend.ts";
import type { StepProcess } from "./step-process.ts";

export interface Sabotage {
  name: SabotageName;
  /** Settings of the deployment that it replaces. */
  variables?: Record<string, string>;
  /** Answers in the place of a Convex function; undefined lets it run. */
  replaceCall?(call: {
    process: StepProcess;
    name: string;
    args: Record<string, unknown>;
    backend: Backend;
  }): Promise<unknown>;
  changeArgs?(call: {
    name: string;
    args: Record<string, unknown>;
    backend: Backend;
  }): Record<string, unknown>;
  changeReply?(call: { process: StepProcess; call: string; reply: SimulatorReply }): SimulatorReply;
}

export type SabotageName = "intents" | "settling" | "settleTime" | "lookUp" | "fence";

const LEASE_MS = 60_000;

export function createSabotage(name: SabotageName): Sabotage {
  switch (name) {
    case "intents":
      return withoutIntents();
    case "settling":
      return withoutSettling();
    case "settleTime":
      // Absence counts at once, so that a request which comes late finds its record written again.
      return { name, variables: { SETTLE_MS: "0" } };
    case "lookUp":
      return withoutLookUp();
    case "fence":
      return withoutFence();
  }
}

/** Nothing is noted before a write leaves. */
function withoutIntents(): Sabotage {
  return {
    name: "intents",
    replaceCall: async ({ name }) =>
      name === "sync/intents:store" ? { leaseEndsAt: Date.now() + LEASE_MS } : undefined,
  };
}

/** What is not known is taken for not written, at once. */
function withoutSettling(): Sabotage {
  return {
    name: "settling",
    replaceCall: async ({ name, backend }) => {
      if (name !== "sync/intents:open") return undefined;
      await backend.wipe("intents");
      return [];
    },
  };
}

const LOOK_UP = /^tripletex GET \/(customer|product|invoice|invoice\/\{id\})$/;

/** The look before the first write finds nothing. Settling looks with the same requests and is left alone. */
function withoutLookUp(): Sabotage {
  const settling = new Set<StepProcess>();
  return {
    name: "lookUp",
    replaceCall: async ({ process, name }) => {
      if (name === "sync/intents:open") settling.add(process);
      if (name === "sync/lookups:records") settling.delete(process);
      return undefined;
    },
    changeReply: ({ process, call, reply }) => {
      if (settling.has(process) || reply.status !== 200 || !LOOK_UP.test(call)) return reply;
      return { ...reply, body: withoutFindings(reply.body) };
    },
  };
}

/** Lists come empty, and an invoice without its payments. */
function withoutFindings(body: unknown): unknown {
  if (typeof body !== "object" || body === null) return body;
  if (!("values" in body) || !Array.isArray(body.values)) return withoutPostings(body);
  const isOfPayments = body.values.some(
    (row: unknown) => typeof row === "object" && row !== null && "postings" in row,
  );
  return { ...body, values: isOfPayments ? body.values.map(withoutPostingsOf) : [] };
}

function withoutPostings(body: object): unknown {
  return "value" in body ? { ...body, value: withoutPostingsOf(body.value) } : body;
}

const withoutPostingsOf = (row: unknown): unknown =>
  typeof row === "object" && row !== null && "postings" in row ? { ...row, postings: [] } : row;

/** Whoever shows a fence is taken for the one who holds the lease. */
function withoutFence(): Sabotage {
  return {
    name: "fence",
    changeArgs: ({ args, backend }) => {
      const lease = backend.lease();
      if (!("fence" in args) || lease === null || lease.runId === null) return args;
      return { ...args, fence: lease.fence, runId: lease.runId };
    },
  };
}
