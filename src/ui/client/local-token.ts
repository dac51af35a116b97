/**
 * The identity of local mode: the embedded local backend hands a short-lived token to whoever can reach it on this
 * machine. A real deployment answers 404, and then there is no token. The token is never stored or logged.
 */
const IDENTITY_PATH = "/local/identity";
/** The local backend answers in milliseconds; a hanging address must not keep the page waiting. */
const IDENTITY_TIMEOUT_MS = 5000;

/**
 * A token for the deployment at `convexUrl`, or null where there is none: a real deployment, or nothing that answers (the
 * page shows that by itself, and asks again as soon as it is connected).
 */
export async function fetchLocalToken(convexUrl: string): Promise<string | null> {
  let response: Response;
  try {
    response = await fetch(new URL(IDENTITY_PATH, convexUrl), {
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(IDENTITY_TIMEOUT_MS),
    });
  } catch {
    // Unreachable, or an answer that another origin may not read: both mean "no identity from here".
    return null;
  }
  if (!response.ok) return null;
  const body: unknown = await response.json();
  return readToken(body);
}

function readToken(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("token" in body)) return null;
  return typeof body.token === "string" ? body.token : null;
}
