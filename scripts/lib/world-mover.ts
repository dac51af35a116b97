/**
 * Lets the demo's club live on: a payment comes in, a member moves, now and then somebody is billed, so that later syncs
 * have work. Seeded, and only ordinary records: the unusual examples stay as they are described.
 */
import { PRODUCT } from "../../src/simulators/world/catalogue.ts";
import { addDays } from "../../src/simulators/world/days.ts";
import type { World } from "../../src/simulators/world/index.ts";
import { createRandom, type Random } from "../../src/simulators/world/random.ts";
import { formatKroner } from "../../src/sync/format.ts";

export interface WorldMover {
  /** Does one thing on the given day and says what, in a sentence. */
  move(today: string): string;
}

const STREAM = "demo";
const OERE_PER_KRONE = 100;
const LAST_HOUSE_NUMBER = 98;
/** Only what Tripletex takes as it is: whole numbers without leading zeros. */
const ORDINARY_NUMBER = /^[1-9]\d*$/;
/** What the club sells all the time, with code, account and VAT. */
const PLAIN_PRODUCTS = [
  PRODUCT.adultMembership,
  PRODUCT.footballYouth,
  PRODUCT.handballYouth,
  PRODUCT.skiSchool,
];
/** Rubic's number of an unpaid invoice. */
const STATUS_UNPAID = 0;
/** An invoice is paid a few days after it was made, not in the same breath. */
const EARLIEST_PAYMENT_DAYS = 3;

/** `seed` decides everything; the same world moves the same way. */
export function createWorldMover(world: World, seed: number): WorldMover {
  const random = createRandom(seed, STREAM);
  const unusual = new Set(Object.values(world.awkward).map(String));
  const acts = [payInvoice, moveMember, payInvoice, billMember];
  let count = 0;
  return {
    move: (today) => {
      world.setToday(today);
      const act = acts[count % acts.length] ?? payInvoice;
      count += 1;
      const scene = { world, random, unusual, today };
      // When everything is paid, somebody is billed: there is always something to do.
      return act(scene) ?? billMember(scene) ?? "Nothing happened in Rubic.";
    },
  };
}

interface Scene {
  world: World;
  random: Random;
  unusual: ReadonlySet<string>;
  today: string;
}

/** An act answers what happened, or null when there is nothing that it could be done to. */
type Act = (scene: Scene) => string | null;

const payInvoice: Act = ({ world, random, unusual, today }) => {
  const latestDate = addDays(today, -EARLIEST_PAYMENT_DAYS);
  const open = world.invoices.filter(
    (invoice) =>
      !unusual.has(String(invoice.invoiceID)) &&
      invoice.paymentStatus === STATUS_UNPAID &&
      invoice.balance === invoice.grossTotal &&
      invoice.balance > 0 &&
      invoice.invoiceDate < latestDate,
  );
  if (open.length === 0) return null;
  const { invoiceID, invoiceNumber, balance, customer } = random.pick(open);
  world.addTransaction({ invoiceID, paidAmount: balance });
  return `${customer.customerName} paid ${inKroner(balance)} on invoice ${invoiceNumber} in Rubic.`;
};

const moveMember: Act = ({ world, random, unusual }) => {
  const members = ordinaryCustomers(world, unusual);
  if (members.length === 0) return null;
  const { customerNo, customerName } = random.pick(members);
  const address = `Flytteveien ${random.whole(1, LAST_HOUSE_NUMBER)}`;
  world.changeCustomer(customerNo, { address });
  return `${customerName} moved to ${address} in Rubic.`;
};

const billMember: Act = ({ world, random, unusual }) => {
  const members = ordinaryCustomers(world, unusual);
  if (members.length === 0) return null;
  const { customerNo, customerName } = random.pick(members);
  const invoice = world.addInvoice({ customerNo, lines: [{ productID: random.pick(PLAIN_PRODUCTS) }] });
  return `${customerName} was billed ${inKroner(invoice.totalAmount)}, invoice ${invoice.invoiceNumber} in Rubic.`;
};

function ordinaryCustomers(world: World, unusual: ReadonlySet<string>) {
  return world.customers.flatMap(({ customerNo, customerName, ledgerCustomerNo }) => {
    const isOrdinary = customerNo !== null && ORDINARY_NUMBER.test(customerNo) && !unusual.has(customerNo);
    return isOrdinary && ledgerCustomerNo === null ? [{ customerNo, customerName }] : [];
  });
}

const inKroner = (kroner: number) => formatKroner(Math.round(kroner * OERE_PER_KRONE));
