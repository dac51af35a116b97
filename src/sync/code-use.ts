/**
 * Which codes Rubic uses: from its product groups, its departments, and what invoices and transactions carry. It exists so that a
 * proposal, a readiness check and a run ask for the same codes. It must never leave one out because it looks wrong.
 */
import type {
  RubicDepartment,
  RubicInvoice,
  RubicInvoiceLine,
  RubicProductGroup,
  RubicTransaction,
} from "../rubic/schemas.ts";
import {
  accountCode,
  type CodeInUse,
  type CodeKind,
  codeKey,
  departmentCode,
  describeCode,
  vatCode,
} from "./code-mappings.ts";
import { givenText } from "./describe.ts";

/** A code in use; an account's VAT codes say which VAT types it must take. */
export interface UsedCode extends CodeInUse {
  vatCodes: string[];
}

/** What was read of Rubic; leave out what was not. */
export interface RubicUse {
  productGroups?: readonly RubicProductGroup[];
  departments?: readonly RubicDepartment[];
  invoices?: readonly Pick<RubicInvoice, "invoiceLines">[];
  transactions?: readonly Pick<RubicTransaction, "transactionTypeID" | "transactionTypeName">[];
}

/** Every code once, sorted by kind and code. Groups that are not active count: a product may still be in them. */
export function codesInUse(use: RubicUse): UsedCode[] {
  const { productGroups = [], departments = [], invoices = [], transactions = [] } = use;
  return mergeCodes([
    productGroups.flatMap(codesOfGroup),
    departments.flatMap((department) => {
      const { productDepartmentNumber: number, productDepartmentID: id } = department;
      const code = departmentCode({ number, id });
      return used("department", code, { name: department.productDepartmentName });
    }),
    invoices.flatMap((invoice) => (invoice.invoiceLines ?? []).flatMap(codesOfLine)),
    transactions.flatMap(({ transactionTypeID, transactionTypeName }) =>
      used("transactionType", String(transactionTypeID), { name: transactionTypeName }),
    ),
  ]);
}

function codesOfGroup({ taxCode, accountNumber }: RubicProductGroup): UsedCode[] {
  const vat = vatCode(taxCode?.taxCode1 ?? null, taxCode?.taxPercent ?? null);
  const vatCodes = vat === null ? [] : [vat];
  return [...used("vat", vat), ...used("account", accountCode(accountNumber), { vatCodes })];
}

/** Its department by number alone: one that is named by id is counted with Rubic's list of departments. */
function codesOfLine(line: RubicInvoiceLine): UsedCode[] {
  return [
    ...used("account", accountCode(line.accountNumber)),
    ...used("department", givenText(line.departmentNumber), { name: line.departmentName }),
  ];
}

function used(
  kind: CodeKind,
  code: string | null,
  more: { name?: string | null; vatCodes?: string[] } = {},
): UsedCode[] {
  if (code === null) return [];
  const name = givenText(more.name ?? null);
  const words = describeCode(kind, code);
  const label = name === null ? words : `${words} (${name})`;
  return [{ kind, code, label, vatCodes: more.vatCodes ?? [] }];
}

const NUMERIC = { numeric: true };

/** The codes of several parts as if they had been read in one; the first label of a code stays. */
export function mergeCodes(parts: readonly (readonly UsedCode[])[]): UsedCode[] {
  const codes = new Map<string, UsedCode>();
  for (const code of parts.flat()) {
    const found = codes.get(codeKey(code));
    const vatCodes = [...new Set([...(found?.vatCodes ?? []), ...code.vatCodes])];
    codes.set(codeKey(code), { ...(found ?? code), vatCodes });
  }
  return [...codes.values()].toSorted(
    (left, right) =>
      left.kind.localeCompare(right.kind) || left.code.localeCompare(right.code, "nb", NUMERIC),
  );
}
