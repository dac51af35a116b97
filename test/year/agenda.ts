/** What is to happen on which day: acts that an earlier act has drawn, in the order in which they were noted. */
export class Agenda {
  readonly #acts = new Map<string, (() => void)[]>();

  /** @param day YYYY-MM-DD */
  note(day: string, act: () => void): void {
    const acts = this.#acts.get(day) ?? [];
    acts.push(act);
    this.#acts.set(day, acts);
  }

  /** Does what was noted for the day; nothing is done twice. */
  carryOut(day: string): void {
    const acts = this.#acts.get(day) ?? [];
    this.#acts.delete(day);
    for (const act of acts) act();
  }
}
