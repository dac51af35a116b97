/**
 * The switches of the Tripletex stand-in: how this company is set up, and how the service answers where its true behaviour
 * is unknown. Defaults are the pessimistic reading, so that a client that works here does not lean on luck.
 */
import { z } from "zod";

/** Unpublished by Tripletex; high enough never to bind unless a test lowers it. */
const UNBOUND_RATE_LIMIT = 1_000_000;
const RATE_PERIOD_SECONDS = 3600;
/** Tripletex refuses larger results whatever the page size (Tripletex dossier 2). */
const MAXIMUM_RESULT_SIZE = 10_000;

const rateLimitSchema = z.strictObject({
  limit: z.number().int().min(1).default(UNBOUND_RATE_LIMIT),
  periodSeconds: z.number().int().min(1).default(RATE_PERIOD_SECONDS),
  /** False: a 429 says nothing about when to return, as reported for the real service. */
  headersOn429: z.boolean().default(true),
});

/** What a new customer gets unless the request says otherwise. Everything that would disturb members is on. */
const customerDefaultsSchema = z.strictObject({
  invoiceSendMethod: z.string().default("EMAIL"),
  isAutomaticSoftReminderEnabled: z.boolean().default(true),
  isAutomaticReminderEnabled: z.boolean().default(true),
  isAutomaticNoticeOfDebtCollectionEnabled: z.boolean().default(true),
  invoiceSendSMSNotification: z.boolean().default(true),
  isFactoring: z.boolean().default(true),
});

export const settingsSchema = z.strictObject({
  /** How `POST /token/session/:create` answers: served, or one of the refusals a server without it may give. */
  postSessionCreate: z.enum(["open", "status404", "status405", "status400"]).default("open"),
  /** False: the list endpoints answer 403/9000. */
  listEndpointsAreOpen: z.boolean().default(true),
  /** False: what stood before the refused record of a list stays written. Truth unknown. */
  listsAreAtomic: z.boolean().default(true),
  productNamesAreUnique: z.boolean().default(true),
  isVatRegistered: z.boolean().default(true),
  /** Numbers (not ids) of the outgoing VAT types switched on in this company. */
  activeVatNumbers: z.array(z.string()).default(["3", "31", "33", "5", "6", "52"]),
  /** VAT number to the first date on which it is no longer active. */
  vatTypeEndDates: z.record(z.string(), z.iso.date()).default({}),
  inactiveAccountNumbers: z.array(z.number().int()).default([]),
  /** False: account 1920 has no bank account number, and no invoice can be made. */
  hasBankAccountNumber: z.boolean().default(true),
  /** False: the product's VAT type beats the line's. Sources disagree. */
  lineVatWins: z.boolean().default(true),
  vatRounding: z.enum(["perLine", "perVatCode"]).default("perLine"),
  roundsToWholeKroner: z.boolean().default(false),
  /** A fixed fee without VAT, in kroner, that the company adds to every invoice. 0 = none. */
  invoiceFee: z.number().min(0).default(0),
  /** True: a line with an inactive product is refused. Truth unknown. */
  refusesInactiveProducts: z.boolean().default(true),
  /** True: an address nested in `PUT /customer/{id}` is answered with 200 and not stored, as an older note says. */
  ignoresNestedAddresses: z.boolean().default(false),
  pricesIncludeVatByDefault: z.boolean().default(false),
  /** True: a number given by the caller moves Tripletex's own series on. */
  explicitNumbersAdvanceSeries: z.boolean().default(false),
  /** Last closed day; documents on or before it are refused. */
  closedThrough: z.iso.date().nullable().default(null),
  /** Reported for the test environment; the parameter is accepted and does nothing. */
  changedSinceIsIgnored: z.boolean().default(true),
  /** New orders and invoices stay out of lists for this long; reading by id finds them at once. */
  listLagMs: z.number().int().min(0).default(0),
  maximumResultSize: z.number().int().min(1).default(MAXIMUM_RESULT_SIZE),
  /** False: `posting.account` comes as null, as it does for tokens with few rights. */
  postingAccountIsVisible: z.boolean().default(false),
  /** False: `posting.type` comes as null, so that it tells no invoice's own posting from a payment. */
  postingTypeIsVisible: z.boolean().default(true),
  /**
   * How a person's closing of two documents against each other shows, beside the amounts outstanding on both: not at all, by a close
   * group that their postings share, or by the other document's posting among an invoice's own. Truth unknown.
   */
  setOffShows: z.enum(["outstanding", "closeGroup", "postings"]).default("outstanding"),
  /** Path templates that the token has no right to, as `/ledger/vatSettings`: 403/9000 whatever the method. */
  forbiddenPaths: z.array(z.string()).default([]),
  /** How far the service's clock, as its Date header tells it, is ahead of this machine's. */
  clockSkewSeconds: z.number().int().default(0),
  rateLimit: rateLimitSchema.prefault({}),
  customerDefaults: customerDefaultsSchema.prefault({}),
});

export type TripletexSettings = z.infer<typeof settingsSchema>;
export type TripletexSettingsInput = z.input<typeof settingsSchema>;
