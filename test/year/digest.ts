/** The books in words: equal for equal books, whenever and in which order they were written. */
import { createHash } from "node:crypto";
import type { TripletexState } from "../../src/simulators/tripletex/index.ts";
import { readTripletexSide } from "./tripletex-side.ts";

/**
 * Invoices, credit notes and payments with their dates and amounts, a line each. Left out: ids, and the numbers that Tripletex gives
 * credit notes from its own series, since both follow the order of writing, which faults change.
 */
export function describeBooks(state: TripletexState): string[] {
  const { all } = readTripletexSide(state);
  const numbers = new Map(all.map(({ id, number }) => [id, number]));
  const lines = all.map((document) => {
    const { id: _id, credits, number, ...content } = document;
    const name = credits === null ? `invoice ${number}` : `credit of ${numbers.get(credits)}`;
    return JSON.stringify({ name, ...content });
  });
  return lines.toSorted();
}

export const digestOf = (books: readonly string[]): string =>
  createHash("sha256").update(books.join("\n")).digest("hex");
