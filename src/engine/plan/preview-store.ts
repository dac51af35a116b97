/**
 * What a preview knows of customers, products, invoices and credits: what is in Tripletex, and what the plan so far would put there.
 * Without it every invoice of a new customer would look held. What is only planned gets a negative id, which Tripletex does
 * not have; a preview sends no request that could carry it, and intents refuse a preview.
 */
import type {
  CreditOriginal,
  InvoiceForPayment,
  PlanId,
  PlannedInvoice,
  PlannedRecord,
  Store,
} from "../store.ts";

type InvoiceContext = Awaited<ReturnType<Store["invoiceContext"]>>;

export function previewStore(store: Store, planId: PlanId): Store {
  return {
    ...store,
    invoiceContext: async (keys) => {
      const [mapped, customers, products] = await Promise.all([
        store.invoiceContext(keys),
        store.plannedRecords(planId, "customer", keys.customerNos),
        store.plannedRecords(planId, "product", keys.productIds.map(String)),
      ]);
      // What is mapped comes last, and so wins over what was planned before it was.
      return {
        customers: [...customers.flatMap(plannedCustomer), ...mapped.customers],
        products: [...products.flatMap(plannedProduct), ...mapped.products],
      };
    },
    creditsOf: (payers) => store.creditsOf(payers, planId),
    creditsOfRows: (rubicIds) => store.creditsOfRows(rubicIds, planId),
    creditedInvoices: async (rows) => {
      const originals = await store.creditedInvoices(rows);
      const missing = originals.filter(({ booked }) => booked === null);
      const ids = missing.map(({ rubicInvoiceId }) => rubicInvoiceId);
      const planned = ids.length === 0 ? [] : await store.plannedInvoices(planId, ids);
      const byId = new Map(planned.map((each) => [each.rubicInvoiceId, each]));
      return originals.map((each) => {
        const item = byId.get(each.rubicInvoiceId)?.item ?? null;
        return each.booked !== null || item === null ? each : withPlannedInvoice(each, item);
      });
    },
    creditsSettled: (settlements) => store.creditsSettled(settlements, planId),
    creditOriginals: async (numbers) => {
      const found = await store.creditOriginals(numbers);
      const known = new Set(found.originals.map(({ rubicInvoiceNumber }) => rubicInvoiceNumber));
      const missing = numbers.filter((number) => !known.has(number));
      const items = missing.length === 0 ? [] : await store.plannedInvoicesByNumber(planId, missing);
      const planned = items.flatMap(plannedOriginal);
      const isPlanned = new Set(planned.map(({ rubicInvoiceNumber }) => rubicInvoiceNumber));
      // What waited until now is booked by the plan.
      const pending = found.pending.filter((number) => !isPlanned.has(number));
      return { ...found, originals: [...found.originals, ...planned], pending };
    },
    paymentContext: async (rubicInvoiceIds, bookedUntil) => {
      const [contexts, planned] = await Promise.all([
        store.paymentContext(rubicInvoiceIds, bookedUntil),
        store.plannedInvoices(planId, rubicInvoiceIds),
      ]);
      const byId = new Map(planned.map((each) => [each.rubicInvoiceId, each]));
      return contexts.map((context) => withPlanned(context, byId.get(context.rubicInvoiceId)));
    },
  };
}

/** Never an id of Tripletex, which are positive. */
const placeholderId = (number: number) => -Math.abs(number) - 1;

function plannedCustomer({ rubicKey, mapping, expectation }: PlannedRecord): InvoiceContext["customers"] {
  if (mapping?.kind === "customer") {
    return [{ rubicCustomerNo: rubicKey, tripletexCustomerId: mapping.tripletexCustomerId }];
  }
  if (expectation?.kind !== "customer") return [];
  return [{ rubicCustomerNo: rubicKey, tripletexCustomerId: placeholderId(expectation.customerNumber) }];
}

function plannedProduct({ mapping, expectation }: PlannedRecord): InvoiceContext["products"] {
  if (mapping?.kind === "product")
    return [mapping].map(({ kind: _kind, hash: _hash, ...product }) => product);
  if (expectation?.kind !== "product") return [];
  const { rubicProductId, rubicProductGroupId, number, vatTypeId, accountId } = expectation;
  const tripletexProductId = placeholderId(rubicProductId);
  const codes = { vatTypeId, accountId, rubicProductGroupId };
  return [{ rubicProductId, rubicProductCode: number, tripletexProductId, ...codes }];
}

/** An invoice that nothing but the plan knows. */
function plannedOriginal(item: PlannedRecord): CreditOriginal[] {
  const { rubicKey, invoiceNumber: rubicInvoiceNumber } = item;
  if (rubicInvoiceNumber === undefined) return [];
  const unknown = { booked: null, hasOpenIntent: false, credit: null, isHeld: false };
  const nothing = { hasWaited: false, leftOutOere: 0 };
  const original = { rubicInvoiceId: Number(rubicKey), rubicInvoiceNumber, ...unknown, ...nothing };
  return [withPlannedInvoice(original, item)];
}

/** A credited invoice as it would be once the plan is carried out. */
function withPlannedInvoice(original: CreditOriginal, item: PlannedRecord): CreditOriginal {
  if (item.mapping?.kind === "invoice") {
    const { tripletexInvoiceId, netOere, grossOere } = item.mapping;
    return { ...original, booked: { tripletexInvoiceId, netOere, grossOere } };
  }
  if (item.action !== "create" || item.expectation?.kind !== "invoice") return original;
  const { netOere, grossOere } = item.expectation;
  return {
    ...original,
    booked: { tripletexInvoiceId: placeholderId(original.rubicInvoiceId), netOere, grossOere },
  };
}

function withPlanned(context: InvoiceForPayment, found: PlannedInvoice | undefined): InvoiceForPayment {
  if (found === undefined) return context;
  const mappedPostingIds = [...context.mappedPostingIds, ...found.adoptedPostingIds];
  const planned = { grossOere: null, paidOere: found.paidOere };
  if (context.tripletexInvoiceId !== null || found.item === null) {
    return { ...context, mappedPostingIds, planned };
  }
  const { action, mapping, expectation, rubicKey } = found.item;
  if (mapping?.kind === "invoice") {
    const { tripletexInvoiceId } = mapping;
    return { ...context, tripletexInvoiceId, isHeld: false, mappedPostingIds, planned };
  }
  if (action === "create" && expectation?.kind === "invoice") {
    const { grossOere } = expectation;
    const tripletexInvoiceId = placeholderId(Number(rubicKey));
    return { ...context, tripletexInvoiceId, isHeld: false, planned: { ...planned, grossOere } };
  }
  return { ...context, isHeld: action !== "outOfScope", planned };
}
