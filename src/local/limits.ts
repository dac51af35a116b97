/**
 * Limits that the embedded backend enforces: half of Convex's own (Convex dossier A1), so that code which passes here
 * has room to grow on a real deployment. convex-test enforces the transaction limits itself when given numbers; sizes of
 * arguments, results and documents are ours. Time and memory limits can't be shown in one process.
 */
import { getConvexSize, getDocumentSize, type Value } from "convex/values";

const MEBIBYTE = 1024 * 1024;
const HALF = 0.5;

/** Half of 16 MiB, 32,000 documents, 4,096 index ranges, 16,000 writes and 1,000 scheduled functions. */
export const TRANSACTION_LIMITS = {
  bytesRead: 16 * MEBIBYTE * HALF,
  bytesWritten: 16 * MEBIBYTE * HALF,
  documentsRead: 32_000 * HALF,
  databaseQueries: 4096 * HALF,
  documentsWritten: 16_000 * HALF,
  functionsScheduled: 1000 * HALF,
  scheduledFunctionArgsBytes: 16 * MEBIBYTE * HALF,
} as const;

/** Half of 16 MiB. */
export const MAX_ARGUMENT_BYTES = 16 * MEBIBYTE * HALF;
/** Half of 5 MiB, for actions in a "use node" file. */
export const MAX_NODE_ARGUMENT_BYTES = 5 * MEBIBYTE * HALF;
/** Half of 4 MiB, for one scheduled call. */
export const MAX_SCHEDULED_ARGUMENT_BYTES = 4 * MEBIBYTE * HALF;
/** Half of 16 MiB. */
export const MAX_RESULT_BYTES = 16 * MEBIBYTE * HALF;
/** Half of 1 MiB. */
const MAX_DOCUMENT_BYTES = 1 * MEBIBYTE * HALF;

/** A value, the limit it must keep, and what to call it in the error. */
export interface SizeCheck {
  value: Value | undefined;
  limitBytes: number;
  /** For example `the arguments of "runs:start"`. */
  subject: string;
}

/** @throws Error that names the size and the limit when the value is too large. */
export function assertSize({ value, limitBytes, subject }: SizeCheck): void {
  refuseAbove(getConvexSize(value), limitBytes, subject);
}

/** @throws Error that names the id when a document about to be committed is larger than MAX_DOCUMENT_BYTES. */
export function assertDocumentSize(id: string, document: object): void {
  // The engine holds documents as Convex values; its types don't say so.
  const sizeBytes = getDocumentSize(document as unknown as Parameters<typeof getDocumentSize>[0]);
  refuseAbove(sizeBytes, MAX_DOCUMENT_BYTES, `document ${id}`);
}

function refuseAbove(sizeBytes: number, limitBytes: number, subject: string): void {
  if (sizeBytes <= limitBytes) return;
  throw new Error(
    `Too large, ${sizeBytes} bytes where ${limitBytes} are allowed (half of Convex's own limit): ${subject}.`,
  );
}
