/**
 * Whose books these are. A person confirms the company once, by its id; another company later is red, and so is one that the
 * other environment works on.
 */
import { type Fact, green, type ReadinessLine, red, unknown, warning } from "./line.ts";

export interface Company {
  id: number;
  name: string;
  organizationNumber: string | null;
}

type Named = Pick<Company, "id" | "name">;

export interface CompanyQuestion {
  tripletexEnv: "sandbox" | "production";
  seen: Fact<Company>;
  /** The company that this environment has been synced with. */
  pinned: Named | null;
  /** The company that a person has confirmed. */
  confirmed: Named | null;
  /** The company of the other environment, as far as it is known. */
  other: Named | null;
}

const WRONG_TOKENS = "Put the tokens of the right company into the settings, then check again.";

export function companyLine({
  tripletexEnv,
  seen,
  pinned,
  confirmed,
  other,
}: CompanyQuestion): ReadinessLine {
  if (!seen.isKnown) return unknown("COMPANY", seen);
  const company = seen.value;
  const name = describe(company);
  const otherEnv = tripletexEnv === "sandbox" ? "production" : "sandbox";
  if (other?.id === company.id) {
    return red("COMPANY", `${name} is also the company of ${otherEnv}.`, WRONG_TOKENS);
  }
  if (pinned !== null && pinned.id !== company.id) {
    return red(
      "COMPANY",
      `The tokens belong to ${name}, but ${tripletexEnv} belongs to ${pinned.name} (company ${pinned.id}).`,
      WRONG_TOKENS,
    );
  }
  if (confirmed?.id === company.id) return green("COMPANY", `${name}, confirmed by a person.`);
  const finding = `The tokens belong to ${name}. Nobody has confirmed that this is the right company.`;
  const remedy = `If it is: npm run doctor -- --env ${tripletexEnv} --confirm-company ${company.id}`;
  // Only production writes to real books; a sandbox may be tried without ceremony.
  return tripletexEnv === "production"
    ? red("COMPANY", finding, remedy)
    : warning("COMPANY", finding, remedy);
}

function describe({ id, name, organizationNumber }: Company): string {
  const organization = organizationNumber === null ? "" : `, organization number ${organizationNumber}`;
  return `${name} (company ${id}${organization})`;
}
