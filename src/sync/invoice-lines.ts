/**
 * How the lines of an invoice become order lines: product, VAT type, account, department and figures. The product decides VAT and
 * account of the posting, so a line that says otherwise is held. It must never drop a line or book one on a fallback product.
 */
import type { RubicInvoice, RubicInvoiceLine } from "../rubic/schemas.ts";
import type { OrderLineBody } from "../tripletex/bodies.ts";
import type { ExpectedLine } from "./canary.ts";
import type { Held } from "./decision.ts";
import { givenText, limitText } from "./describe.ts";
import { formatKroner } from "./format.ts";
import { holdInvoice } from "./invoice-checks.ts";
import { checkCodes, describeLine } from "./line-codes.ts";
import { type BuiltLine, buildOrderLines, type LineTotals } from "./money.ts";
import { findLineDepartment, type Reference } from "./reference.ts";

/** The limit of an order line's text is unpublished; this is the one that Tripletex has for other short texts. */
const DESCRIPTION_LIMIT = 255;
/** A free-text line (Rubic dossier 2.6). */
const NO_PRODUCT = 0;

/** A product that is in Tripletex, with the VAT type and income account it was made with. */
export interface MappedProduct {
  tripletexProductId: number;
  vatTypeId: number;
  accountId: number;
  /** The product group that it was made by; undefined for one that was mapped before groups were kept. */
  rubicProductGroupId?: number | undefined;
}

/** Where lines find their product. */
export interface ProductLookup {
  reference: Reference;
  /** By Rubic's product id. */
  productById: ReadonlyMap<number, MappedProduct>;
  /** By product code; only asked for a line whose product id is 0, because a code can change hands and an id can't. */
  productByCode: ReadonlyMap<string, MappedProduct>;
}

interface InvoiceLineSet {
  invoice: RubicInvoice;
  lines: RubicInvoiceLine[];
}

/** The id of the department of the whole order; undefined when no line has one. */
type OrderDepartment = { ok: true; departmentId: number | undefined } | Held;

/** The one department of the order: an order in Tripletex has one for all its lines, so lines that differ in it are held. */
export function findDepartment({ invoice, lines }: InvoiceLineSet, reference: Reference): OrderDepartment {
  const found = lines.map((line) => ({ line, department: findLineDepartment(reference, line) }));
  const missing = found.find(({ department }) => department !== null && !department.ok);
  if (missing?.department != null && !missing.department.ok) {
    const { code, problem } = missing.department;
    return holdInvoice(invoice, code, `has ${describeLine(missing.line)}, which ${problem}`);
  }
  const ids = new Set(found.map(({ department }) => (department?.ok ? department.value.id : undefined)));
  if (ids.size <= 1) return { ok: true, departmentId: [...ids][0] };
  const names = found.flatMap(({ line, department }) =>
    department?.ok ? (line.departmentName ?? department.value.code) : [],
  );
  const departments = [...new Set(names)].join(", ");
  const problem = ids.has(undefined)
    ? `has lines of department ${departments} and lines without one`
    : `has lines of several departments: ${departments}`;
  return holdInvoice(invoice, "SEVERAL_DEPARTMENTS", problem);
}

/** All order lines in one price mode. */
type OrderLines =
  | {
      ok: true;
      isPrioritizeAmountsIncludingVat: boolean;
      orderLines: OrderLineBody[];
      expectedLines: ExpectedLine[];
    }
  | Held;

/** Order of checks: each line's product, VAT type and account, line by line; then whether the figures can be reproduced. */
export function decideLines(set: InvoiceLineSet, lookup: ProductLookup): OrderLines {
  const products: MappedProduct[] = [];
  for (const line of set.lines) {
    const product = findProduct(line, set.invoice, lookup);
    if ("outcome" in product) return product;
    const disagreement = checkCodes({ line, product }, set.invoice, lookup.reference);
    if (disagreement !== null) return disagreement;
    products.push(product);
  }
  const built = buildOrderLines(set.lines);
  if (!built.ok) {
    const line = describeLine(set.lines[built.lineIndex]);
    const problem = `has ${line} of ${describeTotals(built.rubic)}, of which Tripletex would make ${describeTotals(built.tripletex)}`;
    return holdInvoice(set.invoice, "TOTALS_NOT_REPRODUCIBLE", problem);
  }
  const { isPrioritizeAmountsIncludingVat } = built;
  const orderLines = set.lines.map((line, index) => {
    const [figures, product] = [built.lines[index], products[index]];
    if (figures === undefined || product === undefined) throw new Error("A line was lost on the way.");
    return toOrderLine({ line, product, figures, isIncludingVat: isPrioritizeAmountsIncludingVat });
  });
  const expectedLines = set.lines.flatMap((line, index) => {
    const product = products[index];
    return product === undefined
      ? []
      : [expectLine({ line, product, isIncludingVat: isPrioritizeAmountsIncludingVat }, lookup.reference)];
  });
  return { ok: true, isPrioritizeAmountsIncludingVat, orderLines, expectedLines };
}

function findProduct(
  line: RubicInvoiceLine,
  invoice: RubicInvoice,
  lookup: ProductLookup,
): MappedProduct | Held {
  const code = givenText(line.productCode);
  if (line.productID === NO_PRODUCT && code === null) {
    return holdInvoice(invoice, "LINE_WITHOUT_PRODUCT", `has ${describeLine(line)} without a product`);
  }
  const product =
    line.productID === NO_PRODUCT
      ? lookup.productByCode.get(code ?? "")
      : lookup.productById.get(line.productID);
  if (product !== undefined) return product;
  const name = code ?? `with id ${line.productID}`;
  const problem = `has ${describeLine(line)} of product ${name}, which is not in Tripletex`;
  return holdInvoice(invoice, "LINE_PRODUCT_NOT_IN_TRIPLETEX", problem);
}

/** VAT type and price are always sent: left out, Tripletex takes 0 % and 0 kroner (Tripletex dossier 8). */
function toOrderLine(decided: {
  line: RubicInvoiceLine;
  product: MappedProduct;
  figures: BuiltLine;
  isIncludingVat: boolean;
}): OrderLineBody {
  const { line, product, figures, isIncludingVat } = decided;
  const common = {
    product: { id: product.tripletexProductId },
    description: describeForCustomer(line),
    count: figures.count,
    discount: figures.discount,
    vatType: { id: product.vatTypeId },
  };
  return isIncludingVat
    ? { ...common, unitPriceIncludingVatCurrency: figures.unitPrice }
    : { ...common, unitPriceExcludingVatCurrency: figures.unitPrice };
}

function expectLine(
  decided: { line: RubicInvoiceLine; product: MappedProduct; isIncludingVat: boolean },
  reference: Reference,
): ExpectedLine {
  const { line, product, isIncludingVat } = decided;
  const { vatTypeId, accountId } = product;
  const account = [...reference.accounts.values()].find(({ id }) => id === accountId);
  const { netTotalOere: netOere, grossTotalOere: grossOere } = line;
  return { vatTypeId, accountId, accountNumber: account?.number ?? null, netOere, grossOere, isIncludingVat };
}

function describeForCustomer(line: RubicInvoiceLine): string {
  const parts = [line.productName ?? line.productCode, line.specification].map((text) => givenText(text));
  return limitText(parts.filter((text) => text !== null).join(" – "), DESCRIPTION_LIMIT);
}

function describeTotals({ netOere, taxOere, grossOere }: LineTotals): string {
  return `${formatKroner(netOere)} + ${formatKroner(taxOere)} VAT = ${formatKroner(grossOere)}`;
}
