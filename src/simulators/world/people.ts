/**
 * The club's people: members, former members, paying non-members and companies, in the shares of Rubic dossier 7.2 and 7.4.
 * Each is a member record and a customer record that agree. One example of each unusual customer is set apart by name and
 * billed on purpose only, so that a small club is not made of oddities.
 */
import { addDays } from "./days.ts";
import type { CompanyMember, Customer, PersonMember } from "./entities.ts";
import { companyOf, personOf } from "./members.ts";
import { type Home, makeEmail, makeFamilyName, makeFirstName, makeHome, makeMobile } from "./names.ts";
import { createRandom, type Random } from "./random.ts";
import { createSpecimens, type Specimens } from "./specimens.ts";

const SHARES = {
  /** Former members in the register, per member. */
  ended: 0.2,
  /** Guardians and others who pay without being members, per member. */
  nonMembers: 0.06,
  companies: 0.012,
  /** Follows the person before into the family; about 35 % of customers then share an e-mail. */
  family: 0.22,
  withoutEmail: 0.04,
  withoutAddress: 0.02,
  foreign: 0.005,
  changedAYear: 0.12,
  ledgerNumber: 0.01,
  nonNumeric: 0.003,
  leadingZeros: 0.002,
  withoutNumber: 0.002,
} as const;

const FIRST_CUSTOMER_NUMBER = 10_001;
const LEDGER_NUMBER_OFFSET = 10_000;
const FEWEST_COMPANIES = 3;
const OLDEST_MEMBERSHIP_DAYS = 2_000;
const DAYS_A_YEAR = 365;

export interface Population {
  customers: Customer[];
  persons: PersonMember[];
  companies: CompanyMember[];
  /** Those who are billed in the ordinary runs. */
  payers: Customer[];
  specimens: Specimens;
  /** The customer as the register had them on a date: people move and change mail address. */
  customerAt(customer: Customer, date: string): Customer;
}

interface Size {
  seed: number;
  members: number;
  today: string;
  yearsOfHistory: number;
}

/** Makes the whole register. The unusual customers count among the members. */
export function createPopulation(size: Size): Population {
  const random = createRandom(size.seed, "people");
  const specimens = createSpecimens(size.today);
  const people = createPeople(random, size, size.members - specimens.persons.length);
  const companies = createCompanies(random, size, FIRST_CUSTOMER_NUMBER + people.length);
  const payers = [...people.map((entry) => entry.customer), ...companies.map((entry) => entry.customer)];
  spreadOddNumbers(random, payers);
  const earlier = createEarlierVersions(random, payers, size);
  return {
    customers: [...specimens.customers, ...payers],
    persons: [...specimens.persons, ...people.flatMap(({ person }) => (person ? [person] : []))],
    companies: [...specimens.companies, ...companies.map((entry) => entry.company)],
    payers,
    specimens,
    customerAt: (customer, date) => {
      const version = earlier.get(customer);
      return version && date < version.until ? version.customer : customer;
    },
  };
}

function createPeople(random: Random, size: Size, activeMembers: number) {
  const ended = Math.round(size.members * SHARES.ended);
  const nonMembers = Math.round(size.members * SHARES.nonMembers);
  const people: { customer: Customer; person: PersonMember | null }[] = [];
  for (let index = 0; index < activeMembers + ended + nonMembers; index += 1) {
    const number = FIRST_CUSTOMER_NUMBER + index;
    const customer = createPersonCustomer(random, number, people.at(-1)?.customer);
    const created = addDays(size.today, -random.whole(1, OLDEST_MEMBERSHIP_DAYS));
    const status = index < activeMembers ? 1 : 2;
    const isMember = index < activeMembers + ended;
    people.push({
      customer,
      person: isMember ? personOf(customer, { memberNo: number, created, status }) : null,
    });
  }
  return people;
}

function createPersonCustomer(random: Random, number: number, relative: Customer | undefined): Customer {
  const sharesHome = relative !== undefined && random.chance(SHARES.family);
  const firstName = makeFirstName(random);
  const home: Home = sharesHome ? homeOf(relative) : createHome(random);
  const familyName = sharesHome ? familyNameOf(relative) : makeFamilyName(random);
  const ownEmail = random.chance(SHARES.withoutEmail) ? null : makeEmail(firstName, number);
  return {
    customerNo: String(number),
    customerType: 1,
    customerTypeName: "Person",
    customerName: `${firstName} ${familyName}`,
    email: sharesHome ? relative.email : ownEmail,
    countryCode: home.countryName === "Sverige" ? "+46" : "+47",
    mobile: makeMobile(number),
    ...home,
    ledgerCustomerNo: random.chance(SHARES.ledgerNumber) ? String(number + LEDGER_NUMBER_OFFSET) : null,
  };
}

function createHome(random: Random): Home {
  const home = makeHome(random);
  if (random.chance(SHARES.withoutAddress)) {
    return { address: null, address2: null, zipCode: null, city: null, countryName: null };
  }
  if (random.chance(SHARES.foreign)) {
    return {
      address: "Provgatan 7",
      address2: null,
      zipCode: "11455",
      city: "STOCKHOLM",
      countryName: "Sverige",
    };
  }
  return home;
}

function homeOf({ address, address2, zipCode, city, countryName }: Customer): Home {
  return { address, address2, zipCode, city, countryName };
}

function familyNameOf(relative: Customer): string {
  return (relative.customerName ?? "").split(" ").slice(1).join(" ");
}

function createCompanies(random: Random, size: Size, firstNumber: number) {
  const count = Math.max(FEWEST_COMPANIES, Math.round(size.members * SHARES.companies));
  return Array.from({ length: count }, (_, index) => {
    const number = firstNumber + index;
    const customer: Customer = {
      customerNo: String(number),
      customerType: 2,
      customerTypeName: "Bedrift",
      customerName: `${makeFamilyName(random)} Sport ${number} AS`,
      email: `post.${number}@bedrift.test`,
      countryCode: "+47",
      mobile: makeMobile(number),
      ...makeHome(random),
      ledgerCustomerNo: null,
    };
    const created = addDays(size.today, -random.whole(1, OLDEST_MEMBERSHIP_DAYS));
    return { customer, company: companyOf(customer, { memberNo: number, sequence: index + 1, created }) };
  });
}

/** Large clubs have a few more odd numbers; the named examples already cover one of each. */
function spreadOddNumbers(random: Random, payers: readonly Customer[]): void {
  const spread = (share: number, numberOf: (customer: Customer) => string | null) => {
    for (let left = Math.floor(payers.length * share) - 1; left > 0; left -= 1) {
      const customer = random.pick(payers);
      customer.customerNo = numberOf(customer);
    }
  };
  spread(SHARES.nonNumeric, ({ customerNo }) => customerNo && `G-${customerNo}`);
  spread(SHARES.leadingZeros, ({ customerNo }) => customerNo && `00${customerNo}`);
  spread(SHARES.withoutNumber, () => null);
}

function createEarlierVersions(random: Random, payers: readonly Customer[], size: Size) {
  const earlier = new Map<Customer, { until: string; customer: Customer }>();
  const historyDays = Math.max(1, size.yearsOfHistory) * DAYS_A_YEAR;
  for (const customer of payers) {
    const home = makeHome(random);
    const until = addDays(size.today, -random.whole(1, historyDays));
    if (random.chance(SHARES.changedAYear * Math.max(1, size.yearsOfHistory))) {
      earlier.set(customer, { until, customer: { ...customer, ...home } });
    }
  }
  return earlier;
}
