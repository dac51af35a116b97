/** The frame of one environment. Only the two that exist have one; every other name is "not found". */
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { parseEnvironment } from "../../src/ui/environments.ts";
import { readConvexUrl } from "../../src/ui/frame/convex-url.ts";
import { EnvironmentFrame } from "../../src/ui/frame/environment-frame.tsx";
import { SetupPage } from "../../src/ui/frame/setup-page.tsx";
import { TEXTS } from "../../src/ui/texts.ts";

interface LayoutProps {
  params: Promise<{ environment: string }>;
  children: ReactNode;
}

export async function generateMetadata({ params }: Pick<LayoutProps, "params">): Promise<Metadata> {
  const environment = parseEnvironment((await params).environment);
  if (environment === null) return {};
  return {
    title: {
      default: TEXTS.pageTitle(TEXTS.environment[environment].tab, TEXTS.product),
      template: TEXTS.pageTitle(TEXTS.environment[environment].tab, "%s"),
    },
    icons: { icon: { url: `/${environment}/icon`, type: "image/svg+xml" } },
  };
}

export default async function EnvironmentLayout({ params, children }: LayoutProps) {
  const environment = parseEnvironment((await params).environment);
  if (environment === null) notFound();
  const setting = readConvexUrl(process.env);
  if (setting.kind === "missing") return <SetupPage value={setting.value} />;
  // The key starts everything afresh when the environment changes: no figure of one is ever drawn under the other's band.
  return (
    <EnvironmentFrame key={environment} environment={environment} convexUrl={setting.url}>
      {children}
    </EnvironmentFrame>
  );
}
