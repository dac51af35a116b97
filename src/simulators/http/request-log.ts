/**
 * What was asked of a simulator, in order. Tests and the demo read it to prove what was sent and what was not.
 * It must never keep a secret: headers are not recorded, and named query parameters, body properties and path parts are masked.
 */

/** One request. `status` is null when no answer was sent (the connection was dropped). */
export interface LoggedRequest {
  /** Epoch milliseconds of arrival. */
  at: number;
  method: string;
  path: string;
  /** The path with its changing parts named, as `/customer/{id}`. */
  template: string;
  query: Record<string, string[]>;
  /** Parsed JSON, or the text when it was not JSON, or null. */
  body: unknown;
  status: number | null;
  /** The fault that was played on this request. */
  fault?: string;
}

export interface RequestLog {
  add: (request: {
    at: number;
    method: string;
    url: URL;
    path: string;
    template: string;
    bodyText: string;
  }) => LoggedRequest;
  list: () => readonly LoggedRequest[];
  clear: () => void;
}

/** Old entries give way, so that a demo left running for days does not eat the memory. */
const MAXIMUM_ENTRIES = 50_000;
/** So many go at once: taking the first of a long array away moves all others. */
const DROPPED_AT_ONCE = 5_000;
const MASK = "***";

/** @param secretNames names of query parameters, JSON properties (at any depth) and `{path parts}` whose values are masked. */
export function createRequestLog(secretNames: readonly string[]): RequestLog {
  const secrets = new Set(secretNames);
  let entries: LoggedRequest[] = [];
  return {
    add({ at, method, url, path, template, bodyText }) {
      const entry: LoggedRequest = {
        at,
        method,
        path: maskPath(path, template, secrets),
        template,
        query: readQuery(url, secrets),
        body: maskValue(parseBody(bodyText), secrets),
        status: null,
      };
      if (entries.length >= MAXIMUM_ENTRIES) entries.splice(0, DROPPED_AT_ONCE);
      entries.push(entry);
      return entry;
    },
    list: () => entries,
    clear() {
      entries = [];
    },
  };
}

function maskPath(path: string, template: string, secrets: ReadonlySet<string>): string {
  const names = template.split("/");
  const parts = path.split("/");
  return parts.map((part, index) => (secrets.has(partName(names[index])) ? MASK : part)).join("/");
}

function partName(name: string | undefined): string {
  return name?.startsWith("{") ? name.slice(1, -1) : "";
}

function readQuery(url: URL, secrets: ReadonlySet<string>): Record<string, string[]> {
  const query: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) {
    query[name] = [...(query[name] ?? []), secrets.has(name) ? MASK : value];
  }
  return query;
}

function parseBody(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function maskValue(value: unknown, secrets: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => maskValue(item, secrets));
  if (typeof value !== "object" || value === null) return value;
  const pairs = Object.entries(value).map(([name, item]) => [
    name,
    secrets.has(name) ? MASK : maskValue(item, secrets),
  ]);
  return Object.fromEntries(pairs);
}
