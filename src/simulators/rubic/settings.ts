/**
 * The switches of the Rubic simulator, one per open question about the real service (Rubic dossier 7.5 and 9).
 * A correct integration gives the same books for every value. All can be changed while it runs.
 */
import { z } from "zod";

const milliseconds = z.number().int().min(0);

const settingsSchema = z.strictObject({
  /** Does a price include VAT? Totals are the same either way. */
  priceMode: z.enum(["exclVat", "inclVat"]),
  /** Is a line's `discount` for the whole line or for each unit? */
  discountMode: z.enum(["lineAmount", "unitAmount"]),
  /** How credits show: as own negative rows, as amounts on the original, or both. */
  creditNoteMode: z.enum(["negativeInvoice", "amountsOnOriginal", "both"]),
  /** Does a credit note's description name the credited invoice? */
  creditNoteReference: z.enum(["inDescription", "none"]),
  /** Whether credits also show as transactions of their own type: on the credited invoice, or on the credit note. */
  creditSettlement: z.enum(["none", "onInvoice", "onCreditNote"]),
  /** Where a reminder fee shows: an extra line, only in `totalAmount`, or nowhere. */
  reminderFeeMode: z.enum(["extraLine", "inTotalAmount", "none"]),
  /** Does `paymentFee` exclude or include its VAT, or is there no fee at all? */
  feeMode: z.enum(["feeExclVat", "feeInclVat", "noFee"]),
  /** Is the fee kept back from the payout, or is the payout gross and the fee billed apart? */
  feePayment: z.enum(["withheld", "billed"]),
  /** Do lines copy the product's code, or is the product id all they have? */
  lineProductCode: z.enum(["copied", "missing"]),
  /** Do lines carry the department's number and name, or its id alone? */
  lineDepartment: z.enum(["idAndNumber", "idOnly"]),
  /** What an invoice has as `memberNo`: the payer's number, 0, or a number of another series. */
  memberNumber: z.enum(["customerNo", "zero", "otherSeries"]),
  /** Is `ledgerCustomerNo` there only where it differs from `customerNo`, or always? */
  ledgerNumber: z.enum(["whereDifferent", "always"]),
  /** How `countryCode` beside a mobile number is written. */
  countryCode: z.enum(["calling", "callingZeros", "iso"]),
  countryName: z.enum(["norwegian", "english"]),
  /** How a text without content is written. */
  emptyText: z.enum(["null", "blank"]),
  /** Ids of invoices that come with `invoiceLines: null`, that is, not delivered. */
  withoutLines: z.array(z.int()),
  invoiceFilterField: z.enum(["invoiceDate", "created", "sentDate"]),
  transactionFilterField: z.enum(["paymentDate", "registered"]),
  periodEnd: z.enum(["inclusive", "exclusive"]),
  dateFormat: z.enum(["dateOnly", "localDateTime", "localDateTime7", "utcZ"]),
  /** What an unsent invoice has as `sentDate`: its creation time, or .NET's year 1. */
  unsentDate: z.enum(["realDate", "year0001"]),
  /** Larger pages are cut to this without a word. */
  pageSizeCap: z.union([z.literal("none"), z.literal(1000), z.literal(500), z.literal(100)]),
  sortOrder: z.enum(["idAsc", "idDesc", "dateDesc", "unstable"]),
  /** Rows move between pages: the last row comes again, or (in every other pass) one row is missed. */
  rowsShiftWhilePaging: z.enum(["off", "repeatRow", "missRow"]),
  /** An old open invoice is paid each time the first page of invoices has been read. */
  lateChanges: z.boolean(),
  schemaDrift: z.enum(["none", "unknownKey", "unknownEnum", "nullInNonNull", "missingKey"]),
  unknownOrganization: z.union([z.literal(403), z.literal(404)]),
  /** Waiting time before each answer: fixed, plus a seeded part between 0 and the jitter. */
  latencyMs: milliseconds,
  latencyJitterMs: milliseconds,
  /** How far the service's clock, as its Date header tells it, is ahead of this machine's. */
  clockSkewSeconds: z.number().int(),
});

export type RubicSettings = z.infer<typeof settingsSchema>;

export const DEFAULT_SETTINGS: RubicSettings = {
  priceMode: "exclVat",
  discountMode: "lineAmount",
  creditNoteMode: "amountsOnOriginal",
  creditNoteReference: "inDescription",
  creditSettlement: "none",
  reminderFeeMode: "inTotalAmount",
  feeMode: "feeExclVat",
  feePayment: "withheld",
  lineProductCode: "copied",
  lineDepartment: "idAndNumber",
  memberNumber: "customerNo",
  ledgerNumber: "whereDifferent",
  countryCode: "calling",
  countryName: "norwegian",
  emptyText: "null",
  withoutLines: [],
  invoiceFilterField: "invoiceDate",
  transactionFilterField: "paymentDate",
  periodEnd: "inclusive",
  dateFormat: "localDateTime",
  unsentDate: "year0001",
  pageSizeCap: "none",
  sortOrder: "idAsc",
  rowsShiftWhilePaging: "off",
  lateChanges: false,
  schemaDrift: "none",
  unknownOrganization: 404,
  latencyMs: 0,
  latencyJitterMs: 0,
  clockSkewSeconds: 0,
};

/** The settings with the stated ones changed. Throws a ZodError on an unknown name or value. */
export function mergeSettings(current: RubicSettings, patch: unknown): RubicSettings {
  return { ...current, ...settingsSchema.partial().parse(patch) };
}
