/** Reconciles in a test as a person would, and adds both sides up from the simulators' own data: a second opinion on every figure. */
import { api } from "../../convex/_generated/api.js";
import type { TripletexEnv } from "../../convex/validators.ts";
import { toOere } from "./rubic-facts.ts";
import type { Stack } from "./stack.ts";

const POLL_MS = 25;
const ENV: TripletexEnv = "sandbox";

/** Compares the months and waits for the end; answers them as a client sees them. */
export async function reconcile(stack: Stack, scope: "touched" | "all" = "all", timeoutMs = 60_000) {
  const started = await stack.client.mutation(api.reconciliation.start, {
    tripletexEnv: ENV,
    scope,
    via: "commandLine",
  });
  const answer = await waitForMonths(stack, timeoutMs);
  return { ...answer, started };
}

export async function waitForMonths(stack: Stack, timeoutMs = 60_000) {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const answer = await stack.client.query(api.reconciliation.months, { tripletexEnv: ENV });
    if (answer.live === null) return answer;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`the months were not compared within ${timeoutMs} ms`);
}

/** All documents of a month that are not simply the same. */
export async function itemsOf(stack: Stack, from: string) {
  const found = [];
  let part: number | null = 0;
  while (part !== null) {
    const answer: { items: Awaited<ReturnType<typeof readPart>>["items"]; nextPart: number | null } =
      await readPart(stack, from, part);
    found.push(...answer.items);
    part = answer.nextPart;
  }
  return found;
}

const readPart = (stack: Stack, from: string, part: number) =>
  stack.client.query(api.reconciliation.items, { tripletexEnv: ENV, from, part });

interface Sums {
  count: number;
  netOere: number;
  vatOere: number;
  grossOere: number;
  creditedOere: number;
  paidOere: number;
  outstandingOere: number;
}

const NOTHING: Sums = {
  count: 0,
  netOere: 0,
  vatOere: 0,
  grossOere: 0,
  creditedOere: 0,
  paidOere: 0,
  outstandingOere: 0,
};

interface Window {
  from: string;
  toExclusive: string;
}
const ISO_DATE_LENGTH = "YYYY-MM-DD".length;
const dayOf = (dateTime: string): string => dateTime.slice(0, ISO_DATE_LENGTH);
const isWithin = ({ from, toExclusive }: Window, day: string) => day >= from && day < toExclusive;

/** Credit notes in Tripletex, by the number of the invoice that each credits. */
function creditNotes({ remotes }: Stack) {
  const { invoices } = remotes[ENV].state;
  const numbers = new Map(invoices.map(({ id, invoiceNumber }) => [id, invoiceNumber]));
  const notes = invoices.filter(({ creditedInvoice }) => creditedInvoice !== 0);
  return new Map(notes.map((note) => [numbers.get(note.creditedInvoice) ?? 0, note]));
}

/** What Rubic's world has of a month, where its credits show as amounts: one that is booked is a document of its own. */
export function worldSums(stack: Stack, window: Window): Sums {
  const { invoices, transactions } = stack.remotes.rubic.world;
  const paid = Map.groupBy(transactions, (transaction) => transaction.invoiceID);
  const notes = creditNotes(stack);
  let sum = NOTHING;
  for (const invoice of invoices) {
    const amounts = {
      netOere: toOere(invoice.netTotal),
      vatOere: toOere(invoice.taxTotal),
      grossOere: toOere(invoice.totalAmount),
    };
    const credited = Math.max(toOere(invoice.creditedAmount), toOere(invoice.creditNoteAmount));
    const note = notes.get(invoice.invoiceNumber);
    const asDocument = note === undefined ? 0 : credited;
    if (isWithin(window, dayOf(invoice.invoiceDate))) {
      const transactionsOf = paid.get(invoice.invoiceID) ?? [];
      sum = add(sum, {
        count: 1,
        ...amounts,
        creditedOere: credited - asDocument + toOere(invoice.correctedAmount),
        paidOere: transactionsOf.reduce((oere, each) => oere + toOere(each.paidAmount), 0),
        outstandingOere: toOere(invoice.balance) + asDocument,
      });
    }
    if (note !== undefined && isWithin(window, note.invoiceDate)) {
      const { netOere, vatOere, grossOere } = amounts;
      const taken = { netOere: -netOere, vatOere: -vatOere, grossOere: -grossOere };
      sum = add(sum, { ...NOTHING, count: 1, ...taken, outstandingOere: -grossOere });
    }
  }
  return sum;
}

function add(one: Sums, other: Sums): Sums {
  return {
    count: one.count + other.count,
    netOere: one.netOere + other.netOere,
    vatOere: one.vatOere + other.vatOere,
    grossOere: one.grossOere + other.grossOere,
    creditedOere: one.creditedOere + other.creditedOere,
    paidOere: one.paidOere + other.paidOere,
    outstandingOere: one.outstandingOere + other.outstandingOere,
  };
}

/** What Tripletex's books have of a month, of the orders that were made for Rubic and nobody credited by hand; net and VAT by VAT type beside it. */
export function bookSums(
  { remotes }: Stack,
  window: Window,
): Sums & { vat: Record<string, [number, number]> } {
  const { state } = remotes[ENV];
  const orders = new Map(state.orders.map((order) => [order.id, order]));
  const lines = new Map(state.orderLines.map((line) => [line.id, line]));
  const own = state.invoices.filter(
    (invoice) =>
      isWithin(window, invoice.invoiceDate) &&
      invoice.orders.some(({ id }) => orders.get(id)?.number.startsWith("RUBIC-")),
  );
  const vat: Record<string, [number, number]> = {};
  let sum = NOTHING;
  for (const invoice of own) {
    const ownLines = invoice.orderLines.flatMap(({ id }) => lines.get(id) ?? []);
    for (const line of ownLines) {
      const [netOere, vatOere] = vat[line.vatType.id] ?? [0, 0];
      const net = toOere(line.amountExcludingVatCurrency);
      vat[line.vatType.id] = [netOere + net, vatOere + toOere(line.amountIncludingVatCurrency) - net];
    }
    const [gross, net] = [toOere(invoice.amount), toOere(invoice.amountExcludingVat)];
    // Each document by itself: what Tripletex has set off between an invoice and its credit note is taken back.
    const isSetOff = invoice.isCredited || invoice.creditedInvoice !== 0;
    const outstanding = toOere(invoice.amountOutstanding) + (isSetOff ? gross : 0);
    sum = add(sum, {
      count: 1,
      netOere: net,
      vatOere: gross - net,
      grossOere: gross,
      creditedOere: 0,
      paidOere: gross - outstanding,
      outstandingOere: outstanding,
    });
  }
  return {
    ...sum,
    vat: Object.fromEntries(Object.entries(vat).filter(([, amounts]) => amounts.some(Boolean))),
  };
}
