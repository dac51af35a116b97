/**
 * The band on top of every page of an environment. It exists so that nobody takes one environment for the other: word,
 * icon, colour and pattern all differ, and the band stays in sight while the page scrolls.
 */
import { ArrowRight, FlaskConical, Landmark, type LucideIcon } from "lucide-react";
import Link from "next/link";
import type { EnvironmentName } from "../data.ts";
import { otherEnvironment } from "../environments.ts";
import { TEXTS } from "../texts.ts";
import { CompanyLine } from "./company-line.tsx";

const ICONS: Record<EnvironmentName, LucideIcon> = { sandbox: FlaskConical, production: Landmark };

export function EnvironmentHeader({ environment }: { environment: EnvironmentName }) {
  const text = TEXTS.environment[environment];
  const other = otherEnvironment(environment);
  const Icon = ICONS[environment];
  return (
    <header className={`sticky top-0 z-10 band-${environment}`}>
      <div className="mx-auto flex max-w-6xl items-center justify-between gap-4 px-4 py-2 sm:px-6 sm:py-2.5">
        <div className="flex min-w-0 items-center gap-3">
          <Icon size={28} className="shrink-0" />
          <div className="min-w-0">
            <h1 className="leading-tight max-sm:text-sm">
              <span className="text-lg font-extrabold tracking-wide uppercase max-sm:block">{text.name}</span>
              <span className="font-medium max-sm:hidden"> – </span>
              <span className="font-medium">{text.claim}</span>
            </h1>
            <CompanyLine environment={environment} />
          </div>
        </div>
        <Link
          href={`/${other}`}
          aria-label={TEXTS.environment[other].switchTo}
          className="inline-flex min-h-9 shrink-0 items-center gap-1 text-sm font-medium underline underline-offset-4"
        >
          <span className="max-sm:hidden">{TEXTS.environment[other].switchTo}</span>
          <span className="sm:hidden">{TEXTS.environment[other].switchToShort}</span>
          <ArrowRight size={15} />
        </Link>
      </div>
    </header>
  );
}
