/** The tables that have a file of their own, gathered for the schema. */
import { canaryTables } from "../sync/canaryTables.ts";
import { creditTables } from "./credits.ts";
import { deadlineTables } from "./deadlines.ts";
import { paymentTables } from "./payments.ts";
import { reconcileTables } from "./reconcile.ts";

export const otherTables = {
  ...creditTables,
  ...canaryTables,
  ...deadlineTables,
  ...paymentTables,
  ...reconcileTables,
};
