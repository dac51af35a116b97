/**
 * Carries out a readiness check: asks Rubic, Tripletex and Convex for what the lines rest on. It reads only; the one request
 * that is no GET makes a session. Every await goes through the clients or the port below.
 */
import { createRubicClient, type RubicClient } from "../../rubic/client.ts";
import type { CodeMapping } from "../../sync/code-mappings.ts";
import { osloDate } from "../../sync/oslo.ts";
import type { ReadinessFacts } from "../../sync/readiness/evaluate.ts";
import { type Fact, known } from "../../sync/readiness/line.ts";
import { accountNumbersInUse, findUnmapped } from "../../sync/readiness/unmapped.ts";
import { accountNumbersOf, buildReference, type Reference } from "../../sync/reference.ts";
import { createTripletexClient, type SessionPort, type TripletexClient } from "../../tripletex/client.ts";
import type { TripletexConfig } from "../../tripletex/config.ts";
import { createSession } from "../../tripletex/session.ts";
import type { Configuration } from "../configuration.ts";
import { mappingsOfNextRun } from "../reference.ts";
import { andThen, ask } from "./ask.ts";
import { watchClock } from "./clock.ts";
import { readCustomers, readProductsByGroup, readSurvey } from "./read-rubic.ts";
import { probeEndpoints, readOwnInvoices } from "./read-tripletex.ts";
import { findWaiting, type WaitingPorts } from "./waiting.ts";

/** What Convex knows of the environment before the check. */
export type KnownEnvironment = Pick<
  ReadinessFacts,
  "tripletexEnv" | "booksFrom" | "pinned" | "confirmed" | "other" | "closedLists" | "hasWritten" | "vatTerms"
>;

export interface ReadinessPorts extends WaitingPorts {
  now: () => number;
  /** What Rubic's codes stand for in this environment, in every state. */
  codeMappings(): Promise<CodeMapping[]>;
}

/** An action ends after ten minutes; half of it is for reading Rubic, the rest for everything else. */
const RUBIC_READING_MS = 300_000;

/**
 * @param answer the settings, or the problem with them: then nothing is asked of anybody
 * @returns facts for `evaluateReadiness`
 */
export async function checkReadiness(
  answer: { ok: true; configuration: Configuration } | { ok: false; problem: { message: string } },
  environment: KnownEnvironment,
  ports: ReadinessPorts,
): Promise<ReadinessFacts> {
  const today = osloDate(ports.now());
  if (!answer.ok) return factsWithoutSettings(environment, { today, message: answer.problem.message });
  const { configuration } = answer;
  const clocks = { rubic: watchClock(ports.now), tripletex: watchClock(ports.now) };
  const rubic = createRubicClient(configuration.rubic, { fetch: clocks.rubic.fetch });
  const session = freshSession(configuration.tripletex, { now: ports.now, fetch: clocks.tripletex.fetch });
  const tripletex = createTripletexClient(configuration.tripletex, session, {
    fetch: clocks.tripletex.fetch,
    mayWrite: () => false,
  });
  const deadline = ports.now() + RUBIC_READING_MS;
  const reading = { today, mayGoOn: () => ports.now() < deadline };
  const [fromRubic, fromTripletex] = await Promise.all([
    askRubic(rubic, environment.booksFrom ?? today, reading),
    askTripletex(tripletex, { today, booksFrom: environment.booksFrom ?? today }),
  ]);
  const { groups, rubicDepartments, productsByGroup, survey } = fromRubic;
  const reference = await askReference(tripletex, { ...fromRubic, today, environment, ports });
  return {
    ...environment,
    ...fromTripletex,
    today,
    settings: null,
    rubic: await andThen(groups, (all) =>
      known({ organizationId: configuration.rubic.organizationId, productGroups: all.length }),
    ),
    survey,
    rubicCustomers: fromRubic.customers,
    groupPercentages: await andThen(groups, (all) =>
      andThen(productsByGroup, (products) =>
        known(
          all
            .filter(({ productGroupID }) => products.has(productGroupID))
            .flatMap(({ taxCode }) => taxCode?.taxPercent ?? []),
        ),
      ),
    ),
    waiting: await andThen(survey, (read) =>
      andThen(fromTripletex.periods, (periods) =>
        findWaiting(read, { periods, today, vatTerms: environment.vatTerms, reference, ports }),
      ),
    ),
    unmapped: await andThen(reference, (built) =>
      andThen(rubicDepartments, () =>
        andThen(survey, (read) =>
          andThen(productsByGroup, (products) =>
            known(findUnmapped({ survey: read, productsByGroup: products, reference: built })),
          ),
        ),
      ),
    ),
    clocks: { rubic: clocks.rubic.skewMs(), tripletex: clocks.tripletex.skewMs() },
  };
}

/**
 * A session of its own, from the tokens as they are set now: a stored one could still belong to tokens that were replaced. It
 * is not stored and ends by itself; several may exist side by side (Tripletex dossier 1).
 */
function freshSession(
  config: TripletexConfig,
  options: { now: () => number; fetch: typeof fetch },
): SessionPort {
  let token: Promise<string> | null = null;
  const make = async () => (await createSession(config, { now: options.now(), fetch: options.fetch })).token;
  return {
    current: () => {
      token ??= make();
      return token;
    },
    renew: () => {
      token = make();
      return token;
    },
  };
}

async function askRubic(
  rubic: RubicClient,
  booksFrom: string,
  reading: { today: string; mayGoOn: () => boolean },
) {
  // One after the other: nothing is known of Rubic's limits, and each answer may be large.
  const groups = await ask(() => rubic.productGroups());
  if (!groups.isKnown) {
    // Whoever does not answer the first question will not answer the next, and each would wait for its retries.
    const missing = groups;
    return {
      groups,
      rubicDepartments: missing,
      productsByGroup: missing,
      customers: missing,
      survey: missing,
    };
  }
  const rubicDepartments = await ask(() => rubic.departments());
  const { mayGoOn } = reading;
  const productsByGroup = requireWhole(await ask(() => readProductsByGroup(rubic, mayGoOn)), "products");
  const customers = requireWhole(await ask(() => readCustomers(rubic, mayGoOn)), "customers");
  const survey = await ask(() => readSurvey(rubic, { ...reading, booksFrom }));
  return { groups, rubicDepartments, productsByGroup, customers, survey };
}

function requireWhole<T>(read: Fact<T | null>, name: string): Fact<T> {
  if (!read.isKnown) return read;
  if (read.value !== null) return known(read.value);
  return {
    isKnown: false,
    because: `Not all ${name} of Rubic could be read in the time that a check has.`,
    remedy: "Check at a quieter time, or check by hand and override this line.",
    kind: "refused",
  };
}

async function askTripletex(
  tripletex: TripletexClient,
  { today, booksFrom }: { today: string; booksFrom: string },
) {
  const identity = await ask(() => tripletex.whoAmI());
  if (!identity.isKnown) {
    const missing = identity;
    return {
      tripletex: missing,
      probes: missing,
      company: missing,
      vatStatus: missing,
      invoiceAccounts: missing,
      periods: missing,
      ownInvoices: missing,
      tripletexCustomers: missing,
    };
  }
  const { companyId, employeeId } = identity.value;
  return {
    tripletex: known({ employeeId }),
    company: await ask(() => tripletex.company(companyId)),
    probes: known(await probeEndpoints(tripletex, today)),
    vatStatus: await ask(() => tripletex.vatRegistrationStatus()),
    invoiceAccounts: await ask(() => tripletex.bankAccounts()),
    periods: await ask(() => tripletex.accountingPeriods(booksFrom)),
    ownInvoices: await ask(() => readOwnInvoices(tripletex, today)),
    tripletexCustomers: await ask(async () =>
      (await tripletex.customerSetUps()).map(({ customerNumber: number, invoiceSendMethod, ...rest }) => ({
        ...rest,
        number,
        invoiceSendMethod: invoiceSendMethod ?? null,
      })),
    ),
  };
}

type FromRubic = Awaited<ReturnType<typeof askRubic>>;

function askReference(
  tripletex: TripletexClient,
  asked: FromRubic & { today: string; environment: KnownEnvironment; ports: ReadinessPorts },
): Promise<Fact<Reference>> {
  const { groups, survey, today, ports } = asked;
  const rubicDepartments = asked.rubicDepartments.isKnown ? asked.rubicDepartments.value : [];
  return andThen(groups, (productGroups) =>
    andThen(survey, (read) =>
      ask(async () => {
        const mapped = await ports.codeMappings();
        const numbers = [...accountNumbersInUse(read, productGroups), ...accountNumbersOf([], mapped)];
        const lists = {
          vatTypes: await tripletex.outgoingVatTypes(today),
          accounts: await tripletex.accountsByNumber(numbers),
          departments: await tripletex.departments(),
          paymentTypes: await tripletex.paymentTypes(),
        };
        const use = { productGroups, departments: rubicDepartments };
        const mappings = mappingsOfNextRun(asked.environment.tripletexEnv, { known: mapped, lists, use });
        return buildReference({ ...lists, countries: [], productGroups, rubicDepartments, mappings });
      }),
    ),
  );
}

function factsWithoutSettings(
  environment: KnownEnvironment,
  { today, message }: { today: string; message: string },
): ReadinessFacts {
  const remedy = "Set what is named on the Convex deployment, then check again.";
  const missing = {
    isKnown: false,
    because: "The settings are not complete.",
    remedy: "Complete the settings first.",
    kind: "refused",
  } as const;
  return {
    ...environment,
    today,
    settings: { message, remedy },
    rubic: missing,
    tripletex: missing,
    probes: missing,
    company: missing,
    vatStatus: missing,
    groupPercentages: missing,
    invoiceAccounts: missing,
    periods: missing,
    survey: missing,
    waiting: missing,
    ownInvoices: missing,
    rubicCustomers: missing,
    tripletexCustomers: missing,
    unmapped: missing,
    clocks: { rubic: null, tripletex: null },
  };
}
