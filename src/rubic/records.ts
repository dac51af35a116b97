/**
 * Turns the rows of a Rubic page into records, quarantined rows and warnings.
 * It exists so that one broken row never stops a page and is never booked on a guess (Rubic dossier 7.6).
 * It must never put a value of a row into a reason or a warning: only field names and keys.
 */
import type { z } from "zod";
import { describeIssues } from "../http/reply.ts";
import type { Entity } from "./entities.ts";

/** A record that can't be trusted, and why. */
export interface Quarantined {
  /** The record's own id as text, where it could be read. */
  key: string | null;
  label: string;
  reason: string;
}

/** The rows of one reply, sorted into what can be used and what can't. */
export interface ReadRows<T> {
  records: T[];
  quarantined: Quarantined[];
  warnings: string[];
}

/** Reads all rows of a page. Equal warnings are given once, with the number of rows. */
export function readRows<T>(entity: Entity<T>, rows: readonly unknown[]): ReadRows<T> {
  const warnings = new Map<string, number>();
  const warn = (warning: string) => warnings.set(warning, (warnings.get(warning) ?? 0) + 1);
  const result: ReadRows<T> = { records: [], quarantined: [], warnings: [] };
  for (const [position, row] of rows.entries()) {
    const reading = readRow(entity, row);
    for (const warning of new Set(reading.warnings)) warn(warning);
    if (reading.ok) result.records.push(reading.record);
    else result.quarantined.push(quarantine(entity, { row, position, reason: reading.reason }));
  }
  result.warnings = [...warnings].map(([warning, count]) => `${warning} (rows: ${count})`);
  return result;
}

type RowReading<T> = { warnings: string[] } & ({ ok: true; record: T } | { ok: false; reason: string });

/** Wrong descriptive fields are read again as null; what is still wrong then condemns the row. */
function readRow<T>(entity: Entity<T>, row: unknown): RowReading<T> {
  const oddities = findOddities(entity, row);
  const first = entity.schema.safeParse(row);
  if (first.success) return { ok: true, record: first.data, warnings: oddities };
  const harmless = first.error.issues.flatMap((issue) => {
    const path = descriptivePath(entity, issue);
    return path === null ? [] : [path];
  });
  const healed = harmless.reduce<unknown>((value, path) => withNullAt(value, path), row);
  const warnings = [
    ...oddities,
    ...harmless.map((path) => `${entity.label}: ${dotted(path)} could not be read and was left empty`),
  ];
  const second = entity.schema.safeParse(healed);
  if (second.success) return { ok: true, record: second.data, warnings };
  return { ok: false, reason: describeIssues(second.error.issues), warnings };
}

/** The innermost descriptive field that an issue lies in; null when booking needs what is wrong. */
function descriptivePath<T>(entity: Entity<T>, issue: z.core.$ZodIssue): PropertyKey[] | null {
  for (let length = issue.path.length; length > 0; length -= 1) {
    const path = issue.path.slice(0, length);
    if (entity.descriptivePaths.has(dotted(path))) return path;
  }
  return null;
}

function dotted(path: readonly PropertyKey[]): string {
  return path.filter((part) => typeof part !== "number").join(".");
}

function withNullAt(value: unknown, path: readonly PropertyKey[]): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return null;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === head ? withNullAt(item, rest) : item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === head ? withNullAt(item, rest) : item]),
  );
}

/** Names unknown fields and unknown enumeration numbers; both are kept out of the way, not refused. */
function findOddities<T>(entity: Entity<T>, value: unknown, prefix = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => findOddities(entity, item, prefix));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    const path = prefix + name;
    if (!entity.knownPaths.has(path)) return [`${entity.label}: ${path} is a field that we do not know`];
    const range = entity.enumRanges.get(path);
    const isUnknownNumber =
      range !== undefined && typeof item === "number" && (item < range[0] || item > range[1]);
    const own = isUnknownNumber ? [`${entity.label}: ${path} has a number that we do not know`] : [];
    return [...own, ...findOddities(entity, item, `${path}.`)];
  });
}

interface BadRow {
  row: unknown;
  position: number;
  reason: string;
}

function quarantine<T>(entity: Entity<T>, { row, position, reason }: BadRow): Quarantined {
  const key = readKey(row, entity.keyField);
  return {
    key,
    label: key === null ? `${entity.label} in row ${position + 1}` : `${entity.label} ${key}`,
    reason,
  };
}

function readKey(row: unknown, keyField: string): string | null {
  if (typeof row !== "object" || row === null) return null;
  const value: unknown = Object.entries(row).find(([name]) => name === keyField)?.[1];
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}
