/**
 * Decides who calls: nobody, a user with a signed token, or the administrator with this process's random key.
 * Tokens are accepted from the local identity and from the providers in the project's `auth.config.ts`, with issuer,
 * audience, signature and expiry checked. Tokens and keys must never get into an error or a log.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { UserIdentity } from "convex/server";
import { decodeJwt, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import { configuredProviders, localProvider, type TokenProvider } from "./auth-providers.ts";
import type { LocalIdentity } from "./identity.ts";

/** Claims as functions see them through `ctx.auth.getUserIdentity()`. */
type UserClaims = Pick<UserIdentity, "subject" | "issuer" | "tokenIdentifier"> & Partial<UserIdentity>;

/** Who makes a call. `expiresAtMs` is epoch milliseconds; Infinity when the token has no end. */
export type Caller =
  | { type: "anonymous" }
  | { type: "user"; identity: UserClaims; expiresAtMs: number }
  | { type: "admin"; impersonating: UserClaims | null };

export const ANONYMOUS: Caller = { type: "anonymous" };

/** A token or key that isn't accepted; the message is fit for the caller. */
export class AuthenticationError extends Error {
  override readonly name = "AuthenticationError";
}

/** Checks tokens and keys. Every method throws AuthenticationError when it refuses. */
export interface Authenticator {
  adminKey: string;
  verifyToken(token: string): Promise<Caller>;
  verifyAdminKey(key: string, impersonating: unknown): Caller;
  /** From an `Authorization` header: `Bearer <token>`, `Convex <admin key>[:<base64 identity>]`, or none. */
  verifyHeader(header: string | undefined): Promise<Caller>;
}

const MILLISECONDS_PER_SECOND = 1000;
const ADMIN_KEY_BYTES = 32;

const requiredClaims = z.looseObject({
  subject: z.string(),
  issuer: z.string(),
  tokenIdentifier: z.string(),
});
/** All other claims are whatever the provider says; functions check those that they use. */
const userClaims = z.custom<UserClaims>((value) => requiredClaims.safeParse(value).success);
const impersonation = z.looseObject({
  subject: z.string().default("impersonated"),
  issuer: z.string().default("admin"),
});

/** Standard claims that Convex renames; all others keep their names. */
const CLAIM_NAMES: Record<string, string> = {
  given_name: "givenName",
  family_name: "familyName",
  preferred_username: "preferredUsername",
  profile: "profileUrl",
  picture: "pictureUrl",
  email_verified: "emailVerified",
  birthdate: "birthday",
  zoneinfo: "timezone",
  locale: "language",
  phone_number: "phoneNumber",
  phone_number_verified: "phoneNumberVerified",
  updated_at: "updatedAt",
};

/**
 * Makes the authenticator with a fresh admin key.
 * @param configuration default export of `auth.config.ts`, or undefined
 * @throws Error when the configuration can't be read or claims the local issuer for itself
 */
export function createAuthenticator(localIdentity: LocalIdentity, configuration: unknown): Authenticator {
  const adminKey = `local|${randomBytes(ADMIN_KEY_BYTES).toString("hex")}`;
  const providers = [localProvider(localIdentity), ...configuredProviders(configuration)];

  const verifyAdminKey = (key: string, impersonating: unknown): Caller => {
    if (!isSameSecret(key, adminKey)) throw new AuthenticationError("The admin key is not accepted.");
    return { type: "admin", impersonating: parseImpersonation(impersonating) };
  };
  const verifyToken = (token: string) => verifyWith(providers, token);

  return {
    adminKey,
    verifyToken,
    verifyAdminKey,
    verifyHeader: async (header) => {
      if (header === undefined) return ANONYMOUS;
      const [scheme, ...rest] = header.split(" ");
      const credential = rest.join(" ");
      if (scheme === "Bearer") return await verifyToken(credential);
      if (scheme !== "Convex") throw new AuthenticationError("The authorization scheme is not known.");
      const [key = "", encodedIdentity] = credential.split(":");
      return verifyAdminKey(key, decodeImpersonation(encodedIdentity));
    },
  };
}

async function verifyWith(providers: TokenProvider[], token: string): Promise<Caller> {
  const provider = findProvider(providers, token);
  try {
    const { payload } = await jwtVerify(token, provider.keys, {
      issuer: provider.issuer,
      algorithms: provider.algorithms,
      ...(provider.audience === undefined ? {} : { audience: provider.audience }),
      requiredClaims: ["sub", "iss", "exp"],
    });
    return asCaller(payload);
  } catch (error) {
    // Messages of jose name the failed check and never the token.
    throw new AuthenticationError(
      `The token is not accepted: ${error instanceof Error ? error.message : "unknown"}`,
    );
  }
}

function findProvider(providers: TokenProvider[], token: string): TokenProvider {
  const claims = decodeClaims(token);
  const audiences = [claims.aud ?? []].flat();
  const provider = providers.find(
    ({ issuer, audience }) =>
      issuer === claims.iss && (audience === undefined || audiences.includes(audience)),
  );
  if (provider === undefined) {
    throw new AuthenticationError(
      "No auth provider found matching the given token (no provider has its issuer and audience).",
    );
  }
  return provider;
}

function decodeClaims(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    // The parser's own message adds nothing and might quote the token.
    throw new AuthenticationError("Could not parse JWT payload: the token is not a JSON Web Token.");
  }
}

function asCaller(payload: JWTPayload): Caller {
  const { sub, iss, exp, aud: _audience, iat: _issuedAt, nbf: _notBefore, jti: _id, ...claims } = payload;
  const renamed = Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [CLAIM_NAMES[name] ?? name, value]),
  );
  const identity = userClaims.parse({
    ...renamed,
    subject: sub,
    issuer: iss,
    tokenIdentifier: `${iss}|${sub}`,
  });
  return {
    type: "user",
    identity,
    expiresAtMs: exp === undefined ? Infinity : exp * MILLISECONDS_PER_SECOND,
  };
}

function decodeImpersonation(encoded: string | undefined): unknown {
  if (encoded === undefined || encoded === "") return null;
  try {
    return JSON.parse(Buffer.from(encoded, "base64").toString());
  } catch {
    throw new AuthenticationError("The identity to act as is not base64 JSON.");
  }
}

function parseImpersonation(candidate: unknown): UserClaims | null {
  if (candidate === null || candidate === undefined) return null;
  const parsed = impersonation.safeParse(candidate);
  if (!parsed.success)
    throw new AuthenticationError("The identity to act as is not an object with text fields.");
  const { subject, issuer } = parsed.data;
  return userClaims.parse({ tokenIdentifier: `${issuer}|${subject}`, ...parsed.data });
}

/** Compares digests, so that neither length nor content shows in the time it takes. */
function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
