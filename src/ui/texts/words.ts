/** Words that several pages share: the names of environments, states, types, kinds, counters and actors. */
import type { EnvironmentName, HoldKind, RunActor, RunCounters, RunStatus, SyncTypeName } from "../data.ts";

interface EnvironmentText {
  name: string;
  claim: string;
  /** What the browser tab begins with. */
  tab: string;
  switchTo: string;
  switchToShort: string;
}

interface StatusText {
  word: string;
  explanation: string;
}

export const ENVIRONMENT: Record<EnvironmentName, EnvironmentText> = {
  sandbox: {
    name: "Sandbox",
    claim: "Nothing here reaches the real books",
    tab: "Sandbox",
    switchTo: "Go to the sandbox",
    switchToShort: "Sandbox",
  },
  production: {
    name: "Production",
    claim: "The club’s real books",
    tab: "PRODUCTION",
    switchTo: "Go to production",
    switchToShort: "Production",
  },
};

export const STATUS: Record<RunStatus, StatusText> = {
  running: { word: "Running", explanation: "The sync is at work." },
  waiting: { word: "Waiting", explanation: "The sync waits and goes on by itself." },
  interrupted: {
    word: "Interrupted",
    explanation: "A step ended without an answer. The sync goes on by itself within a minute or two.",
  },
  success: { word: "Done", explanation: "Everything was read and carried over." },
  partial: {
    word: "Some held",
    explanation: "Everything was read; some records wait, each with a reason and a remedy.",
  },
  failed: {
    word: "Failed",
    explanation: "The sync was stopped by an error that concerns more than one record.",
  },
  cancelled: {
    word: "Cancelled",
    explanation: "A person stopped the sync. What was written stays; the next sync goes on from there.",
  },
};

export const TYPE: Record<SyncTypeName, string> = {
  products: "Products",
  customers: "Customers",
  invoices: "Invoices",
  payments: "Payments",
};

export const KIND: Record<HoldKind, { one: string; filter: string }> = {
  product: { one: "Product", filter: "Products" },
  customer: { one: "Customer", filter: "Customers" },
  invoice: { one: "Invoice", filter: "Invoices" },
  credit: { one: "Credit", filter: "Credits" },
  payment: { one: "Payment", filter: "Payments" },
};

export const COUNTER: Record<keyof RunCounters, string> = {
  done: "read",
  created: "created",
  adopted: "adopted",
  updated: "updated",
  unchanged: "unchanged",
  held: "held",
};

export const ACTOR: Record<RunActor["kind"], (name: string) => string> = {
  person: (name) => name,
  schedule: () => "the schedule",
  commandLine: (name) => `${name} (command line)`,
  system: () => "the service itself",
};
