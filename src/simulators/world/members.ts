/**
 * Member records (persons and companies) that agree with a customer record. Rubic keeps the two lists apart: invoices know customers,
 * the register knows members, and the number is the only link between them (Rubic dossier 2.1, 2.8 and 2.9).
 */
import { dateTime } from "./days.ts";
import type { CompanyMember, Customer, PersonMember } from "./entities.ts";
import { makeOrganizationNumber } from "./names.ts";

const PERSON_ID_OFFSET = 400_000;

/** A member record that agrees with a customer record. */
export function personOf(
  customer: Customer,
  member: { memberNo: number; created: string; status: 0 | 1 | 2 },
) {
  const fullName = customer.customerName ?? "";
  const lastSpace = fullName.lastIndexOf(" ");
  const person: PersonMember = {
    id: member.memberNo,
    personID: PERSON_ID_OFFSET + member.memberNo,
    firstName: fullName.slice(0, Math.max(0, lastSpace)),
    lastName: fullName.slice(lastSpace + 1),
    fullName,
    ...contactOf(customer),
    memberNo: member.memberNo,
    memberStatus: member.status,
    created: dateTime(member.created),
    modified: null,
  };
  return person;
}

/** A company member record that agrees with a customer record. */
export function companyOf(
  customer: Customer,
  member: { memberNo: number; sequence: number; created: string },
) {
  const company: CompanyMember = {
    companyID: PERSON_ID_OFFSET + member.memberNo,
    companyName: customer.customerName,
    registrationAuthorityOrganizationNumber: makeOrganizationNumber(member.sequence),
    ...contactOf(customer),
    memberNo: member.memberNo,
    memberStatus: 1,
    created: dateTime(member.created),
    modified: null,
  };
  return company;
}

/** The contact fields that member and customer records share. */
export function contactOf(customer: Customer) {
  const { email, countryCode, mobile, address, address2, zipCode, city, countryName, ledgerCustomerNo } =
    customer;
  return {
    email,
    alternateEmail: null,
    countryCode,
    mobile,
    address,
    address2,
    zipCode,
    city,
    countryName,
    ledgerCustomerNo,
  };
}
