/** Reads Rubic's companies, for the organisation numbers of customers; once per step, and only when a customer may be one. */
import { isRemoteError } from "../http/errors.ts";
import { unexpectedReply } from "../http/reply.ts";
import { readAllPages } from "../rubic/paging.ts";
import type { RubicCompany } from "../rubic/schemas.ts";
import { joinCompanies, NO_COMPANIES, type OrganizationNumberOf } from "../sync/companies.ts";
import type { Step } from "./step.ts";

const PAGE_SIZE = 1000;
const SOURCE = { system: "rubic", operation: "GET /members/{organizationId}/companies" } as const;

/**
 * A key that may not read members syncs customers all the same, without organisation numbers and with a warning; so does a
 * company that can't be read. @throws RemoteError
 */
export async function loadCompanies(step: Step): Promise<OrganizationNumberOf> {
  try {
    return joinCompanies(await readCompanies(step));
  } catch (error) {
    if (!isRemoteError(error) || (error.kind !== "forbidden" && error.kind !== "notFound")) throw error;
    step.note(
      "warning",
      "Rubic does not let us read its companies: customers go without organisation numbers.",
    );
    return NO_COMPANIES;
  }
}

async function readCompanies(step: Step): Promise<RubicCompany[]> {
  return await readAllPages<RubicCompany>({
    keyOf: ({ companyID }) => companyID,
    refuse: (detail) => unexpectedReply(SOURCE, detail),
    readPage: async (pageNo) => {
      const page = await step.ports.rubic.companies({ pageNo, pageSize: PAGE_SIZE });
      for (const { label, reason } of page.quarantined)
        step.note("warning", `${label} can't be read: ${reason}`);
      return page;
    },
  });
}
