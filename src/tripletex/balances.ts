/**
 * What stands on an account in the general ledger. It exists for reports that put Rubic beside the books; it must never be a ground for
 * booking anything.
 */
import { z } from "zod";
import { oereSchema } from "../http/money.ts";
import { listed } from "./envelopes.ts";
import type { Transport } from "./transport.ts";

const PATH = "/balanceSheet";
const FIELDS = "account(id,number,name),balanceOut";
const balanceSchema = z.object({
  account: z.object({ number: z.int(), name: z.string() }),
  balanceOut: oereSchema,
});

export interface AccountBalance {
  name: string;
  /** Debit is positive. */
  balanceOere: number;
}

/** Throws RemoteError. */
export interface BalanceCalls {
  /**
   * The balance of an account at the end of the day before `dateExclusive` (YYYY-MM-DD). Null when Tripletex does not name the
   * account, which says nothing about its balance.
   */
  accountBalance(accountNumber: number, dateExclusive: string): Promise<AccountBalance | null>;
}

/** Makes the calls about balances. */
export function balanceCalls(transport: Transport): BalanceCalls {
  return {
    accountBalance: async (accountNumber, dateExclusive) => {
      const query = {
        dateFrom: firstDayBefore(dateExclusive),
        dateTo: dateExclusive,
        accountNumberFrom: accountNumber,
        accountNumberTo: accountNumber + 1,
        includeActiveAccountsWithoutMovements: true,
        fields: FIELDS,
      };
      const { values } = await transport.send({
        method: "GET",
        path: PATH,
        query,
        schema: listed(balanceSchema),
      });
      // An ignored filter would give every account (Tripletex dossier 14, trap 1).
      const found = values.filter(({ account }) => account.number === accountNumber);
      const [only] = found;
      if (only === undefined && values.length === 0) return null;
      if (only === undefined || found.length > 1) {
        throw transport.refuse("GET", PATH, "it holds accounts that were not asked for");
      }
      return { name: only.account.name, balanceOere: only.balanceOut };
    },
  };
}

const MONTH_LENGTH = "2026-01".length;
const DAY_MS = 86_400_000;

/** The balance holds what came before the period, so any beginning will do: the month of the last day. */
function firstDayBefore(dateExclusive: string): string {
  const lastDay = new Date(Date.parse(dateExclusive) - DAY_MS).toISOString();
  return `${lastDay.slice(0, MONTH_LENGTH)}-01`;
}
