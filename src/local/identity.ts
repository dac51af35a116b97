/**
 * The identity of whoever works at this machine. At start the backend makes a signing key in memory and vouches for
 * "Local operator" with it; the key never leaves the process, so no other deployment can accept such a token and no
 * setting can open one to it. Tokens live for fifteen minutes; a client asks for the next one by itself.
 */
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { LOCAL_ISSUER } from "../identity.ts";

export { LOCAL_ISSUER };

/** The audience of every token that Convex accepts here. */
export const LOCAL_AUDIENCE = "convex";

const ALGORITHM = "RS256";
const KEY_ID = "local";
const TOKEN_LIFETIME = "15m";

/** Signs tokens and gives the public key with which they are checked. */
export interface LocalIdentity {
  signToken(): Promise<string>;
  /** As a JSON Web Key Set. */
  publicKeys: { keys: Record<string, unknown>[] };
}

/** Makes a fresh key. */
export async function createLocalIdentity(): Promise<LocalIdentity> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  const publicJwk = { ...(await exportJWK(publicKey)), kid: KEY_ID, alg: ALGORITHM, use: "sig" };
  return {
    publicKeys: { keys: [publicJwk] },
    signToken: () =>
      new SignJWT({ name: "Local operator" })
        .setProtectedHeader({ alg: ALGORITHM, kid: KEY_ID, typ: "JWT" })
        .setSubject("local")
        .setIssuer(LOCAL_ISSUER)
        .setAudience(LOCAL_AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(TOKEN_LIFETIME)
        .sign(privateKey),
  };
}
