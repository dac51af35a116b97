/**
 * Reads the query of a list request (Rubic dossier 1.2). It is stricter than the real service is known to be: an unknown parameter is refused, so
 * that a misspelt filter can't pass as "everything".
 */
import { z } from "zod";

/** The real default is unknown; a small one shows a client that forgets to ask for a size. */
const DEFAULT_PAGE_SIZE = 100;

const pageNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, "must be a whole number from 1")
  .transform(Number);
const instant = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})?)?$/,
    "must be an ISO 8601 date-time",
  )
  .transform(readAsUtc)
  .refine(Number.isFinite, "must be a date that exists");

const pageShape = { pageNo: pageNumber.default(1), pageSize: pageNumber.default(DEFAULT_PAGE_SIZE) };
const pageSchema = z.strictObject(pageShape);
const periodSchema = z.strictObject({
  ...pageShape,
  startPeriod: instant.optional(),
  endPeriod: instant.optional(),
});

/** Page and period; the bounds are epoch milliseconds of the text read as UTC. */
export interface ListParameters {
  pageNo: number;
  pageSize: number;
  startPeriod?: number | undefined;
  endPeriod?: number | undefined;
}

export type ParameterErrors = Record<string, string[]>;

/** Reads the parameters, or says by name what is wrong with them. */
export function readParameters(
  query: URLSearchParams,
  hasPeriod: boolean,
): { parameters: ListParameters } | { errors: ParameterErrors } {
  const repeated = [...new Set(query.keys())].filter((name) => query.getAll(name).length > 1);
  if (repeated.length > 0) {
    return { errors: Object.fromEntries(repeated.map((name) => [name, ["is given more than once"]])) };
  }
  const schema = hasPeriod ? periodSchema : pageSchema;
  const parsed = schema.safeParse(Object.fromEntries(query));
  return parsed.success ? { parameters: parsed.data } : { errors: describeErrors(parsed.error) };
}

/** ASP.NET's validation answer (Rubic dossier 1.3). */
export function validationProblem(errors: ParameterErrors) {
  return {
    type: "https://tools.ietf.org/html/rfc9110#section-15.5.1",
    title: "One or more validation errors occurred.",
    status: 400,
    errors,
    traceId: "00-00000000000000000000000000000000-0000000000000000-00",
  };
}

/** A text without offset is read as UTC, since rows are compared as if their local time were UTC. */
function readAsUtc(text: string): number {
  const hasOffset = /(Z|[+-]\d{2}:\d{2})$/.test(text);
  return Date.parse(text.includes("T") && !hasOffset ? `${text}Z` : text);
}

function describeErrors(error: z.ZodError): ParameterErrors {
  const errors: ParameterErrors = {};
  for (const issue of error.issues) {
    const names = issue.code === "unrecognized_keys" ? issue.keys : [String(issue.path[0])];
    const message = issue.code === "unrecognized_keys" ? "is not a known parameter" : issue.message;
    for (const name of names) {
      errors[name] = [...(errors[name] ?? []), message];
    }
  }
  return errors;
}
