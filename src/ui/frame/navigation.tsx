/** The pages of one environment. The number of held records stands in the link, because it is what needs a person. */
"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useOverviewIfKnown } from "../client/use-overview.ts";
import type { EnvironmentName } from "../data.ts";
import { formatCount } from "../format.ts";
import { CLEARING } from "../texts/clearing.ts";
import { WHY } from "../texts/why.ts";
import { TEXTS } from "../texts.ts";

export function Navigation({ environment }: { environment: EnvironmentName }) {
  const path = usePathname();
  const home = `/${environment}`;
  const holds = `${home}/holds`;
  const why = `${home}/why`;
  const clearing = `${home}/clearing`;
  const months = `${home}/months`;
  return (
    <nav aria-label={TEXTS.header.navigation} className="border-b border-line bg-raised">
      <ul className="mx-auto flex max-w-6xl flex-wrap gap-x-1 px-4 sm:px-6">
        <NavigationLink href={home} isCurrent={path === home}>
          {TEXTS.header.overview}
        </NavigationLink>
        <NavigationLink href={holds} isCurrent={path === holds}>
          <HeldLabel environment={environment} />
        </NavigationLink>
        <NavigationLink href={why} isCurrent={path === why}>
          {WHY.tab}
        </NavigationLink>
        <NavigationLink href={clearing} isCurrent={path === clearing}>
          {CLEARING.tab}
        </NavigationLink>
        <NavigationLink href={months} isCurrent={path === months || path.startsWith(`${months}/`)}>
          {TEXTS.months.navigation}
        </NavigationLink>
      </ul>
    </nav>
  );
}

interface NavigationLinkProps {
  href: string;
  isCurrent: boolean;
  children: React.ReactNode;
}

function NavigationLink({ href, isCurrent, children }: NavigationLinkProps) {
  const look = isCurrent
    ? "border-accent-line font-semibold text-ink"
    : "border-transparent text-muted hover:text-ink";
  return (
    <li>
      <Link
        href={href}
        aria-current={isCurrent ? "page" : undefined}
        className={`inline-flex min-h-11 items-center border-b-3 px-3 text-sm ${look}`}
      >
        {children}
      </Link>
    </li>
  );
}

function HeldLabel({ environment }: { environment: EnvironmentName }) {
  const overview = useOverviewIfKnown(environment);
  if (overview === null) return TEXTS.header.heldWithoutCount;
  return TEXTS.header.held(formatCount(overview.heldCount));
}
