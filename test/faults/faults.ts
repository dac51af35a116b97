/**
 * The faults of the campaign and the awaits they can hit. Every await of a step is a call with a name: an HTTP request by
 * method and path template, a Convex call by function. A fault times a call is a cell; the campaign must fill all cells.
 */

/** Where in the call the effect lies: it never happened, it happened, or it happens when nobody waits for it any more. */
export type Timing = "before" | "after" | "late";

export type Fault =
  /** The step dies at this await. */
  | { kind: "kill"; timing: Timing }
  /** The same, but the await returns when the successor is at work. */
  | { kind: "zombie"; timing: "before" | "after" }
  /** The machine stands still for longer than the lease, then goes on. */
  | { kind: "clockJump"; timing: "before" | "after" }
  | { kind: "drop" | "hang"; timing: Timing }
  | { kind: "error500" | "page200" | "page503" | "timeout408" | "cutReply"; timing: "before" | "after" }
  | { kind: "slow" | "rateLimited" | "rateLimitedUntold" | "sessionsEnd" | "refused" }
  | { kind: "listClosed" | "listRefused" | "listHalfWritten" }
  | { kind: "convexError" | "convexErrorThrice"; timing: "before" | "after" };

export const nameOfFault = (fault: Fault): string =>
  "timing" in fault ? `${fault.kind} ${fault.timing}` : fault.kind;

export type CallClass = "rubicRead" | "read" | "session" | "write" | "list" | "query" | "mutation";

/** Every call that a step can make, and how often it makes it in one sync of the tiny club, at most. */
export const CALLS: Readonly<Record<string, number>> = {
  "rubic GET /accounting/{organization}/customers": 2,
  "rubic GET /accounting/{organization}/departments": 2,
  "rubic GET /accounting/{organization}/invoices": 2,
  "rubic GET /accounting/{organization}/invoices/transactions": 2,
  "rubic GET /accounting/{organization}/productgroups": 2,
  "rubic GET /accounting/{organization}/products": 2,
  "tripletex GET /company/{id}": 1,
  "tripletex GET /country": 1,
  "tripletex GET /customer": 1,
  "tripletex GET /department": 1,
  "tripletex GET /invoice": 8,
  "tripletex GET /invoice/paymentType": 1,
  "tripletex GET /invoice/{id}": 4,
  "tripletex GET /customer/{id}": 1,
  "tripletex GET /product/{id}": 1,
  "tripletex GET /ledger/account": 1,
  "tripletex GET /ledger/accountingPeriod": 1,
  "tripletex GET /ledger/vatType": 1,
  "tripletex GET /order": 1,
  "tripletex GET /product": 1,
  "tripletex GET /token/session/>whoAmI": 1,
  "tripletex POST /token/session/:create": 1,
  "tripletex POST /customer": 3,
  "tripletex POST /customer/list": 1,
  "tripletex PUT /customer/{id}": 1,
  "tripletex POST /product": 3,
  "tripletex POST /product/list": 1,
  "tripletex PUT /product/{id}": 1,
  "tripletex POST /invoice": 6,
  "tripletex PUT /invoice/{id}/:createCreditNote": 2,
  "tripletex PUT /invoice/{id}/:payment": 8,
  "query sync/steps:environmentOf": 1,
  "query sync/sessions:read": 1,
  "query sync/lookups:records": 4,
  "query sync/lookups:invoiceContext": 1,
  "query sync/lookups:paymentContext": 1,
  "query sync/credits:ofPayers": 1,
  "query sync/credits:originalsOf": 1,
  "query sync/credits:byTripletexId": 1,
  "query sync/credits:originalsByNumber": 1,
  "query sync/credits:settled": 1,
  "query sync/credits:heldOfInvoices": 1,
  "query sync/lookups:invoicesByTripletexId": 4,
  "query sync/intents:open": 2,
  "query sync/sending:mayWrite": 20,
  "query sync/canaries:read": 2,
  "query sync/lookups:invoicesBeforeCutover": 1,
  "query sync/codeMappings:read": 1,
  "query sync/paymentReads:from": 1,
  "mutation sync/begin:begin": 1,
  "mutation sync/canaries:judge": 2,
  "mutation sync/credits:note": 1,
  "mutation sync/commit:commit": 24,
  "mutation sync/intents:store": 4,
  "mutation sync/intents:noteEmptyLookups": 1,
  "mutation sync/codeMappings:propose": 1,
  "mutation sync/staleHolds:resolvePage": 2,
  "mutation sync/comparedMonths:open": 1,
  "mutation sync/comparedMonths:store": 1,
  "mutation sync/comparisons:store": 1,
  "mutation sync/sessions:pinCompany": 1,
  "mutation sync/sessions:replace": 1,
};

export function classOf(call: string): CallClass {
  const [system = "", method = "", path = ""] = call.split(" ");
  if (system === "query" || system === "mutation") return system;
  if (system === "rubic") return "rubicRead";
  if (path === "/token/session/:create") return "session";
  if (method === "GET") return "read";
  return path.endsWith("/list") ? "list" : "write";
}

const DEATHS: readonly Fault[] = [
  { kind: "kill", timing: "before" },
  { kind: "kill", timing: "after" },
  { kind: "zombie", timing: "before" },
  { kind: "zombie", timing: "after" },
  { kind: "clockJump", timing: "before" },
  { kind: "clockJump", timing: "after" },
];

/** What can go wrong with any request; for a read it makes no difference whether it was carried out. */
const REQUEST_TROUBLE: readonly Fault[] = [
  ...DEATHS,
  { kind: "drop", timing: "before" },
  { kind: "hang", timing: "before" },
  { kind: "error500", timing: "before" },
  { kind: "page200", timing: "before" },
  { kind: "page503", timing: "before" },
  { kind: "timeout408", timing: "before" },
  { kind: "cutReply", timing: "after" },
  { kind: "slow" },
  { kind: "rateLimited" },
  { kind: "rateLimitedUntold" },
];

const WRITE_TROUBLE: readonly Fault[] = [
  ...REQUEST_TROUBLE,
  { kind: "kill", timing: "late" },
  { kind: "drop", timing: "after" },
  { kind: "drop", timing: "late" },
  { kind: "hang", timing: "after" },
  { kind: "hang", timing: "late" },
  { kind: "error500", timing: "after" },
  { kind: "page200", timing: "after" },
  { kind: "page503", timing: "after" },
  { kind: "timeout408", timing: "after" },
  { kind: "sessionsEnd" },
];

const QUERY_TROUBLE: readonly Fault[] = [...DEATHS, { kind: "convexError", timing: "before" }];

const TROUBLE: Readonly<Record<CallClass, readonly Fault[]>> = {
  rubicRead: REQUEST_TROUBLE,
  session: REQUEST_TROUBLE,
  read: [...REQUEST_TROUBLE, { kind: "sessionsEnd" }],
  write: [...WRITE_TROUBLE, { kind: "refused" }],
  list: [...WRITE_TROUBLE, { kind: "listClosed" }, { kind: "listRefused" }, { kind: "listHalfWritten" }],
  query: QUERY_TROUBLE,
  mutation: [
    ...QUERY_TROUBLE,
    { kind: "convexError", timing: "after" },
    { kind: "convexErrorThrice", timing: "before" },
    { kind: "convexErrorThrice", timing: "after" },
  ],
};

export interface Cell {
  call: string;
  fault: Fault;
}

/** Every combination that exists. */
export const CELLS: readonly Cell[] = Object.keys(CALLS).flatMap((call) =>
  TROUBLE[classOf(call)].map((fault) => ({ call, fault })),
);

export const nameOfCell = ({ call, fault }: Cell): string => `${call} × ${nameOfFault(fault)}`;

export const isDeath = ({ kind }: Fault): boolean => kind === "kill" || kind === "zombie";

/** What happens beside single calls. */
export const HAPPENINGS = [
  "two starts at once",
  "start while busy",
  "cancel",
  "brake",
  "payment by hand",
  "new payments in Rubic",
  "tripletex unreachable",
  "rubic unreachable",
  "rows shift",
  "low rate limit",
  "lists lag",
  "lists closed",
  "old backup",
] as const;
export type Happening = (typeof HAPPENINGS)[number];
