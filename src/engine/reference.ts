/**
 * Reads what decisions rest on beside the records themselves: the environment's code mappings, and VAT types, accounts,
 * departments, payment types, countries and groups to check them against. Codes that are new get a proposal on the way; in the
 * sandbox, what leaves no choice is approved by its stated defaults, in production by nobody but a person.
 */

import { type CodeMapping, codeKey, isSameTarget } from "../sync/code-mappings.ts";
import {
  type CodeProposal,
  proposeCodes,
  type TripletexLists,
  WORKING_TRANSACTION_TYPES,
} from "../sync/code-proposals.ts";
import { codesInUse, type RubicUse, type UsedCode } from "../sync/code-use.ts";
import { osloDate } from "../sync/oslo.ts";
import { accountNumbersOf, buildReference, type Reference } from "../sync/reference.ts";
import type { Ports, Step } from "./step.ts";

/** Whoever can read both sides and the mappings of the environment. */
export interface ReferenceSource {
  ports: Pick<Ports, "rubic" | "tripletex">;
  now: number;
  tripletexEnv: "sandbox" | "production";
  /** In every state. */
  codeMappings: () => Promise<CodeMapping[]>;
}

/** What a step decides by. Stores proposals on the way, but in a preview, which decides nothing, not even by default. */
export async function loadReference(step: Step): Promise<Reference> {
  const { ports, now, context } = step;
  const { tripletexEnv } = context;
  const codeMappings = () => ports.store.codeMappings();
  const read = await readParts({ ports, now, tripletexEnv, codeMappings });
  const mappings = step.isPreview ? mappingsOfNextRun(tripletexEnv, read) : await proposeNew(step, read);
  return buildReference({ ...read.lists, ...read.others, mappings });
}

/** What a run would decide by if it began now; nothing is stored. */
export async function readReference(source: ReferenceSource): Promise<Reference> {
  const read = await readParts(source);
  const mappings = mappingsOfNextRun(source.tripletexEnv, read);
  return buildReference({ ...read.lists, ...read.others, mappings });
}

async function readParts({ ports, now, codeMappings }: ReferenceSource) {
  const { rubic, tripletex } = ports;
  const known = await codeMappings();
  // Two at a time, as Tripletex advises; a step has half a minute for everything.
  const [productGroups, vatTypes] = await Promise.all([
    rubic.productGroups(),
    tripletex.outgoingVatTypes(osloDate(now)),
  ]);
  const [rubicDepartments, accounts] = await Promise.all([
    rubic.departments(),
    tripletex.accountsByNumber(accountNumbersOf(productGroups, known)),
  ]);
  const [departments, countries] = await Promise.all([tripletex.departments(), tripletex.countries()]);
  const lists = { vatTypes, accounts, departments, paymentTypes: await tripletex.paymentTypes() };
  const use = { productGroups, departments: rubicDepartments };
  return { known, lists, use, others: { countries, productGroups, rubicDepartments } };
}

/** Stores proposals for the codes that have none, or another one than before; answers the mappings as they are then. */
async function proposeNew(
  step: Step,
  { known, lists, use }: { known: CodeMapping[]; lists: TripletexLists; use: RubicUse },
): Promise<CodeMapping[]> {
  const used = usedCodes(step.context.tripletexEnv, use);
  const proposals = newProposals(proposeCodes(used, lists, known), known);
  if (proposals.length === 0) return known;
  await step.ports.store.proposeCodes(proposals);
  return await step.ports.store.codeMappings();
}

/**
 * The codes in use. Rubic has no list of transaction types: a sandbox starts with the working ones, production with those
 * that were met.
 */
export function usedCodes(tripletexEnv: "sandbox" | "production", use: RubicUse): UsedCode[] {
  if (tripletexEnv === "production") return codesInUse(use);
  const working = WORKING_TRANSACTION_TYPES.map(({ id, name }) => ({
    transactionTypeID: id,
    transactionTypeName: name,
  }));
  return codesInUse({ ...use, transactions: [...(use.transactions ?? []), ...working] });
}

/** Without those that are stored already, and without codes that a person, or the sandbox's defaults, have decided. */
export function newProposals(proposals: CodeProposal[], known: readonly CodeMapping[]): CodeProposal[] {
  const stored = new Map(known.map((mapping) => [codeKey(mapping), mapping]));
  return proposals.filter((proposal) => {
    const mapping = stored.get(codeKey(proposal));
    if (mapping === undefined) return true;
    return mapping.state === "proposed" && !isSameTarget(mapping.target, proposal.target);
  });
}

/** The mappings that a run would start with now: the sandbox's defaults approve what leaves one choice, production's nothing. */
export function mappingsOfNextRun(
  tripletexEnv: "sandbox" | "production",
  { known, lists, use }: { known: CodeMapping[]; lists: TripletexLists; use: RubicUse },
): CodeMapping[] {
  if (tripletexEnv === "production") return known;
  const proposals = newProposals(proposeCodes(usedCodes(tripletexEnv, use), lists, known), known);
  const approved = proposals.map(({ kind, code, label, target }): CodeMapping => {
    const state = target === null ? "proposed" : "approved";
    return { kind, code, label, state, target };
  });
  const changed = new Set(approved.map(codeKey));
  return [...known.filter((mapping) => !changed.has(codeKey(mapping))), ...approved];
}
