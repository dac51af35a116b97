/**
 * Which customer Tripletex should have for a Rubic customer, and what differs from the one it has. Tripletex must not chase
 * members, so every flag that would is off on creation. It must never touch those flags later, never blank a field that the
 * accountant filled in, and never default a country over one that stands there.
 */
import type { RubicCustomer } from "../rubic/schemas.ts";
import type { AddressBody, CustomerBody, CustomerChanges } from "../tripletex/bodies.ts";
import type { TripletexAddress, TripletexCustomer } from "../tripletex/schemas.ts";
import { PERSON } from "./companies.ts";
import { countryOfCustomer, isDomesticCallingCode } from "./countries.ts";
import { customerKey, tripletexCustomerNumber } from "./customer-number.ts";
import type { CustomerExpectation, HashFields, Held } from "./decision.ts";
import { comparableText, describeCustomer, givenText, limitText } from "./describe.ts";
import { nameMark } from "./name-mark.ts";
import type { Reference } from "./reference.ts";

/** Limits of Tripletex (Tripletex dossier 5). */
const NAME_LIMIT = 255;
const EMAIL_LIMIT = 254;
const PHONE_LIMIT = 100;
const ADDRESS_LINE_LIMIT = 255;
const PLACE_LIMIT = 100;
/** ASCII only: Tripletex refuses an address with æ, ø or å, and with it the customer (Tripletex dossier 5). */
const EMAIL = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i;
const STARTS_WITH_CALLING_CODE = /^(?:\+|00)/;

export interface WantedCustomer {
  outcome: "wanted";
  /** Rubic's own customer number. */
  key: string;
  customerNumber: number;
  /** Kept with the mapping, see `name-mark.ts`. */
  nameMark: string;
  body: CustomerBody;
  /** False when the country of the body is only the default: then it is never written over an existing one. */
  namesCountry: boolean;
  expectation: CustomerExpectation;
  hashFields: HashFields;
}

/**
 * Decides one customer. Order of checks: number, Rubic's own key, name.
 * @param organizationNumber of the company that the customer is, nine digits; null where it is none or not known
 */
export function decideCustomer(
  customer: RubicCustomer,
  reference: Reference,
  organizationNumber: string | null = null,
): WantedCustomer | Held {
  const number = tripletexCustomerNumber(customer);
  if (!("ok" in number)) return number;
  const key = customerKey(customer);
  if (key === null) {
    const message = `${describeCustomer(customer)} has a ledger customer number, but no customer number of Rubic's own to keep it by.`;
    return { outcome: "held", code: "CUSTOMER_WITHOUT_NUMBER", message };
  }
  const name = givenText(customer.customerName);
  if (name === null) {
    const message = `${describeCustomer(customer)} has no name in Rubic.`;
    return { outcome: "held", code: "INVALID_RECORD", message };
  }
  const decided = { name: limitText(name, NAME_LIMIT), number: number.number, reference, organizationNumber };
  const body = buildBody(customer, decided);
  return {
    outcome: "wanted",
    key,
    customerNumber: number.number,
    nameMark: nameMark(key, name),
    body,
    namesCountry: countryOfCustomer(customer)?.isNamed ?? false,
    expectation: {
      kind: "customer",
      customerNumber: number.number,
      name: body.name,
      ...(organizationNumber === null ? {} : { organizationNumber }),
    },
    hashFields: { ...body },
  };
}

function buildBody(
  customer: RubicCustomer,
  decided: { name: string; number: number; reference: Reference; organizationNumber: string | null },
): CustomerBody {
  const email = emailOf(customer);
  const phone = phoneOf(customer);
  const postalAddress = addressOf(customer, decided.reference);
  return {
    name: decided.name,
    customerNumber: decided.number,
    ...(email === null ? {} : { email }),
    ...(phone === null ? {} : { phoneNumberMobile: phone }),
    isPrivateIndividual: customer.customerType === PERSON,
    ...(decided.organizationNumber === null ? {} : { organizationNumber: decided.organizationNumber }),
    ...(postalAddress === null ? {} : { postalAddress }),
    invoiceSendMethod: "MANUAL",
    isAutomaticReminderEnabled: false,
    isAutomaticSoftReminderEnabled: false,
    isAutomaticNoticeOfDebtCollectionEnabled: false,
    isFactoring: false,
    invoiceSendSMSNotification: false,
  };
}

/** The service sends no e-mail, so an unusable address is no reason to hold the customer: it is left out. */
function emailOf(customer: RubicCustomer): string | null {
  const email = givenText(customer.email);
  return email !== null && email.length <= EMAIL_LIMIT && EMAIL.test(email) ? email : null;
}

/** A foreign number gets its calling code: without it, it would be somebody else's Norwegian one. */
function phoneOf(customer: RubicCustomer): string | null {
  const mobile = givenText(customer.mobile);
  if (mobile === null) return null;
  const isComplete = isDomesticCallingCode(customer.countryCode) || STARTS_WITH_CALLING_CODE.test(mobile);
  return limitText(isComplete ? mobile : `${givenText(customer.countryCode)} ${mobile}`, PHONE_LIMIT);
}

function addressOf(customer: RubicCustomer, reference: Reference): AddressBody | null {
  const parts = {
    addressLine1: limited(customer.address, ADDRESS_LINE_LIMIT),
    addressLine2: limited(customer.address2, ADDRESS_LINE_LIMIT),
    postalCode: limited(customer.zipCode, PLACE_LIMIT),
    city: limited(customer.city, PLACE_LIMIT),
  };
  const given = Object.entries(parts).filter(([, text]) => text !== null);
  if (given.length === 0) return null;
  const country = countryOfCustomer(customer);
  const countryId = country === null ? undefined : reference.countries.get(country.isoCode);
  return { ...Object.fromEntries(given), ...(countryId === undefined ? {} : { country: { id: countryId } }) };
}

function limited(text: string | null, limit: number): string | null {
  const given = givenText(text);
  return given === null ? null : limitText(given, limit);
}

/**
 * Whether an existing customer may be taken as this one: same number and, but for case and spaces, the same name. Two organisation
 * numbers that differ are two organisations, whatever they are called.
 */
export function agreesCustomer(expectation: CustomerExpectation, existing: TripletexCustomer): boolean {
  return (
    existing.customerNumber === expectation.customerNumber &&
    comparableText(existing.name) === comparableText(expectation.name) &&
    !isOtherOrganization(expectation, existing)
  );
}

/** True when both sides name an organisation and it is not the same. */
function isOtherOrganization(
  wanted: { organizationNumber?: string | undefined },
  existing: TripletexCustomer,
): boolean {
  const theirs = existing.organizationNumber?.replaceAll(/\s/g, "") ?? "";
  return wanted.organizationNumber !== undefined && theirs !== "" && theirs !== wanted.organizationNumber;
}

/** For the message of CUSTOMER_NUMBER_TAKEN. */
export function describeCustomerConflict(
  expectation: CustomerExpectation,
  existing: TripletexCustomer,
): string {
  const [theirs, ours] = [existing, expectation].map(({ name, organizationNumber }) =>
    organizationNumber ? `“${name}” (${organizationNumber})` : `“${name}”`,
  );
  return `Customer number ${expectation.customerNumber} is ${theirs} in Tripletex and ${ours} in Rubic.`;
}

/**
 * What has to change on a mapped customer, or null. Only fields that Rubic has a value for and that differ: name, e-mail, mobile,
 * postal address; the organisation number is filled in where there is none and never replaced: another one is another organisation,
 * which is held (CUSTOMER_ORGANIZATION_DIFFERS). `existing` must be read by id: with a postalAddress of null its address is unknown and is left alone.
 */
export function customerChanges(
  wanted: WantedCustomer,
  existing: TripletexCustomer,
): CustomerChanges | Held | null {
  const { name, email, phoneNumberMobile, organizationNumber } = wanted.body;
  const renumbered = holdRenumbered(wanted, existing);
  if (renumbered !== null) return renumbered;
  if (isOtherOrganization(wanted.body, existing)) return holdOtherOrganization(wanted, existing);
  const changes: CustomerChanges = { version: existing.version };
  if (differs(name, existing.name)) changes.name = name;
  if (differs(email, existing.email)) changes.email = email;
  if (differs(phoneNumberMobile, existing.phoneNumberMobile)) changes.phoneNumberMobile = phoneNumberMobile;
  if (differs(organizationNumber, existing.organizationNumber?.replaceAll(/\s/g, "") ?? null)) {
    changes.organizationNumber = organizationNumber;
  }
  const postalAddress = addressChanges(wanted, existing.postalAddress);
  if (postalAddress !== null) changes.postalAddress = postalAddress;
  return Object.keys(changes).length === 1 ? null : changes;
}

/**
 * A number is never written over: somebody has renumbered the customer in Tripletex, or Rubic has another ledger number for it
 * since it was made. Null when both have the same.
 */
export function holdRenumbered(
  { customerNumber, body }: WantedCustomer,
  existing: Pick<TripletexCustomer, "customerNumber">,
): Held | null {
  if (existing.customerNumber === customerNumber) return null;
  const message = `Customer ${customerNumber} (${body.name}) has the number ${existing.customerNumber} in Tripletex now.`;
  return { outcome: "held", code: "CUSTOMER_RENUMBERED", message };
}

function holdOtherOrganization({ body }: WantedCustomer, existing: TripletexCustomer): Held {
  const message = `Customer ${body.customerNumber} (${body.name}) has organisation number ${body.organizationNumber} in Rubic and ${existing.organizationNumber} in Tripletex.`;
  return { outcome: "held", code: "CUSTOMER_ORGANIZATION_DIFFERS", message };
}

/** Id and version keep the address the same object; without them Tripletex makes a new one (Tripletex dossier 5). */
function addressChanges(wanted: WantedCustomer, existing: TripletexAddress | null): AddressBody | null {
  const address = wanted.body.postalAddress;
  if (address === undefined || existing === null) return null;
  const { country, ...lines } = address;
  const ownedCountry = wanted.namesCountry ? country : undefined;
  const hasChanged =
    differs(lines.addressLine1, existing.addressLine1) ||
    differs(lines.addressLine2, existing.addressLine2) ||
    differs(lines.postalCode, existing.postalCode) ||
    differs(lines.city, existing.city) ||
    (ownedCountry !== undefined && ownedCountry.id !== existing.countryId);
  if (!hasChanged) return null;
  return {
    id: existing.id,
    ...(existing.version === null ? {} : { version: existing.version }),
    ...lines,
    ...(ownedCountry === undefined ? {} : { country: ownedCountry }),
  };
}

function differs(wanted: string | undefined, existing: string | null): boolean {
  return wanted !== undefined && wanted !== (existing ?? "").trim();
}
