/**
 * The page's one connection to Convex. The address comes from the server at request time, so that one built page serves
 * any deployment. Queries are held back until it is clear whether there is an identity: no flash of "not signed in".
 */
"use client";

import { ConvexProvider, ConvexReactClient, useConvex } from "convex/react";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { fetchLocalToken } from "./local-token.ts";
import { useConnectionCount } from "./use-connection.ts";

interface ClientProviderProps {
  convexUrl: string;
  children: ReactNode;
}

/** How often the identity changed hands; error faces start afresh with each change. */
const IdentityGeneration = createContext(0);

export function useIdentityGeneration(): number {
  return useContext(IdentityGeneration);
}

export function ClientProvider({ convexUrl, children }: ClientProviderProps) {
  const [client] = useState(() => new ConvexReactClient(convexUrl, { expectAuth: true }));
  return (
    <ConvexProvider client={client}>
      <IdentityKeeper convexUrl={convexUrl}>{children}</IdentityKeeper>
    </ConvexProvider>
  );
}

/** Fetches the identity, and again after a reconnect when there was none: the backend may have been restarted. */
function IdentityKeeper({ convexUrl, children }: ClientProviderProps) {
  const client = useConvex();
  const connectionCount = useConnectionCount();
  const [generation, setGeneration] = useState(0);
  /** The number of the connection on which there was no identity; null while there is one or it is being fetched. */
  const [refusedOn, setRefusedOn] = useState<number | null>(null);
  const attempt = refusedOn !== null && connectionCount > refusedOn ? connectionCount : 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` is the reason to ask again.
  useEffect(() => {
    client.setAuth(
      async () => await fetchLocalToken(convexUrl),
      (isAuthenticated) => {
        setRefusedOn(isAuthenticated ? null : client.connectionState().connectionCount);
        setGeneration((count) => count + 1);
      },
    );
  }, [client, convexUrl, attempt]);

  return <IdentityGeneration value={generation}>{children}</IdentityGeneration>;
}
