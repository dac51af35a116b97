/**
 * How a customer comes to be and is changed (Tripletex dossier 5): defaults, numbers, addresses, and the rules on the finished row.
 */
import { z } from "zod";
import {
  type AddressInput,
  addressSchema,
  createAddress,
  deliveryAddressSchema,
  updateAddress,
} from "./addresses.ts";
import { INT32_MAXIMUM, LONG_TEXT, limited, readBody, reference } from "./body.ts";
import { type CustomerRow, takeNumber } from "./books.ts";
import { accountByNumber, NOK_ID, NORWAY_ID, RECEIVABLES_ACCOUNT } from "./chart.ts";
import { brokenRule, missingFields, staleVersion } from "./errors.ts";
import { isSame, merge, requireReference, type Simulation } from "./simulation.ts";

const MAXIMUM_DUE_DAYS = 10_000;
const NAME_LENGTH = 255;
const EMAIL_LENGTH = 254;
const SHORT_LENGTH = 100;
const flagValue = z.boolean().nullish();

export const customerSchema = z.object({
  id: z.int().optional(),
  version: z.int().optional(),
  name: limited(NAME_LENGTH).nullish(),
  customerNumber: z.int().min(0).max(INT32_MAXIMUM).nullish(),
  organizationNumber: limited(SHORT_LENGTH).nullish(),
  email: limited(EMAIL_LENGTH).nullish(),
  invoiceEmail: limited(EMAIL_LENGTH).nullish(),
  overdueNoticeEmail: limited(EMAIL_LENGTH).nullish(),
  phoneNumber: limited(SHORT_LENGTH).nullish(),
  phoneNumberMobile: limited(SHORT_LENGTH).nullish(),
  description: limited(LONG_TEXT).nullish(),
  website: limited(NAME_LENGTH).nullish(),
  language: z.enum(["NO", "EN"]).nullish(),
  isInactive: flagValue,
  isPrivateIndividual: flagValue,
  singleCustomerInvoice: flagValue,
  invoiceSendMethod: z.enum(["EMAIL", "EHF", "EFAKTURA", "AVTALEGIRO", "VIPPS", "PAPER", "MANUAL"]).nullish(),
  emailAttachmentType: z.enum(["LINK", "ATTACHMENT"]).nullish(),
  invoicesDueIn: z.int().min(0).max(MAXIMUM_DUE_DAYS).nullish(),
  invoicesDueInType: z.enum(["DAYS", "MONTHS", "RECURRING_DAY_OF_MONTH"]).nullish(),
  isFactoring: flagValue,
  invoiceSendSMSNotification: flagValue,
  invoiceSMSNotificationNumber: limited(SHORT_LENGTH).nullish(),
  isAutomaticSoftReminderEnabled: flagValue,
  isAutomaticReminderEnabled: flagValue,
  isAutomaticNoticeOfDebtCollectionEnabled: flagValue,
  discountPercentage: z.number().nullish(),
  department: reference.nullish(),
  currency: reference.nullish(),
  ledgerAccount: reference.nullish(),
  postalAddress: addressSchema.nullish(),
  physicalAddress: addressSchema.nullish(),
  deliveryAddress: deliveryAddressSchema.nullish(),
});
export type CustomerInput = z.infer<typeof customerSchema>;

/** Makes a customer. Throws 422/18000. */
export function createCustomer(simulation: Simulation, input: CustomerInput): CustomerRow {
  if (input.id !== undefined || input.version !== undefined) throw brokenRule("id", "idOnCreate");
  if (input.name === undefined || input.name === null) throw missingFields(["name"]);
  const { books } = simulation;
  const { postalAddress, physicalAddress, deliveryAddress, ...values } = input;
  const customerNumber = input.customerNumber || nextCustomerNumber(simulation);
  const addresses = {
    postalAddress: createAddress(simulation, books.Address, postalAddress ?? {}),
    physicalAddress: createAddress(simulation, books.Address, physicalAddress ?? {}),
    deliveryAddress: deliveryAddress
      ? createAddress(simulation, books.DeliveryAddress, deliveryAddress)
      : null,
  };
  const row = books.Customer.insert((created) => {
    const defaults = { ...defaultCustomer(simulation), ...created, ...addresses, customerNumber, version: 1 };
    return withDisplayName(merge("Customer", defaults, { ...values, customerNumber }));
  });
  checkCustomer(simulation, row);
  return row;
}

/** The number 0 counts as absent. A number that somebody took by hand is stepped over. */
function nextCustomerNumber({ books }: Simulation): number {
  let number = takeNumber(books, "customer");
  while (books.Customer.withKey("number", number).length > 0) number = takeNumber(books, "customer");
  return number;
}

function defaultCustomer(simulation: Simulation) {
  const { books, settings } = simulation;
  return {
    ...settings.customerDefaults,
    name: "",
    displayName: "",
    organizationNumber: "",
    email: "",
    invoiceEmail: "",
    phoneNumberMobile: "",
    isInactive: false,
    isCustomer: true,
    isPrivateIndividual: false,
    language: "NO",
    emailAttachmentType: "ATTACHMENT",
    invoicesDueIn: 14,
    invoicesDueInType: "DAYS",
    discountPercentage: 0,
    department: null,
    currency: { id: NOK_ID },
    ledgerAccount: { id: accountByNumber(books, RECEIVABLES_ACCOUNT).id },
  };
}

/** Changes a customer. Throws 409/8000 on a stale version; an absent version is not checked (Tripletex dossier 2). */
export function updateCustomer(
  simulation: Simulation,
  before: CustomerRow,
  input: CustomerInput,
): CustomerRow {
  if (input.id !== undefined && input.id !== before.id) throw brokenRule("id", "invalidFormat");
  if (input.version !== undefined && input.version !== before.version) throw staleVersion();
  const { postalAddress, physicalAddress, deliveryAddress, id: _id, version: _version, ...values } = input;
  const changedAddresses = changeAddresses(simulation, before, {
    postalAddress,
    physicalAddress,
    deliveryAddress,
  });
  const after = withDisplayName(merge("Customer", before, { ...values, ...changedAddresses.references }));
  if (!changedAddresses.hasChanged && isSame(before, after)) return before;
  const row = simulation.books.Customer.update({ ...after, version: before.version + 1 });
  checkCustomer(simulation, row);
  return row;
}

/** Makes a customer as a person would in the browser. */
export function createCustomerByHand(simulation: Simulation, body: unknown): CustomerRow {
  return createCustomer(simulation, readBody("Customer", customerSchema, body));
}

/** Changes a customer as a person would in the browser: no version needed. */
export function editCustomer(simulation: Simulation, before: CustomerRow, body: unknown): CustomerRow {
  return updateCustomer(simulation, before, readBody("Customer", customerSchema, body));
}

type AddressName = "postalAddress" | "physicalAddress" | "deliveryAddress";

function changeAddresses(
  simulation: Simulation,
  customer: CustomerRow,
  inputs: Record<AddressName, AddressInput | null | undefined>,
) {
  const { books, settings } = simulation;
  const tables = {
    postalAddress: books.Address,
    physicalAddress: books.Address,
    deliveryAddress: books.DeliveryAddress,
  };
  const references: Partial<Pick<CustomerRow, AddressName>> = {};
  let hasChanged = false;
  for (const name of ["postalAddress", "physicalAddress", "deliveryAddress"] as const) {
    const input = inputs[name];
    if (!input || settings.ignoresNestedAddresses) continue;
    const before = tables[name].get(customer[name]?.id ?? -1);
    const after = updateAddress(simulation, tables[name], { current: customer[name], input });
    hasChanged ||= tables[name].get(after.id) !== before;
    references[name] = after;
  }
  return { references, hasChanged };
}

const withDisplayName = (row: CustomerRow): CustomerRow => ({
  ...row,
  displayName: `${row.name} (${row.customerNumber})`,
});

/** Rules on the finished row; a refusal undoes the write. */
function checkCustomer(simulation: Simulation, row: CustomerRow): void {
  const { books } = simulation;
  if (row.name === "") throw brokenRule("name", "notEmpty");
  if (books.Customer.withKey("number", row.customerNumber).length > 1)
    throw brokenRule("customerNumber", "numberInUse");
  const country = books.Address.get(row.physicalAddress?.id ?? -1)?.country?.id ?? NORWAY_ID;
  const isNorwegian = country === NORWAY_ID;
  if (isNorwegian && row.organizationNumber !== "" && !/^\d{9}$/.test(row.organizationNumber)) {
    throw brokenRule("organizationNumber", "organizationNumber");
  }
  if (!isEmail(row.email)) throw brokenRule("email", "invalidFormat");
  if (!row.invoiceEmail.split(";").every(isEmail)) throw brokenRule("invoiceEmail", "invalidFormat");
  if (row.department !== null) requireReference(books.Department, row.department, "department");
}

/** Empty, or an address in plain ASCII. */
const isEmail = (email: string): boolean =>
  email === "" || /^[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+$/.test(email.trim());
