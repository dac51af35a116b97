/**
 * Customer numbers that Rubic gives to two names. A row that comes twice because pages shifted is the same customer; one with
 * another name is somebody else, and an invoice would not say whose it is. Known are the rows that were noted.
 */
import type { RubicCustomer } from "../../rubic/schemas.ts";
import { customerKey } from "../../sync/customer-number.ts";
import type { Held } from "../../sync/decision.ts";
import { comparableText, describeCustomer } from "../../sync/describe.ts";
import { TWINS_CODE } from "../../sync/name-mark.ts";

export class Twins {
  readonly #names = new Map<string, string>();
  readonly #doubled = new Set<string>();

  /** To be called with all of a page before any of it is decided. */
  note(customers: readonly RubicCustomer[]): void {
    for (const customer of customers) {
      const key = customerKey(customer);
      if (key === null) continue;
      const name = comparableText(customer.customerName ?? "");
      if ((this.#names.get(key) ?? name) !== name) this.#doubled.add(key);
      this.#names.set(key, name);
    }
  }

  /** Why the customer waits; null when its number is its own. */
  hold(customer: RubicCustomer): Held | null {
    const key = customerKey(customer);
    if (key === null || !this.#doubled.has(key)) return null;
    const message = `${describeCustomer(customer)} shares its number with another customer in Rubic.`;
    return { outcome: "held", code: TWINS_CODE, message };
  }
}
