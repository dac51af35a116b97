/** The held records of one environment. */
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { parseEnvironment } from "../../../src/ui/environments.ts";
import { HoldsPage } from "../../../src/ui/holds/holds-page.tsx";
import { TEXTS } from "../../../src/ui/texts.ts";

export const metadata: Metadata = { title: TEXTS.holds.heading };

export default async function EnvironmentHoldsPage({ params }: { params: Promise<{ environment: string }> }) {
  const environment = parseEnvironment((await params).environment);
  if (environment === null) notFound();
  return <HoldsPage environment={environment} />;
}
