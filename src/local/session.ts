/**
 * One client on a WebSocket: its identity, its queries, its mutations in order, its actions in parallel.
 * Three rules break the client when missed: every transition starts where the last one ended; each successful mutation
 * is followed by a transition that has reached it, even an empty one; a refused token is an AuthError and a close.
 */
import { convexToJson } from "convex/values";
import type { RememberedAnswers } from "./answers.ts";
import { ANONYMOUS, AuthenticationError, type Authenticator, type Caller } from "./authentication.ts";
import type { Engine } from "./engine.ts";
import { describeFailure } from "./failure.ts";
import { assertNoComponent } from "./functions.ts";
import { decodeArguments, LiveQuery } from "./live-query.ts";
import type { Outbox } from "./outbox.ts";
import { startTimer } from "./outside.ts";
import {
  type AuthenticateMessage,
  type CallAnswer,
  type CallMessage,
  type ClientMessage,
  encodeTimestamp,
  type ModifyQuerySetMessage,
  type StateModification,
  type StateVersion,
} from "./protocol.ts";

/** What all sessions of a backend share. */
export interface SessionServices {
  engine: Engine;
  authenticator: Authenticator;
  answers: RememberedAnswers<CallAnswer>;
}

/** What a transition changes besides query results. `force` sends it even when nothing changed. */
interface TransitionChange {
  querySet?: number;
  identity?: number;
  removed?: StateModification[];
  force: boolean;
}

/** Changes that come close together are told in one transition. */
const CHANGE_DEBOUNCE_MS = 15;
const CLOSE_PROTOCOL_ERROR = 1002;
const CLOSE_UNAUTHENTICATED = 4001;
const CLOSE_INTERNAL_ERROR = 1011;

/** The state of one connection. Messages are handled one after another; only actions overlap. */
export class SyncSession {
  readonly #services: SessionServices;
  readonly #outbox: Outbox;
  readonly #queries = new Map<number, LiveQuery>();
  #caller: Caller = ANONYMOUS;
  #sessionId: string | null = null;
  #version = { querySet: 0, identity: 0, ts: 0n };
  #work: Promise<void> = Promise.resolve();
  #isRefreshPlanned = false;
  #isClosed = false;

  constructor(outbox: Outbox, services: SessionServices) {
    this.#outbox = outbox;
    this.#services = services;
  }

  /** Takes a message of the client; the answer follows over the outbox. */
  receive(message: ClientMessage): void {
    this.#enqueue(() => this.#handle(message));
  }

  /** Tells the client of committed changes soon, if they concern its queries. */
  noticeChange(): void {
    if (this.#isRefreshPlanned || this.#isClosed) return;
    this.#isRefreshPlanned = true;
    startTimer(() => {
      this.#enqueue(async () => {
        this.#isRefreshPlanned = false;
        await this.#transition({ force: false });
      });
    }, CHANGE_DEBOUNCE_MS);
  }

  /** The connection is gone: nothing more is run for it. A mutation that is running ends and is remembered. */
  markClosed(): void {
    this.#isClosed = true;
    this.#queries.clear();
  }

  #enqueue(task: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (this.#isClosed) return;
      try {
        await task();
      } catch (error) {
        // A defect of this server. The client reconnects with all its state, and a person finds the cause here.
        console.error("local backend: a session failed", error);
        this.#close(CLOSE_INTERNAL_ERROR, "InternalServerError");
      }
    });
  }

  async #handle(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case "Connect":
        this.#sessionId = message.sessionId;
        return;
      case "Event":
        return;
      case "Authenticate":
        return await this.#authenticate(message);
      case "ModifyQuerySet":
        return await this.#modifyQuerySet(message);
      case "Mutation":
        return await this.#mutate(message);
      case "Action":
        // Actions run beside everything else, as they do on a real deployment.
        void this.#act(message);
    }
  }

  async #authenticate(message: AuthenticateMessage): Promise<void> {
    if (message.baseVersion !== this.#version.identity) return this.#refuseVersion();
    try {
      this.#caller = await this.#verify(message);
    } catch (error) {
      if (!(error instanceof AuthenticationError)) throw error;
      return this.#refuseIdentity(error.message, true);
    }
    for (const query of this.#queries.values()) query.invalidate();
    await this.#transition({ identity: message.baseVersion + 1, force: true });
  }

  async #verify(message: AuthenticateMessage): Promise<Caller> {
    const { authenticator } = this.#services;
    if (message.tokenType === "None") return ANONYMOUS;
    if (message.tokenType === "User") return await authenticator.verifyToken(message.value);
    return authenticator.verifyAdminKey(message.value, message.impersonating);
  }

  async #modifyQuerySet(message: ModifyQuerySetMessage): Promise<void> {
    if (message.baseVersion !== this.#version.querySet) return this.#refuseVersion();
    const removed: StateModification[] = [];
    for (const modification of message.modifications) {
      if (modification.type === "Add") {
        this.#queries.set(modification.queryId, new LiveQuery(modification));
      } else {
        this.#queries.delete(modification.queryId);
        removed.push({ type: "QueryRemoved", queryId: modification.queryId });
      }
    }
    await this.#transition({ querySet: message.newVersion, removed, force: true });
  }

  async #mutate(message: CallMessage): Promise<void> {
    if (this.#hasExpired()) return this.#refuseIdentity("The token has expired.", false);
    if (this.#sessionId === null) return this.#refuseVersion();
    const key = { sessionId: this.#sessionId, requestId: message.requestId };
    const answer = await this.#services.answers.once(key, async () => {
      const outcome = await this.#call(message, "mutation");
      return outcome.success
        ? { ...outcome, ts: encodeTimestamp(this.#services.engine.tracker.now()) }
        : outcome;
    });
    this.#outbox.send({ type: "MutationResponse", requestId: message.requestId, ...answer });
    if (answer.success) await this.#transition({ force: true });
  }

  async #act(message: CallMessage): Promise<void> {
    if (this.#hasExpired()) return this.#refuseIdentity("The token has expired.", false);
    const answer = await this.#call(message, "action");
    this.#outbox.send({ type: "ActionResponse", requestId: message.requestId, ...answer });
  }

  async #call(message: CallMessage, kind: "mutation" | "action"): Promise<CallAnswer> {
    try {
      assertNoComponent(message.componentPath);
      const value = await this.#services.engine.call({
        path: message.udfPath,
        functionArguments: decodeArguments(message.args),
        kind,
        caller: this.#caller,
      });
      return { success: true, result: convexToJson(value), logLines: [] };
    } catch (error) {
      const { errorMessage, ...data } = describeFailure(error);
      return { success: false, result: errorMessage, ...data, logLines: [] };
    }
  }

  async #transition(change: TransitionChange): Promise<void> {
    if (this.#hasExpired()) return this.#refuseIdentity("The token has expired.", false);
    const ts = await this.#runStaleQueries();
    const modifications = [...(change.removed ?? []), ...this.#takeModifications()];
    if (modifications.length === 0 && !change.force) return;
    const start = this.#version;
    this.#version = {
      querySet: change.querySet ?? start.querySet,
      identity: change.identity ?? start.identity,
      ts,
    };
    const [startVersion, endVersion] = [encodeVersion(start), encodeVersion(this.#version)];
    this.#outbox.sendTransition({ type: "Transition", startVersion, endVersion, modifications });
  }

  /** Brings all queries to one moment, and returns that moment. */
  async #runStaleQueries(): Promise<bigint> {
    const { engine } = this.#services;
    const { tracker } = engine;
    return await engine.readTogether(async (reader) => {
      for (;;) {
        const now = tracker.now();
        const stale = [...this.#queries.values()].filter((query) => query.isStale(tracker));
        if (stale.length === 0) return now;
        // Ends soon: only transactions that passed the gate before it closed can still commit.
        for (const query of stale) await query.run(reader, now, this.#caller);
      }
    });
  }

  #takeModifications(): StateModification[] {
    return [...this.#queries.values()]
      .map((query) => query.takeModification())
      .filter((modification) => modification !== null);
  }

  #hasExpired(): boolean {
    return this.#caller.type === "user" && this.#caller.expiresAtMs <= Date.now();
  }

  /** `wasAttempt` tells the client whether the token it just sent was refused, or one that was good before. */
  #refuseIdentity(error: string, wasAttempt: boolean): void {
    // The client counts the identity versions that it sent; an expired token is that of the last one accepted.
    const baseVersion = wasAttempt ? this.#version.identity : Math.max(this.#version.identity - 1, 0);
    this.#outbox.send({ type: "AuthError", error, baseVersion, authUpdateAttempted: wasAttempt });
    this.#close(CLOSE_UNAUTHENTICATED, "Unauthenticated");
  }

  /** Client and server disagree on what was said before. A new connection starts both at nought. */
  #refuseVersion(): void {
    this.#close(CLOSE_PROTOCOL_ERROR, "VersionMismatch");
  }

  #close(code: number, reason: string): void {
    this.#outbox.close(code, reason);
    this.markClosed();
  }
}

function encodeVersion(version: { querySet: number; identity: number; ts: bigint }): StateVersion {
  return { ...version, ts: encodeTimestamp(version.ts) };
}
