/**
 * A small set of combinations in which every two values of two different switches stand together at least once. Most faults
 * come from one switch or from two that meet; trying all combinations would take years.
 */

/** Each switch with its values; the first value of each is the plain one. */
export type Switches = Readonly<Record<string, readonly unknown[]>>;
export type Combination = Record<string, unknown>;

interface Choice {
  name: string;
  index: number;
}

const pairKey = (left: Choice, right: Choice): string =>
  [left, right]
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(({ name, index }) => `${name}=${index}`)
    .join(" ");

/** Every pair of values of two different switches, by key. */
export function pairsOf(switches: Switches): Set<string> {
  const choices = Object.entries(switches).map(([name, values]) =>
    values.map((_, index) => ({ name, index })),
  );
  return new Set(
    choices.flatMap((left, place) =>
      choices.slice(place + 1).flatMap((right) => left.flatMap((a) => right.map((b) => pairKey(a, b)))),
    ),
  );
}

/** The pairs that a combination holds. */
function pairsIn(row: Choice[]): string[] {
  return row.flatMap((left, place) => row.slice(place + 1).map((right) => pairKey(left, right)));
}

/**
 * Greedy and without chance: each row starts from a pair that is still missing and takes, switch by switch, the value that
 * adds most missing pairs. The first row is the plain one.
 */
export function coverAllPairs(switches: Switches): Combination[] {
  const names = Object.keys(switches);
  const missing = pairsOf(switches);
  const rows: Choice[][] = [];
  const add = (row: Choice[]) => {
    rows.push(row);
    for (const key of pairsIn(row)) missing.delete(key);
  };
  add(names.map((name) => ({ name, index: 0 })));
  for (let [next] = missing; next !== undefined; [next] = missing)
    add(fillRow(switches, missing, readPair(next)));
  return rows.map((row) => Object.fromEntries(row.map(({ name, index }) => [name, switches[name]?.[index]])));
}

function readPair(key: string): Choice[] {
  return key.split(" ").map((part) => {
    const [name = "", index = ""] = part.split("=");
    return { name, index: Number(index) };
  });
}

function fillRow(switches: Switches, missing: ReadonlySet<string>, start: Choice[]): Choice[] {
  const row = [...start];
  for (const [name, values] of Object.entries(switches)) {
    if (row.some((choice) => choice.name === name)) continue;
    const gains = values.map(
      (_, index) => row.filter((other) => missing.has(pairKey(other, { name, index }))).length,
    );
    row.push({ name, index: gains.indexOf(Math.max(...gains)) });
  }
  return row;
}
