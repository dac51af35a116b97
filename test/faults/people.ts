/**
 * What people do while a sync runs, and networks that are away for a while: at the n-th await of a round, some of it for a
 * number of awaits.
 */
import { internal } from "../../convex/_generated/api.js";
import type { Backend } from "./backend.ts";
import type { ByHand } from "./check.ts";
import type { Happening } from "./faults.ts";
import type { Act } from "./plan.ts";
import type { Remotes, System } from "./remotes.ts";
import type { TinyClub } from "./world.ts";

export const ACTOR = { kind: "commandLine", name: "Campaign" } as const;
const BY_HAND_OERE = 12_345;
const OERE_PER_KRONE = 100;

export interface PeopleParts {
  backend: () => Backend;
  remotes: Remotes;
  club: TinyClub;
  startSync: () => Promise<unknown>;
  happened: (happening: Happening) => void;
  trace: (line: string) => void;
}

export class People {
  readonly byHand: ByHand[] = [];
  readonly #parts: PeopleParts;
  #acts: Act[] = [];
  #lasting: { act: Act; until: number }[] = [];
  #awaits = 0;

  constructor(parts: PeopleParts) {
    this.#parts = parts;
  }

  begin(acts: readonly Act[]): void {
    this.#acts = [...acts];
    this.#awaits = 0;
  }

  /** True when it was planned; it is then done by whoever asked. */
  takes(happening: Happening): boolean {
    const act = this.#acts.find((each) => each.happening === happening);
    if (act === undefined) return false;
    this.#acts = this.#acts.filter((each) => each !== act);
    this.#parts.happened(happening);
    return true;
  }

  isUnreachable(system: System): boolean {
    return this.#lasting.some(({ act }) => act.happening === `${system} unreachable`);
  }

  noteAwait(): void {
    this.#awaits += 1;
    for (const act of this.#acts.filter((each) => each.atAwait <= this.#awaits)) {
      this.#acts = this.#acts.filter((each) => each !== act);
      if (this.#act(act)) this.#parts.happened(act.happening);
    }
    for (const lasting of this.#lasting.filter((each) => each.until <= this.#awaits)) {
      this.#lasting = this.#lasting.filter((each) => each !== lasting);
      void this.#end(lasting.act);
    }
  }

  /** Ends what still lasts. */
  async end(): Promise<void> {
    this.#acts = [];
    for (const { act } of this.#lasting.splice(0)) await this.#end(act);
  }

  /** Answers whether it took place. */
  #act(act: Act): boolean {
    switch (act.happening) {
      case "start while busy":
        void this.#parts.startSync();
        return true;
      case "cancel":
        return this.#cancel();
      case "brake":
        void this.#brake("stop");
        this.#last(act);
        return true;
      case "payment by hand":
        return this.#payByHand();
      case "new payments in Rubic":
        this.#parts.club.receivePayments();
        return true;
      case "tripletex unreachable":
      case "rubic unreachable":
        this.#last(act);
        return true;
      case "two starts at once":
      case "rows shift":
      case "low rate limit":
      case "lists lag":
      case "lists closed":
      case "old backup":
        return false;
    }
  }

  #last(act: Act): void {
    this.#lasting.push({ act, until: this.#awaits + act.lasts });
  }

  async #end({ happening }: Act): Promise<void> {
    this.#parts.trace(`${happening} is over`);
    if (happening === "brake") await this.#brake("lift");
  }

  async #brake(way: "stop" | "lift"): Promise<void> {
    const args = { tripletexEnv: "sandbox", reason: "A look first", actor: ACTOR } as const;
    await this.#parts.backend().mutation(internal.sync.brake[way], args);
  }

  async liftBrake(): Promise<void> {
    await this.#brake("lift");
  }

  #cancel(): boolean {
    const backend = this.#parts.backend();
    const live = backend.rows("runs").find(({ completedAt }) => completedAt === undefined);
    if (live === undefined) return false;
    const ending = backend.mutation(internal.sync.cancel.cancel, { runId: live._id, actor: ACTOR });
    ending.catch((error: unknown) => this.#parts.trace(`cancel is refused: ${String(error)}`));
    return true;
  }

  /** An accountant registers money on an invoice of which Rubic knows no payment. */
  #payByHand(): boolean {
    const { club, remotes } = this.#parts;
    const { orders, invoices } = remotes.state;
    for (const { invoiceID } of club.unpaidForEver) {
      if (this.byHand.some((each) => each.rubicInvoiceId === invoiceID)) continue;
      const order = orders.find(({ number }) => number === `RUBIC-${invoiceID}`);
      const invoice = invoices.find((each) => each.orders.some(({ id }) => id === order?.id));
      if (order === undefined || invoice === undefined) continue;
      const date = club.world.today;
      const amount = BY_HAND_OERE / OERE_PER_KRONE;
      remotes.people.registerPayment({ invoiceId: invoice.id, date, amount });
      const { invoiceNumber } = invoice;
      this.byHand.push({ rubicInvoiceId: invoiceID, invoiceNumber, date, amountOere: BY_HAND_OERE });
      return true;
    }
    return false;
  }
}
