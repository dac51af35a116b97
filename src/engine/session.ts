/**
 * Where the Tripletex client gets its session token from: memory, then the encrypted row, then a new session. A new
 * session is checked for its company before it is used, and stored by compare-and-set, so that one renewal serves all.
 */
import type { TripletexClient } from "../tripletex/client.ts";
import type { TripletexConfig } from "../tripletex/config.ts";
import { createSession, type SessionPort } from "../tripletex/session.ts";
import { seal, unseal } from "./seal.ts";

/** A session that dies within this time is replaced, so that no request of the step meets its end. */
const EARLY_RENEWAL_MS = 10 * 60_000;

interface StoredSession {
  session: { generation: number; ciphertext: string; expiresAt: number } | null;
  company: { id: number; name: string } | null;
}

/** The Convex functions behind the port. */
export interface SessionStore {
  read(): Promise<StoredSession>;
  pinCompany(company: { id: number; name: string }): Promise<void>;
  replace(next: { generation: number; ciphertext: string; expiresAt: number }): Promise<boolean>;
}

interface SessionDependencies {
  store: SessionStore;
  config: TripletexConfig;
  /** Base64 of 32 bytes. */
  sessionKey: string;
  fetch?: typeof fetch;
  now(): number;
  /** A client that uses exactly this token, to ask whose it is. */
  clientFor(token: string): Pick<TripletexClient, "whoAmI" | "company">;
}

export class StoredSessions implements SessionPort {
  readonly #deps: SessionDependencies;
  #token: Promise<string> | null = null;

  constructor(deps: SessionDependencies) {
    this.#deps = deps;
  }

  current(): Promise<string> {
    this.#token ??= this.#load(null);
    return this.#keep(this.#token);
  }

  async renew(rejectedToken: string): Promise<string> {
    const token = await this.#token?.catch(() => null);
    if (token !== rejectedToken && token !== null && token !== undefined) return token;
    this.#token = this.#load(rejectedToken);
    return await this.#keep(this.#token);
  }

  /** A failure must not be remembered: the next request tries again. */
  async #keep(token: Promise<string>): Promise<string> {
    try {
      return await token;
    } catch (error) {
      if (this.#token === token) this.#token = null;
      throw error;
    }
  }

  /** The stored token, unless it is the rejected one, too old or unreadable; else a new one. */
  async #load(rejectedToken: string | null): Promise<string> {
    const stored = await this.#deps.store.read();
    const token = await this.#open(stored);
    if (token !== null && token !== rejectedToken) return token;
    return await this.#make(stored.session?.generation ?? 0);
  }

  async #open({ session, company }: StoredSession): Promise<string | null> {
    if (session === null || company === null) return null;
    if (session.expiresAt - EARLY_RENEWAL_MS <= this.#deps.now()) return null;
    return await unseal(session.ciphertext, this.#deps.sessionKey, this.#binding(company.id));
  }

  async #make(generation: number): Promise<string> {
    const { config, store, sessionKey } = this.#deps;
    const options = { now: this.#deps.now(), fetch: this.#deps.fetch };
    const { token, expiresAt } = await createSession(config, options);
    const client = this.#deps.clientFor(token);
    const { companyId } = await client.whoAmI();
    const { id, name } = await client.company(companyId);
    await store.pinCompany({ id, name });
    const ciphertext = await seal(token, sessionKey, this.#binding(companyId));
    // When somebody else was quicker, both tokens are good: theirs is stored, ours serves this step.
    await store.replace({ generation, ciphertext, expiresAt });
    return token;
  }

  #binding(companyId: number) {
    return { tripletexEnv: this.#deps.config.tripletexEnv, companyId };
  }
}
