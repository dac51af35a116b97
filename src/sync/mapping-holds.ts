/** What waits because a code of Rubic has no approved mapping: a part of the catalogue in `hold-codes.ts`. */
import type { CodeEntry } from "./codes.ts";

export const MAPPING_HOLDS = {
  VAT_NOT_MAPPED: {
    title: "VAT code not mapped",
    remedy: "Choose the VAT type for this code and approve the mapping (npm run settings); then sync again.",
    mender: "accountant",
    retry: "afterMending",
  },
  ACCOUNT_NOT_MAPPED: {
    title: "Income account not mapped",
    remedy: "Choose the account for this number and approve the mapping (npm run settings); then sync again.",
    mender: "accountant",
    retry: "afterMending",
  },
  DEPARTMENT_NOT_MAPPED: {
    title: "Department not mapped",
    remedy: "Create the department in Tripletex if need be, and approve the mapping (npm run settings).",
    mender: "accountant",
    retry: "afterMending",
  },
  TRANSACTION_TYPE_NOT_MAPPED: {
    title: "Transaction type not mapped",
    remedy:
      "Find out in Rubic what this type is, and approve its mapping (npm run settings); then sync again.",
    mender: "accountant",
    retry: "afterMending",
  },
} as const satisfies Record<string, CodeEntry>;
