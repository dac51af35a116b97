/**
 * Calls that read how a company is set up: VAT registration, invoice account, accounting periods, customers' switches.
 * They exist for the check before real books are written. They must never write anything: set-up belongs to the accountant.
 */
import { z } from "zod";
import { wrapped } from "./envelopes.ts";
import type { Transport } from "./transport.ts";

const ACCOUNT_PATH = "/ledger/account";

const vatSettingsSchema = z.object({
  vatRegistrationStatus: z.enum([
    "VAT_NOT_REGISTERED",
    "VAT_APPLICANT",
    "VAT_REGISTERED",
    "VAT_COMPENSATION",
  ]),
});

/** A number that is hidden comes as null (Tripletex dossier 1), one that is not there as "": only the latter says something. */
const bankAccountSchema = z.object({
  id: z.int(),
  number: z.int(),
  isBankAccount: z.boolean(),
  isInvoiceAccount: z.boolean(),
  bankAccountNumber: z.string(),
});

const periodSchema = z.object({ id: z.int(), start: z.iso.date(), end: z.iso.date(), isClosed: z.boolean() });

const customerSetUpSchema = z.object({
  id: z.int(),
  customerNumber: z.int(),
  name: z.string(),
  invoiceSendMethod: z.string().nullish(),
  isAutomaticReminderEnabled: z.boolean(),
  isAutomaticSoftReminderEnabled: z.boolean(),
  isAutomaticNoticeOfDebtCollectionEnabled: z.boolean(),
  isFactoring: z.boolean(),
  invoiceSendSMSNotification: z.boolean(),
});

const fieldsOf = (schema: { shape: object }) => Object.keys(schema.shape).join(",");

export type TripletexVatStatus = z.output<typeof vatSettingsSchema>["vatRegistrationStatus"];
export type TripletexBankAccount = z.output<typeof bankAccountSchema>;
/** An accounting period; whether `end` is its last day or the day after is not documented. */
export type TripletexPeriod = z.output<typeof periodSchema>;
export type TripletexCustomerSetUp = z.output<typeof customerSetUpSchema>;

/** Every method throws RemoteError. */
export interface SetUpCalls {
  /** Added to Tripletex in 2.74.00 (Tripletex dossier 7). */
  vatRegistrationStatus(): Promise<TripletexVatStatus>;
  bankAccounts(): Promise<TripletexBankAccount[]>;
  /** Accounting periods that end on this day (YYYY-MM-DD) or later. */
  accountingPeriods(endFrom: string): Promise<TripletexPeriod[]>;
  /** All customers, inactive ones included. Tripletex refuses to list more than 10,000 (code 23000). */
  customerSetUps(): Promise<TripletexCustomerSetUp[]>;
}

/** Makes the calls that read the company's set-up. */
export function setUpCalls(transport: Transport): SetUpCalls {
  return {
    vatRegistrationStatus: async () => {
      const { value } = await transport.send({
        method: "GET",
        path: "/ledger/vatSettings",
        query: { fields: fieldsOf(vatSettingsSchema) },
        schema: wrapped(vatSettingsSchema),
      });
      return value.vatRegistrationStatus;
    },
    bankAccounts: async () => {
      const accounts = await transport.readList({
        path: ACCOUNT_PATH,
        query: { isBankAccount: true },
        fields: fieldsOf(bankAccountSchema),
        item: bankAccountSchema,
      });
      if (accounts.every(({ isBankAccount }) => isBankAccount)) return accounts;
      throw transport.refuse("GET", ACCOUNT_PATH, "it holds accounts that were not asked for");
    },
    accountingPeriods: (endFrom) =>
      transport.readList({
        path: "/ledger/accountingPeriod",
        query: { endFrom },
        fields: fieldsOf(periodSchema),
        item: periodSchema,
      }),
    customerSetUps: async () => {
      const found = new Map<number, TripletexCustomerSetUp>();
      // The list hides inactive customers unless they are asked for (Tripletex dossier 5); their numbers are taken all the same.
      for (const isInactive of [false, true]) {
        const list = { path: "/customer", query: { isInactive }, fields: fieldsOf(customerSetUpSchema) };
        for (const each of await transport.readList({ ...list, item: customerSetUpSchema })) {
          found.set(each.id, each);
        }
      }
      return [...found.values()];
    },
  };
}
