/**
 * A Tripletex client against a real local server, for tests.
 * It exists so that each test file says only what the server answers and what must come of it.
 * It must never be imported by anything but tests.
 */
import { onTestFinished } from "vitest";
import { RemoteError } from "../http/errors.ts";
import { type Answer, type SeenRequest, startTestServer } from "../http/test-server.ts";
import type { InvoiceBody } from "./bodies.ts";
import { createTripletexClient, type SessionPort, type TripletexClientOptions } from "./client.ts";
import { SAMPLE_TOKEN, sampleConfig } from "./test-samples.ts";

const fixedSession: SessionPort = {
  current: async () => SAMPLE_TOKEN,
  renew: async () => {
    throw new Error("must not be renewed");
  },
};

/** Starts a server for the running test and makes a client for it that does not wait between attempts. */
export async function clientFor(
  answer: (request: SeenRequest, count: number) => Answer | Promise<Answer>,
  { session = fixedSession, ...options }: TripletexClientOptions & { session?: SessionPort } = {},
) {
  const server = await startTestServer(answer);
  onTestFinished(() => server.close());
  const config = { ...sampleConfig, baseUrl: `${server.baseUrl}/v2` };
  const client = createTripletexClient(config, session, {
    timeoutMs: 500,
    sleep: async () => {},
    ...options,
  });
  return { client, server };
}

/** The RemoteError that a call must end with. */
export async function failureOf(promise: Promise<unknown>): Promise<RemoteError> {
  const thrown: unknown = await promise.catch((error: unknown) => error);
  if (!(thrown instanceof RemoteError)) throw new Error("expected a RemoteError", { cause: thrown });
  return thrown;
}

/** A list reply. */
export function list(...values: unknown[]): Answer {
  return { json: { fullResultSize: values.length, from: 0, count: values.length, values } };
}

/** A reply with one object. */
export function one(value: unknown): Answer {
  return { json: { value } };
}

/** What Tripletex answers to a dead session. */
export const unauthorized: Answer = {
  status: 401,
  json: { status: 401, code: 3000, message: "Unauthorized", requestId: "r-1" },
};

/** The smallest invoice. */
export const invoiceBody: InvoiceBody = {
  invoiceNumber: 5001,
  invoiceDate: "2026-02-01",
  invoiceDueDate: "2026-02-15",
  customer: { id: 11 },
  orders: [
    {
      number: "RUBIC-9001",
      customer: { id: 11 },
      orderDate: "2026-02-01",
      deliveryDate: "2026-02-01",
      isPrioritizeAmountsIncludingVat: false,
      orderLines: [
        {
          description: "Kontingent",
          count: 1,
          unitPriceExcludingVatCurrency: 350,
          discount: 0,
          vatType: { id: 6 },
        },
      ],
    },
  ],
};
