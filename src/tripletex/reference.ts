/**
 * Calls that read who we are and what the company has: VAT codes, accounts, departments, payment types, countries.
 * They exist for set-up checks and explicit mappings. They must never write anything: this data belongs to the accountant.
 */
import { commaList } from "../http/url.ts";
import { wrapped } from "./envelopes.ts";
import { refuseUnasked, splitKeys } from "./lookup.ts";
import {
  ACCOUNT_FIELDS,
  accountSchema,
  COMPANY_FIELDS,
  COUNTRY_FIELDS,
  companySchema,
  countrySchema,
  DEPARTMENT_FIELDS,
  departmentSchema,
  IDENTITY_FIELDS,
  identitySchema,
  PAYMENT_TYPE_FIELDS,
  paymentTypeSchema,
  type TripletexAccount,
  type TripletexCompany,
  type TripletexCountry,
  type TripletexDepartment,
  type TripletexIdentity,
  type TripletexPaymentType,
  type TripletexVatType,
  VAT_TYPE_FIELDS,
  vatTypeSchema,
} from "./schemas.ts";
import type { Transport } from "./transport.ts";

const ACCOUNT_PATH = "/ledger/account";
const COMPANY_PATH = "/company/{id}";

/** Every method throws RemoteError. */
export interface ReferenceCalls {
  /** The company and employee that the tokens belong to; the company must be checked before anything is written. */
  whoAmI(): Promise<TripletexIdentity>;
  company(id: number): Promise<TripletexCompany>;
  /** VAT codes for sales that are active in this company on a date (YYYY-MM-DD). */
  outgoingVatTypes(vatDate: string): Promise<TripletexVatType[]>;
  accountsByNumber(numbers: number[]): Promise<TripletexAccount[]>;
  /** The whole chart of accounts, without inactive ones; for choosing, not for each run. */
  activeAccounts(): Promise<TripletexAccount[]>;
  /** All departments that are in use. */
  departments(): Promise<TripletexDepartment[]>;
  paymentTypes(): Promise<TripletexPaymentType[]>;
  countries(): Promise<TripletexCountry[]>;
}

/** Makes the calls that read reference data. */
export function referenceCalls(transport: Transport): ReferenceCalls {
  return {
    whoAmI: async () => {
      const query = { fields: IDENTITY_FIELDS };
      const call = {
        method: "GET",
        path: "/token/session/>whoAmI",
        query,
        schema: wrapped(identitySchema),
      } as const;
      return (await transport.send(call)).value;
    },
    company: async (id) => {
      const query = { fields: COMPANY_FIELDS };
      const call = {
        method: "GET",
        path: COMPANY_PATH,
        pathValues: { id },
        query,
        schema: wrapped(companySchema),
      } as const;
      const { value } = await transport.send(call);
      if (value.id !== id) throw transport.refuse("GET", COMPANY_PATH, "it is another company");
      return value;
    },
    outgoingVatTypes: (vatDate) =>
      transport.readList({
        path: "/ledger/vatType",
        query: { typeOfVat: "OUTGOING", vatDate },
        fields: VAT_TYPE_FIELDS,
        item: vatTypeSchema,
      }),
    accountsByNumber: async (numbers) => {
      const found: TripletexAccount[] = [];
      for (const group of splitKeys(numbers)) {
        const query = { number: commaList(group) };
        const list = { path: ACCOUNT_PATH, query, fields: ACCOUNT_FIELDS, item: accountSchema };
        const check = {
          path: ACCOUNT_PATH,
          asked: group,
          keyOf: (account: TripletexAccount) => account.number,
        };
        found.push(...refuseUnasked(transport, await transport.readList(list), check));
      }
      return found;
    },
    activeAccounts: () =>
      transport.readList({
        path: ACCOUNT_PATH,
        query: { isInactive: false },
        fields: ACCOUNT_FIELDS,
        item: accountSchema,
      }),
    departments: () =>
      transport.readList({
        path: "/department",
        query: { isInactive: false },
        fields: DEPARTMENT_FIELDS,
        item: departmentSchema,
      }),
    paymentTypes: () =>
      transport.readList({
        path: "/invoice/paymentType",
        fields: PAYMENT_TYPE_FIELDS,
        item: paymentTypeSchema,
      }),
    countries: () => transport.readList({ path: "/country", fields: COUNTRY_FIELDS, item: countrySchema }),
  };
}
