import { describe, expect, it } from "vitest";
import { AuthenticationError, createAuthenticator } from "./authentication.ts";
import { createIssuer } from "./fixtures/support.ts";
import { createLocalIdentity, LOCAL_ISSUER } from "./identity.ts";

async function start(providers: unknown[]) {
  return createAuthenticator(await createLocalIdentity(), { providers });
}

const customJwt = (jwks: string, issuer = "https://issuer.example") => ({
  type: "customJwt",
  issuer,
  jwks,
  algorithm: "RS256",
  applicationID: "convex",
});

describe("the project's own providers", () => {
  it("are accepted with their claims, standard ones under Convex's names", async () => {
    const issuer = await createIssuer();
    const authenticator = await start([customJwt(issuer.jwks)]);
    expect(await authenticator.verifyHeader(`Bearer ${await issuer.sign("kari")}`)).toMatchObject({
      type: "user",
      identity: {
        subject: "kari",
        issuer: "https://issuer.example",
        tokenIdentifier: "https://issuer.example|kari",
        role: "operator",
        givenName: "Kari",
      },
    });
  });

  it("are refused for another audience, another key, or when the token has run out", async () => {
    const [issuer, impostor] = [await createIssuer(), await createIssuer()];
    const authenticator = await start([customJwt(issuer.jwks)]);
    const refused = [
      await issuer.sign("kari", "15m", "another-app"),
      await impostor.sign("kari"),
      await issuer.sign("kari", "-1m"),
    ];
    for (const token of refused) {
      await expect(authenticator.verifyToken(token)).rejects.toThrow(AuthenticationError);
    }
  });

  it("may not take the local issuer's name", async () => {
    const { jwks } = await createIssuer();
    await expect(start([customJwt(jwks, LOCAL_ISSUER)])).rejects.toThrow(/may not name/);
  });

  it("are refused at start when they can't be read", async () => {
    await expect(start([{ type: "customJwt", issuer: "https://issuer.example" }])).rejects.toThrow(
      /auth\.config\.ts/,
    );
  });
});

describe("the admin key", () => {
  it("is random for each process and never accepted in part", async () => {
    const [first, second] = [await start([]), await start([])];
    expect(first.adminKey).not.toBe(second.adminKey);
    expect(first.verifyAdminKey(first.adminKey, undefined)).toEqual({ type: "admin", impersonating: null });
    for (const key of [second.adminKey, first.adminKey.slice(0, -1), ""]) {
      expect(() => first.verifyAdminKey(key, undefined)).toThrow("The admin key is not accepted.");
    }
  });
});
