/** Reads what decisions rest on beside the records themselves: VAT types, accounts, departments, countries, groups. */

import { osloDate } from "../sync/oslo.ts";
import { accountNumbersOf, buildReference, defaultPaymentType, type Reference } from "../sync/reference.ts";
import type { Step } from "./step.ts";

export async function loadReference(step: Step): Promise<Reference> {
  const { rubic, tripletex } = step.ports;
  const productGroups = await rubic.productGroups();
  const rubicDepartments = await rubic.departments();
  const vatTypes = await tripletex.outgoingVatTypes(osloDate(step.now));
  const accounts = await tripletex.accountsByNumber(accountNumbersOf(productGroups));
  const departments = await tripletex.departments();
  const countries = await tripletex.countries();
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
