/**
 * A club cut down to its named examples: one of each unusual invoice, payment and customer, few enough that a sync of
 * everything takes a second or two.
 */
import { createWorld, type World } from "../../src/simulators/world/index.ts";
import { osloDate } from "../../src/sync/oslo.ts";

export function createSwitchWorld(): World {
  const today = osloDate(Date.now());
  const world = createWorld({ seed: 3, members: 30, today, yearsOfHistory: 2 });
  const examples = new Set<unknown>(Object.values(world.awkward));
  const numbers = new Set(
    world.customers.filter(({ customerNo }) => examples.has(customerNo)).map(({ customerNo }) => customerNo),
  );
  const seen = new Set<string | null>();
  world.invoices = world.invoices.filter(({ invoiceID, customer: { customerNo } }) => {
    const isFirstOfExample = numbers.has(customerNo) && !seen.has(customerNo);
    seen.add(customerNo);
    return examples.has(invoiceID) || isFirstOfExample;
  });
  const invoices = new Set(world.invoices.map(({ invoiceID }) => invoiceID));
  world.transactions = world.transactions.filter(({ invoiceID }) => invoices.has(invoiceID));
  const payers = new Set(world.invoices.map(({ customer }) => customer.customerNo));
  world.customers = world.customers.filter(({ customerNo }) => payers.has(customerNo));
  return world;
}
