/**
 * Counts and times every request that this process sends to the simulators. It listens to what Node's own fetch tells of
 * itself, so that nothing of the product is replaced and a request counts whoever sends it. It keeps no body and no header.
 */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { z } from "zod";

/** One request: which system, the path with its numbers as `{id}`, and when it was under way (epoch ms). */
export interface RemoteRequest {
  system: "rubic" | "tripletex";
  /** For example `GET /invoice/{id}`. */
  name: string;
  /** Names of the query parameters, which tell a look-up by number from one by date. */
  parameters: ReadonlySet<string>;
  startedAt: number;
  endedAt: number | null;
  /** What the run was at when the request left. */
  phase: string;
}

const CREATED = "undici:request:create";
const ANSWERED = "undici:request:trailers";
const FAILED = "undici:request:error";

const aRequest = z.custom<object>((value) => typeof value === "object" && value !== null);
const message = z.looseObject({ request: aRequest });
const described = z.looseObject({ method: z.string(), origin: z.string(), path: z.string() });

export interface RemoteWatch {
  requests: RemoteRequest[];
  stop(): void;
}

/** Watches until `stop`. `systems` tells whose each origin is; requests to other origins are left out. */
export function watchRemotes(
  systems: ReadonlyMap<string, RemoteRequest["system"]>,
  phaseNow: () => string,
): RemoteWatch {
  const requests: RemoteRequest[] = [];
  const open = new WeakMap<object, RemoteRequest>();
  const onCreated = (news: unknown) => {
    const { request } = message.parse(news);
    const { method, origin, path } = described.parse(request);
    const system = systems.get(origin);
    if (system === undefined) return;
    const url = new URL(path, origin);
    const name = `${method} ${url.pathname.replace(/^\/v2/, "").replaceAll(/\/\d+(?=\/|$)/g, "/{id}")}`;
    const parameters = new Set(url.searchParams.keys());
    const entry = { system, name, parameters, startedAt: Date.now(), endedAt: null, phase: phaseNow() };
    open.set(request, entry);
    requests.push(entry);
  };
  const onEnded = (news: unknown) => {
    const entry = open.get(message.parse(news).request);
    if (entry !== undefined) entry.endedAt = Date.now();
  };
  const listeners = [
    [CREATED, onCreated],
    [ANSWERED, onEnded],
    [FAILED, onEnded],
  ] as const;
  for (const [channel, listener] of listeners) subscribe(channel, listener);
  return {
    requests,
    stop: () => {
      for (const [channel, listener] of listeners) unsubscribe(channel, listener);
    },
  };
}
