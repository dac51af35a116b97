/**
 * The two wrappings of Tripletex's replies. Each is made once per schema: zod prepares a new schema at its first use, which takes
 * longer than reading a small reply with it.
 */
import { z } from "zod";

type Wrap = <T>(schema: z.ZodType<T>) => z.ZodType;

function once(wrap: Wrap): Wrap {
  const made = new WeakMap<z.ZodType, z.ZodType>();
  return (schema) => {
    const known = made.get(schema);
    if (known !== undefined) return known;
    const wrapping = wrap(schema);
    made.set(schema, wrapping);
    return wrapping;
  };
}

const wrapOne = once((schema) => z.object({ value: schema }));
const wrapList = once((schema) => z.object({ values: z.array(schema) }));

/** The reply that wraps one object. */
export function wrapped<T>(schema: z.ZodType<T>): z.ZodType<{ value: T }> {
  return wrapOne(schema) as z.ZodType<{ value: T }>;
}

/** The reply that wraps a list. fullResultSize is left out on purpose: it is not the total (Tripletex dossier 2). */
export function listed<T>(schema: z.ZodType<T>): z.ZodType<{ values: T[] }> {
  return wrapList(schema) as z.ZodType<{ values: T[] }>;
}
