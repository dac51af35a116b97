/** What changes in Rubic's registers in a year (Rubic dossier 7.4): members move, join, leave and are merged; products change. */
import { at } from "../../src/simulators/world/random.ts";
import type { Club } from "./club.ts";

const DAYS_A_YEAR = 365;
const CHANGED_A_YEAR = 0.12;
const NEW_A_YEAR = 0.1;
const ENDED_A_YEAR = 0.09;
const MERGED_EVERY_DAYS = 45;
const PRODUCT_CHANGED_EVERY_DAYS = 17;
const UNDONE_AFTER_DAYS = 20;
const LAST_HOUSE_NUMBER = 98;
const TRAINING_GROUP = 2;
const EVENTS_GROUP = 3;

export function changeRegisters(club: Club, dayOfYear: number): void {
  const { random, world } = club;
  const members = world.persons.length;
  const perDay = (share: number) => countByChance(club, (members * share) / DAYS_A_YEAR);
  for (let count = perDay(CHANGED_A_YEAR); count > 0; count -= 1) changeMember(club);
  for (let count = perDay(NEW_A_YEAR); count > 0; count -= 1) addMember(club);
  for (let count = perDay(ENDED_A_YEAR); count > 0; count -= 1) random.pick(world.persons).memberStatus = 2;
  if (dayOfYear % MERGED_EVERY_DAYS === MERGED_EVERY_DAYS - 1) mergeMembers(club);
  if (dayOfYear % PRODUCT_CHANGED_EVERY_DAYS === 5) changeProducts(club, dayOfYear);
}

/** A whole number whose mean is `mean`. */
function countByChance({ random }: Club, mean: number): number {
  return Math.floor(mean) + (random.chance(mean % 1) ? 1 : 0);
}

function changeMember(club: Club): void {
  const { random, world } = club;
  const { customerNo } = club.anyPayer();
  if (customerNo === null) return;
  const number = random.whole(1, LAST_HOUSE_NUMBER);
  world.changeCustomer(
    customerNo,
    random.pick([
      { address: `Flytteveien ${number}`, zipCode: "0482", city: "OSLO" },
      { email: `ny.${customerNo}.${number}@eksempel.test` },
      { mobile: `900${String(number).padStart(5, "0")}` },
      { customerName: `Nygift Prøve-${customerNo}` },
    ]),
  );
}

function addMember(club: Club): void {
  const count = club.world.customers.length;
  const customer = club.world.addCustomer({
    customerName: `Ny Prøvemedlem ${count}`,
    email: `nytt.medlem.${count}@eksempel.test`,
    address: `Tilflytterveien ${(count % LAST_HOUSE_NUMBER) + 1}`,
    zipCode: "5003",
    city: "BERGEN",
  });
  club.addPayer(customer);
  // Membership is paid at sign-up (Rubic dossier 5): invoice and payment have the same date.
  const invoice = club.bill([{ productID: 101 }], { payer: customer });
  club.payRest(invoice, { typeID: 3 });
}

/** Two records of one member: the one takes the other's number in the ledger. */
function mergeMembers(club: Club): void {
  const [kept, merged] = [club.anyPayer(), club.anyPayer()];
  if (kept === merged || kept.customerNo === null || merged.customerNo === null) return;
  club.dropPayer(kept);
  club.dropPayer(merged);
  club.world.changeCustomer(merged.customerNo, { ledgerCustomerNo: kept.customerNo });
  club.bill([{ productID: 102 }], { payer: merged });
}

const PRODUCT_CHANGES: readonly ((club: Club, dayOfYear: number) => void)[] = [
  ({ world }, day) => world.changeProduct(104, { productName: `Støttemedlemskap (${day})` }),
  ({ world }) => world.changeProduct(117, { price: 519.2 }),
  ({ world }, day) => world.changeProduct(121, { productCode: `KIO-P${day}` }),
  (club, day) => {
    const productName = `Treningsavgift prøve ${day}`;
    const { productID } = club.world.addProduct({ productName, productGroupID: TRAINING_GROUP, price: 990 });
    club.later(3, () => club.billByChance([{ productID }]));
  },
  (club) => {
    // Moved to another account, and back when somebody has noticed.
    const { productGroupID } = at(
      club.world.products.filter(({ productID }) => productID === 115),
      0,
    );
    club.world.changeProduct(115, { productGroupID: TRAINING_GROUP });
    club.later(2, () => club.billByChance([{ productID: 115 }]));
    club.later(UNDONE_AFTER_DAYS, () => club.world.changeProduct(115, { productGroupID }));
  },
  (club, day) => {
    const productName = `Turnering uten kode ${day}`;
    const { productID } = club.world.addProduct({
      productName,
      productGroupID: EVENTS_GROUP,
      price: 450,
      productCode: null,
    });
    club.later(1, () => club.billByChance([{ productID }]));
    club.later(UNDONE_AFTER_DAYS, () => club.world.changeProduct(productID, { productCode: `TUR-${day}` }));
  },
];

function changeProducts(club: Club, dayOfYear: number): void {
  const turn = Math.floor(dayOfYear / PRODUCT_CHANGED_EVERY_DAYS);
  at(PRODUCT_CHANGES, turn % PRODUCT_CHANGES.length)(club, dayOfYear);
}
