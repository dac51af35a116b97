/**
 * Seeded chance. Every list of the world draws from its own named stream of one seed, so that adding a draw in one place
 * does not change the records of another, and a failing run can be repeated from its seed alone.
 * Must never read the clock or Math.random.
 */

export interface Random {
  /** A number from 0 (included) to 1 (excluded). */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  whole(min: number, max: number): number;
  /** True in the given share of calls: 0 = never, 1 = always. */
  chance(share: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Picks by weight; the weights need not sum to anything in particular. */
  weighted<T>(entries: readonly (readonly [value: T, weight: number])[]): T;
  shuffle<T>(items: readonly T[]): T[];
}

const TWO_TO_32 = 4_294_967_296;
const FNV_OFFSET = 2_166_136_261;
const FNV_PRIME = 16_777_619;

/** A stream of seeded chance; equal seed and stream name give equal draws. */
export function createRandom(seed: number, stream: string): Random {
  const next = mulberry32(hashText(`${seed}/${stream}`));
  const whole = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    whole,
    chance: (share) => next() < share,
    pick: (items) => at(items, whole(0, items.length - 1)),
    weighted: (entries) => pickWeighted(entries, next()),
    shuffle: (items) => shuffleWith(items, whole),
  };
}

/** The item at a position that must exist. Throws RangeError if it does not. */
export function at<T>(items: readonly T[], index: number): T {
  if (index < 0 || index >= items.length) {
    throw new RangeError(`There is no item ${index} in a list of ${items.length}.`);
  }
  return items[index] as T;
}

function pickWeighted<T>(entries: readonly (readonly [T, number])[], roll: number): T {
  let left = roll * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of entries) {
    left -= weight;
    if (left < 0) {
      return value;
    }
  }
  return at(entries, entries.length - 1)[0];
}

function shuffleWith<T>(items: readonly T[], whole: Random["whole"]): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = whole(0, last);
    [shuffled[last], shuffled[other]] = [at(shuffled, other), at(shuffled, last)];
  }
  return shuffled;
}

/** FNV-1a: spreads small seeds and stream names over the whole range. */
function hashText(text: string): number {
  let hash = FNV_OFFSET;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), FNV_PRIME);
  }
  return hash >>> 0;
}

/** Mulberry32, a public-domain generator: tiny, fast and good enough for made-up people. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / TWO_TO_32;
  };
}
