/**
 * The client of Tripletex API v2, put together from one file per resource.
 * It exists so that the engine sees one object with checked replies and whole øre.
 * It must never hold a token itself: the session port gives one per request.
 */
import { type BalanceCalls, balanceCalls } from "./balances.ts";
import type { TripletexConfig } from "./config.ts";
import { type CustomerCalls, customerCalls } from "./customers.ts";
import { type InvoiceLineCalls, invoiceLineCalls } from "./invoice-lines.ts";
import { type InvoiceCalls, invoiceCalls } from "./invoices.ts";
import { type OpenItemCalls, openItemCalls } from "./open-items.ts";
import { type ProductCalls, productCalls } from "./products.ts";
import { type ReferenceCalls, referenceCalls } from "./reference.ts";
import type { SessionPort } from "./session.ts";
import { type SetUpCalls, setUpCalls } from "./set-up.ts";
import { createTransport, type TripletexClientOptions } from "./transport.ts";

export type { SessionPort } from "./session.ts";
export type { TripletexClientOptions } from "./transport.ts";

/** Everything that this service does in Tripletex. Every method throws RemoteError. */
export interface TripletexClient
  extends ReferenceCalls,
    SetUpCalls,
    CustomerCalls,
    ProductCalls,
    InvoiceCalls,
    BalanceCalls,
    InvoiceLineCalls,
    OpenItemCalls {}

/** Makes a client for one environment; the session port supplies and renews the token. */
export function createTripletexClient(
  config: TripletexConfig,
  session: SessionPort,
  options: TripletexClientOptions = {},
): TripletexClient {
  const transport = createTransport(config, session, options);
  return {
    ...referenceCalls(transport),
    ...setUpCalls(transport),
    ...customerCalls(transport),
    ...productCalls(transport),
    ...invoiceCalls(transport),
    ...balanceCalls(transport),
    ...invoiceLineCalls(transport),
    ...openItemCalls(transport),
  };
}
