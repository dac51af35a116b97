/**
 * The checks that a record passes on its way into Tripletex, in the order in which the engine makes them, and to which of them
 * each reason of a hold belongs. It must never decide anything: what holds a record is the engine's own rules' to say.
 */
import type { HoldCode } from "../hold-codes.ts";

export const CHECK_CODES = [
  "inRubic",
  "mayWrite",
  "inScope",
  "inWindow",
  "notLeftOut",
  "noDoubt",
  "sent",
  "complete",
  "department",
  "customer",
  "products",
  "codes",
  "figures",
  "invoice",
  "told",
  "free",
  "periodOpen",
  "accepted",
  "firstOfKind",
  "noRun",
  "inTripletex",
  "equal",
] as const;
export type CheckCode = (typeof CHECK_CODES)[number];

/** What is true when the check is passed. */
export const CHECK_TITLES: Record<CheckCode, string> = {
  inRubic: "Found in Rubic, and readable",
  inWindow: "In what the next sync reads",
  mayWrite: "Syncing is allowed in this environment",
  inScope: "From the cut-over on, with something to book",
  notLeftOut: "Not left out by a person",
  noDoubt: "No write with an unknown outcome",
  sent: "Sent in Rubic",
  complete: "Complete in Rubic, neither credited nor corrected",
  department: "Its department is mapped",
  customer: "Its customer is in Tripletex",
  products: "Its products are in Tripletex",
  codes: "Its codes are mapped and approved",
  figures: "Tripletex can make the same figures",
  invoice: "Its invoice is in Tripletex",
  told: "Rubic says what is credited, and when",
  free: "Nothing else has its place in Tripletex",
  periodOpen: "Its period is open in Tripletex",
  accepted: "Not refused by Tripletex",
  firstOfKind: "The first of its kind is compared",
  noRun: "No sync is on",
  inTripletex: "In Tripletex, seen there",
  equal: "As Rubic has it",
};

type Kind = "product" | "customer" | "invoice" | "credit" | "payment";

const BEFORE_ALL = ["inRubic", "mayWrite", "inScope", "inWindow", "notLeftOut", "noDoubt"] as const;
const AFTER_ALL = ["accepted", "firstOfKind", "noRun", "inTripletex"] as const;

const OF_LINES = ["sent", "complete", "department", "customer", "products", "codes", "figures"] as const;

/** The way of a record that is not in Tripletex yet; the order is that of the rules in `src/sync`. */
export const WAY_IN: Record<Kind, readonly CheckCode[]> = {
  product: [...BEFORE_ALL, "complete", "codes", "free", ...AFTER_ALL],
  customer: [...BEFORE_ALL, "complete", "free", ...AFTER_ALL],
  invoice: [...BEFORE_ALL, ...OF_LINES, "free", "periodOpen", ...AFTER_ALL],
  // One that is booked as a negative invoice has lines of its own.
  credit: [...BEFORE_ALL, "invoice", "told", ...OF_LINES, "free", "periodOpen", ...AFTER_ALL],
  payment: [...BEFORE_ALL, "invoice", "codes", "free", "periodOpen", ...AFTER_ALL],
};

/** What is asked of a record that is known to be there. */
export const ALREADY_IN: readonly CheckCode[] = ["inTripletex", "inRubic", "noDoubt", "equal"];

/** Every reason belongs to one check, so a new one does not compile until it has its place here. */
export const CHECK_OF: Record<HoldCode, CheckCode> = {
  INVALID_RECORD: "complete",
  REFUSED_BY_TRIPLETEX: "accepted",
  GONE_FROM_TRIPLETEX: "inTripletex",
  IN_DOUBT: "noDoubt",
  NOT_ARRIVED: "noDoubt",
  PRODUCT_WITHOUT_CODE: "complete",
  PRODUCT_CODE_DUPLICATE: "complete",
  PRODUCT_GROUP_MISSING: "complete",
  PRODUCT_WITHOUT_ACCOUNT: "codes",
  ACCOUNT_NOT_IN_TRIPLETEX: "codes",
  ACCOUNT_REFUSES_VAT: "codes",
  VAT_TYPE_NOT_FOUND: "codes",
  VAT_NOT_MAPPED: "codes",
  ACCOUNT_NOT_MAPPED: "codes",
  DEPARTMENT_NOT_MAPPED: "department",
  TRANSACTION_TYPE_NOT_MAPPED: "codes",
  PRODUCT_VAT_OR_ACCOUNT_CHANGED: "equal",
  PRODUCT_NUMBER_TAKEN: "free",
  PRODUCT_NAME_TAKEN: "free",
  PRODUCT_INACTIVE: "free",
  CUSTOMER_WITHOUT_NUMBER: "complete",
  CUSTOMER_NUMBER_NOT_USABLE: "complete",
  CUSTOMER_NUMBER_TAKEN: "free",
  CUSTOMER_SHARED: "free",
  CUSTOMER_NUMBER_DUPLICATE: "complete",
  CUSTOMER_ORGANIZATION_DIFFERS: "equal",
  EDITED_MEANWHILE: "equal",
  CHANGE_NOT_KEPT: "equal",
  CUSTOMER_NOT_IN_TRIPLETEX: "customer",
  INVOICE_NOT_SENT: "sent",
  INVOICE_LINES_MISSING: "complete",
  TOTALS_DO_NOT_ADD_UP: "complete",
  TOTALS_NOT_REPRODUCIBLE: "figures",
  LINE_WITHOUT_PRODUCT: "products",
  LINE_PRODUCT_NOT_IN_TRIPLETEX: "products",
  LINE_VAT_DIFFERS: "codes",
  LINE_ACCOUNT_DIFFERS: "codes",
  LINE_PRODUCT_INACTIVE: "accepted",
  PERIOD_CLOSED: "periodOpen",
  SEVERAL_DEPARTMENTS: "department",
  DEPARTMENT_NOT_IN_TRIPLETEX: "department",
  NEEDS_CREDIT: "complete",
  CREDIT_PARTIAL: "told",
  CREDIT_DATE_UNKNOWN: "told",
  CREDIT_NUMBER_NOT_MET: "told",
  ALREADY_CREDITED: "free",
  CREDIT_NOTE_PAID: "codes",
  AMOUNT_DIFFERS_FROM_LINES: "complete",
  INVOICE_NUMBER_TAKEN: "free",
  ORDER_WITHOUT_INVOICE: "accepted",
  CHANGED_AFTER_BOOKING: "equal",
  BOOKED_DIFFERENTLY: "equal",
  LINKED_WITH_DIFFERENCE: "equal",
  UNLINKED: "inTripletex",
  INVOICE_CREDITED: "free",
  CANARY_PENDING: "firstOfKind",
  INVOICE_NOT_IN_TRIPLETEX: "invoice",
  BEFORE_CUTOVER: "inScope",
  NOT_A_PAYMENT: "codes",
  PAYMENT_CHANGED: "equal",
  PAYMENT_TYPE_NOT_FOUND: "codes",
  ALREADY_PAID: "free",
  CREDITED_IN_TRIPLETEX: "equal",
  PAID_IN_TRIPLETEX: "equal",
  PAYMENT_TAKEN_BACK: "equal",
  SET_OFF_IN_TRIPLETEX: "equal",
  CUSTOMER_RENUMBERED: "equal",
  CUSTOMER_INACTIVE: "equal",
  PRODUCT_RENUMBERED: "equal",
  PAYER_CHANGED: "equal",
};
