/**
 * The gate of a run that carries out a plan: of what was decided about a chunk, only what was planned and is still the same
 * goes on. Everything else is left as it is in Tripletex and named.
 */
import { isHoldCode } from "../../sync/hold-codes.ts";
import { creationChange, updateChange } from "../../sync/plan.ts";
import type { Decided } from "../pages.ts";
import type { Step } from "../step.ts";
import type { Deviation, PlannedRecord, RecordKind, RecordResult } from "../store.ts";
import type { Objection, PlannedWrite } from "../writing.ts";
import { contentHash, tripletexIdOf } from "./items.ts";

interface Chunk {
  kind: RecordKind;
  keys: string[];
  decided: Decided;
}

/** The chunk as it is in a run without a plan. */
export async function gateChunk(step: Step, { kind, keys, decided }: Chunk): Promise<Decided> {
  const planId = step.planToCarryOut;
  if (planId === null) return decided;
  const planned = await step.ports.store.plannedRecords(planId, kind, keys);
  const gate = new Gate(step, new Map(planned.map((each) => [each.rubicKey, each])));
  return await gate.pass(decided);
}

/** Plans that a record has been left alone with: it was held and would be written now. */
const WERE = {
  create: "it was to be created",
  update: "it was to be updated",
  adopt: "it was found in Tripletex and was to be linked",
  held: "it was held",
  waits: "an earlier write of it had an unknown outcome",
  leftOut: "it was left out by a person",
  outOfScope: "it was out of scope",
} as const satisfies Record<PlannedRecord["action"], string>;

class Gate {
  readonly #step: Step;
  readonly #planned: ReadonlyMap<string, PlannedRecord>;

  constructor(step: Step, planned: ReadonlyMap<string, PlannedRecord>) {
    this.#step = step;
    this.#planned = planned;
  }

  async pass(decided: Decided): Promise<Decided> {
    const writes: PlannedWrite[] = [];
    const results: RecordResult[] = [];
    for (const write of decided.writes) {
      const passed = await this.#passWrite(write);
      if (passed === null) continue;
      if ("outcome" in passed) results.push(passed);
      else writes.push(passed);
    }
    for (const result of decided.results) results.push(...this.#passResult(result));
    this.#nameNotNeeded(decided);
    return { ...decided, writes, results };
  }

  /** The write, the hold that the plan has instead of it, or null when it is left alone. */
  async #passWrite(write: PlannedWrite): Promise<PlannedWrite | RecordResult | null> {
    const planned = this.#planned.get(write.rubicKey);
    if (planned?.isRival === true) return holdAsPlanned(planned);
    const change = await this.#changeOf(write, planned);
    if (change === null && planned !== undefined) return this.#guarded(write, planned);
    this.#leave(change ?? this.#unknown(write));
    return null;
  }

  #unknown(write: PlannedWrite): Deviation {
    return write.action === "create"
      ? deviationOf(write, "new", `${write.label} is new since the plan was made.`)
      : changed(write, "it was unchanged, and is to be updated now");
  }

  /** Null when nothing has changed, or when the plan does not know the record. */
  async #changeOf(write: PlannedWrite, planned: PlannedRecord | undefined): Promise<Deviation | null> {
    if (planned === undefined) return null;
    if (planned.isDone) return changed(write, "it has been carried out and has changed again");
    if (planned.action !== write.action)
      return changed(write, `${WERE[planned.action]}, and is to be ${WILL_BE[write.action]} now`);
    if (write.action === "update") {
      return planned.rubicHash === write.requestHash ? null : changed(write, "it has changed in Rubic");
    }
    const { requestHash: rubicHash, amountOere, documentDate, request } = write;
    const now = { rubicHash, amountOere, documentDate, references: request.references };
    const before = { ...planned, references: planned.references ?? [] };
    const what = creationChange(
      {
        rubicHash: undefined,
        contentHash: undefined,
        amountOere: undefined,
        documentDate: undefined,
        ...before,
      },
      { ...now, contentHash: await contentHash(write) },
    );
    return what === null ? null : changed(write, what);
  }

  /** The write with what can only be seen when it is sent: another change than the planned one, or a record that exists. */
  #guarded(write: PlannedWrite, planned: PlannedRecord): PlannedWrite {
    if (write.action === "update") {
      const objection: Objection = (differences) => {
        const what = updateChange(planned.differences ?? [], differences);
        if (what === null) return null;
        const isNeeded = differences.length > 0;
        const deviation = isNeeded
          ? changed(write, what)
          : deviationOf(write, "notNeeded", `${write.label} was to be updated, but ${what}.`);
        this.#step.expected.count -= 1;
        return deviation;
      };
      return { ...write, send: () => write.send(objection) };
    }
    return {
      ...write,
      explainRefusal: async (refusal) =>
        this.#refuseAdoption(write, (await write.explainRefusal?.(refusal)) ?? null),
    };
  }

  /** It was to be created and turns out to exist: linking it was not agreed. */
  #refuseAdoption(write: PlannedWrite, explained: RecordResult | null): RecordResult | null {
    if (explained?.outcome !== "mapped") return explained;
    this.#leave(changed(write, "it was to be created, and is in Tripletex already"));
    return { outcome: "dropped", kind: write.kind, rubicKey: write.rubicKey };
  }

  #passResult(result: RecordResult): RecordResult[] {
    if (result.outcome !== "mapped") return [result];
    const planned = this.#planned.get(result.rubicKey);
    if (planned?.isRival === true) return [holdAsPlanned(planned)];
    if (planned?.mapping !== undefined && isSameAdoption(planned.mapping, result.mapping)) return [result];
    const { rubicKey, label, mapping } = result;
    const record = { kind: mapping.kind, rubicKey, label };
    this.#leave(
      planned === undefined
        ? deviationOf(record, "new", `${label} is new since the plan was made; it was found in Tripletex.`)
        : changed(record, `${WERE[planned.action]}, and is found in Tripletex otherwise now`),
    );
    return [];
  }

  /** Planned and met, but nothing has to be done any more. */
  #nameNotNeeded(decided: Decided): void {
    const open = new Set([
      ...decided.writes.map(({ rubicKey }) => rubicKey),
      ...decided.results.filter(({ outcome }) => outcome !== "released").map(({ rubicKey }) => rubicKey),
    ]);
    const outOfScope = new Map(decided.outOfScope.map(({ key, reason }) => [key, reason]));
    for (const planned of this.#planned.values()) {
      if (planned.isDone || open.has(planned.rubicKey)) continue;
      if (planned.action !== "create" && planned.action !== "update" && planned.action !== "adopt") continue;
      const why = outOfScope.get(planned.rubicKey) ?? "It is in Tripletex already.";
      const message = `${planned.label} was planned, but nothing has to be done any more. ${why}`;
      this.#step.deviate(deviationOf(planned, "notNeeded", message));
    }
  }

  /** It is neither done nor held in this run, so it is not among what the run still expects. */
  #leave(deviation: Deviation): void {
    this.#step.expected.count -= 1;
    this.#step.deviate(deviation);
  }
}

const WILL_BE = { create: "created", update: "updated" } as const;

type Named = Pick<Deviation, "kind" | "rubicKey" | "label"> & { amountOere?: number | undefined };

function deviationOf(record: Named, reason: Deviation["reason"], message: string): Deviation {
  const { kind, rubicKey, label, amountOere } = record;
  return { kind, rubicKey, label, reason, message, ...(amountOere !== undefined && { amountOere }) };
}

function changed(record: Named, what: string): Deviation {
  return deviationOf(record, "changed", `${record.label} has changed since the plan was made: ${what}.`);
}

/** The plan gives its place in Tripletex to another record; writing it would only be refused. */
function holdAsPlanned({ kind, rubicKey, label, code, message, ...amounts }: PlannedRecord): RecordResult {
  const { amountOere, documentDate } = amounts;
  // The plan may have been made by an older version; this one holds it by a reason that it knows.
  const known = code !== undefined && isHoldCode(code) ? code : "INVALID_RECORD";
  const hold = { label, code: known, message: message ?? label, amountOere, documentDate };
  return { outcome: "held", kind, rubicKey, hold, removesIntent: false };
}

type Mapping = Extract<RecordResult, { outcome: "mapped" }>["mapping"];

/** What is left to pay may have changed: it says how the invoice stands, not which one it is. */
function isSameAdoption(planned: Mapping, now: Mapping): boolean {
  return (
    planned.kind === now.kind &&
    planned.hash === now.hash &&
    tripletexIdOf(planned) === tripletexIdOf(now) &&
    JSON.stringify(amountsOf(planned)) === JSON.stringify(amountsOf(now))
  );
}

function amountsOf(mapping: Mapping): (string | number)[] {
  switch (mapping.kind) {
    case "customer":
    case "product":
      return [];
    case "invoice":
      return [mapping.netOere, mapping.grossOere, mapping.invoiceDate];
    case "payment":
      return [mapping.amountOere, mapping.paymentDate, mapping.tripletexInvoiceId];
    case "credit":
      return [mapping.netOere, mapping.grossOere, mapping.creditDate];
  }
}
