/**
 * One attempt of one call: through ky, body read as text first, every failure turned into a RemoteError.
 * It exists so that both clients treat time, connections, status codes and odd replies alike.
 * It must never repeat anything itself, and never let a URL, a header or the underlying error (whose text can hold
 * a URL with tokens) into what it throws.
 */
import ky from "ky";
import { RemoteError, type RemoteErrorKind, type RemoteSystem } from "./errors.ts";
import { readRetryAfterMs } from "./headers.ts";
import { type HttpOptions, REQUEST_TIMEOUT_MS } from "./options.ts";
import { failureSentence } from "./sentences.ts";
import { buildUrl, type Query } from "./url.ts";

/** Enough for the sentence that matters; a page of HTML is no message. */
export const REMOTE_MESSAGE_LIMIT = 400;

/** What a system's own error body says. */
export interface FailureWords {
  code?: number | undefined;
  remoteMessage?: string | undefined;
  requestId?: string | undefined;
  fields?: string[] | undefined;
}

/** A call: where to, what, and how that system words its errors. Secrets are cut out of every remote word. */
export interface RemoteCall {
  system: RemoteSystem;
  method: "GET" | "POST" | "PUT";
  baseUrl: string;
  path: string;
  pathValues?: Record<string, string | number> | undefined;
  query?: Query | undefined;
  headers: Record<string, string>;
  body?: unknown;
  secrets: readonly string[];
  readFailure: (text: string, headers: Headers) => FailureWords;
}

/** A successful reply: parsed JSON that nobody has checked yet. */
export interface RemoteReply {
  status: number;
  body: unknown;
  headers: Headers;
}

interface RawReply {
  status: number;
  text: string;
  headers: Headers;
}

/** Method and path template: the name of a call in errors and logs. */
export function operationOf(call: Pick<RemoteCall, "method" | "path">): string {
  return `${call.method} ${call.path}`;
}

/**
 * Sends the call once. Throws RemoteError for everything but a 2xx reply that is JSON.
 * The own timer covers connection, headers and body, and wins even over a fetch that ignores its signal.
 */
export async function sendOnce(call: RemoteCall, options: HttpOptions): Promise<RemoteReply> {
  const raw = await fetchText(call, options);
  if (raw.status >= 200 && raw.status < 300) return parseReply(call, raw);
  throw failureOf(call, raw);
}

async function fetchText(call: RemoteCall, options: HttpOptions): Promise<RawReply> {
  const url = buildUrl(call);
  const expiry = startExpiry(options.timeoutMs ?? REQUEST_TIMEOUT_MS);
  try {
    return await Promise.race([
      readRaw(url, call, { fetch: options.fetch, signal: expiry.signal }),
      expiry.expired,
    ]);
  } catch (error) {
    if (expiry.hasExpired()) throw plainFailure(call, "timeout");
    throw plainFailure(call, "unreachable", { detail: connectionCode(error) });
  } finally {
    expiry.stop();
  }
}

async function readRaw(
  url: string,
  call: RemoteCall,
  { fetch, signal }: { fetch: HttpOptions["fetch"]; signal: AbortSignal },
): Promise<RawReply> {
  const response = await ky(url, {
    method: call.method,
    headers: call.headers,
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    ...(fetch === undefined ? {} : { fetch }),
    signal,
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
    // A followed redirect would turn a write into a read and could carry the credentials elsewhere.
    redirect: "manual",
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

function startExpiry(timeoutMs: number) {
  const controller = new AbortController();
  let isExpired = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      isExpired = true;
      reject(new Error("expired"));
      controller.abort();
    }, timeoutMs);
  });
  return {
    signal: controller.signal,
    expired,
    hasExpired: () => isExpired,
    stop: () => clearTimeout(timer),
  };
}

function parseReply(call: RemoteCall, raw: RawReply): RemoteReply {
  try {
    const body: unknown = JSON.parse(raw.text);
    return { status: raw.status, body, headers: raw.headers };
  } catch {
    throw plainFailure(call, "unexpectedReply", { detail: describeUnreadable(raw.text), status: raw.status });
  }
}

function describeUnreadable(text: string): string {
  if (text.trim() === "") return "it was empty";
  return looksLikeHtml(text) ? "it was a web page" : "it was not complete JSON";
}

/** True for a web page in the place of data. */
export function looksLikeHtml(text: string): boolean {
  return /^\s*</.test(text);
}

function failureOf(call: RemoteCall, raw: RawReply): RemoteError {
  const kind = kindOfStatus(raw.status);
  if (kind === "unexpectedReply") {
    const detail = "it points to another address, so check the base URL";
    return plainFailure(call, kind, { detail, status: raw.status });
  }
  const words = call.readFailure(raw.text, raw.headers);
  const remoteMessage = cleanWords(words.remoteMessage, call.secrets);
  return new RemoteError({
    system: call.system,
    kind,
    operation: operationOf(call),
    message: failureSentence(call.system, kind, remoteMessage),
    status: raw.status,
    code: words.code,
    remoteMessage,
    requestId: cleanWords(words.requestId, call.secrets),
    fields: words.fields?.map((field) => cleanWords(field, call.secrets) ?? ""),
    ...(kind === "rateLimited" || kind === "serverError"
      ? { retryAfterMs: readRetryAfterMs(raw.headers, Date.now()) }
      : {}),
  });
}

function kindOfStatus(status: number): RemoteErrorKind {
  if (status >= 500) return "serverError";
  if (status < 400) return "unexpectedReply";
  switch (status) {
    case 401:
      return "unauthorized";
    case 403:
      return "forbidden";
    case 404:
      return "notFound";
    case 408: // A proxy gave up waiting: the server behind it may have carried the call out.
      return "timeout";
    case 409:
      return "conflict";
    case 429:
      return "rateLimited";
    default:
      return "rejected";
  }
}

interface PlainFailure {
  detail?: string | undefined;
  status?: number | undefined;
}

/** A failure about which the remote system said nothing usable. */
function plainFailure(
  call: RemoteCall,
  kind: RemoteErrorKind,
  { detail, status }: PlainFailure = {},
): RemoteError {
  return new RemoteError({
    system: call.system,
    kind,
    operation: operationOf(call),
    message: failureSentence(call.system, kind, detail),
    status,
    isUnreadable: kind === "unexpectedReply" && status !== undefined && status >= 200 && status < 300,
  });
}

/** The system's short name for a connection failure (ECONNREFUSED); nothing else of the error is safe to show. */
function connectionCode(error: unknown, depth = 0): string | undefined {
  const DEEPEST_CAUSE = 4;
  if (typeof error !== "object" || error === null || depth > DEEPEST_CAUSE) return undefined;
  if ("code" in error && typeof error.code === "string" && /^[A-Z][A-Z_]+$/.test(error.code))
    return error.code;
  return "cause" in error ? connectionCode(error.cause, depth + 1) : undefined;
}

/** Shortens remote words, puts them on one line, and cuts out every secret that a server might echo. */
function cleanWords(words: string | undefined, secrets: readonly string[]): string | undefined {
  if (words === undefined) return undefined;
  const withoutSecrets = secrets
    .filter((secret) => secret !== "")
    .reduce((text, secret) => text.replaceAll(secret, "***"), words);
  const oneLine = withoutSecrets.replaceAll(/\s+/g, " ").trim();
  return oneLine === "" ? undefined : oneLine.slice(0, REMOTE_MESSAGE_LIMIT);
}
