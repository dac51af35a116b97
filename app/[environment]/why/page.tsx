/** Why a record of one environment is not in Tripletex. */
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { parseEnvironment } from "../../../src/ui/environments.ts";
import { WHY } from "../../../src/ui/texts/why.ts";
import { WhyPage } from "../../../src/ui/why/why-page.tsx";

export const metadata: Metadata = { title: WHY.heading };

export default async function EnvironmentWhyPage({ params }: { params: Promise<{ environment: string }> }) {
  const environment = parseEnvironment((await params).environment);
  if (environment === null) notFound();
  return <WhyPage environment={environment} />;
}
