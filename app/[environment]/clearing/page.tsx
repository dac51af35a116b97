/** The payouts of one environment beside its clearing account. */
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ClearingPage } from "../../../src/ui/clearing/clearing-page.tsx";
import { parseEnvironment } from "../../../src/ui/environments.ts";
import { CLEARING } from "../../../src/ui/texts/clearing.ts";

export const metadata: Metadata = { title: CLEARING.heading };

export default async function EnvironmentClearingPage({
  params,
}: {
  params: Promise<{ environment: string }>;
}) {
  const environment = parseEnvironment((await params).environment);
  if (environment === null) notFound();
  return <ClearingPage environment={environment} />;
}
