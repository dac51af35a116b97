/**
 * The two ports of a step, both leading through its row of awaits: `fetch`, which ends in the simulators' services, and the
 * Convex context, which ends in the database. Faults of the network and of Convex are played here.
 */
import { type FunctionReference, getFunctionName } from "convex/server";
import type { SimulatorReply, SimulatorRequest } from "../../src/simulators/http/server.ts";
import type { Backend } from "./backend.ts";
import { asNobody, type Clock, ownerStorage } from "./clock.ts";
import { classOf } from "./faults.ts";
import type { Strike } from "./plan.ts";
import { type Remotes, RUBIC_ORIGIN, type System } from "./remotes.ts";
import type { Sabotage } from "./sabotage.ts";
import { StepProcess } from "./step-process.ts";

/** What the wire needs of the campaign. */
export interface Surroundings {
  clock: Clock;
  remotes: Remotes;
  backend(): Backend;
  /** How long the next request takes, in milliseconds. */
  latencyMs(): number;
  isUnreachable(system: System): boolean;
  /** Rubic cuts pages to this; null leaves them as asked for. */
  pageCap(): number | null;
  sabotage: Sabotage | null;
  /** True when another step, or nobody, holds the environment. */
  isReplaced(process: StepProcess): boolean;
  violate(violation: string): void;
}

const HTML = "<!DOCTYPE html><html><body><h1>Something went wrong</h1></body></html>";
const HTML_HEADERS = { "content-type": "text/html; charset=utf-8" };
/** No answer ever. Each its own: one for all would keep every schedule in memory that ever waited for it. */
const never = (): Promise<never> => new Promise(() => undefined);

/** The message of errors that the campaign throws in Convex's place. */
export const INJECTED_ERROR = "Your request couldn't be completed. Try again later.";

function currentStep(): StepProcess {
  const owner = ownerStorage.getStore();
  if (owner instanceof StepProcess) return owner;
  throw new Error("a request was made outside of any step");
}

export function createFetch(surroundings: Surroundings): typeof fetch {
  return async (input, init) => {
    const request = await readRequest(new Request(input, init), surroundings);
    const system = request.url.origin === RUBIC_ORIGIN ? "rubic" : "tripletex";
    const exchange = new Exchange(surroundings, system, request);
    return await currentStep().pass(exchange);
  };
}

/** For what people wait for outside of any step: nothing strikes it. */
export function createPlainFetch(surroundings: Surroundings): typeof fetch {
  return async (input, init) => {
    const request = await readRequest(new Request(input, init), surroundings);
    const system = request.url.origin === RUBIC_ORIGIN ? "rubic" : "tripletex";
    return toResponse(await surroundings.remotes.carryOut(system, request));
  };
}

async function readRequest(raw: Request, surroundings: Surroundings): Promise<SimulatorRequest> {
  const url = new URL(raw.url);
  const cap = surroundings.pageCap();
  if (url.origin === RUBIC_ORIGIN && cap !== null) url.searchParams.set("pageSize", String(cap));
  const bodyText = raw.body === null ? "" : await raw.text();
  return { method: raw.method, url, headers: raw.headers, bodyText };
}

class Exchange {
  readonly call: string;
  readonly isWrite: boolean;
  readonly #surroundings: Surroundings;
  readonly #system: System;
  readonly #request: SimulatorRequest;

  constructor(surroundings: Surroundings, system: System, request: SimulatorRequest) {
    this.#surroundings = surroundings;
    this.#system = system;
    this.#request = request;
    this.call = surroundings.remotes.nameOf(system, request);
    this.isWrite = isWrite(this.call);
  }

  playLate(delayMs: number): void {
    const { clock } = this.#surroundings;
    asNobody(() => clock.schedule(clock.now + delayMs, () => void this.#carryOut()));
  }

  async play(strike: Strike | null): Promise<Response> {
    const { clock, sabotage } = this.#surroundings;
    clock.advanceTo(clock.now + this.#surroundings.latencyMs());
    if (this.#surroundings.isUnreachable(this.#system)) throw refusedConnection();
    if (strike !== null) return await this.#playFault(strike);
    const reply = await this.#carryOut();
    const process = currentStep();
    return toResponse(sabotage?.changeReply?.({ process, call: this.call, reply }) ?? reply);
  }

  /** Does what the timing says; answers the reply of what was carried out in time. */
  async #effect({ fault, delayMs }: Strike): Promise<SimulatorReply | null> {
    if (!("timing" in fault) || fault.timing === "before") return null;
    if (fault.timing === "after") return await this.#carryOut();
    this.playLate(delayMs);
    return null;
  }

  async #playFault(strike: Strike): Promise<Response> {
    const { fault, delayMs } = strike;
    const { clock, remotes } = this.#surroundings;
    const reply = await this.#effect(strike);
    switch (fault.kind) {
      case "drop":
        throw refusedConnection();
      case "hang":
        return await never();
      case "error500":
        return toResponse(this.#error(500));
      case "page200":
        return toResponse({ status: 200, headers: HTML_HEADERS, body: HTML });
      case "page503":
        return toResponse({ status: 503, headers: HTML_HEADERS, body: HTML });
      case "timeout408":
        return toResponse({ status: 408, headers: HTML_HEADERS, body: HTML });
      case "cutReply":
        return cutShort(reply);
      case "slow": {
        const late = await this.#carryOut();
        await clock.sleep(delayMs);
        return toResponse(late);
      }
      case "rateLimited":
        return toResponse(this.#tooMany({ isTold: true }));
      case "rateLimitedUntold":
        return toResponse(this.#tooMany({ isTold: false }));
      case "sessionsEnd":
        remotes.tripletex.expireSessions();
        return toResponse(await this.#carryOut());
      case "refused":
      case "listRefused":
        return toResponse(this.#error(422));
      case "listClosed":
        return toResponse({ status: 403, body: { status: 403, code: 9000, message: "No permission" } });
      case "listHalfWritten":
        await this.#carryOutHalf();
        return toResponse(this.#error(422));
      case "kill":
      case "zombie":
      case "clockJump":
      case "convexError":
      case "convexErrorThrice":
        throw new Error(`${fault.kind} is not played by the wire`);
    }
  }

  #error(status: number): SimulatorReply {
    if (this.#system === "rubic") return { status, body: { status, title: "Failed" } };
    return { status, body: this.#surroundings.remotes.tripletex.errorBody(status) };
  }

  #tooMany({ isTold }: { isTold: boolean }): SimulatorReply {
    const seconds = 7;
    const told =
      this.#system === "rubic"
        ? { "retry-after": String(seconds) }
        : this.#surroundings.remotes.tripletex.rateLimitHeaders(seconds);
    return { ...this.#error(429), headers: isTold ? told : {} };
  }

  #carryOut(): Promise<SimulatorReply> {
    return asNobody(() => this.#surroundings.remotes.carryOut(this.#system, this.#request));
  }

  /** Nothing says that a refused list leaves nothing behind. */
  async #carryOutHalf(): Promise<void> {
    const records = JSON.parse(this.#request.bodyText) as unknown[];
    const bodyText = JSON.stringify(records.slice(0, Math.ceil(records.length / 2)));
    await this.#surroundings.remotes.carryOut(this.#system, { ...this.#request, bodyText });
  }
}

function refusedConnection(): TypeError {
  return new TypeError("fetch failed");
}

function textOf({ body }: SimulatorReply): string | null {
  if (body === null || body === undefined) return null;
  return typeof body === "string" ? body : JSON.stringify(body);
}

function toResponse(reply: SimulatorReply): Response {
  return new Response(textOf(reply), { status: reply.status, headers: reply.headers ?? {} });
}

/** What came of the reply before the connection broke. */
function cutShort(reply: SimulatorReply | null): Response {
  if (reply === null) throw refusedConnection();
  const text = textOf(reply) ?? "";
  return new Response(text.slice(0, text.length / 2), { status: reply.status, headers: reply.headers ?? {} });
}

/** The Convex context of one step. */
export function createContext(surroundings: Surroundings, process: StepProcess) {
  const call = (kind: "query" | "mutation", reference: AnyReference, args: Args) => {
    const name = getFunctionName(reference);
    const play = (strike: Strike | null) =>
      playConvex(strike, () => callConvex(surroundings, { process, kind, reference, name, args }));
    return process.pass({ call: `${kind} ${name}`, isWrite: false, play, playLate: refuseLate });
  };
  return {
    runQuery: (reference: AnyReference, args: Args) => call("query", reference, args),
    runMutation: (reference: AnyReference, args: Args) => call("mutation", reference, args),
  };
}

type AnyReference = FunctionReference<"query" | "mutation", "internal">;
type Args = Record<string, unknown>;

function refuseLate(): void {
  throw new Error("a Convex call is either carried out or not: none comes late");
}

async function callConvex(
  surroundings: Surroundings,
  call: {
    process: StepProcess;
    kind: "query" | "mutation";
    reference: AnyReference;
    name: string;
    args: Args;
  },
): Promise<unknown> {
  const { kind, reference, name } = call;
  const { sabotage } = surroundings;
  const backend = surroundings.backend();
  const replaced = await sabotage?.replaceCall?.({ ...call, backend });
  if (replaced !== undefined) return replaced;
  const args = sabotage?.changeArgs?.({ name, args: call.args, backend }) ?? call.args;
  if (kind === "query") return await backend.query(reference as FunctionReference<"query", "internal">, args);
  const isReplaced = surroundings.isReplaced(call.process);
  const result = await backend.mutation(reference as FunctionReference<"mutation", "internal">, args);
  if (isReplaced) surroundings.violate(`step ${call.process.number} was replaced, and ${name} let it in`);
  return result;
}

async function playConvex(strike: Strike | null, carryOut: () => Promise<unknown>): Promise<unknown> {
  if (strike === null) return await carryOut();
  const { fault } = strike;
  if ("timing" in fault && fault.timing === "after") await carryOut();
  throw new Error(INJECTED_ERROR);
}

/** True for what Tripletex may carry out although nobody waits for it. */
export function isWrite(call: string): boolean {
  const kind = classOf(call);
  return kind === "write" || kind === "list";
}
