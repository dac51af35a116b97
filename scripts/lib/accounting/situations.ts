/**
 * The table of situations: what becomes of each unusual record, and the test that drives it. The documents for accountants are
 * written from it (`npm run docs:accounting`), and a test checks that every named test and every code exists.
 */
import { credits } from "./credits.ts";
import { customers } from "./customers.ts";
import { invoices } from "./invoices.ts";
import { lateChanges } from "./late-changes.ts";
import { payments } from "./payments.ts";
import { products } from "./products.ts";
import type { SituationGroup } from "./situation.ts";

export const SITUATIONS: readonly SituationGroup[] = [
  customers,
  products,
  invoices,
  credits,
  payments,
  lateChanges,
];
