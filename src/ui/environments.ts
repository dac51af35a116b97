/**
 * The two environments of the page and how an address names them. Everything else in an address is unknown and shows
 * "not found": a page must never guess which books it is about.
 */
import { MENDERS } from "../sync/codes.ts";
import type { EnvironmentName, HoldKind, MenderName, SyncTypeName } from "./data.ts";

const ENVIRONMENTS: readonly EnvironmentName[] = ["sandbox", "production"];

/** The environment that a part of an address names; null for everything else. */
export function parseEnvironment(value: string): EnvironmentName | null {
  return ENVIRONMENTS.find((name) => name === value) ?? null;
}

/** The environment that a page links to as "the other one". */
export function otherEnvironment(name: EnvironmentName): EnvironmentName {
  return name === "sandbox" ? "production" : "sandbox";
}

/** In the order in which one type depends on another. */
export const SYNC_TYPES: readonly SyncTypeName[] = ["products", "customers", "invoices", "payments"];

export const KIND_OF_TYPE: Record<SyncTypeName, HoldKind> = {
  products: "product",
  customers: "customer",
  invoices: "invoice",
  payments: "payment",
};

export const HOLD_KINDS: readonly HoldKind[] = ["product", "customer", "invoice", "credit", "payment"];

/** The kind that `?kind=` names; null (all kinds) for everything else. */
export function parseHoldKind(value: string | null): HoldKind | null {
  return HOLD_KINDS.find((kind) => kind === value) ?? null;
}

/** The one who has to act that `?for=` names; null (everybody) for everything else. */
export function parseMender(value: string | null): MenderName | null {
  return MENDERS.find((who) => who === value) ?? null;
}
