/**
 * Records what a mutation reads and writes: index ranges and documents. Convex lets only one of two mutations through when
 * one writes a document into a range that the other has read; the engine of the tests can't show that, so tests compare.
 */
import type { MutationCtx } from "./_generated/server.js";

export interface ReadRange {
  table: string;
  index: string;
  /** Fields that the range fixes, with their values. */
  equals: Record<string, unknown>;
}

export interface WrittenDocument {
  table: string;
  document: Record<string, unknown>;
}

export interface Recording {
  reads: ReadRange[];
  writes: WrittenDocument[];
}

type AnyFunction = (...args: never[]) => unknown;

/** The context with a database that records; everything else is the real one. */
export function recordAccess(ctx: MutationCtx): { ctx: MutationCtx; recording: Recording } {
  const recording: Recording = { reads: [], writes: [] };
  const db = new Proxy(ctx.db, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      const original = value.bind(target) as AnyFunction;
      return (...args: unknown[]) => {
        noteWrite(recording, String(name), args);
        const result: unknown = Reflect.apply(original, undefined, args);
        return name === "query" ? recordQuery(result, String(args[0]), recording) : result;
      };
    },
  });
  return { ctx: { ...ctx, db }, recording };
}

/** All writes of this project name their table first. */
function noteWrite(recording: Recording, name: string, args: unknown[]): void {
  const table = String(args[0]);
  const document = name === "insert" ? args[1] : name === "replace" || name === "patch" ? args[2] : null;
  if (typeof document === "object" && document !== null) {
    recording.writes.push({ table, document: { ...document } });
  }
}

function recordQuery(query: unknown, table: string, recording: Recording): unknown {
  if (typeof query !== "object" || query === null) return query;
  return new Proxy(query, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      const original = value.bind(target) as AnyFunction;
      if (name !== "withIndex") return original;
      return (index: string, build: (q: unknown) => unknown) => {
        const equals: Record<string, unknown> = {};
        const recorder = {
          eq(field: string, fixed: unknown) {
            equals[field] = fixed;
            return recorder;
          },
          // A range that is open on one side is taken for a wider one than it is.
          lt: () => recorder,
        };
        build(recorder);
        recording.reads.push({ table, index, equals });
        return Reflect.apply(original, undefined, [index, build]);
      };
    },
  });
}

/** Whether one of `reader`'s ranges holds a document that `writer` has written: Convex would refuse the later one. */
export function wouldConflict(reader: Recording, writer: Recording, table: string): boolean {
  return writer.writes.some(
    (write) =>
      write.table === table &&
      reader.reads.some(
        (read) =>
          read.table === table &&
          Object.entries(read.equals).every(([field, value]) => write.document[field] === value),
      ),
  );
}
