/** Counts the calls of a round and says which of them a fault strikes. */
import type { Round, Strike } from "./plan.ts";

/** A fault that comes three times in a row strikes twice more. */
const TWICE_MORE = 2;

export class Strikes {
  readonly #strikes: readonly Strike[];
  readonly #counts = new Map<string, number>();
  #again: { strike: Strike; left: number } | null = null;

  constructor(round: Pick<Round, "strikes">) {
    this.#strikes = round.strikes;
  }

  /** Counts a call; answers what strikes it. */
  take(call: string): Strike | null {
    const count = (this.#counts.get(call) ?? 0) + 1;
    this.#counts.set(call, count);
    return this.#takeAgain(call) ?? this.#takeNew(call, count);
  }

  #takeAgain(call: string): Strike | null {
    const again = this.#again;
    if (again === null || again.left === 0 || again.strike.call !== call) return null;
    again.left -= 1;
    return again.strike;
  }

  #takeNew(call: string, count: number): Strike | null {
    const strike = this.#strikes.find((each) => each.call === call && each.occurrence === count) ?? null;
    if (strike?.fault.kind === "convexErrorThrice") this.#again = { strike, left: TWICE_MORE };
    return strike;
  }
}
