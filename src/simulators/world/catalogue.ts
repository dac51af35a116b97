/**
 * What the club sells: departments, product groups with account and tax code, and products. It is a fixed list, not drawn by chance, because
 * an accountant reads it and the other stand-in has the same department numbers. Product names are unique; prices exclude VAT.
 * Prices of taxed goods divide evenly into a round price with VAT, but for the ticket, which is there to leave a remainder.
 */
import type { Product, ProductDepartment, ProductGroup, TaxCode } from "./entities.ts";
import { kroner } from "./money.ts";

const ORGANIZATION_ID = 100;

export const GROUP = {
  membership: 1,
  training: 2,
  events: 3,
  shop: 4,
  kiosk: 5,
  admission: 6,
  other: 7,
  withoutAccount: 8,
} as const;

export const DEPARTMENT = { administration: 1, football: 2, handball: 3, ski: 4 } as const;

export const PRODUCT = {
  adultMembership: 101,
  footballYouth: 106,
  handballYouth: 109,
  footballCup: 113,
  skiSchool: 115,
  hoodie: 116,
  waffles: 120,
  ticket: 123,
  equipmentRent: 125,
  withoutCode: 126,
  withoutAccount: 127,
} as const;

const TAX_CODES = {
  outsideTheAct: taxCode(6, "6", "Utenfor merverdiavgiftsloven", 0),
  high: taxCode(3, "3", "Utgående avgift, høy sats", 25),
  middle: taxCode(31, "31", "Utgående avgift, middels sats", 15),
  low: taxCode(33, "33", "Utgående avgift, lav sats", 12),
};

/** Departments by number: the Tripletex stand-in has the same four. */
export function createDepartments(): ProductDepartment[] {
  return [
    department(DEPARTMENT.administration, "10", "Administrasjon"),
    department(DEPARTMENT.football, "20", "Fotball"),
    department(DEPARTMENT.handball, "30", "Håndball"),
    department(DEPARTMENT.ski, "40", "Ski"),
  ];
}

export function createProductGroups(): ProductGroup[] {
  return [
    group(GROUP.membership, "Medlemskontingent", "3920", TAX_CODES.outsideTheAct),
    group(GROUP.training, "Treningsavgift", "3930", TAX_CODES.outsideTheAct),
    group(GROUP.events, "Arrangement og turnering", "3950", TAX_CODES.outsideTheAct),
    group(GROUP.shop, "Klubbutikk", "3020", TAX_CODES.high),
    group(GROUP.kiosk, "Kiosk", "3020", TAX_CODES.middle),
    group(GROUP.admission, "Billetter", "3020", TAX_CODES.low),
    group(GROUP.other, "Annet", "3990", TAX_CODES.outsideTheAct),
    group(GROUP.withoutAccount, "Diverse uten konto", null, TAX_CODES.outsideTheAct),
  ];
}

export function createProducts(): Product[] {
  const { administration, football, handball, ski } = DEPARTMENT;
  return [
    product(101, "KONT-V", "Medlemskontingent voksen", GROUP.membership, null, 65_000),
    product(102, "KONT-U", "Medlemskontingent ungdom", GROUP.membership, null, 40_000),
    product(103, "KONT-F", "Medlemskontingent familie", GROUP.membership, null, 120_000),
    product(104, "KONT-S", "Støttemedlemskap", GROUP.membership, null, 37_000),
    product(105, "FOT-06", "Treningsavgift fotball 6–10 år", GROUP.training, football, 130_000),
    product(106, "FOT-11", "Treningsavgift fotball 11–14 år", GROUP.training, football, 190_000),
    product(107, "FOT-15", "Treningsavgift fotball 15–19 år", GROUP.training, football, 270_000),
    product(108, "HND-06", "Treningsavgift håndball 6–10 år", GROUP.training, handball, 140_000),
    product(109, "HND-11", "Treningsavgift håndball 11–14 år", GROUP.training, handball, 202_500),
    product(110, "HND-15", "Treningsavgift håndball 15–19 år", GROUP.training, handball, 390_000),
    product(111, "SKI-B", "Treningsavgift ski barn", GROUP.training, ski, 142_500),
    product(112, "SKI-J", "Treningsavgift ski junior", GROUP.training, ski, 245_000),
    product(113, "CUP-FOT", "Deltakeravgift fotballcup", GROUP.events, football, 45_000),
    product(114, "CUP-HND", "Deltakeravgift håndballturnering", GROUP.events, handball, 55_000),
    product(115, "SKISK", "Skiskole", GROUP.events, ski, 117_500),
    product(116, "BUT-GEN", "Klubbgenser", GROUP.shop, null, 23_920),
    product(117, "BUT-JAK", "Treningsjakke", GROUP.shop, null, 47_920),
    product(118, "BUT-DRA", "Spilledrakt", GROUP.shop, null, 31_920),
    product(119, "BUT-SOK", "Fotballstrømper", GROUP.shop, null, 6_320),
    product(120, "KIO-VAF", "Vaffelrøre til dugnad", GROUP.kiosk, null, 10_000),
    product(121, "KIO-POL", "Pølsepakke til kamp", GROUP.kiosk, null, 6_000),
    product(122, "BIL-SES", "Sesongkort hjemmekamper", GROUP.admission, null, 50_000),
    product(123, "BIL-KMP", "Kampbillett", GROUP.admission, null, 8_929),
    product(124, "ANN-DUG", "Fritak fra dugnad", GROUP.other, administration, 100_000),
    product(125, "ANN-LEI", "Leie av utstyr", GROUP.other, administration, 35_000),
    product(126, null, "Gavekort", GROUP.other, null, 50_000),
    product(127, "DIV-INN", "Diverse innbetaling", GROUP.withoutAccount, null, 30_000),
  ];
}

function taxCode(taxCodeID: number, code: string, name: string, percent: number): TaxCode {
  return { taxCodeID, taxCode1: code, taxCodeName: name, taxPercent: percent };
}

function department(id: number, number: string, name: string): ProductDepartment {
  return {
    productDepartmentID: id,
    productDepartmentNumber: number,
    productDepartmentName: name,
    organizationID: ORGANIZATION_ID,
  };
}

// Positional on purpose: the tables above read like a price list.
function group(id: number, name: string, accountNumber: string | null, tax: TaxCode): ProductGroup {
  const isMembership = id === GROUP.membership;
  return {
    productGroupID: id,
    productGroupName: name,
    taxCodeID: tax.taxCodeID,
    productGroupTypeID: isMembership ? 1 : 2,
    organizationID: ORGANIZATION_ID,
    accountNumber,
    taxCode: { ...tax },
    productGroupType: isMembership
      ? { productGroupTypeID: 1, productGroupTypeName: "Medlemskontingent" }
      : { productGroupTypeID: 2, productGroupTypeName: "Annet" },
    active: true,
  };
}

function product(
  ...[id, code, name, groupID, departmentID, priceOere]: [
    number,
    string | null,
    string,
    number,
    number | null,
    number,
  ]
): Product {
  return {
    productID: id,
    productCode: code,
    productName: name,
    productDescription: null,
    productGroupID: groupID,
    departmentID,
    price: kroner(priceOere),
  };
}
