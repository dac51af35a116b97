/**
 * Keeps foreign web pages away from the local backend, which gives an identity to whoever asks on this machine.
 * A page of another site shows its Origin; a page that made its own name point here (DNS rebinding) shows a Host that
 * isn't a loopback name. Both are refused on every port, before anything is read. No answer ever says `*`.
 */
import type { IncomingMessage } from "node:http";

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** Decides by the headers of a request. */
export interface OriginGuard {
  /** Null when the request may come in; otherwise the reason for the answer 403. */
  refusal(request: IncomingMessage): string | null;
  /** CORS headers for a request that may come in; empty when it has no Origin. */
  corsHeaders(request: IncomingMessage): Record<string, string>;
}

/**
 * @param allowedOrigins exact origins, such as `http://127.0.0.1:3000`; undefined allows every loopback origin
 * @throws Error when an entry isn't an origin (a path, a trailing slash, `*`)
 */
export function createOriginGuard(allowedOrigins: string[] | undefined): OriginGuard {
  for (const origin of allowedOrigins ?? []) assertOrigin(origin);
  const isAllowed = (origin: string) =>
    allowedOrigins === undefined ? isLoopbackOrigin(origin) : allowedOrigins.includes(origin);
  return {
    refusal: ({ headers }) => {
      if (!LOOPBACK_HOST.test(headers.host ?? "")) return "The Host header is not a name of this machine.";
      if (headers.origin !== undefined && !isAllowed(headers.origin)) {
        return "Pages of this origin may not use the local backend.";
      }
      return null;
    },
    corsHeaders: ({ headers }): Record<string, string> => {
      if (headers.origin === undefined) return {};
      return {
        "access-control-allow-origin": headers.origin,
        "access-control-allow-headers": "authorization, content-type, convex-client",
        "access-control-allow-methods": "GET, POST, OPTIONS",
        vary: "origin",
      };
    },
  };
}

function isLoopbackOrigin(origin: string): boolean {
  const match = /^https?:\/\/(.+)$/i.exec(origin);
  return match?.[1] !== undefined && LOOPBACK_HOST.test(match[1]);
}

function assertOrigin(origin: string): void {
  if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
    throw new Error(`"${origin}" is not an origin. Write it like http://127.0.0.1:3000, without a path.`);
  }
}
