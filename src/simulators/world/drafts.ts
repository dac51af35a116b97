/**
 * Plans what the club bills: how many invoices in which month, in which bulk runs, for what, to whom (Rubic dossier 7.2 to 7.4).
 * A draft is not yet an invoice: numbers are given later, in the order of the dates, as Rubic does.
 */

import { type Settlement, settleByChance } from "./behaviour.ts";
import { DEPARTMENT, GROUP, PRODUCT } from "./catalogue.ts";
import { addDays, dateOf, daysInMonth, yearOf } from "./days.ts";
import type { Customer, Product } from "./entities.ts";
import type { InvoiceRequest, LineRequest } from "./invoicing.ts";
import { kroner, oere } from "./money.ts";
import { createRandom, type Random } from "./random.ts";

/** An invoice to come. `orderKey` is shared by the invoices of one bulk run; `name` marks a named example. */
export interface InvoiceDraft<Name extends string = string> {
  name?: Name;
  customer: Customer;
  request: InvoiceRequest & { invoiceDate: string };
  orderKey?: string;
  settlement: Settlement;
}

/** Invoices per member and year; 240 members give 600. */
const INVOICES_PER_MEMBER = 2.5;
/** Percent of the year's invoices by month (Rubic dossier 7.3, sports club). */
const MONTH_WEIGHTS = [22, 18, 8, 6, 5, 3, 1, 6, 11, 11, 6, 3] as const;
const MEMBERSHIP_MONTHS = new Set([1, 2]);

const KINDS_IN_MEMBERSHIP_SEASON = kindWeights({ membership: 62, training: 30, events: 3, other: 1 });
const KINDS_OTHERWISE = kindWeights({ membership: 12, training: 73, events: 9, other: 2 });

const BULK_SHARE = 0.75;
const BULK_DAYS = [1, 15] as const;
const COMBINED_SHARE = 0.4;
const SHOP_QUANTITY_MAXIMUM = 3;
const CREATED_EARLIER_DAYS = 3;
const TERMS_DAYS = [14, 14, 20, 30] as const;
const DISCOUNT_SHARE = 0.08;
const DISCOUNT_PERCENTS = [10, 25, 50, 100] as const;
const WITHOUT_CODE_SHARE = 0.008;
const WITHOUT_ACCOUNT_SHARE = 0.005;
const TWO_DEPARTMENTS_SHARE = 0.003;
/** Membership was this much cheaper for each year back. */
const MEMBERSHIP_RISE_OERE = 2_000;
const GROUP_NAMES = ["G11", "G14", "J12", "J15", "Senior herrer", "Senior damer", "Skigruppa"] as const;
const DISCOUNT_REASONS = ["Hjelpetrener", "Foreldrekontakt", "Søskenmoderasjon"] as const;

export interface DraftPlan {
  seed: number;
  members: number;
  today: string;
  yearsOfHistory: number;
  payers: readonly Customer[];
  products: readonly Product[];
}

interface DraftChance {
  plan: DraftPlan;
  random: Random;
  byGroup: ReadonlyMap<number, readonly Product[]>;
}

/** The ordinary invoices from the first year of history up to the world's day. */
export function draftOrdinaryInvoices(plan: DraftPlan): InvoiceDraft[] {
  const chance: DraftChance = {
    plan,
    random: createRandom(plan.seed, "invoices"),
    byGroup: groupProducts(plan),
  };
  const thisYear = yearOf(plan.today);
  const drafts: InvoiceDraft[] = [];
  for (let year = thisYear - plan.yearsOfHistory; year <= thisYear; year += 1) {
    for (const [index, weight] of MONTH_WEIGHTS.entries()) {
      const count = Math.round((plan.members * INVOICES_PER_MEMBER * weight) / 100);
      drafts.push(...draftMonth(chance, { year, month: index + 1, count }));
    }
  }
  return drafts.filter((draft) => draft.request.invoiceDate <= plan.today);
}

/** Every invoice of a full month is drafted, also those after the world's day, so that the day only cuts, never changes. */
function draftMonth(
  chance: DraftChance,
  month: { year: number; month: number; count: number },
): InvoiceDraft[] {
  return Array.from({ length: month.count }, () => draftInvoice(chance, month));
}

function draftInvoice(chance: DraftChance, period: { year: number; month: number }): InvoiceDraft {
  const { random, plan } = chance;
  const { year, month } = period;
  const isBulk = random.chance(BULK_SHARE);
  const day = isBulk ? random.pick(BULK_DAYS) : random.whole(1, daysInMonth(year, month));
  const invoiceDate = dateOf(year, month, day);
  const kind = random.weighted(MEMBERSHIP_MONTHS.has(month) ? KINDS_IN_MEMBERSHIP_SEASON : KINDS_OTHERWISE);
  const lines = draftLines(chance, kind).map((line) => priceAt(line, yearOf(plan.today) - year));
  return {
    customer: random.pick(plan.payers),
    request: {
      invoiceDate,
      createdDate: addDays(invoiceDate, isBulk ? -random.whole(0, CREATED_EARLIER_DAYS) : 0),
      dueDate: addDays(invoiceDate, random.pick(TERMS_DAYS)),
      groupNames: kind === GROUP.training ? random.pick(GROUP_NAMES) : null,
      lines,
    },
    ...(isBulk ? { orderKey: `${invoiceDate}/${kind}` } : {}),
    // A stream of its own: who pays when must not depend on which other invoices the world's day cuts off.
    settlement: settleByChance(createRandom(plan.seed, `settlement ${invoiceDate} ${random.next()}`)),
  };
}

function draftLines(chance: DraftChance, kind: number): LineRequest[] {
  const { random } = chance;
  const first = draftLine(chance, kind);
  const isCombined = random.chance(COMBINED_SHARE);
  if (kind === GROUP.training) {
    if (random.chance(TWO_DEPARTMENTS_SHARE)) {
      return [
        { ...first, departmentID: DEPARTMENT.football },
        { ...first, departmentID: DEPARTMENT.ski },
      ];
    }
    return isCombined ? [first, billedWith(chance, first)] : [first];
  }
  if (kind === GROUP.shop && isCombined) {
    return [first, draftLine(chance, GROUP.shop)];
  }
  return [first];
}

/** A membership fee on the bill of a training group: the group bills it, so it is on the group's department. */
function billedWith(chance: DraftChance, training: LineRequest): LineRequest {
  const product = chance.plan.products.find(({ productID }) => productID === training.productID);
  return { ...draftLine(chance, GROUP.membership), departmentID: product?.departmentID ?? null };
}

function draftLine(chance: DraftChance, kind: number): LineRequest {
  const { random } = chance;
  const hasNoAccount = random.chance(WITHOUT_ACCOUNT_SHARE);
  const hasNoCode = random.chance(WITHOUT_CODE_SHARE);
  const product = random.pick(chance.byGroup.get(kind) ?? []);
  const line: LineRequest = {
    productID: product.productID,
    quantity: kind === GROUP.shop ? random.whole(1, SHOP_QUANTITY_MAXIMUM) : 1,
    price: product.price,
    ...(random.chance(DISCOUNT_SHARE)
      ? { discountPercentage: random.pick(DISCOUNT_PERCENTS), specification: random.pick(DISCOUNT_REASONS) }
      : {}),
  };
  if (hasNoCode) {
    return { ...line, productCode: null };
  }
  return hasNoAccount ? { ...line, accountNumber: null } : line;
}

/** Prices and names as they were: membership rises a little each year, and the ski school had another name last year. */
function priceAt(line: LineRequest, yearsBack: number): LineRequest {
  if (line.productID >= PRODUCT.adultMembership && line.productID < PRODUCT.adultMembership + 4) {
    return { ...line, price: kroner(oere(line.price ?? 0) - yearsBack * MEMBERSHIP_RISE_OERE) };
  }
  return line.productID === PRODUCT.skiSchool && yearsBack > 0
    ? { ...line, productName: "Skikurs for barn" }
    : line;
}

function kindWeights(share: { membership: number; training: number; events: number; other: number }) {
  return [
    [GROUP.membership, share.membership],
    [GROUP.training, share.training],
    [GROUP.events, share.events],
    [GROUP.shop, 3],
    [GROUP.kiosk, 0.5],
    [GROUP.admission, 0.5],
    [GROUP.other, share.other],
  ] as const;
}

/** Products that the ordinary runs sell: those without code are only billed on purpose. */
function groupProducts(plan: DraftPlan): ReadonlyMap<number, readonly Product[]> {
  return Map.groupBy(
    plan.products.filter((product) => product.productCode !== null),
    (product) => product.productGroupID,
  );
}
