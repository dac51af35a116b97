/** The pages of one environment. The number of held records stands in the link, because it is what needs a person. */
"use client";

import { useQuery } from "convex/react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { api } from "../../../convex/_generated/api.js";
import { QueryBoundary } from "../client/query-boundary.tsx";
import type { EnvironmentName } from "../data.ts";
import { formatCount } from "../format.ts";
import { TEXTS } from "../texts.ts";

export function Navigation({ environment }: { environment: EnvironmentName }) {
  const path = usePathname();
  const home = `/${environment}`;
  const holds = `${home}/holds`;
  return (
    <nav aria-label={TEXTS.header.navigation} className="border-b border-line bg-raised">
      <ul className="mx-auto flex max-w-6xl gap-1 px-4 sm:px-6">
        <NavigationLink href={home} isCurrent={path === home}>
          {TEXTS.header.overview}
        </NavigationLink>
        <NavigationLink href={holds} isCurrent={path === holds}>
          <QueryBoundary face="silent">
            <HeldLabel environment={environment} />
          </QueryBoundary>
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
  const overview = useQuery(api.overview.get, { tripletexEnv: environment });
  if (overview === undefined) return TEXTS.header.heldWithoutCount;
  return TEXTS.header.held(formatCount(overview.heldCount));
}
