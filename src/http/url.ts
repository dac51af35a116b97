/**
 * Builds the URL of a call from base, path template, path values and query.
 * It exists because `new URL("/customer", base)` loses the `/v2` of Tripletex's base and because a list means
 * one comma parameter in some places and a repeated parameter in others.
 * It must never be used for an error or log text: those carry the path template alone.
 */

/** An array repeats the parameter; undefined leaves it out. A comma list is a string made with `commaList`. */
export type QueryValue = string | number | boolean | string[] | undefined;
export type Query = Record<string, QueryValue>;

/** The parts of a URL; `{name}` in the path is filled from pathValues. */
export interface UrlParts {
  baseUrl: string;
  path: string;
  pathValues?: Record<string, string | number> | undefined;
  query?: Query | undefined;
}

/** One parameter value for the parameters that Tripletex describes as "List of IDs". */
export function commaList(values: readonly (string | number)[]): string {
  return values.join(",");
}

/**
 * Joins the parts as text, so that the base path and a literal `:` survive. A literal `>` reaches the server too;
 * the URL standard writes it as `%3E` on the wire. Throws RangeError when the path names a value that is not given.
 */
export function buildUrl({ baseUrl, path, pathValues = {}, query = {} }: UrlParts): string {
  const filledPath = path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => {
    const value = pathValues[name];
    if (value === undefined) throw new RangeError(`The path ${path} needs a value for ${name}.`);
    return encodeURIComponent(String(value));
  });
  const queryText = Object.entries(query)
    .flatMap(([name, value]) => queryPairs(name, value))
    .join("&");
  return `${baseUrl}${filledPath}${queryText === "" ? "" : `?${queryText}`}`;
}

function queryPairs(name: string, value: QueryValue): string[] {
  if (value === undefined) return [];
  const values = Array.isArray(value) ? value : [String(value)];
  return values.map((single) => `${encodeURIComponent(name)}=${encodeQueryValue(single)}`);
}

/** Commas and colons stay readable; both are allowed in a query. */
function encodeQueryValue(value: string): string {
  return encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%3A", ":");
}
