/** Reads what decisions rest on beside the records themselves: VAT types, accounts, departments, countries, groups. */

import { osloDate } from "../sync/oslo.ts";
import { accountNumbersOf, buildReference, defaultPaymentType, type Reference } from "../sync/reference.ts";
import type { Ports } from "./step.ts";

/** Whoever can read both sides. */
export interface ReferenceSource {
  ports: Pick<Ports, "rubic" | "tripletex">;
  now: number;
}

export async function loadReference(step: ReferenceSource): Promise<Reference> {
  const { rubic, tripletex } = step.ports;
  // Two at a time, as Tripletex advises; a step has half a minute for everything.
  const [productGroups, vatTypes] = await Promise.all([
    rubic.productGroups(),
    tripletex.outgoingVatTypes(osloDate(step.now)),
  ]);
  const [rubicDepartments, accounts] = await Promise.all([
    rubic.departments(),
    tripletex.accountsByNumber(accountNumbersOf(productGroups)),
  ]);
  const [departments, countries] = await Promise.all([tripletex.departments(), tripletex.countries()]);
  const paymentType = defaultPaymentType(await tripletex.paymentTypes());
  return buildReference({
    vatTypes,
    accounts,
    departments,
    countries,
    paymentTypeId: paymentType?.id ?? null,
    productGroups,
    rubicDepartments,
  });
}
