/**
 * The records that a run was asked for one by one. Rubic has only lists, so the pages are read and everything else on them is
 * passed over before it is decided; reading ends once every key was met.
 */
export class Selection {
  readonly #wanted: readonly string[];
  readonly #met: Set<string>;

  /** @param met keys that earlier steps of the run have met */
  constructor(wanted: readonly string[], met: readonly string[]) {
    this.#wanted = wanted;
    this.#met = new Set(met);
  }

  /** Whether a row is asked for, by one of the numbers that a person knows it by; its keys count as met. */
  takes(numbers: readonly string[]): boolean {
    const found = this.#wanted.filter((key) => numbers.includes(key));
    for (const key of found) this.#met.add(key);
    return found.length > 0;
  }

  get met(): string[] {
    return [...this.#met];
  }

  get missing(): string[] {
    return this.#wanted.filter((key) => !this.#met.has(key));
  }
}
