/**
 * Every open question about both services, two by two: a set of settings of the stand-ins in which each pair of answers comes up,
 * and for each of them the whole path from Rubic to Tripletex. However the question is answered, Rubic = Tripletex + held, to the øre,
 * every held document is named, and what no setting is about is booked the same.
 */
import { afterAll, describe, expect, test } from "vitest";
import type { RubicSettings } from "../../src/simulators/rubic/settings.ts";
import type { TripletexSettingsInput } from "../../src/simulators/tripletex/settings.ts";
import { HOLD_TEXTS } from "../../src/sync/hold-codes.ts";
import { differenceOere } from "../../src/sync/truth.ts";
import { type Combination, coverAllPairs, pairsOf } from "../helpers/all-pairs.ts";
import { rubicSums } from "../helpers/rubic-sums.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { createSwitchWorld } from "../helpers/switch-world.ts";
import { bookedCredits, bookedInvoices, bookedPayments } from "../helpers/tripletex-facts.ts";

type Values<Settings> = { readonly [Name in keyof Settings]?: readonly Settings[Name][] };

/**
 * Not here: settings that keep records from arriving whole (missRow, nullInNonNull, missingKey), since what is not delivered
 * has no amount; what makes Tripletex book other totals than were sent, which stops the invoices by name; waiting times.
 */
const RUBIC = {
  priceMode: ["exclVat", "inclVat"],
  discountMode: ["lineAmount", "unitAmount"],
  creditNoteMode: ["amountsOnOriginal", "negativeInvoice", "both"],
  creditNoteReference: ["inDescription", "none"],
  creditSettlement: ["none", "onInvoice", "onCreditNote"],
  reminderFeeMode: ["inTotalAmount", "extraLine", "none"],
  feeMode: ["feeExclVat", "feeInclVat", "noFee"],
  feePayment: ["withheld", "billed"],
  lineProductCode: ["copied", "missing"],
  lineDepartment: ["idAndNumber", "idOnly"],
  memberNumber: ["customerNo", "zero", "otherSeries"],
  ledgerNumber: ["whereDifferent", "always"],
  countryCode: ["calling", "callingZeros", "iso"],
  countryName: ["norwegian", "english"],
  emptyText: ["null", "blank"],
  invoiceFilterField: ["invoiceDate", "created", "sentDate"],
  transactionFilterField: ["paymentDate", "registered"],
  periodEnd: ["inclusive", "exclusive"],
  dateFormat: ["localDateTime", "dateOnly", "localDateTime7", "utcZ"],
  unsentDate: ["year0001", "realDate"],
  pageSizeCap: ["none", 100],
  sortOrder: ["idAsc", "idDesc", "dateDesc", "unstable"],
  rowsShiftWhilePaging: ["off", "repeatRow"],
  lateChanges: [false, true],
  schemaDrift: ["none", "unknownKey", "unknownEnum"],
} as const satisfies Values<RubicSettings>;
const TRIPLETEX = {
  postSessionCreate: ["open", "status404", "status405", "status400"],
  listEndpointsAreOpen: [true, false],
  listsAreAtomic: [true, false],
  productNamesAreUnique: [true, false],
  lineVatWins: [true, false],
  pricesIncludeVatByDefault: [false, true],
  explicitNumbersAdvanceSeries: [false, true],
  changedSinceIsIgnored: [true, false],
  postingAccountIsVisible: [false, true],
  refusesInactiveProducts: [true, false],
} as const satisfies Values<TripletexSettingsInput>;

const SWITCHES = { ...RUBIC, ...TRIPLETEX };
const COMBINATIONS = coverAllPairs(SWITCHES);
const world = createSwitchWorld();
/** Invoices that a switch is about: credited, with a reminder fee, or unsent, which one reading shows as sent. */
const SWITCHED = new Set(
  world.invoices
    .filter(
      (invoice) =>
        invoice.creditedAmount !== 0 ||
        invoice.totalAmount !== invoice.grossTotal ||
        invoice.invoiceID === world.awkward.unsentInvoice,
    )
    .map(({ invoiceNumber }) => invoiceNumber),
);

function settingsOf<Settings>(combination: Combination, names: Values<Settings>): Partial<Settings> {
  const own = Object.entries(combination).filter(([name]) => Object.hasOwn(names, name));
  // The values come from the table of this very type.
  return Object.fromEntries(own) as Partial<Settings>;
}

async function startWith(combination: Combination): Promise<Stack> {
  const remotes = await startRemotes({ world: createSwitchWorld() });
  remotes.rubic.control.changeSettings(settingsOf<RubicSettings>(combination, RUBIC));
  remotes.sandbox.control.changeSettings(settingsOf<TripletexSettingsInput>(combination, TRIPLETEX));
  return await startStack({ remotes });
}

const sum = (amounts: number[]) => amounts.reduce((total, each) => total + each, 0);

async function checkTruth(stack: Stack): Promise<void> {
  const { comparison, booksFrom } = await stack.overview("sandbox");
  const rubic = await rubicSums(stack.remotes.rubic, booksFrom ?? "");
  if (comparison === null) throw new Error("a full sync ends in a comparison");
  expect(comparison).toMatchObject({ isCompleteRead: true, differenceCount: 0 });
  const holds = await stack.openHolds("sandbox");
  const { state } = stack.remotes.sandbox;
  const booked = {
    invoice: sum([...bookedInvoices(state), ...bookedCredits(state)].map(({ grossOere }) => grossOere)),
    payment: sum(bookedPayments(state).map(({ amountOere }) => amountOere)),
  };
  for (const [kind, side] of [
    ["invoice", comparison.invoices],
    ["payment", comparison.payments],
  ] as const) {
    const heldOere = sum(
      holds
        .filter((hold) => hold.kind === kind || (kind === "invoice" && hold.kind === "credit"))
        .map(({ amountOere }) => amountOere ?? Number.NaN),
    );
    expect({ kind, oere: differenceOere(side) }).toEqual({ kind, oere: 0 });
    expect({ kind, rubicOere: side.rubicOere }).toEqual({ kind, rubicOere: rubic[kind] });
    expect({ kind, booked: booked[kind], heldOere }).toEqual({
      kind,
      booked: side.tripletexOere,
      heldOere: side.heldOere,
    });
  }
}

async function checkNamed(stack: Stack): Promise<void> {
  for (const hold of await stack.openHolds("sandbox")) {
    expect(Object.keys(HOLD_TEXTS)).toContain(hold.code);
    expect(hold.message).toMatch(/^[A-Z].+\.$/);
    if (hold.kind === "customer" || hold.kind === "product") continue;
    expect(hold.amountOere).toBeTypeOf("number");
    expect(hold.documentDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  }
}

/** What is booked of the invoices that no switch is about. */
function plainBooks(stack: Stack): string[] {
  const { state } = stack.remotes.sandbox;
  return bookedInvoices(state)
    .filter(({ number }) => !SWITCHED.has(number))
    .map((invoice) => JSON.stringify(invoice))
    .toSorted();
}

function paymentsOf(stack: Stack): string[] {
  return bookedPayments(stack.remotes.sandbox.state)
    .filter(({ invoiceNumber }) => !SWITCHED.has(invoiceNumber))
    .map((payment) => JSON.stringify(payment))
    .toSorted();
}

const hasOwnPayments = ({ lateChanges, schemaDrift }: Combination) =>
  lateChanges === true || schemaDrift === "unknownEnum";

describe("every two answers to two open questions", () => {
  const startedAt = Date.now();
  const books = new Map<number, { invoices: string[]; payments: string[] | null }>();
  afterAll(() => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    process.stdout.write(
      `switches: ${COMBINATIONS.length} combinations cover ${pairsOf(SWITCHES).size} pairs of ${Object.keys(SWITCHES).length} switches, ${world.invoices.length} invoices each, ${seconds} s\n`,
    );
  });

  test.each(COMBINATIONS.map((combination, index) => ({ combination, index })))(
    "combination $index ends with Rubic = Tripletex + held",
    async ({ combination, index }) => {
      const stack = await startWith(combination);
      try {
        const run = await stack.sync("sandbox", "all", "full");
        expect({ combination, problem: run.problem }).toEqual({ combination, problem: null });
        await checkNamed(stack);
        expect(stack.remotes.sandbox.control.sentToCustomers).toEqual([]);
        expect(stack.remotes.sandbox.control.ignoredParameters).toEqual([]);
        books.set(index, {
          invoices: plainBooks(stack),
          payments: hasOwnPayments(combination) ? null : paymentsOf(stack),
        });
        await checkTruth(stack);
      } finally {
        await stack.close();
        await closeRemotes(stack.remotes);
      }
    },
  );

  test("what no switch is about is booked the same under all of them", () => {
    const plain = books.get(0);
    expect(plain?.invoices.length).toBeGreaterThan(20);
    expect(plain?.payments?.length).toBeGreaterThan(20);
    for (const [index, { invoices, payments }] of books) {
      expect({ index, invoices }).toEqual({ index, invoices: plain?.invoices });
      if (payments !== null) expect({ index, payments }).toEqual({ index, payments: plain?.payments });
    }
  });
});
