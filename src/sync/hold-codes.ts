/**
 * Every reason why a record can wait, in one catalogue: a short title, the one remedy that a person is told, who can mend
 * it and whether trying again can help. The message beside a hold names the record and the figures; the remedy stands here
 * once, so that page, command line and documents say the same. `docs/operations.md` lists them all.
 */
import { type CodeEntry, codesOf, entryOf, isCodeOf, type Mender } from "./codes.ts";
import { CREDIT_HOLDS } from "./credit-holds.ts";
import { LATE_HOLDS } from "./late-holds.ts";
import { LINK_HOLDS } from "./link-holds.ts";
import { MAPPING_HOLDS } from "./mapping-holds.ts";

export const HOLD_TEXTS = {
  INVALID_RECORD: {
    title: "Unreadable in Rubic",
    remedy: "Correct the record in Rubic, or ask Rubic's support why it delivers it incomplete.",
    mender: "accountant",
    retry: "afterMending",
  },
  REFUSED_BY_TRIPLETEX: {
    title: "Refused by Tripletex",
    remedy:
      "Read Tripletex's words, correct the record in Rubic or the setting in Tripletex, and sync again.",
    mender: "accountant",
    retry: "afterMending",
  },
  GONE_FROM_TRIPLETEX: {
    title: "Gone from Tripletex",
    remedy:
      "Find out who deleted it in Tripletex; link it to the record that replaces it, or unlink it: the next sync then creates it again.",
    mender: "operator",
    retry: "afterMending",
  },
  IN_DOUBT: {
    title: "Outcome unknown",
    remedy: "Nothing to do: the service looks in Tripletex until it knows, and never sends it twice.",
    mender: "operator",
    retry: "byItself",
  },

  NOT_ARRIVED: {
    title: "Did not arrive",
    remedy: "Nothing to do: the next sync sends it again.",
    mender: "operator",
    retry: "byItself",
  },

  PRODUCT_WITHOUT_CODE: {
    title: "Product without code",
    remedy: "Give the product a code in Rubic.",
    mender: "accountant",
    retry: "afterMending",
  },
  PRODUCT_CODE_DUPLICATE: {
    title: "Code used twice",
    remedy: "Give one of the products another code in Rubic.",
    mender: "accountant",
    retry: "afterMending",
  },
  PRODUCT_GROUP_MISSING: {
    title: "Product group missing",
    remedy: "Put the product into a product group in Rubic.",
    mender: "accountant",
    retry: "afterMending",
  },
  PRODUCT_WITHOUT_ACCOUNT: {
    title: "No income account",
    remedy: "Set the income account of the product group in Rubic.",
    mender: "accountant",
    retry: "afterMending",
  },
  ACCOUNT_NOT_IN_TRIPLETEX: {
    title: "Account not in Tripletex",
    remedy: "Create or activate the account in Tripletex, or approve the mapping to another one.",
    mender: "accountant",
    retry: "afterMending",
  },
  ACCOUNT_REFUSES_VAT: {
    title: "Account does not take this VAT type",
    remedy: "Allow the VAT type on the account in Tripletex, or correct account or VAT code in Rubic.",
    mender: "accountant",
    retry: "afterMending",
  },
  VAT_TYPE_NOT_FOUND: {
    title: "Mapped VAT type not active",
    remedy: "Activate the VAT type in Tripletex, or approve the mapping to another one; then sync again.",
    mender: "accountant",
    retry: "afterMending",
  },
  PRODUCT_VAT_OR_ACCOUNT_CHANGED: {
    title: "VAT type or account changed",
    remedy:
      "Undo the change in Rubic or in the mapping, or set VAT type and account of the product in Tripletex to the same.",
    mender: "accountant",
    retry: "afterMending",
  },
  PRODUCT_NUMBER_TAKEN: {
    title: "Number taken by another product",
    remedy: "Rename or renumber the other product in Tripletex, or this one in Rubic.",
    mender: "accountant",
    retry: "afterMending",
  },

  PRODUCT_NAME_TAKEN: {
    title: "Name taken by another product",
    remedy: "Rename the other product in Tripletex, or this one in Rubic: two products can't share a name.",
    mender: "accountant",
    retry: "afterMending",
  },
  PRODUCT_INACTIVE: {
    title: "Product inactive in Tripletex",
    remedy: "Make the product active in Tripletex, or stop selling it in Rubic.",
    mender: "accountant",
    retry: "afterMending",
  },

  CUSTOMER_WITHOUT_NUMBER: {
    title: "Customer without number",
    remedy: "Give the customer a number in Rubic.",
    mender: "accountant",
    retry: "afterMending",
  },
  CUSTOMER_NUMBER_NOT_USABLE: {
    title: "Customer number not usable",
    remedy: "Tripletex takes whole numbers without leading zeros: set the ledger customer number in Rubic.",
    mender: "accountant",
    retry: "afterMending",
  },
  CUSTOMER_NUMBER_TAKEN: {
    title: "Number taken by somebody else",
    remedy: "Find out in Tripletex who has the number; set another ledger customer number in Rubic.",
    mender: "accountant",
    retry: "afterMending",
  },
  CUSTOMER_SHARED: {
    title: "Two customers, one number",
    remedy:
      "If both are one customer (a family, a merge), link this one to it as an alias; else give one another ledger customer number in Rubic.",
    mender: "accountant",
    retry: "afterMending",
  },

  CUSTOMER_NUMBER_DUPLICATE: {
    title: "Number used twice in Rubic",
    remedy: "Give one of the two customers another number in Rubic.",
    mender: "accountant",
    retry: "afterMending",
  },
  CUSTOMER_ORGANIZATION_DIFFERS: {
    title: "Organisation number differs",
    remedy: "Find out which organisation number is right, and correct it in Tripletex or in Rubic.",
    mender: "accountant",
    retry: "afterMending",
  },
  EDITED_MEANWHILE: {
    title: "Being edited in Tripletex",
    remedy: "Nothing to do: the next sync compares the record again.",
    mender: "operator",
    retry: "byItself",
  },
  CHANGE_NOT_KEPT: {
    title: "Change not kept",
    remedy: "Make the change by hand in Tripletex.",
    mender: "accountant",
    retry: "afterMending",
  },

  CUSTOMER_NOT_IN_TRIPLETEX: {
    title: "Customer not in Tripletex",
    remedy: "Mend what holds the customer; the invoice follows in the next sync.",
    mender: "accountant",
    retry: "byItself",
  },
  INVOICE_NOT_SENT: {
    title: "Not sent",
    remedy: "Send the invoice in Rubic, or delete the draft there.",
    mender: "accountant",
    retry: "afterMending",
  },
  INVOICE_LINES_MISSING: {
    title: "Lines missing",
    remedy: "Rubic delivered the invoice without its lines: sync again, else ask Rubic's support.",
    mender: "accountant",
    retry: "afterMending",
  },
  TOTALS_DO_NOT_ADD_UP: {
    title: "Totals do not add up",
    remedy: "The lines do not sum up to the invoice in Rubic: ask Rubic's support, or book it by hand.",
    mender: "accountant",
    retry: "afterMending",
  },
  TOTALS_NOT_REPRODUCIBLE: {
    title: "Total can't be reproduced",
    remedy: "Tripletex would round this line to another øre: book it by hand in Tripletex.",
    mender: "accountant",
    retry: "never",
  },
  LINE_WITHOUT_PRODUCT: {
    title: "Line without product",
    remedy: "A free-text line has no income account of its own in Tripletex: book the invoice by hand.",
    mender: "accountant",
    retry: "never",
  },
  LINE_PRODUCT_NOT_IN_TRIPLETEX: {
    title: "Product not in Tripletex",
    remedy: "Mend what holds the product; the invoice follows in the next sync.",
    mender: "accountant",
    retry: "byItself",
  },
  LINE_VAT_DIFFERS: {
    title: "Line and product differ in VAT",
    remedy: "Correct the VAT code of the product group in Rubic or its mapping, or book the invoice by hand.",
    mender: "accountant",
    retry: "afterMending",
  },
  LINE_ACCOUNT_DIFFERS: {
    title: "Line and product differ in account",
    remedy: "Correct the account of the product group in Rubic or its mapping, or book the invoice by hand.",
    mender: "accountant",
    retry: "afterMending",
  },
  LINE_PRODUCT_INACTIVE: {
    title: "Product of a line is inactive",
    remedy: "Make the product active in Tripletex; the invoice follows in the next sync.",
    mender: "accountant",
    retry: "afterMending",
  },
  PERIOD_CLOSED: {
    title: "Period closed in Tripletex",
    remedy:
      "Open the period in Tripletex and sync again, or book it by hand; for a payment, another booking date can be chosen with a reason. The service moves no date by itself.",
    mender: "accountant",
    retry: "afterMending",
  },
  SEVERAL_DEPARTMENTS: {
    title: "Several departments",
    remedy: "An order in Tripletex has one department: split the invoice, or book it by hand.",
    mender: "accountant",
    retry: "afterMending",
  },
  DEPARTMENT_NOT_IN_TRIPLETEX: {
    title: "Mapped department not in Tripletex",
    remedy: "Activate the department in Tripletex, or approve the mapping to another one; then sync again.",
    mender: "accountant",
    retry: "afterMending",
  },
  NEEDS_CREDIT: {
    title: "Credited or corrected in Rubic",
    remedy: "Credit or correct the invoice by hand in Tripletex, then leave this out with a reason.",
    mender: "accountant",
    retry: "never",
  },
  AMOUNT_DIFFERS_FROM_LINES: {
    title: "Fee outside the lines",
    remedy:
      "The amount to pay differs from the lines (a reminder fee, for example): book the fee by hand and leave this out with a reason; an invoice that is not booked yet, book by hand with its fee and link it.",
    mender: "accountant",
    retry: "never",
  },
  INVOICE_NUMBER_TAKEN: {
    title: "Number taken by another invoice",
    remedy:
      "Compare both invoices: link them if they are one, else agree on separate number series. A credit can't be linked: leave it out with a reason if it is the one in Tripletex.",
    mender: "accountant",
    retry: "afterMending",
  },
  ORDER_WITHOUT_INVOICE: {
    title: "Order without invoice",
    remedy: "Delete the order in Tripletex; the invoice is booked in the next sync.",
    mender: "accountant",
    retry: "afterMending",
  },
  CHANGED_AFTER_BOOKING: {
    title: "Changed after it was booked",
    remedy:
      "An invoice can't be changed in Tripletex: credit it there, book the new one by hand and link this to it; or undo the change in Rubic. What a credit lacks, credit by hand, then leave this out with a reason.",
    mender: "accountant",
    retry: "afterMending",
  },
  BOOKED_DIFFERENTLY: {
    title: "Booked differently",
    remedy:
      "Correct the cause (VAT type or account of the product, a rounding setting), credit the invoice in Tripletex, book the right one there by hand, link this record to that one and sync again: no invoice is booked before. If none is to replace it, unlink this record instead, sync, and leave it out with a reason. A credit can be neither linked nor unlinked: correct it in Tripletex with a voucher, then leave it out with a reason.",
    mender: "accountant",
    retry: "never",
  },
  INVOICE_CREDITED: {
    title: "Credited in Tripletex",
    remedy:
      "Book the invoice that replaces it by hand in Tripletex and link Rubic's invoice to it: its payments follow in the next sync. If none replaces it, leave this out with a reason.",
    mender: "accountant",
    retry: "afterMending",
  },
  ...LINK_HOLDS,
  CANARY_PENDING: {
    title: "Waits for the first of its kind",
    remedy: "Nothing to do: it follows when the first invoice of its kind has been compared with Tripletex.",
    mender: "operator",
    retry: "byItself",
  },

  INVOICE_NOT_IN_TRIPLETEX: {
    title: "Invoice not in Tripletex",
    remedy: "Mend what holds the invoice; what belongs to it follows in the next sync.",
    mender: "accountant",
    retry: "byItself",
  },
  BEFORE_CUTOVER: {
    title: "Invoice before the cut-over",
    remedy: "Link its invoice to the one in Tripletex; the next sync then registers the payment there.",
    mender: "accountant",
    retry: "afterMending",
  },
  NOT_A_PAYMENT: {
    title: "Not a payment",
    remedy:
      "Find out in Rubic what it is, register it by hand on the invoice in Tripletex with a payment type of that kind, and link the two; if nothing is to be booked, leave it out with a reason.",
    mender: "accountant",
    retry: "never",
  },
  PAYMENT_CHANGED: {
    title: "Changed after it was booked",
    remedy:
      "Take the payment back in Tripletex, register it there as Rubic has it now and link this one to that; or undo the change in Rubic.",
    mender: "accountant",
    retry: "afterMending",
  },
  PAYMENT_TYPE_NOT_FOUND: {
    title: "Mapped payment type not in Tripletex",
    remedy: "Approve the mapping of the transaction type to a payment type that Tripletex has.",
    mender: "accountant",
    retry: "afterMending",
  },
  ALREADY_PAID: {
    title: "Already paid in Tripletex",
    remedy:
      "If it is the money that somebody registered in Tripletex, link it there (where one sum covers several, leave it out with a reason); if it is other money, register it there on its own date: the next sync takes it.",
    mender: "accountant",
    retry: "afterMending",
  },

  ...CREDIT_HOLDS,
  ...LATE_HOLDS,
  ...MAPPING_HOLDS,
} as const satisfies Record<string, CodeEntry>;

export type HoldCode = keyof typeof HOLD_TEXTS;

export const HOLD_CODES = codesOf(HOLD_TEXTS);

export const isHoldCode = (code: string): code is HoldCode => isCodeOf(HOLD_TEXTS, code);

/** A hold whose code an older version wrote and this one does not know any more: the next try names it anew. */
const GONE = {
  remedy: "Sync again; if it stays, ask whoever operates the service.",
  mender: "operator",
  retry: "byItself",
} as const;

/** The entry of a stored hold code. Rows outlive versions, so any text is answered. */
export function holdEntry(code: string): CodeEntry {
  return entryOf(HOLD_TEXTS, code, GONE);
}

/** The remedy of a stored hold code. */
export function remedyFor(code: string): string {
  return holdEntry(code).remedy;
}

/** Nothing is to be linked: the service finds out by itself, the record can't be read, may be either of two, is none of Rubic's, or no document takes it. */
const NOT_LINKABLE: ReadonlySet<string> = new Set([
  "IN_DOUBT",
  "NOT_ARRIVED",
  "CANARY_PENDING",
  "INVALID_RECORD",
  "CUSTOMER_NUMBER_DUPLICATE",
  "CREDITED_IN_TRIPLETEX",
  "PAID_IN_TRIPLETEX",
  "PAYMENT_TAKEN_BACK",
  "SET_OFF_IN_TRIPLETEX",
  "CREDIT_NOTE_PAID",
] satisfies HoldCode[]);

/** Whether a person may say which existing record in Tripletex a held record is. A credit is found through its invoice. */
export function isLinkable({ kind, code }: { kind: string; code: string }): boolean {
  return kind !== "credit" && !NOT_LINKABLE.has(code);
}

/** The short title of a stored hold code. */
export function titleFor(code: string): string {
  return holdEntry(code).title;
}

/** Who has to act before a record that is held for this reason can go on; null when it goes on by itself. */
export function awaitedBy(code: string): Mender | null {
  const { mender, retry } = holdEntry(code);
  return retry === "byItself" ? null : mender;
}
