/**
 * One kind of object in memory, with look-up by key and a journal, so that a request refused halfway leaves nothing behind.
 * Rows are never changed in place: an update puts a new row in the old one's seat.
 */

export interface Change {
  employeeId: number;
  timestamp: string;
  changeType: "CREATE" | "UPDATE";
}

export interface Row {
  id: number;
  version: number;
  changes: readonly Change[];
}

/** What the table itself decides about a new row. */
export type Created = Pick<Row, "id" | "changes">;

/** Undo steps of the request under way. */
export interface Journal {
  add: (undo: () => void) => void;
  /** Runs the work; when it throws, everything it wrote is undone before the error goes on. May be nested. */
  run: <T>(work: () => T) => T;
  /** What was written so far stays, also when the request is refused later. */
  keep: () => void;
}

export function createJournal(): Journal {
  const undos: (() => void)[] = [];
  let depth = 0;
  return {
    add(undo) {
      if (depth > 0) undos.push(undo);
    },
    keep() {
      undos.length = 0;
    },
    run(work) {
      const mark = undos.length;
      depth += 1;
      try {
        return work();
      } catch (error) {
        for (const undo of undos.splice(mark).toReversed()) undo();
        throw error;
      } finally {
        depth -= 1;
        if (depth === 0) undos.length = 0;
      }
    },
  };
}

type KeyOf<R> = (row: R) => string | number | null;

interface TableOptions<R> {
  firstId: number;
  journal: Journal;
  now: () => number;
  /** Named look-ups; a null key is not indexed. */
  keys?: Record<string, KeyOf<R>>;
}

/** Placeholder employee: the token's own. */
export const EMPLOYEE_ID = 5_001;

export class Table<R extends Row> {
  readonly #rows = new Map<number, R>();
  readonly #indexes: ReadonlyMap<string, { keyOf: KeyOf<R>; ids: Map<string | number, Set<number>> }>;
  readonly #journal: Journal;
  readonly #now: () => number;
  #nextId: number;

  constructor({ firstId, journal, now, keys = {} }: TableOptions<R>) {
    this.#nextId = firstId;
    this.#journal = journal;
    this.#now = now;
    this.#indexes = new Map(Object.entries(keys).map(([name, keyOf]) => [name, { keyOf, ids: new Map() }]));
  }

  /** Adds a row; the builder gets the new id. A seed may bring its own id. */
  insert(build: (created: Created) => R, id: number = this.#nextId): R {
    this.#nextId = Math.max(this.#nextId, id + 1);
    const row = build({ id, changes: [this.#stamp("CREATE")] });
    this.#put(row);
    return row;
  }

  update(row: R): R {
    const stamped = { ...row, changes: [...row.changes, this.#stamp("UPDATE")] };
    this.#put(stamped);
    return stamped;
  }

  remove(id: number): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    this.#rows.delete(id);
    this.#unindex(row);
    this.#journal.add(() => this.#set(row));
  }

  get(id: number): R | undefined {
    return this.#rows.get(id);
  }

  all(): R[] {
    return [...this.#rows.values()];
  }

  /** Rows whose key is this one. Throws when the table has no such index: a bug of the caller. */
  withKey(name: string, key: string | number): R[] {
    const index = this.#indexes.get(name);
    if (index === undefined) throw new Error(`no index ${name}`);
    return [...(index.ids.get(key) ?? [])].flatMap((id) => this.#rows.get(id) ?? []);
  }

  #put(row: R): void {
    const before = this.#rows.get(row.id);
    this.#set(row);
    this.#journal.add(() => {
      if (before !== undefined) return this.#set(before);
      this.#rows.delete(row.id);
      this.#unindex(row);
    });
  }

  #set(row: R): void {
    const before = this.#rows.get(row.id);
    if (before !== undefined) this.#unindex(before);
    this.#rows.set(row.id, row);
    for (const { keyOf, ids } of this.#indexes.values()) {
      const key = keyOf(row);
      if (key !== null) ids.set(key, (ids.get(key) ?? new Set()).add(row.id));
    }
  }

  #unindex(row: R): void {
    for (const { keyOf, ids } of this.#indexes.values()) {
      const key = keyOf(row);
      if (key !== null) ids.get(key)?.delete(row.id);
    }
  }

  #stamp(changeType: Change["changeType"]): Change {
    return { employeeId: EMPLOYEE_ID, timestamp: new Date(this.#now()).toISOString(), changeType };
  }
}
