/** Which company the tokens of this environment belong to, as Tripletex itself says: the proof of the band's claim. */
"use client";

import { useOverviewIfKnown } from "../client/use-overview.ts";
import type { EnvironmentName } from "../data.ts";
import { TEXTS } from "../texts.ts";

export function CompanyLine({ environment }: { environment: EnvironmentName }) {
  const overview = useOverviewIfKnown(environment);
  // A blank line of the same height: the page below must not jump when the name arrives.
  if (overview === null) return <p className="text-xs sm:text-sm">&nbsp;</p>;
  const { company } = overview;
  return (
    <p className="text-xs sm:text-sm">
      {company === null ? TEXTS.header.companyUnknown : TEXTS.header.company(company.name, company.id)}
    </p>
  );
}
