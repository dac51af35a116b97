/**
 * Refusals in the shape of Tripletex (Tripletex dossier 4). Every refusal of the stand-in is one of these; anything else thrown
 * is a bug of the stand-in and must come out as such.
 */
import type { TextKey } from "./texts.ts";

/** One entry of `validationMessages`, before its text is put into the employee's language. */
export interface Complaint {
  field: string | null;
  text: TextKey | { literal: string };
  values?: readonly (string | number)[];
  /** Set for missing required values: `null.invoiceDate`. */
  path?: string;
}

interface Refusal {
  status: number;
  code: number | null;
  message: string | { key: TextKey };
  developerMessage?: string | null;
  complaints?: readonly Complaint[];
}

export class ApiError extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(`Tripletex refusal ${refusal.status}/${refusal.code}`);
    this.name = "ApiError";
    this.refusal = refusal;
  }
}

export const unauthorized = () =>
  new ApiError({
    status: 401,
    code: 3000,
    message: "Unauthorized",
    developerMessage: "Could not log in. Check login info in Authorization header.",
  });

export const forbidden = () =>
  new ApiError({ status: 403, code: 9000, message: "You do not have permission to access this feature." });

/** An entity or a route that is not there. */
export const notFound = () => new ApiError({ status: 404, code: 6000, message: "Object not found" });

/** A parameter that could not be parsed looks like a missing page: the trap of Tripletex dossier 14.2. */
export const unparsableParameter = () =>
  new ApiError({ status: 404, code: 21_000, message: "HTTP 404 Not Found" });

export const wrongMethod = (status: 400 | 405 = 400) =>
  new ApiError({ status, code: 4000, message: "HTTP 405 Method Not Allowed" });

export const staleVersion = () => new ApiError({ status: 409, code: 8000, message: "RevisionException" });

export const illegalField = (name: string, model: string) =>
  new ApiError({
    status: 400,
    code: 11_000,
    message: `Illegal field in fields filter: ${name}. ${name} does not match a field in the model: ${model}DTO`,
  });

export const illegalSorting = (name: string) =>
  new ApiError({
    status: 422,
    code: 17_000,
    message: `Field specified for use in sorting does not exist: '${name}'`,
  });

export const badIdList = (value: string) =>
  new ApiError({
    status: 422,
    code: 12_000,
    message: "Validation failed",
    complaints: [{ field: null, text: "idList", values: [value] }],
  });

export const resultTooLarge = () =>
  new ApiError({ status: 422, code: 23_000, message: "Result set too large" });

export const badJson = () => new ApiError({ status: 422, code: 22_000, message: "Malformed JSON" });

/** Missing or impossible query parameters: English, without a full stop. */
export const badParameters = (complaints: readonly Complaint[]) =>
  new ApiError({ status: 422, code: 15_000, message: "Validation failed", complaints });

export const unmappable = (complaints: readonly Complaint[]) =>
  new ApiError({ status: 422, code: 16_000, message: "Request mapping failed", complaints });

/** Missing required properties: `developerMessage` null, each with its path. */
export const missingFields = (fields: readonly string[], text: TextKey = "required") =>
  new ApiError({
    status: 422,
    code: 18_000,
    message: { key: "validationFailed" },
    complaints: fields.map((field) => ({ field, text, path: `null.${field}` })),
  });

/** A broken business rule. */
export const brokenRule = (
  field: string | null,
  text: Complaint["text"],
  values: readonly (string | number)[] = [],
) =>
  new ApiError({
    status: 422,
    code: 18_000,
    message: { key: "validationFailed" },
    developerMessage: "VALIDATION_ERROR",
    complaints: [{ field, text, values }],
  });

export const tooManyRequests = () => new ApiError({ status: 429, code: null, message: "Too Many Requests" });
