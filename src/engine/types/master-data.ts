/**
 * What products and customers have in common: every record of Rubic is compared by hash; a mapped one that changed is
 * updated, an unmapped one is looked up in Tripletex and adopted, held or created. Adopting never writes: what an
 * accountant has filled in stays until the record changes in Rubic.
 */
import { isRemoteError } from "../../http/errors.ts";
import type { RubicPage } from "../../rubic/client.ts";
import type { Expectation, HashFields, Held } from "../../sync/decision.ts";
import type { FieldDifference } from "../../sync/differences.ts";
import { hashRecord } from "../../sync/hash.ts";
import type { Reference } from "../../sync/reference.ts";
import { type Decided, nothingDecided, type TypeHandler } from "../pages.ts";
import { heldAs, type Named, waitsForIntent } from "../results.ts";
import type { Step } from "../step.ts";
import type { KnownRecord, MappingInput, RecordKind, RecordResult } from "../store.ts";
import type { Look, Objection, PlannedWrite, SendList, SendOutcome } from "../writing.ts";

/** Small rows; the one known client of Rubic asks for as many. */
export const MASTER_DATA_PAGE_SIZE = 1000;
/** As many as one look-up in Tripletex carries. */
const MASTER_DATA_CHUNK = 400;
/** A second conflict in a row means that somebody is editing the record right now: the next sync takes it. */
const MAX_UPDATE_TRIES = 2;

export interface Wanted {
  outcome: "wanted";
  expectation: Expectation;
  hashFields: HashFields;
}

/** What the two kinds differ in. */
export interface MasterData<Row, Want extends Wanted, Existing extends { id: number }, Changes> {
  syncType: "products" | "customers";
  kind: RecordKind & ("product" | "customer");
  /** Raised when a rule changes what is sent, so that every record is compared again. */
  hashVersion: string;
  isListClosed: boolean;
  readPage(pageNo: number): Promise<RubicPage<Row>>;
  keyOf(row: Row): Promise<string>;
  numbersOf(row: Row): string[];
  labelOf(row: Row): string;
  decide(row: Row, reference: Reference): Want | Held;
  find(wanted: Want[]): Promise<Existing[]>;
  hasKeyOf(existing: Existing, wanted: Want): boolean;
  agrees(wanted: Want, existing: Existing): boolean;
  conflict(wanted: Want, existing: Existing): Held;
  mapping(wanted: Want, tripletexId: number): MappingInput;
  create(wanted: Want): Promise<{ id: number }>;
  createAll(wanted: Want[]): Promise<Existing[]>;
  read(id: number): Promise<Existing | null>;
  /** Null when nothing that we own differs. */
  changes(wanted: Want, existing: Existing): Changes | Held | null;
  /** The same for a person: each field that differs, as it stands and as it would stand. */
  differences(existing: Existing, changes: Changes, reference: Reference): FieldDifference[];
  /** The number that a creation takes in Tripletex. */
  targetOf(wanted: Want): string;
  update(id: number, changes: Changes): Promise<unknown>;
  /** Reads what the decisions about these rows need beside the reference. */
  prepare?(rows: Row[]): Promise<void>;
  /** Reads what tells rows from those that are known under their keys. */
  compare?(rows: { row: Row; record: KnownRecord | undefined }[]): Promise<void>;
  /** Whether an accepted change must be read back, because Tripletex may answer well and keep the old value. */
  mustReadBack?(changes: Changes): boolean;
  /** What people have made of a mapped record in Tripletex that must not stay so; null when it is as it was. */
  standing(wanted: Want, existing: Existing): Held | null;
  /** Why even a record that a person linked waits; null when nothing is wrong with it. */
  holdLinked?(row: Row): Held | null;
  /** The hold that names why a write was refused; null when it can't be told. `ownId` is null for a creation. */
  explainRefusal?(wanted: Want, ownId: number | null): Promise<Held | null>;
}

interface Update {
  tripletexId: number;
  /** Asked with what would change, just before it is sent. */
  objection: Objection | undefined;
}

interface Candidate<Want> extends Named {
  wanted: Want;
  hash: string;
}

/** A mapped record that is in Rubic as it was when it was last written. */
interface Standing<Want> {
  candidate: Candidate<Want>;
  record: KnownRecord;
}

export class MasterDataSync<Row, Want extends Wanted, Existing extends { id: number }, Changes extends object>
  implements TypeHandler<Row>
{
  readonly syncType: "products" | "customers";
  readonly kind: "product" | "customer";
  readonly pageSize = MASTER_DATA_PAGE_SIZE;
  readonly chunkSize = MASTER_DATA_CHUNK;
  readonly readsEverything = true;
  readonly #step: Step;
  readonly #data: MasterData<Row, Want, Existing, Changes>;
  /** Candidates that are planned to be created, by key, for the list endpoint. */
  readonly #planned = new Map<string, Candidate<Want>>();

  constructor(step: Step, data: MasterData<Row, Want, Existing, Changes>) {
    this.#step = step;
    this.#data = data;
    this.syncType = data.syncType;
    this.kind = data.kind;
  }

  readPage(pageNo: number): Promise<RubicPage<Row>> {
    return this.#data.readPage(pageNo);
  }

  keyOf(row: Row): Promise<string> {
    return this.#data.keyOf(row);
  }

  numbersOf(row: Row): string[] {
    return this.#data.numbersOf(row);
  }

  sendList(): SendList | null {
    const isClosed = this.#data.isListClosed || this.#step.closedLists.has(this.kind);
    if (isClosed) return null;
    return { send: (writes) => this.#createAll(writes), find: (writes) => this.#findAll(writes) };
  }

  async decide(rows: { key: string; row: Row }[]): Promise<Decided> {
    const reference = await this.#step.reference();
    await this.#data.prepare?.(rows.map(({ row }) => row));
    const keys = rows.map(({ key }) => key);
    const known = await this.#step.records(this.kind, keys);
    await this.#data.compare?.(rows.map(({ row }, index) => ({ row, record: known[index] })));
    const decided = nothingDecided();
    const missing: Candidate<Want>[] = [];
    const standing: Standing<Want>[] = [];
    for (const [index, { key, row }] of rows.entries()) {
      const record = known[index];
      // What a person linked is theirs in Tripletex, whatever stands in Rubic.
      if (record?.mapping?.isLinked && !record.hasIntent) {
        this.#settleLinked(decided, { key, row, record });
        continue;
      }
      const candidate = await this.#candidateOf({ key, row, record }, reference);
      if ("outcome" in candidate) decided.results.push(candidate);
      else if (record !== undefined && record.mapping?.hash === candidate.hash) {
        standing.push({ candidate, record });
      } else if (record?.mapping)
        decided.writes.push(this.#planUpdate(candidate, record.mapping.tripletexId));
      else missing.push(candidate);
    }
    await this.#checkStanding(decided, standing);
    await this.#lookUp(decided, missing);
    return decided;
  }

  /**
   * What has not changed in Rubic may have been changed in Tripletex: looked at when the run reads everything, or the record is held.
   */
  async #checkStanding(decided: Decided, standing: Standing<Want>[]): Promise<void> {
    const toCheck = standing.filter(
      ({ record }) => this.#step.looksAtAll(this.syncType) || record.hasOpenHold,
    );
    const found =
      toCheck.length === 0 ? [] : await this.#data.find(toCheck.map((each) => each.candidate.wanted));
    const byId = new Map(found.map((existing) => [existing.id, existing]));
    for (const each of standing) {
      const held = toCheck.includes(each) ? await this.#standingOf(each, byId) : null;
      if (held === null) this.#settleUnchanged(decided, each.record);
      else decided.results.push(heldAs(this.kind, each.candidate, held));
    }
  }

  /** A look by number misses what has another one now; a look by id does not. */
  async #standingOf(
    { candidate, record }: Standing<Want>,
    byId: Map<number, Existing>,
  ): Promise<Held | null> {
    const id = record.mapping?.tripletexId ?? 0;
    const existing = byId.get(id) ?? (await this.#data.read(id));
    return existing === null ? gone(candidate) : this.#data.standing(candidate.wanted, existing);
  }

  /** What the record should be in Tripletex, or why it is held. */
  async #candidateOf(
    { key, row, record }: { key: string; row: Row; record: KnownRecord | undefined },
    reference: Reference,
  ): Promise<Candidate<Want> | RecordResult> {
    const label = this.#data.labelOf(row);
    if (record?.hasIntent) return waitsForIntent(this.kind, { key, label });
    const wanted = this.#data.decide(row, reference);
    if (wanted.outcome === "held") return heldAs(this.kind, { key, label }, wanted);
    return { key, label, wanted, hash: await hashRecord(this.#data.hashVersion, wanted.hashFields) };
  }

  #settleLinked(
    decided: Decided,
    { key, row, record }: { key: string; row: Row; record: KnownRecord },
  ): void {
    const held = this.#data.holdLinked?.(row) ?? null;
    if (held === null) this.#settleUnchanged(decided, record);
    else decided.results.push(heldAs(this.kind, { key, label: this.#data.labelOf(row) }, held));
  }

  #settleUnchanged(decided: Decided, { rubicKey, hasOpenHold }: KnownRecord): void {
    decided.unchanged += 1;
    if (hasOpenHold) decided.results.push({ outcome: "released", kind: this.kind, rubicKey });
  }

  async #lookUp(decided: Decided, missing: Candidate<Want>[]): Promise<void> {
    if (missing.length === 0) return;
    const found = await this.#data.find(missing.map(({ wanted }) => wanted));
    for (const candidate of missing) {
      const existing = found.find((each) => this.#data.hasKeyOf(each, candidate.wanted));
      if (existing === undefined) decided.writes.push(this.#planCreation(candidate));
      else decided.results.push(this.#adoptOrHold(candidate, existing));
    }
  }

  #adoptOrHold(candidate: Candidate<Want>, existing: Existing): RecordResult {
    const { key, label, wanted } = candidate;
    if (!this.#data.agrees(wanted, existing)) {
      return heldAs(this.kind, candidate, this.#data.conflict(wanted, existing));
    }
    const mapping = this.#mappingOf(candidate, existing.id);
    return { outcome: "mapped", how: "adopted", rubicKey: key, label, mapping };
  }

  #mappingOf(candidate: Candidate<Want>, id: number): MappingInput {
    return { ...this.#data.mapping(candidate.wanted, id), hash: candidate.hash };
  }

  #planCreation(candidate: Candidate<Want>): PlannedWrite {
    this.#planned.set(candidate.key, candidate);
    return {
      ...this.#base(candidate, null),
      action: "create",
      request: {
        content: candidate.wanted.hashFields,
        references: [],
        target: this.#data.targetOf(candidate.wanted),
      },
      send: async () => {
        const created = await this.#data.create(candidate.wanted);
        return { outcome: "written", how: "created", mapping: this.#mappingOf(candidate, created.id) };
      },
    };
  }

  #planUpdate(candidate: Candidate<Want>, tripletexId: number): PlannedWrite {
    return {
      ...this.#base(candidate, tripletexId),
      action: "update",
      look: async () => await this.#look(candidate, tripletexId),
      send: (objection) => this.#update(candidate, { tripletexId, objection }),
    };
  }

  /** @param ownId the record's id in Tripletex; null when it is to be created */
  #base(candidate: Candidate<Want>, ownId: number | null) {
    const { key, label, hash, wanted } = candidate;
    return {
      kind: this.kind,
      rubicKey: key,
      label,
      requestHash: hash,
      expectation: wanted.expectation,
      serialKey: key,
      explainRefusal: async () => {
        const held = (await this.#data.explainRefusal?.(wanted, ownId)) ?? null;
        return held === null ? null : heldAs(this.kind, candidate, held);
      },
    };
  }

  async #look(candidate: Candidate<Want>, tripletexId: number): Promise<Look & { changes?: Changes | null }> {
    const existing = await this.#data.read(tripletexId);
    if (existing === null) return { outcome: "held", held: gone(candidate) };
    const changes = this.#data.changes(candidate.wanted, existing);
    if (changes === null) return { outcome: "found", differences: [], changes };
    if ("outcome" in changes) return { outcome: "held", held: changes };
    const differences = this.#data.differences(existing, changes, await this.#step.reference());
    return { outcome: "found", differences, changes };
  }

  /** Reads the record, sends only what differs, and does it once more when somebody else was quicker. */
  async #update(candidate: Candidate<Want>, update: Update): Promise<SendOutcome> {
    for (let attempt = 1; attempt <= MAX_UPDATE_TRIES; attempt += 1) {
      const outcome = await this.#tryUpdate(candidate, update);
      if (outcome !== null) return outcome;
    }
    return { outcome: "held", held: editedMeanwhile(candidate) };
  }

  /** Null when the record was changed in Tripletex between reading and writing. */
  async #tryUpdate(
    candidate: Candidate<Want>,
    { tripletexId, objection }: Update,
  ): Promise<SendOutcome | null> {
    const look = await this.#look(candidate, tripletexId);
    if (look.outcome === "held") return look;
    const { differences, changes = null } = look;
    const deviation = objection?.(differences) ?? null;
    if (deviation !== null) return { outcome: "deviates", deviation };
    const mapping = this.#mappingOf(candidate, tripletexId);
    if (changes === null) return { outcome: "written", how: "unchanged", mapping };
    try {
      await this.#data.update(tripletexId, changes);
    } catch (error) {
      if (isRemoteError(error) && error.kind === "conflict") return null;
      throw error;
    }
    const isKept = await this.#isKept(candidate, { tripletexId, changes });
    return isKept
      ? { outcome: "written", how: "updated", mapping }
      : { outcome: "held", held: notKept(candidate) };
  }

  /** Reads back what Tripletex is known to drop without a word (Tripletex dossier 5). */
  async #isKept(
    candidate: Candidate<Want>,
    sent: { tripletexId: number; changes: Changes },
  ): Promise<boolean> {
    if (this.#data.mustReadBack?.(sent.changes) !== true) return true;
    const after = await this.#data.read(sent.tripletexId);
    return after !== null && this.#data.changes(candidate.wanted, after) === null;
  }

  async #createAll(writes: PlannedWrite[]): Promise<(SendOutcome | null)[]> {
    const candidates = this.#candidatesOf(writes);
    const created = await this.#data.createAll(candidates.map(({ wanted }) => wanted));
    return this.#match(candidates, created);
  }

  async #findAll(writes: PlannedWrite[]): Promise<(SendOutcome | null)[]> {
    const candidates = this.#candidatesOf(writes);
    const found = await this.#data.find(candidates.map(({ wanted }) => wanted));
    const agreeing = found.filter((existing) =>
      candidates.some(
        ({ wanted }) => this.#data.hasKeyOf(existing, wanted) && this.#data.agrees(wanted, existing),
      ),
    );
    return this.#match(candidates, agreeing);
  }

  #candidatesOf(writes: PlannedWrite[]): Candidate<Want>[] {
    return writes.map((write) => {
      const candidate = this.#planned.get(write.rubicKey);
      if (candidate === undefined) throw new Error(`${write.label} was not planned here`);
      return candidate;
    });
  }

  /** By key, not by place: nothing says that Tripletex keeps the order. */
  #match(candidates: Candidate<Want>[], existing: Existing[]): (SendOutcome | null)[] {
    return candidates.map((candidate) => {
      const mine = existing.find((each) => this.#data.hasKeyOf(each, candidate.wanted));
      if (mine === undefined) return null;
      return { outcome: "written", how: "created", mapping: this.#mappingOf(candidate, mine.id) };
    });
  }
}

function editedMeanwhile(record: Named): Held {
  const message = `${record.label} was changed in Tripletex twice while the service was about to update it.`;
  return { outcome: "held", code: "EDITED_MEANWHILE", message };
}

function notKept(record: Named): Held {
  const message = `Tripletex accepted the change of ${record.label}, but still has the old address.`;
  return { outcome: "held", code: "CHANGE_NOT_KEPT", message };
}

function gone(record: Named): Held {
  const message = `${record.label} was synced before, but Tripletex does not have it any more.`;
  return { outcome: "held", code: "GONE_FROM_TRIPLETEX", message };
}
