/**
 * Who may vouch for a user: the local identity and the providers of the project's `auth.config.ts`, by OpenID discovery
 * or by given keys. Keys of remote providers are fetched when a token needs them; `data:` keys need no network.
 */
import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { z } from "zod";
import { LOCAL_AUDIENCE, LOCAL_ISSUER, type LocalIdentity } from "./identity.ts";

/** An issuer whose tokens are accepted, for whom, and the keys they are checked with. */
export interface TokenProvider {
  issuer: string;
  /** Undefined accepts any audience, as Convex does for a provider without `applicationID`. */
  audience: string | undefined;
  algorithms: string[];
  keys: JWTVerifyGetKey;
}

const SUPPORTED_ALGORITHMS = ["RS256", "ES256"] as const;

const authConfig = z.object({
  providers: z.array(
    z.union([
      z.object({
        type: z.literal("customJwt"),
        issuer: z.string(),
        jwks: z.string(),
        algorithm: z.enum(SUPPORTED_ALGORITHMS),
        applicationID: z.string().optional(),
      }),
      z.object({ domain: z.string(), applicationID: z.string() }),
    ]),
  ),
});

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
const discoveryDocument = z.object({ jwks_uri: z.string() });

/** The provider of the local identity. */
export function localProvider(identity: LocalIdentity): TokenProvider {
  return {
    issuer: LOCAL_ISSUER,
    audience: LOCAL_AUDIENCE,
    algorithms: ["RS256"],
    keys: createLocalJWKSet(asKeySet(identity.publicKeys)),
  };
}

/**
 * The providers of `auth.config.ts`.
 * @param configuration its default export, or undefined
 * @throws Error when it can't be read or claims the local issuer for itself
 */
export function configuredProviders(configuration: unknown): TokenProvider[] {
  if (configuration === undefined) return [];
  const parsed = authConfig.safeParse(configuration);
  if (!parsed.success) throw new Error(`auth.config.ts can't be used: ${z.prettifyError(parsed.error)}`);
  const providers = parsed.data.providers.map((provider): TokenProvider => {
    if ("domain" in provider) {
      const issuer = withScheme(provider.domain);
      return {
        issuer,
        audience: provider.applicationID,
        algorithms: [...SUPPORTED_ALGORITHMS],
        keys: discoveredKeys(issuer),
      };
    }
    const { issuer, applicationID, algorithm, jwks } = provider;
    return { issuer, audience: applicationID, algorithms: [algorithm], keys: keysFrom(jwks) };
  });
  if (providers.some(({ issuer }) => issuer === LOCAL_ISSUER)) {
    throw new Error(
      `auth.config.ts may not name ${LOCAL_ISSUER}: only the local backend itself signs as that issuer.`,
    );
  }
  return providers;
}

/** Convex accepts a domain with or without its scheme; the issuer in the token has one. */
function withScheme(domain: string): string {
  return /^https?:\/\//.test(domain) ? domain : `https://${domain}`;
}

function keysFrom(jwks: string): JWTVerifyGetKey {
  return jwks.startsWith("data:") ? createLocalJWKSet(readDataUri(jwks)) : createRemoteJWKSet(new URL(jwks));
}

function discoveredKeys(issuer: string): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | null = null;
  return async (header, token) => {
    keys ??= keysFrom(await discoverKeyAddress(issuer));
    return await keys(header, token);
  };
}

async function discoverKeyAddress(issuer: string): Promise<string> {
  const response = await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  return discoveryDocument.parse(await response.json()).jwks_uri;
}

function readDataUri(uri: string): JSONWebKeySet {
  const [header = "", ...body] = uri.split(",");
  const encoded = body.join(",");
  const text = header.endsWith(";base64")
    ? Buffer.from(encoded, "base64").toString()
    : decodeURIComponent(encoded);
  return asKeySet(JSON.parse(text));
}

function asKeySet(candidate: unknown): JSONWebKeySet {
  return keySet.parse(candidate);
}
