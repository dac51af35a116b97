/**
 * What must be true when everything is quiet: exact sets and sums, worked out from the two simulated systems and the rows,
 * without asking the product. Each violation is a sentence; none means that nothing was doubled and nothing was lost.
 */
import type { Doc, TableNames } from "../../convex/_generated/dataModel.js";
import type { RecordKind } from "../../convex/validators.ts";
import type { World } from "../../src/simulators/world/index.ts";
import { type CreditMode, type ExpectedBooks, expectBooks } from "../helpers/rubic-facts.ts";
import {
  bookedCredits,
  bookedInvoices,
  bookedPayments,
  ordersWithoutInvoice,
} from "../helpers/tripletex-facts.ts";
import type { Backend } from "./backend.ts";
import type { Remotes } from "./remotes.ts";

/** A payment that an accountant registered; Rubic knows nothing of it. */
export interface ByHand {
  rubicInvoiceId: number;
  invoiceNumber: number;
  date: string;
  amountOere: number;
}

export interface Scene {
  backend: Backend;
  remotes: Remotes;
  world: World;
  booksFrom: string;
  creditMode: CreditMode;
  byHand: ByHand[];
}

export function findViolations(scene: Scene): string[] {
  const expected = expectBooks(scene.world, scene.booksFrom, scene.creditMode);
  return [
    ...compareInvoices(scene, expected),
    ...compareCredits(scene, expected),
    ...comparePayments(scene, expected),
    ...compareMasterData(scene, expected),
    ...compareHolds(scene, expected),
    ...compareMappings(scene, expected),
    ...findLeftovers(scene),
    ...recountTotals(scene),
    ...compareSums(scene, expected),
  ];
}

/** What is on one side only, as multisets. */
function difference(what: string, found: readonly string[], wanted: readonly string[]): string[] {
  const left = [...wanted];
  const tooMany = found.filter((each) => {
    const index = left.indexOf(each);
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  });
  return [
    ...tooMany.map((each) => `${what}: too many: ${each}`),
    ...left.map((each) => `${what}: missing: ${each}`),
  ];
}

/** The same text for the same fields, in whatever order they come. */
function asText(row: object): string {
  return Object.entries(row)
    .map(([name, value]) => `${name} ${value}`)
    .toSorted((left, right) => left.localeCompare(right))
    .join(", ");
}

function compareInvoices({ remotes }: Scene, expected: ExpectedBooks): string[] {
  const found = bookedInvoices(remotes.state).map(asText);
  const wanted = expected.invoices.map(({ rubicInvoiceId, ...invoice }) =>
    asText({ orderNumber: `RUBIC-${rubicInvoiceId}`, ...invoice }),
  );
  return [
    ...difference("invoice in Tripletex", found, wanted),
    ...ordersWithoutInvoice(remotes.state).map((number) => `order ${number} has no invoice`),
    ...remotes.state.sentToCustomers.map((sent) => `invoice ${sent.invoiceId} was sent to a customer`),
    ...remotes.state.ignoredParameters.map(
      (each) => `${each.template} was asked with an unknown ${each.name}`,
    ),
  ];
}

const creditLine = (each: { creditedNumber: number | null; grossOere: number }): string =>
  `${each.grossOere} øre on invoice ${each.creditedNumber ?? "of its own"}`;

function compareCredits({ backend, remotes }: Scene, expected: ExpectedBooks): string[] {
  const invoices = remotes.state.invoices.filter(({ isCreditNote }) => isCreditNote);
  return [
    ...difference(
      "credit in Tripletex",
      bookedCredits(remotes.state).map(creditLine),
      expected.credits.map(creditLine),
    ),
    ...difference(
      "credit mapping",
      backend.rows("creditNoteMapping").map((row) => `${row.tripletexCreditId} ${row.grossOere}`),
      invoices.map(({ id, amount }) => `${id} ${Math.round(amount * 100)}`),
    ),
    ...difference(
      "credit of Rubic's that is mapped",
      backend.rows("creditNoteMapping").map((row) => String(row.rubicCreditId)),
      expected.credits.map(({ rubicId }) => String(rubicId)),
    ),
  ];
}

const paymentLine = (each: { invoiceNumber: number; date: string; amountOere: number }): string =>
  `${each.amountOere} øre on ${each.date} on invoice ${each.invoiceNumber}`;

function comparePayments({ remotes, byHand }: Scene, expected: ExpectedBooks): string[] {
  const found = bookedPayments(remotes.state).map(paymentLine);
  return difference("payment in Tripletex", found, [...expected.payments, ...byHand].map(paymentLine));
}

function compareMasterData({ remotes, world }: Scene, expected: ExpectedBooks): string[] {
  const { customers, products } = remotes.state;
  const productNames = world.products
    .filter(({ productCode }) => productCode !== null && expected.productCodes.includes(productCode))
    .map(({ productCode, productName }) => `${productCode} ${productName}`);
  const customerMails = world.customers
    .filter(({ email, customerNo }) => email !== null && customerNo !== null)
    .map(({ customerNo, ledgerCustomerNo, email }) => `${ledgerCustomerNo ?? customerNo} ${email}`);
  return [
    ...difference(
      "customer in Tripletex",
      customers.map(({ customerNumber }) => String(customerNumber)),
      expected.customerNumbers.map(String),
    ),
    ...difference(
      "product in Tripletex",
      products.map(({ number, name }) => `${number} ${name}`),
      productNames,
    ),
    ...difference(
      "customer with e-mail",
      customers.filter(({ email }) => email).map((each) => `${each.customerNumber} ${each.email}`),
      customerMails,
    ),
  ];
}

function compareHolds({ backend, byHand }: Scene, expected: ExpectedBooks): string[] {
  const open = backend.rows("holds").filter(({ state }) => state === "open");
  const keysOf = (kind: RecordKind) => open.filter((hold) => hold.kind === kind).map((hold) => hold.rubicKey);
  const names = open.filter(({ kind }) => kind === "customer").length;
  return [
    ...difference("held invoice", keysOf("invoice"), expected.heldInvoices),
    ...difference("held credit", keysOf("credit"), expected.heldCredits),
    ...difference("held payment", keysOf("payment"), [
      ...expected.heldPayments,
      ...byHand.map(({ rubicInvoiceId }) => `invoice-${rubicInvoiceId}`),
    ]),
    ...difference("held product", keysOf("product"), expected.heldProductIds),
    ...(names === expected.heldCustomerNames.length ? [] : [`${names} customers are held`]),
    ...duplicates("hold", backend.rows("holds"), (hold) => `${hold.kind} ${hold.rubicKey}`),
  ];
}

function duplicates<Row>(what: string, rows: Row[], keyOf: (row: Row) => string | number): string[] {
  const seen = new Set<string | number>();
  return rows.flatMap((row) => {
    const key = keyOf(row);
    if (seen.has(key)) return [`two rows of ${what} for ${key}`];
    seen.add(key);
    return [];
  });
}

function bothWays<Table extends TableNames>(
  backend: Backend,
  table: Table,
  keys: ((row: Doc<Table>) => string | number)[],
): string[] {
  return keys.flatMap((keyOf) => duplicates(table, backend.rows(table), keyOf));
}

function compareMappings({ backend, remotes }: Scene, expected: ExpectedBooks): string[] {
  const { customers, products, invoices, postings, orders } = remotes.state;
  const orderOf = new Map(orders.map(({ id, number }) => [id, number]));
  const invoiceRows = backend.rows("invoiceMapping");
  const paymentRows = backend.rows("paymentMapping");
  const posting = new Map(postings.map((each) => [each.id, each]));
  const paidOere = Map.groupBy(paymentRows, (row) => row.tripletexInvoiceId);
  return [
    ...bothWays(backend, "customerMapping", [(row) => row.rubicCustomerNo, (row) => row.tripletexCustomerId]),
    ...bothWays(backend, "productMapping", [
      (row) => row.rubicProductCode,
      (row) => row.rubicProductId,
      (row) => row.tripletexProductId,
    ]),
    ...bothWays(backend, "invoiceMapping", [(row) => row.rubicInvoiceId, (row) => row.tripletexInvoiceId]),
    ...bothWays(backend, "paymentMapping", [
      (row) => row.rubicTransactionId,
      (row) => row.tripletexPostingId,
    ]),
    ...difference(
      "customer mapping",
      backend.rows("customerMapping").map((row) => `${row.tripletexCustomerId}`),
      customers.map(({ id }) => `${id}`),
    ),
    ...difference(
      "product mapping",
      backend.rows("productMapping").map((row) => `${row.tripletexProductId} ${row.rubicProductCode}`),
      products.map(({ id, number }) => `${id} ${number}`),
    ),
    ...difference(
      "invoice mapping",
      invoiceRows.map((row) => `${row.tripletexInvoiceId} RUBIC-${row.rubicInvoiceId}`),
      invoices
        .filter(({ isCreditNote }) => !isCreditNote)
        .map(({ id, orders: own }) => `${id} ${orderOf.get(own[0]?.id ?? 0)}`),
    ),
    ...difference(
      "payment mapping",
      paymentRows.map((row) => {
        const booked = posting.get(row.tripletexPostingId);
        return `${row.rubicTransactionId}: ${booked?.date} ${Math.round(-(booked?.amount ?? 0) * 100)}`;
      }),
      expected.payments.map((each) => `${each.rubicTransactionId}: ${each.date} ${each.amountOere}`),
    ),
    ...invoiceRows.flatMap((row) => {
      const sum = (paidOere.get(row.tripletexInvoiceId) ?? []).reduce(
        (total, each) => total + each.amountOere,
        0,
      );
      return sum === row.paidOere
        ? []
        : [`invoice ${row.rubicInvoiceNumber}: paidOere ${row.paidOere}, recount ${sum}`];
    }),
  ];
}

function findLeftovers({ backend }: Scene): string[] {
  const names = (table: TableNames) => backend.rows(table).map(({ _id }) => `${table} row ${_id} is left`);
  return [
    ...backend.rows("intents").map((intent) => `intent ${intent.kind} ${intent.rubicKey} is open`),
    ...backend
      .rows("runs")
      .filter(({ completedAt }) => completedAt === undefined)
      .map((run) => `run ${run._id} is ${run.status}`),
    ...backend
      .rows("syncState")
      .filter(({ completedAt }) => completedAt === undefined)
      .map((state) => `${state.syncType} of run ${state.runId} is ${state.status}`),
    ...backend
      .rows("leases")
      .filter(({ runId }) => runId !== null)
      .map(({ runId }) => `the lease is held by ${runId}`),
    ...names("runCursors"),
    ...uncomparedCanaries(backend),
    ...(backend.pendingSteps() === 0 ? [] : [`${backend.pendingSteps()} steps are scheduled`]),
    ...duplicates("environments", backend.rows("environments"), (row) => row.tripletexEnv),
    ...duplicates("sessions", backend.rows("sessions"), (row) => row.tripletexEnv),
    ...duplicates("totals", backend.rows("totals"), (row) => `${row.tripletexEnv} ${row.kind}`),
  ];
}

/** A first invoice that is booked has been compared; nothing in these worlds is booked wrongly. */
function uncomparedCanaries(backend: Backend): string[] {
  const booked = new Set([
    ...backend.rows("invoiceMapping").map((row) => String(row.rubicInvoiceId)),
    ...backend.rows("creditNoteMapping").map((row) => String(row.rubicCreditId)),
  ]);
  return backend
    .rows("canaries")
    .filter(({ state, rubicKey }) => state !== "proven" && booked.has(rubicKey))
    .map(({ kind, label, state }) => `${label} tries ${kind} and is ${state}`);
}

const KINDS: readonly RecordKind[] = ["customer", "product", "invoice", "credit", "payment"];

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);

function recountTotals({ backend }: Scene): string[] {
  const mapped: Record<RecordKind, number[]> = {
    customer: backend.rows("customerMapping").map(() => 0),
    product: backend.rows("productMapping").map(() => 0),
    invoice: backend.rows("invoiceMapping").map((row) => row.grossOere),
    credit: backend.rows("creditNoteMapping").map((row) => row.grossOere),
    payment: backend.rows("paymentMapping").map((row) => row.amountOere),
  };
  return KINDS.flatMap((kind) => {
    const held = backend.rows("holds").filter((hold) => hold.kind === kind && hold.state === "open");
    const row = backend.rows("totals").find((each) => each.kind === kind);
    const counted = [
      mapped[kind].length,
      sum(mapped[kind]),
      held.length,
      sum(held.map((hold) => hold.amountOere ?? 0)),
    ].join();
    const kept = [row?.mappedCount, row?.mappedOere, row?.heldCount, row?.heldOere].join();
    return counted === kept ? [] : [`totals of ${kind}: kept ${kept}, recounted ${counted}`];
  });
}

/** Rubic = Tripletex + held + ignored, to the øre, as the last full run compared them and as the world has it. */
function compareSums({ backend, byHand }: Scene, expected: ExpectedBooks): string[] {
  const [row] = backend.rows("comparisons");
  if (row === undefined) return ["nothing was compared"];
  const byHandOere = byHand.reduce((total, each) => total + each.amountOere, 0);
  const { invoices, payments } = row;
  const lines: [string, number, number][] = [
    ["Rubic's invoices", invoices.rubicOere, expected.invoiceOere],
    ["Rubic's payments", payments.rubicOere, expected.paymentOere],
    ["invoices", invoices.rubicOere, invoices.tripletexOere + invoices.heldOere + invoices.ignoredOere],
    [
      "payments",
      payments.rubicOere,
      payments.tripletexOere - byHandOere + payments.heldOere + payments.ignoredOere,
    ],
    ["differences", row.differenceCount, byHand.length],
  ];
  return [
    ...(row.isCompleteRead ? [] : ["the last run has not read everything"]),
    ...lines
      .filter(([, found, wanted]) => found !== wanted)
      .map(([what, found, wanted]) => `${what}: ${found}, should be ${wanted}`),
  ];
}
