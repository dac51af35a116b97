/**
 * Makes Tripletex session tokens and knows when they die.
 * It exists because a session ends at midnight in Norway at the start of its expiration date, whatever time it was made.
 * It must never send the tokens in a URL while the server takes them in a body.
 */
import { z } from "zod";
import { RemoteError } from "../http/errors.ts";
import type { HttpOptions } from "../http/options.ts";
import { checkReply } from "../http/reply.ts";
import { operationOf, type RemoteCall, sendOnce } from "../http/request.ts";
import { runWithRetry } from "../http/retry.ts";
import { addDaysToIsoDate, osloDate, startOfOsloDay } from "../sync/oslo.ts";
import type { TripletexConfig } from "./config.ts";
import { isMethodMissing, readTripletexFailure } from "./errors.ts";

/** A session; expiresAt is epoch milliseconds. */
export interface TripletexSession {
  token: string;
  expiresAt: number;
}

/** Where the client gets its session token from; the owner stores and renews it. */
export interface SessionPort {
  current(): Promise<string>;
  /** Makes a new session if the rejected token is still the current one, and returns the token to use. */
  renew(rejectedToken: string): Promise<string>;
}

/** Options of createSession. */
export interface CreateSessionOptions extends HttpOptions {
  /** Epoch milliseconds. Default: the system clock. */
  now?: number | undefined;
}

/** One day would die at the coming midnight; two leave at least a whole day (Tripletex dossier 1). */
const SESSION_DAYS = 2;
const SESSION_PATH = "/token/session/:create";

const sessionSchema = z.object({
  value: z.object({ token: z.string().min(1), expirationDate: z.iso.date().nullish().catch(undefined) }),
});

/**
 * Makes a session: POST with the tokens in the body, and the deprecated PUT with them in the query only where the
 * server has no POST. A second session does no harm, so a lost reply is simply asked for again.
 * Throws RemoteError.
 */
export async function createSession(
  config: TripletexConfig,
  { now = Date.now(), ...options }: CreateSessionOptions = {},
): Promise<TripletexSession> {
  const expirationDate = addDaysToIsoDate(osloDate(now), SESSION_DAYS);
  try {
    return await requestSession(sessionCall(config, "POST", expirationDate), { expirationDate, options });
  } catch (error) {
    if (!isMethodMissing(error)) throw error;
    return requestSession(sessionCall(config, "PUT", expirationDate), { expirationDate, options });
  }
}

interface SessionRequest {
  expirationDate: string;
  options: HttpOptions;
}

async function requestSession(
  call: RemoteCall,
  { expirationDate, options }: SessionRequest,
): Promise<TripletexSession> {
  const reply = await runWithRetry(() => sendOnce(call, options), { isWrite: false, options });
  const { value } = checkReply(sessionSchema, reply.body, {
    system: "tripletex",
    operation: operationOf(call),
  });
  if (/[^\x21-\x7e]/.test(value.token)) throw unusableToken(call);
  const granted = value.expirationDate ?? expirationDate;
  // The server may grant less than we asked for, never more than we count on.
  const earlier = granted < expirationDate ? granted : expirationDate;
  return { token: value.token, expiresAt: startOfOsloDay(earlier) };
}

function unusableToken(call: RemoteCall): RemoteError {
  return new RemoteError({
    system: "tripletex",
    kind: "unexpectedReply",
    operation: operationOf(call),
    message: "Tripletex sent a session token that cannot be used.",
  });
}

function sessionCall(config: TripletexConfig, method: "POST" | "PUT", expirationDate: string): RemoteCall {
  const { consumerToken, employeeToken } = config;
  const values = { consumerToken, employeeToken, expirationDate };
  return {
    system: "tripletex",
    method,
    baseUrl: config.baseUrl,
    path: SESSION_PATH,
    ...(method === "POST" ? { body: values } : { query: values }),
    headers: {
      accept: "application/json",
      ...(method === "POST" ? { "content-type": "application/json" } : {}),
    },
    secrets: [consumerToken, employeeToken],
    readFailure: readTripletexFailure,
  };
}
