/** The tables that have a file of their own, gathered for the schema. */
import { canaryTables } from "../sync/canaryTables.ts";
import { deadlineTables } from "./deadlines.ts";
import { paymentTables } from "./payments.ts";
import { reconcileTables } from "./reconcile.ts";

export const otherTables = { ...canaryTables, ...deadlineTables, ...paymentTables, ...reconcileTables };
