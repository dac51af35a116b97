/**
 * One named example of each unusual customer, at fixed numbers below the ordinary ones, the same in every world.
 * Tests point at them by name; each gets at least one invoice of its own.
 */
import { addDays } from "./days.ts";
import type { CompanyMember, Customer, PersonMember } from "./entities.ts";
import { companyOf, personOf } from "./members.ts";
import { makeMobile } from "./names.ts";

const JOINED_DAYS_AGO = 900;
const COMPANY_SEQUENCE = 9_000;
const SHARED_EMAIL = "foresatt.prove@eksempel.test";

const LONG_NAME = [
  "Anne-Marie Øystein Synnøve Kristine Åshild Bjørg Dagny Ragnhild Solveig Torbjørg",
  "Prøve-Hansen Mønsterås Øvingsdal Testmo-Åsheim",
].join(" ");

/** The examples by name; the value is the customer record. */
export interface SpecimenCustomers {
  customerWithoutNumber: Customer;
  customerNonNumeric: Customer;
  customerLeadingZeros: Customer;
  customerWithLedgerNumber: Customer;
  customerSharingEmailFirst: Customer;
  customerSharingEmailSecond: Customer;
  customerWithoutEmail: Customer;
  customerWithoutAddress: Customer;
  customerForeignAddress: Customer;
  customerCompany: Customer;
  customerOtherUnit: Customer;
  customerLongName: Customer;
  customerSpecialLetters: Customer;
}

export interface Specimens {
  byName: SpecimenCustomers;
  customers: Customer[];
  persons: PersonMember[];
  companies: CompanyMember[];
}

export function createSpecimens(today: string): Specimens {
  const byName = createCustomers();
  const created = addDays(today, -JOINED_DAYS_AGO);
  const { customerCompany } = byName;
  return {
    byName,
    customers: Object.values(byName),
    persons: Object.values(byName)
      .filter((customer: Customer) => customer.customerType === 1 && isMemberNumber(customer.customerNo))
      .map((customer: Customer) =>
        personOf(customer, { memberNo: Number(customer.customerNo), created, status: 1 }),
      ),
    companies: [
      companyOf(customerCompany, {
        memberNo: Number(customerCompany.customerNo),
        sequence: COMPANY_SEQUENCE,
        created,
      }),
    ],
  };
}

function isMemberNumber(customerNo: string | null): boolean {
  return customerNo !== null && /^\d+$/.test(customerNo);
}

function createCustomers(): SpecimenCustomers {
  const nobodysHome = { address: null, address2: null, zipCode: null, city: null, countryName: null };
  const stockholm = { address: "Provgatan 7", zipCode: "11455", city: "STOCKHOLM", countryName: "Sverige" };
  return {
    customerWithoutNumber: person(9001, "Ukjent Prøvebetaler", { customerNo: null }),
    customerNonNumeric: person(9002, "Gjest Testmo", { customerNo: "G-2041" }),
    customerLeadingZeros: person(9003, "Nulla Eksempelrud", { customerNo: "00417" }),
    customerWithLedgerNumber: person(9004, "Reskontro Mønsterås", { ledgerCustomerNo: "29004" }),
    customerSharingEmailFirst: person(9005, "Tvilling Prøvesen", { email: SHARED_EMAIL }),
    customerSharingEmailSecond: person(9006, "Tvillinge Prøvesen", { email: SHARED_EMAIL }),
    customerWithoutEmail: person(9007, "Brevfrid Latsrud", { email: null }),
    customerWithoutAddress: person(9008, "Husløs Liksomsen", nobodysHome),
    customerForeignAddress: person(9009, "Svea Oppdiktsen", { ...stockholm, countryCode: "+46" }),
    customerCompany: person(9010, "Prøvebedriften Øst AS", {
      customerType: 2,
      customerTypeName: "Bedrift",
      email: "faktura@bedrift.test",
    }),
    customerOtherUnit: person(9011, "Idrettslaget Søsterklubben", {
      customerType: 3,
      customerTypeName: "Annen enhet",
    }),
    customerLongName: person(9012, LONG_NAME, {}),
    customerSpecialLetters: person(9013, "Åse-Bjørg Ærlig D'Øverlie", {}),
  };
}

function person(number: number, name: string, differences: Partial<Customer>): Customer {
  return {
    customerNo: String(number),
    customerType: 1,
    customerTypeName: "Person",
    customerName: name,
    email: `kunde.${number}@eksempel.test`,
    countryCode: "+47",
    mobile: makeMobile(number),
    address: "Prøveveien 4",
    address2: "Oppgang B",
    zipCode: "0482",
    city: "OSLO",
    countryName: "Norge",
    ledgerCustomerNo: null,
    ...differences,
  };
}
