/**
 * The way of a script to a Convex deployment: its address, the identity that the local backend hands out, and the live
 * connection. A deployment without that identity is refused with the command to use instead. Tokens are never printed.
 */
import { ConvexClient } from "convex/browser";
import { ConvexError } from "convex/values";
import { z } from "zod";
import { CommandError, describeError } from "./command-error.ts";
import { readText, type Variables } from "./settings.ts";

const DEFAULT_URL = "http://127.0.0.1:3210";
/** The local backend answers in milliseconds; a hanging address must not keep a person waiting. */
const IDENTITY_TIMEOUT_MS = 5000;
const HTTP_NOT_FOUND = 404;

const identityAnswer = z.object({ token: z.string().min(1) });
/** The shape that every refusal of the functions has. */
const refusalData = z.object({ message: z.string(), remedy: z.string().optional() });

/** The address in CONVEX_URL without a slash at the end. @throws CommandError when it is not an http(s) address. */
export function readConvexUrl(variables: Variables): string {
  const text = readText(variables, "CONVEX_URL") ?? DEFAULT_URL;
  const isAddress = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (!isAddress) {
    throw new CommandError(
      `CONVEX_URL is "${text}", which is not an address. Set it to one like ${DEFAULT_URL}.`,
    );
  }
  return text.replace(/\/+$/, "");
}

/**
 * A fresh token of the local backend at `url`; null where the deployment has none to give, as every real one.
 * @throws CommandError when nothing answers
 */
export async function fetchLocalToken(url: string): Promise<string | null> {
  const response = await fetchIdentity(url);
  if (response.status === HTTP_NOT_FOUND) {
    await response.body?.cancel();
    return null;
  }
  const answer = identityAnswer.safeParse(await response.json().catch(() => null));
  if (!response.ok || !answer.success) {
    throw new CommandError(
      `${url} answers, but not like a Convex deployment (status ${response.status}). Check CONVEX_URL.`,
    );
  }
  return answer.data.token;
}

/**
 * Lets only the local backend pass, as people can't sign in elsewhere yet.
 * @param instead what to do on a real deployment: a sentence, or a command on a line of its own
 * @throws CommandError for a real deployment, and when nothing answers
 */
export async function requireLocal(url: string, instead: string): Promise<void> {
  if ((await fetchLocalToken(url)) !== null) return;
  throw new CommandError(`${url} is a real deployment, and signing in does not exist yet. ${instead}`);
}

async function fetchIdentity(url: string): Promise<Response> {
  try {
    return await fetch(`${url}/local/identity`, { signal: AbortSignal.timeout(IDENTITY_TIMEOUT_MS) });
  } catch (error) {
    throw new CommandError(
      `No deployment answers at ${url} (${reasonOf(error)}). Start one (npm run local, npm run demo), or set CONVEX_URL.`,
    );
  }
}

/** What fetch hides under "fetch failed". */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
  return describeError(error);
}

/** A live connection as the operator of the local backend. Close it, or the process stays. */
export function connect(url: string): ConvexClient {
  // The client's own log goes to stdout, which belongs to the script.
  const client = new ConvexClient(url, { logger: false });
  // Null makes the client ask again later; the reason is seen as a lost connection.
  client.setAuth(async () => await fetchLocalToken(url).catch(() => null));
  return client;
}

/** A refusal of a function in the words that it was given; anything else as it is. */
export function explainRefusal(error: unknown): unknown {
  if (!(error instanceof ConvexError)) return error;
  const refusal = refusalData.safeParse(error.data);
  if (!refusal.success) return error;
  return new CommandError([refusal.data.message, refusal.data.remedy].filter(Boolean).join(" "));
}
