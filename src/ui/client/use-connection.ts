/**
 * The state of the connection to Convex. Not `useConvexConnectionState`: that one opens a WebSocket while the page is
 * drawn on the server, one per request, which nobody ever closes. Here the server sees "not connected" and opens nothing.
 */
"use client";

import { type ConvexReactClient, useConvex } from "convex/react";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";

type ConnectionState = ReturnType<ConvexReactClient["connectionState"]>;

/** One value of the connection's state; `onServer` is what the server draws. */
function useConnectionValue<Value extends boolean | number>(
  select: (state: ConnectionState) => Value,
  onServer: Value,
): Value {
  const client = useConvex();
  const subscribe = useCallback(
    (changed: () => void) => client.subscribeToConnectionState(changed),
    [client],
  );
  return useSyncExternalStore(
    subscribe,
    () => select(client.connectionState()),
    () => onServer,
  );
}

/** How many times the page has connected. */
export function useConnectionCount(): number {
  return useConnectionValue((state) => state.connectionCount, 0);
}

export type ConnectionFace = "online" | "lost" | "neverConnected";

/** A connection that comes back within moments is not worth a banner. */
const GRACE_MS = 2500;

/** Whether the page is connected; a loss counts only after a while. */
export function useConnectionFace(): ConnectionFace {
  const isConnected = useConnectionValue((state) => state.isWebSocketConnected, false);
  const hasEverConnected = useConnectionValue((state) => state.hasEverConnected, false);
  const [isGraceOver, setGraceOver] = useState(false);

  useEffect(() => {
    if (isConnected) return undefined;
    const timer = setTimeout(() => setGraceOver(true), GRACE_MS);
    return () => {
      clearTimeout(timer);
      setGraceOver(false);
    };
  }, [isConnected]);

  if (isConnected || !isGraceOver) return "online";
  return hasEverConnected ? "lost" : "neverConnected";
}
