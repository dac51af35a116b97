/**
 * Which invoices of ours notes mention by number: many notes at a time, since Convex answers for many numbers and Tripletex names the
 * payers of a hundred invoices in one call. Any number in a text may happen to be that of somebody else's invoice, so an invoice must
 * never be taken for a note's before Tripletex has named its payer.
 */
import { fitsOn, type OriginalState, unmetNumberOf } from "../../sync/credit-decision.ts";
import { isWhole, type SeenCredit } from "../../sync/credits.ts";
import { lookUpEach } from "../look-up-each.ts";
import type { Decided } from "../pages.ts";
import type { Step } from "../step.ts";
import type { NumberedInvoices } from "../store.ts";
import type { CreditCandidate } from "./credit-writes.ts";
import { readInvoiceContext } from "./invoice-context.ts";

/** Half of what a query may read is some two thousand index ranges (Convex dossier), of which each number may take twenty-two. */
const NUMBERS_TOGETHER = 80;
const NOT_BOOKED = {
  rubicInvoiceId: 0,
  booked: null,
  hasOpenIntent: false,
  credit: null,
  hasWaited: false,
  leftOutOere: 0,
} as const;

export interface MentioningNote extends CreditCandidate {
  input: { seen: Pick<SeenCredit, "rubicInvoiceNumber" | "mentions" | "netOere" | "grossOere"> };
}

/** What the numbers of a note are known to be: its invoice, or one that may be an invoice nobody has met. */
interface Mentioned {
  original: OriginalState | null;
  unmetNumber: number | null;
}

/** A note with what is known of its numbers. */
interface LookedUp extends NumberedInvoices {
  note: MentioningNote;
  /** Of its payer in Tripletex, where that is known. */
  customerId: number | undefined;
}

export class MentionedInvoices {
  readonly #step: Step;
  readonly #booksFrom: string;
  /** The customers of invoices in Tripletex, by the invoice's id; null for one that is gone. */
  readonly #customers = new Map<number, number | null>();

  constructor(step: Step, booksFrom: string) {
    this.#step = step;
    this.#booksFrom = booksFrom;
  }

  /**
   * The invoices that notes mention, of the same payer and over exactly the amount: by the notes' keys. One that is still to come is
   * not booked yet. What there was no time for is left. @throws RemoteError
   */
  async find(decided: Decided, notes: MentioningNote[]): Promise<Map<string, Mentioned>> {
    const found = new Map<string, Mentioned>();
    const asking = notes.filter(({ input }) => input.seen.mentions.length > 0);
    if (asking.length === 0) return found;
    const { notes: lookedUp, left } = await this.#lookUpAll(asking);
    const unlisted = lookedUp.filter((each) => this.#unseenOf(each).length > 0);
    const unnamed = await lookUpEach(this.#step, unlisted, (each) => this.#readUnseen(each));
    for (const { key } of [...left, ...unnamed.map(({ note }) => note)]) decided.left.add(key);
    for (const each of lookedUp) {
      if (!decided.left.has(each.note.key)) found.set(each.note.key, this.#judge(each));
    }
    return found;
  }

  async #lookUpAll(asking: MentioningNote[]): Promise<{ notes: LookedUp[]; left: MentioningNote[] }> {
    const invoices = asking.map(({ invoice }) => invoice);
    const contextOf = await readInvoiceContext(this.#step, { invoices, booksFrom: this.#booksFrom });
    const notes: LookedUp[] = [];
    const left = await lookUpEach(this.#step, groupsOf(asking), async (group) => {
      const numbers = [...new Set(group.flatMap(({ input }) => input.seen.mentions))];
      const known = await this.#step.ports.store.creditOriginals(numbers);
      const lookedUp = group.map((note) => {
        const customerId = contextOf(note.invoice).customer?.tripletexCustomerId;
        return { note, customerId, ...onlyOf(note, known) };
      });
      await this.#list(lookedUp);
      notes.push(...lookedUp);
    });
    return { notes, left: left.flat() };
  }

  /** Asks for whose the invoices are, all in one list. */
  async #list(lookedUp: LookedUp[]): Promise<void> {
    const ids = [...new Set(lookedUp.flatMap((each) => this.#unseenOf(each)))];
    if (ids.length === 0) return;
    for (const { id, customerId } of await this.#step.ports.tripletex.invoicesById(ids)) {
      this.#customers.set(id, customerId);
    }
  }

  /** A list may lag behind what was booked seconds ago; only a look by id can say that an invoice is gone. */
  async #readUnseen(each: LookedUp): Promise<void> {
    for (const id of this.#unseenOf(each)) {
      const invoice = await this.#step.ports.tripletex.invoice(id);
      this.#customers.set(id, invoice?.customerId ?? null);
      await this.#step.keepLease();
    }
  }

  /** Invoices that may be the note's, and of which it is not known yet whose they are. */
  #unseenOf({ note, customerId, originals }: LookedUp): number[] {
    if (customerId === undefined) return [];
    const ids = originals
      .filter(({ booked }) => fitsOn(note.input.seen, booked))
      .map(({ booked }) => booked?.tripletexInvoiceId ?? 0);
    return ids.filter((id) => id > 0 && !this.#customers.has(id));
  }

  #judge({ note, customerId, originals, pending, readUpTo }: LookedUp): Mentioned {
    const { seen } = note.input;
    const fitting = originals.filter(
      ({ booked }) =>
        booked !== null && fitsOn(seen, booked) && this.#isOf(customerId, booked.tripletexInvoiceId),
    );
    const [only, ...others] = fitting.filter(({ booked }) => booked !== null && isWhole(seen, booked));
    if (only !== undefined && others.length === 0) return { original: only, unmetNumber: null };
    const [number] = pending;
    if (number === undefined) {
      // Of a part it matters only whether a person was told to credit it by hand, when Rubic showed it as an amount.
      const original = fitting.find(({ hasWaited }) => hasWaited) ?? null;
      return { original, unmetNumber: unmetNumberOf(seen, { originals, fitting, readUpTo }) };
    }
    return { original: { ...NOT_BOOKED, rubicInvoiceNumber: number }, unmetNumber: null };
  }

  /** An invoice that is only planned has no id that Tripletex knows: carrying the plan out looks at its customer. */
  #isOf(customerId: number | undefined, tripletexInvoiceId: number): boolean {
    if (tripletexInvoiceId < 0) return true;
    return customerId !== undefined && this.#customers.get(tripletexInvoiceId) === customerId;
  }
}

/** Notes whose numbers are looked up together, in their order. */
function groupsOf(notes: MentioningNote[]): MentioningNote[][] {
  const groups: MentioningNote[][] = [];
  let numbers = new Set<number>();
  for (const note of notes) {
    const { mentions } = note.input.seen;
    const current = groups.at(-1);
    const together = new Set([...numbers, ...mentions]);
    if (current === undefined || together.size > NUMBERS_TOGETHER) {
      groups.push([note]);
      numbers = new Set(mentions);
    } else {
      current.push(note);
      numbers = together;
    }
  }
  return groups;
}

/** What is known of the numbers of one note among those of others; `pending` in the order in which it mentions them. */
function onlyOf(
  { input: { seen } }: MentioningNote,
  { originals, pending, readUpTo }: NumberedInvoices,
): NumberedInvoices {
  const mentions = new Set(seen.mentions);
  return {
    originals: originals.filter(({ rubicInvoiceNumber }) => mentions.has(rubicInvoiceNumber)),
    pending: [...mentions].filter((number) => pending.includes(number)),
    readUpTo,
  };
}
