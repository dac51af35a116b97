/**
 * Every word that the page shows, by page in `texts/`, so that they can be read, corrected and translated together. A
 * sentence is always whole; what changes in it comes in as an argument, already formatted. No logic here.
 */
import type { RunActor } from "./data.ts";
import { CANCEL, START } from "./texts/acts.ts";
import { BANNER, ERRORS, HEADER, LOADING, NOT_FOUND, SETUP } from "./texts/frame.ts";
import { HOLDS } from "./texts/holds.ts";
import { MENDER, MENDING } from "./texts/mending.ts";
import { MONTHS } from "./texts/months.ts";
import { CARD, FIGURES, LIVE, RUNS, TRUTH } from "./texts/overview.ts";
import { PLAN } from "./texts/plan.ts";
import { READINESS } from "./texts/readiness.ts";
import { EVENTS, NEWS, RUN } from "./texts/run.ts";
import { ACTOR, COUNTER, ENVIRONMENT, KIND, STATUS, TYPE } from "./texts/words.ts";

export const TEXTS = {
  product: "Rubic to Tripletex",
  skipLink: "Skip to the content",
  pageTitle: (tab: string, page: string) => `${tab} – ${page}`,
  environment: ENVIRONMENT,
  status: STATUS,
  queued: { word: "Queued", explanation: "Its turn comes after the types that it depends on." },
  type: TYPE,
  kind: KIND,
  counter: COUNTER,
  mender: MENDER,
  actor: (actor: RunActor): string => ACTOR[actor.kind](actor.name),

  header: HEADER,
  loading: LOADING,
  banner: BANNER,
  truth: TRUTH,
  readiness: READINESS,
  figures: FIGURES,
  card: CARD,
  start: START,
  cancel: CANCEL,
  live: LIVE,
  runs: RUNS,
  run: RUN,
  plan: PLAN,
  events: EVENTS,
  news: NEWS,
  holds: HOLDS,
  months: MONTHS,
  mending: MENDING,
  errors: ERRORS,
  setup: SETUP,
  notFound: NOT_FOUND,
} as const;
