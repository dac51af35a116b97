/**
 * Open items closed against each other by a person: what is open on an invoice against what is open, with the opposite sign, on another
 * document of the same customer. No voucher is booked. How Tripletex's API shows it was never seen: `setOffShows` says how it does here.
 */
import type { InvoiceRow, Reference } from "./books.ts";
import { brokenRule } from "./errors.ts";
import { attachPostings, newCloseGroup } from "./ledger.ts";
import { roundAmount, sum } from "./money.ts";
import type { Simulation } from "./simulation.ts";

interface Pair {
  /** Something is owed on it. */
  invoice: InvoiceRow;
  /** Something stands to the customer's credit on it. */
  against: InvoiceRow;
}

/** Answers both documents. @param amount kroner, above zero; no more than is open on either */
export function setOff(simulation: Simulation, { invoice, against }: Pair, amount: number): Pair {
  const rounded = roundAmount(amount);
  const isOpen = rounded <= invoice.amountOutstanding && rounded <= -against.amountOutstanding;
  const isSameCustomer = invoice.customer.id === against.customer.id;
  if (rounded <= 0 || !isOpen || !isSameCustomer) throw brokenRule(null, "notToBeClosed");
  const shows = simulation.settings.setOffShows;
  const closeGroup = shows === "closeGroup" ? newCloseGroup(simulation) : null;
  const put = (own: InvoiceRow, other: InvoiceRow, ownAmount: number) => {
    const listed = shows === "postings" ? ownPosting(other) : null;
    const entry = { withId: other.id, amount: ownAmount, closeGroup, listed };
    const setOffs = [...(own.setOffs ?? []), entry];
    const isNew = listed !== null && !own.postings.some(({ id }) => id === listed.id);
    const postings = isNew ? [...own.postings, listed] : own.postings;
    return attachPostings(simulation, { ...own, setOffs, postings }, []);
  };
  return {
    invoice: put(invoice, against, rounded),
    against: put(against, invoice, sum([-rounded])),
  };
}

/** Opens again whatever was closed between the two. */
export function undoSetOff(simulation: Simulation, { invoice, against }: Pair): Pair {
  const without = (own: InvoiceRow, other: InvoiceRow) => {
    const setOffs = own.setOffs ?? [];
    const gone = setOffs.filter(({ withId }) => withId === other.id);
    if (gone.length === 0) throw brokenRule(null, "notToBeClosed");
    const listed = new Set(gone.map((each) => each.listed?.id));
    const postings = own.postings.filter(({ id }) => !listed.has(id));
    const left = setOffs.filter((each) => !gone.includes(each));
    return attachPostings(simulation, { ...own, setOffs: left, postings }, []);
  };
  return { invoice: without(invoice, against), against: without(against, invoice) };
}

/** The document's posting in the customer ledger, which is its first. */
const ownPosting = ({ postings }: InvoiceRow): Reference | null => postings[0] ?? null;
