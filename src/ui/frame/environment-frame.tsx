/**
 * What surrounds every page of an environment: the band, the links, the state of the connection. `data-environment` sets
 * the accent colours for everything inside.
 */
import type { ReactNode } from "react";
import { ClientProvider } from "../client/client-provider.tsx";
import type { EnvironmentName } from "../data.ts";
import { TEXTS } from "../texts.ts";
import { ConnectionBanner } from "./connection-banner.tsx";
import { EnvironmentHeader } from "./environment-header.tsx";
import { Navigation } from "./navigation.tsx";

interface EnvironmentFrameProps {
  environment: EnvironmentName;
  convexUrl: string;
  children: ReactNode;
}

export function EnvironmentFrame({ environment, convexUrl, children }: EnvironmentFrameProps) {
  return (
    <ClientProvider convexUrl={convexUrl}>
      <div data-environment={environment} className="min-h-dvh bg-page pb-12">
        <a href="#content" className="skip-link">
          {TEXTS.skipLink}
        </a>
        <EnvironmentHeader environment={environment} />
        <Navigation environment={environment} />
        <main id="content" tabIndex={-1} className="mx-auto max-w-6xl px-4 pt-4 outline-none sm:px-6">
          <ConnectionBanner />
          <div className="space-y-4">{children}</div>
        </main>
      </div>
    </ClientProvider>
  );
}
