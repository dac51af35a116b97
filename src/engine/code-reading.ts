/**
 * Reads everything that there is to map: the codes that Rubic uses since the cut-over, and what Tripletex has to choose from.
 * Reads only; a person starts it before an environment is opened, and again when something new has come up.
 */
import type { RubicClient, RubicPage } from "../rubic/client.ts";
import type { Choices } from "../sync/code-choice.ts";
import type { CodeMapping } from "../sync/code-mappings.ts";
import { type CodeProposal, proposeCodes, salesVatTypes } from "../sync/code-proposals.ts";
import { codesInUse, mergeCodes, type UsedCode } from "../sync/code-use.ts";
import { givenText } from "../sync/describe.ts";
import { osloDate, startOfOsloDay } from "../sync/oslo.ts";
import type { TripletexClient } from "../tripletex/client.ts";
import { newProposals, usedCodes } from "./reference.ts";

const PAGE_SIZE = 1000;
/** A hundred thousand documents; whoever has more reads the latest year's by setting the cut-over first. */
const MAX_PAGES = 100;
const DAY_MS = 86_400_000;
/** Without a cut-over date: a year of use names every code that matters. */
const DEFAULT_PERIOD_MS = 365 * DAY_MS;
/** Rubic's time zone is unknown; two days cover every reading of today (Rubic dossier 1.2). */
const PERIOD_MARGIN_MS = 2 * DAY_MS;

interface CodeReading {
  rubic: RubicClient;
  tripletex: TripletexClient;
  tripletexEnv: "sandbox" | "production";
  booksFrom: string | null;
  known: CodeMapping[];
  now: number;
}

/** @throws RemoteError when either side can't be read */
export async function readCodes(
  reading: CodeReading,
): Promise<{ choices: Choices; proposals: CodeProposal[] }> {
  const { tripletex, tripletexEnv, known, now } = reading;
  const used = await readUse(reading);
  const lists = {
    vatTypes: await tripletex.outgoingVatTypes(osloDate(now)),
    accounts: await tripletex.activeAccounts(),
    departments: await tripletex.departments(),
    paymentTypes: await tripletex.paymentTypes(),
  };
  const all = mergeCodes([used, usedCodes(tripletexEnv, {})]);
  return { choices: toChoices(lists), proposals: newProposals(proposeCodes(all, lists, known), known) };
}

function toChoices(lists: Parameters<typeof proposeCodes>[1]): Choices {
  return {
    vatTypes: salesVatTypes(lists.vatTypes).map(({ id, number, name, percentage }) => ({
      id,
      number,
      name,
      percentage,
    })),
    accounts: lists.accounts.map(({ id, number, name }) => ({ id, number, name })),
    departments: lists.departments.flatMap(({ id, departmentNumber, name }) => {
      const number = givenText(departmentNumber);
      return number === null ? [] : [{ id, number, name }];
    }),
    paymentTypes: lists.paymentTypes.map(({ id, description, debitAccountNumber }) => ({
      id,
      name: description,
      debitAccountNumber,
    })),
  };
}

async function readUse({ rubic, booksFrom, now }: CodeReading): Promise<UsedCode[]> {
  const from = booksFrom === null ? now - DEFAULT_PERIOD_MS : startOfOsloDay(booksFrom);
  const period = {
    startPeriod: from - PERIOD_MARGIN_MS,
    endPeriod: now + PERIOD_MARGIN_MS,
    pageSize: PAGE_SIZE,
  };
  const productGroups = await rubic.productGroups();
  const departments = await rubic.departments();
  const invoices = await foldPages(
    (pageNo) => rubic.invoices({ ...period, pageNo }),
    (records) => codesInUse({ invoices: records }),
  );
  const transactions = await foldPages(
    (pageNo) => rubic.transactions({ ...period, pageNo }),
    (records) => codesInUse({ transactions: records }),
  );
  // Rubic's own lists come first: their labels are the ones that people know.
  return mergeCodes([codesInUse({ productGroups, departments }), invoices, transactions]);
}

/** Ends at an empty page: a short one may only mean that Rubic caps the page size (Rubic dossier 1.2). */
async function foldPages<T>(
  readPage: (pageNo: number) => Promise<RubicPage<T>>,
  codesOf: (records: T[]) => UsedCode[],
): Promise<UsedCode[]> {
  let codes: UsedCode[] = [];
  for (let pageNo = 1; pageNo <= MAX_PAGES; pageNo += 1) {
    const page = await readPage(pageNo);
    if (page.rowCount === 0) return codes;
    codes = mergeCodes([codes, codesOf(page.records)]);
  }
  throw new Error(`Rubic's list did not end after ${MAX_PAGES} pages of ${PAGE_SIZE}.`);
}
