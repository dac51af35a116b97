/**
 * Sends the client's calls with the session, checks replies, and reads lists to their end.
 * It exists so that the resource files hold paths, fields and rules only.
 * It must never repeat a write for another reason than 401 (once, with a new session), which was not executed.
 */
import type { z } from "zod";
import { asNotSent, isRemoteError, RemoteError } from "../http/errors.ts";
import { readSeconds } from "../http/headers.ts";
import type { HttpOptions } from "../http/options.ts";
import { checkReply, unexpectedReply } from "../http/reply.ts";
import { operationOf, type RemoteCall, type RemoteReply, sendOnce } from "../http/request.ts";
import { runWithRetry } from "../http/retry.ts";
import { failureSentence } from "../http/sentences.ts";
import type { Query } from "../http/url.ts";
import type { TripletexConfig } from "./config.ts";
import { listed } from "./envelopes.ts";
import { readTripletexFailure } from "./errors.ts";
import type { SessionPort } from "./session.ts";

/** What Tripletex says about its rate limit; at is epoch milliseconds. */
export interface RateLimitNews {
  limit: number | null;
  remaining: number | null;
  resetSeconds: number | null;
  at: number;
}

/** Options of the Tripletex client. */
export interface TripletexClientOptions extends HttpOptions {
  /** Called for every reply that carries a rate limit header, failures included. */
  onRateLimit?: ((news: RateLimitNews) => void) | undefined;
  /** Asked just before a write leaves, also after a session had to be renewed; false withholds it (kind `withheld`). */
  mayWrite?: (() => boolean | Promise<boolean>) | undefined;
}

/** A call of the client; schema checks the whole reply body. */
export interface TripletexCall<T> {
  method: "GET" | "POST" | "PUT";
  path: string;
  pathValues?: Record<string, string | number> | undefined;
  query?: Query | undefined;
  body?: unknown;
  schema: z.ZodType<T>;
}

/** A list to be read to its end. */
export interface TripletexList<T extends { id: number }> {
  path: string;
  query?: Query | undefined;
  fields: string;
  item: z.ZodType<T>;
}

/** What the resource files work with. Every method throws RemoteError. */
export interface Transport {
  send<T>(call: TripletexCall<T>): Promise<T>;
  readList<T extends { id: number }>(list: TripletexList<T>): Promise<T[]>;
  /** The error for a reply that holds something that was not asked for. */
  refuse(method: "GET" | "POST" | "PUT", path: string, detail: string): RemoteError;
}

/** Tripletex's own default; its maximum is 10,000 (Tripletex dossier 2). */
export const LIST_PAGE_SIZE = 1000;
/** Tripletex refuses result sets above 10,000 rows, so a list that goes on longer never ends. */
const MAX_LIST_PAGES = 20;

/** Makes the transport of one environment. */
export function createTransport(
  config: TripletexConfig,
  session: SessionPort,
  options: TripletexClientOptions,
): Transport {
  const renewal = createRenewal(session);

  async function sendWithSession(call: Omit<RemoteCall, "headers" | "secrets">): Promise<RemoteReply> {
    const token = await notSentOnFailure(() => session.current());
    await withholdWrite(call, options);
    try {
      return await sendOnce(withToken(call, { config, token }), watched);
    } catch (error) {
      if (!isRemoteError(error) || error.kind !== "unauthorized") throw error;
      const newToken = await notSentOnFailure(() => renewal(token));
      await withholdWrite(call, options);
      return sendOnce(withToken(call, { config, token: newToken }), watched);
    }
  }

  const watched: HttpOptions = { ...options, fetch: watchRateLimit(options) };

  async function send<T>({ schema, ...call }: TripletexCall<T>): Promise<T> {
    const isWrite = call.method !== "GET";
    const fullCall = {
      ...call,
      system: "tripletex",
      baseUrl: config.baseUrl,
      readFailure: readTripletexFailure,
    } as const;
    const reply = await runWithRetry(() => sendWithSession(fullCall), { isWrite, options });
    return checkReply(schema, reply.body, { system: "tripletex", operation: operationOf(call) });
  }

  async function readList<T extends { id: number }>({
    path,
    query,
    fields,
    item,
  }: TripletexList<T>): Promise<T[]> {
    const found = new Map<number, T>();
    for (let page = 0; page < MAX_LIST_PAGES; page += 1) {
      const paging = { from: page * LIST_PAGE_SIZE, count: LIST_PAGE_SIZE, sorting: "id", fields };
      const { values } = await send({
        method: "GET",
        path,
        query: { ...query, ...paging },
        schema: listed(item),
      });
      const sizeBefore = found.size;
      for (const value of values) found.set(value.id, value);
      if (values.length < LIST_PAGE_SIZE) return [...found.values()];
      if (found.size === sizeBefore) throw refuse("GET", path, "a page repeats rows that were read before");
    }
    throw refuse("GET", path, `the list did not end after ${MAX_LIST_PAGES} pages`);
  }

  return { send, readList, refuse };
}

const refuse: Transport["refuse"] = (method, path, detail) =>
  unexpectedReply({ system: "tripletex", operation: operationOf({ method, path }) }, detail);

/** Adds the session to a call. The user name 0 is the employee's own company (Tripletex dossier 1). */
function withToken(
  call: Omit<RemoteCall, "headers" | "secrets">,
  { config, token }: { config: TripletexConfig; token: string },
): RemoteCall {
  const credentials = btoa(`0:${token}`);
  return {
    ...call,
    headers: {
      authorization: `Basic ${credentials}`,
      accept: "application/json",
      ...(call.body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
    },
    secrets: [token, credentials, config.consumerToken, config.employeeToken],
  };
}

/** Making a session takes time, in which the right to write may have passed to somebody else, or a person may have stopped all writing. */
async function withholdWrite(
  call: Pick<RemoteCall, "method" | "path">,
  { mayWrite }: TripletexClientOptions,
): Promise<void> {
  if (call.method === "GET" || mayWrite === undefined || (await mayWrite())) return;
  throw new RemoteError({
    system: "tripletex",
    kind: "withheld",
    operation: operationOf(call),
    message: failureSentence("tripletex", "withheld"),
    isNotSent: true,
  });
}

/** A session that can't be had means that the call itself was never sent, whatever the session call's outcome. */
async function notSentOnFailure(getToken: () => Promise<string>): Promise<string> {
  try {
    return await getToken();
  } catch (error) {
    throw isRemoteError(error) ? asNotSent(error) : error;
  }
}

/** One renewal for all calls that were refused with the same token, also those that hear of it late. */
function createRenewal(session: SessionPort): (rejectedToken: string) => Promise<string> {
  let latest: { rejectedToken: string; newToken: Promise<string> } | null = null;
  return async (rejectedToken) => {
    if (latest?.rejectedToken !== rejectedToken)
      latest = { rejectedToken, newToken: session.renew(rejectedToken) };
    const mine = latest;
    try {
      return await mine.newToken;
    } catch (error) {
      if (latest === mine) latest = null;
      throw error;
    }
  };
}

/** Wraps fetch so that each reply's rate limit headers are told before its status is judged. */
function watchRateLimit({
  fetch: givenFetch,
  onRateLimit,
}: TripletexClientOptions): typeof fetch | undefined {
  if (onRateLimit === undefined) return givenFetch;
  const send = givenFetch ?? globalThis.fetch;
  return async (input, init) => {
    const response = await send(input, init);
    const news = {
      limit: readSeconds(response.headers.get("x-rate-limit-limit")),
      remaining: readSeconds(response.headers.get("x-rate-limit-remaining")),
      resetSeconds: readSeconds(response.headers.get("x-rate-limit-reset")),
    };
    const isSilent = Object.values(news).every((value) => value === null);
    if (!isSilent) onRateLimit({ ...news, at: Date.now() });
    return response;
  };
}
