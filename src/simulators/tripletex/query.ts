/**
 * Query parameters: each route names the ones it knows. Unknown ones are ignored as Tripletex does (its worst trap), but reported,
 * so that tests can prove that a client sent none. Parameters that can't be parsed answer what Tripletex answers.
 */
import { z } from "zod";
import { type ApiError, badIdList, badParameters, type Complaint, unparsableParameter } from "./errors.ts";

/** How one parameter is read from its values (one per time it was given; at least one). */
export interface Parameter<T> {
  read: (values: readonly string[]) => T;
  isRequired: boolean;
}

export type Parameters = Record<string, Parameter<unknown>>;
export type Query<P extends Parameters> = {
  [Name in keyof P]: P[Name] extends Parameter<infer T> ? T : never;
};

/** An optional parameter of this sort; absent and empty both read as undefined. */
function optional<T>(read: (values: readonly [string, ...string[]]) => T): Parameter<T | undefined> {
  return {
    isRequired: false,
    read: ([first, ...rest]) => (first === undefined || first === "" ? undefined : read([first, ...rest])),
  };
}

const int = (value: string): number => {
  if (!/^-?\d+$/.test(value)) throw unparsableParameter();
  return Number(value);
};

const listOf = (value: string): number[] => {
  if (!/^\d+(,\d+)*$/.test(value)) throw badIdList(value);
  return value.split(",").map(Number);
};

export const text = optional(([value]) => value);
/** A number; a comma list where one is expected is 404/21000; a repeated parameter uses the first value. */
export const integer = optional(([value]) => int(value));
export const decimal = optional(([value]) => {
  if (!/^-?\d+(\.\d+)?$/.test(value)) throw unparsableParameter();
  return Number(value);
});
export const flag = optional(([value]) => {
  if (value !== "true" && value !== "false") throw unparsableParameter();
  return value === "true";
});
/** A comma list of ids or numbers. */
export const idList = optional(([value]) => new Set(listOf(value)));
/** A real array: the parameter is repeated; a comma is part of the value. */
export const repeated = optional((values) => new Set<string>(values));
const isoDate = z.iso.date();
export const date = optional(([value]) => {
  if (!isoDate.safeParse(value).success) throw unparsableParameter();
  return value;
});

/** A word of a list, in exactly this case: `outgoing` is 404/21000 (Tripletex dossier 14.2). */
export function oneOf<const W extends string>(...allowed: W[]): Parameter<W | undefined> {
  return optional(([value]) => {
    const word = allowed.find((candidate) => candidate === value);
    if (word === undefined) throw unparsableParameter();
    return word;
  });
}

export function required<T>(parameter: Parameter<T | undefined>): Parameter<T> {
  return {
    isRequired: true,
    read(values) {
      const value = parameter.read(values);
      if (value === undefined) throw new Error("a required parameter was read before it was checked");
      return value;
    },
  };
}

/**
 * Reads the parameters a route knows.
 * @param onIgnored is told of each parameter the route does not know.
 * @throws ApiError 422/15000 naming every missing required parameter; 404/21000 or 422/12000 for one that can't be parsed.
 */
export function readQuery<P extends Parameters>(
  search: URLSearchParams,
  parameters: P,
  onIgnored: (name: string) => void,
): Query<P> {
  for (const name of new Set(search.keys())) if (!Object.hasOwn(parameters, name)) onIgnored(name);
  const missing = missingParameters(search, parameters);
  if (missing !== null) throw missing;
  const pairs = Object.entries(parameters).map(([name, parameter]) => [
    name,
    parameter.read(search.getAll(name)),
  ]);
  return asQuery<P>(Object.fromEntries(pairs));
}

/** The one cast: each value above was read by the very parameter that the type names for it. */
function asQuery<P extends Parameters>(values: Record<string, unknown>): Query<P> {
  return values as Query<P>;
}

function missingParameters(search: URLSearchParams, parameters: Parameters): ApiError | null {
  const complaints: Complaint[] = Object.entries(parameters)
    .filter(([name, parameter]) => parameter.isRequired && (search.get(name) ?? "") === "")
    .map(([field]) => ({ field, text: "required" }));
  return complaints.length === 0 ? null : badParameters(complaints);
}

export const fieldsParameter = { fields: text };
export const pagingParameters = { from: integer, count: integer, sorting: text, fields: text };
