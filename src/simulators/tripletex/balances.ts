/**
 * The balance sheet: what stands on each account before, within and after a period (GET /balanceSheet). Its rows have no id, so they
 * are put together here and `fields` does not thin them. `dateTo` and `accountNumberTo` are exclusive.
 */
import type { SimulatorReply } from "../http/server.ts";
import { requireDateOrder } from "./list.ts";
import { sum } from "./money.ts";
import { date, flag, integer, pagingParameters, required } from "./query.ts";
import type { Call } from "./simulation.ts";

export const balanceParameters = {
  dateFrom: required(date),
  dateTo: required(date),
  accountNumberFrom: integer,
  accountNumberTo: integer,
  includeActiveAccountsWithoutMovements: flag,
  ...pagingParameters,
};

export function listBalances({ simulation, query }: Call<typeof balanceParameters>): SimulatorReply {
  const { dateFrom, dateTo, accountNumberFrom = 0, accountNumberTo = Number.MAX_SAFE_INTEGER } = query;
  requireDateOrder(dateFrom, dateTo, { from: "dateFrom", to: "dateTo" });
  const accounts = simulation.books.Account.all().filter(
    ({ number }) => number >= accountNumberFrom && number < accountNumberTo,
  );
  const postings = Map.groupBy(simulation.books.Posting.all(), ({ account }) => account.id);
  const values = accounts.flatMap(({ id, number, name }) => {
    const own = postings.get(id) ?? [];
    if (own.length === 0 && query.includeActiveAccountsWithoutMovements !== true) return [];
    const before = own.filter((posting) => posting.date < dateFrom);
    const within = own.filter((posting) => posting.date >= dateFrom && posting.date < dateTo);
    const [balanceIn, balanceChange] = [before, within].map((each) => sum(each.map(({ amount }) => amount)));
    const balanceOut = sum([balanceIn ?? 0, balanceChange ?? 0]);
    return [
      {
        account: { id, number, name },
        balanceIn,
        balanceChange,
        balanceOut,
        startDate: dateFrom,
        endDate: dateTo,
      },
    ];
  });
  const { length } = values;
  return {
    status: 200,
    body: { fullResultSize: length, from: 0, count: length, versionDigest: null, values },
  };
}
