/** Finds what is held, or left out, by the number that a person knows. */
import { describeCredit } from "../../src/sync/credit-decision.ts";
import { describeInvoice } from "../../src/sync/describe.ts";
import type { Doc } from "../_generated/dataModel.js";
import type { QueryCtx } from "../_generated/server.js";
import type { RecordKind, TripletexEnv } from "../validators.ts";
import { findHold } from "./holdDoor.ts";

/** Two documents with one number are not expected. */
const MAX_WITH_NUMBER = 5;
/** After every character that a label goes on with, as text. */
const LAST = "~";

interface Numbered {
  tripletexEnv: TripletexEnv;
  kind: RecordKind;
  number: string;
}

/** Open and left-out holds of customer number, product code, number of an invoice or credit, or transaction id. */
export async function findHoldsByNumber(ctx: QueryCtx, wanted: Numbered): Promise<Doc<"holds">[]> {
  const prefixes = labelsOf(wanted);
  const rows =
    prefixes === null
      ? [await findHold(ctx, { ...wanted, rubicKey: wanted.number })]
      : (await Promise.all(prefixes.map((prefix) => withLabel(ctx, wanted, prefix)))).flat();
  return rows.filter((row) => row !== null).filter(({ state }) => state !== "resolved");
}

/** How the labels of a number begin; null where the number is the key itself. */
function labelsOf({ kind, number }: Numbered): string[] | null {
  switch (kind) {
    case "customer":
    case "payment":
      return null;
    case "product":
      return [`Product ${number} (`];
    case "invoice":
      return [describeInvoice({ invoiceNumber: Number(number), invoiceDate: "" })];
    case "credit":
      return [true, false].map((isNote) =>
        describeCredit({ isNote, rubicInvoiceNumber: Number(number), date: "" }),
      );
  }
}

async function withLabel(ctx: QueryCtx, { kind, tripletexEnv }: Numbered, prefix: string) {
  return await ctx.db
    .query("holds")
    .withIndex("by_label", (q) =>
      q
        .eq("kind", kind)
        .eq("tripletexEnv", tripletexEnv)
        .gte("label", prefix)
        .lte("label", prefix + LAST),
    )
    .take(MAX_WITH_NUMBER);
}
