/**
 * Makes index look-ups of the embedded engine quick. convex-test walks every document of the database for every query,
 * so a sync of a few thousand records would take minutes; here a look-up starts from a hash of the leading equalities.
 * It only narrows which documents are offered: the engine's own range filter and sort still decide, so a wrong hash can
 * only be too wide. It changes one database instance, never the package.
 */
// The names that start with an underscore are convex-test's own; the header of engine-internals.ts says why they are used.
/* oxlint-disable no-underscore-dangle */
import type { EngineDatabase, EngineQuery, RangeExpression, StoredDocument } from "./engine-internals.ts";
import { tableOfId } from "./engine-internals.ts";
import { expressionKey, leadingEqualities, valueKeyOf } from "./equality-key.ts";

type Ids = Set<string>;

/** Ids of one table by the key of some fields; built on first use, kept up at every commit. */
interface FieldIndex {
  fieldPaths: string[];
  idsByKey: Map<string, Ids>;
}

/** What the accelerator knows about the committed documents of one table. */
interface TableState {
  ids: Ids;
  indexes: Map<string, FieldIndex>;
}

/** Installs the accelerator on one database. Call it once per database, before `trackChanges`. */
export function accelerate(database: EngineDatabase): void {
  const tables = new CommittedTables(database);
  const pending = watchPendingWrites(database);
  watchCommits(database, tables);
  narrowIteration(database, (tableName, range) => {
    const committed = range === null ? tables.idsOf(tableName) : tables.idsMatching(tableName, range);
    return uniqueIds(committed, pending.idsOf(tableName));
  });
}

/** Replaces the walk over everything by a walk over `candidates`, which must hold every id that can match. */
function narrowIteration(
  database: EngineDatabase,
  candidates: (tableName: string, range: RangeExpression[] | null) => Iterable<string>,
): void {
  const readDocument = database.get.bind(database);
  const resolveSource = database._resolveQuerySource.bind(database);
  let currentRange: RangeExpression[] | null = null;
  database._resolveQuerySource = (query: EngineQuery) => {
    // Resolving is synchronous and not nested, so the range can be handed over beside the call.
    currentRange = query.source.type === "IndexRange" ? query.source.range : null;
    try {
      return resolveSource(query);
    } finally {
      currentRange = null;
    }
  };
  database._iterateDocs = (tableName, callback) => {
    for (const id of candidates(tableName, currentRange)) {
      const document = readDocument(tableName, id);
      if (document !== null) callback(document);
    }
  };
}

/** Pending writes sorted by table, per transaction level. A level that is dropped takes its entry with it. */
function watchPendingWrites(database: EngineDatabase): { idsOf(tableName: string): Iterable<string> } {
  const idsByLayer = new WeakMap<object, Map<string, Ids>>();
  const addWrite = database._addWrite.bind(database);
  database._addWrite = (id, value) => {
    addWrite(id, value);
    const layer = database._writes.at(-1);
    if (layer === undefined) return;
    const tables = getOrCreate(idsByLayer, layer, () => new Map<string, Ids>());
    getOrCreate(tables, tableOfId(id), () => new Set<string>()).add(id);
  };
  return {
    *idsOf(tableName) {
      for (const layer of database._writes) yield* idsByLayer.get(layer)?.get(tableName) ?? [];
    },
  };
}

function watchCommits(database: EngineDatabase, tables: CommittedTables): void {
  const commit = database.commit.bind(database);
  database.commit = (commitTs) => {
    const [outermost, ...nested] = database._writes;
    const written = outermost === undefined || nested.length > 0 ? [] : Object.keys(outermost);
    const before = written.map((id) => database._documents[id]);
    commit(commitTs);
    for (const [position, id] of written.entries()) {
      tables.replace(id, before[position], database._documents[id]);
    }
  };
}

/** Ids of committed documents, by table and by the value of fields. Rollbacks never reach it. */
class CommittedTables {
  readonly #database: EngineDatabase;
  readonly #tables = new Map<string, TableState>();

  constructor(database: EngineDatabase) {
    this.#database = database;
    for (const id of Object.keys(database._documents)) this.#table(tableOfId(id)).ids.add(id);
  }

  idsOf(tableName: string): Ids {
    return this.#table(tableName).ids;
  }

  /** Ids whose fields equal the leading equalities of the range; all of the table when there are none. */
  idsMatching(tableName: string, range: RangeExpression[]): Ids {
    const equalities = leadingEqualities(range);
    if (equalities.length === 0) return this.idsOf(tableName);
    const index = this.#index(
      tableName,
      equalities.map((equality) => equality.fieldPath),
    );
    return index.idsByKey.get(expressionKey(equalities)) ?? new Set();
  }

  replace(id: string, before: StoredDocument | undefined, after: StoredDocument | undefined): void {
    const table = this.#table(tableOfId(id));
    if (after === undefined) table.ids.delete(id);
    else table.ids.add(id);
    for (const index of table.indexes.values()) {
      if (before !== undefined) removeFromIndex(index, before);
      if (after !== undefined) addToIndex(index, after);
    }
  }

  #table(tableName: string): TableState {
    return getOrCreate(this.#tables, tableName, () => ({ ids: new Set(), indexes: new Map() }));
  }

  #index(tableName: string, fieldPaths: string[]): FieldIndex {
    const table = this.#table(tableName);
    return getOrCreate(table.indexes, fieldPaths.join(","), () => {
      const index: FieldIndex = { fieldPaths, idsByKey: new Map() };
      for (const id of table.ids) {
        const document = this.#database._documents[id];
        if (document !== undefined) addToIndex(index, document);
      }
      return index;
    });
  }
}

function addToIndex(index: FieldIndex, document: StoredDocument): void {
  const key = valueKeyOf(document, index.fieldPaths);
  getOrCreate(index.idsByKey, key, () => new Set<string>()).add(document._id);
}

function removeFromIndex(index: FieldIndex, document: StoredDocument): void {
  const key = valueKeyOf(document, index.fieldPaths);
  const ids = index.idsByKey.get(key);
  ids?.delete(document._id);
  if (ids?.size === 0) index.idsByKey.delete(key);
}

function* uniqueIds(committed: Ids, pending: Iterable<string>): Iterable<string> {
  yield* committed;
  const seen = new Set<string>();
  for (const id of pending) {
    if (committed.has(id) || seen.has(id)) continue;
    seen.add(id);
    yield id;
  }
}

function getOrCreate<Key, Item>(
  map: { get(key: Key): Item | undefined; set(key: Key, item: Item): unknown },
  key: Key,
  create: () => Item,
): Item {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
