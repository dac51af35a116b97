/**
 * Every word that the page shows, in one place, so that they can be read, corrected and translated together. A sentence
 * is always whole; what changes in it comes in as an argument, already formatted. No logic here.
 */
import type { EnvironmentName, HoldKind, RunActor, RunCounters, RunStatus, SyncTypeName } from "./data.ts";

interface EnvironmentText {
  name: string;
  claim: string;
  /** What the browser tab begins with. */
  tab: string;
  switchTo: string;
  switchToShort: string;
}

interface StatusText {
  word: string;
  explanation: string;
}

const ENVIRONMENT: Record<EnvironmentName, EnvironmentText> = {
  sandbox: {
    name: "Sandbox",
    claim: "Nothing here reaches the real books",
    tab: "Sandbox",
    switchTo: "Go to the sandbox",
    switchToShort: "Sandbox",
  },
  production: {
    name: "Production",
    claim: "The club’s real books",
    tab: "PRODUCTION",
    switchTo: "Go to production",
    switchToShort: "Production",
  },
};

const STATUS: Record<RunStatus, StatusText> = {
  running: { word: "Running", explanation: "The sync is at work." },
  waiting: { word: "Waiting", explanation: "The sync waits and goes on by itself." },
  interrupted: {
    word: "Interrupted",
    explanation: "A step ended without an answer. The sync goes on by itself within a minute or two.",
  },
  success: { word: "Done", explanation: "Everything was read and carried over." },
  partial: {
    word: "Some held",
    explanation: "Everything was read; some records wait, each with a reason and a remedy.",
  },
  failed: {
    word: "Failed",
    explanation: "The sync was stopped by an error that concerns more than one record.",
  },
  cancelled: {
    word: "Cancelled",
    explanation: "A person stopped the sync. What was written stays; the next sync goes on from there.",
  },
};

const TYPE: Record<SyncTypeName, string> = {
  products: "Products",
  customers: "Customers",
  invoices: "Invoices",
  payments: "Payments",
};

const KIND: Record<HoldKind, { one: string; filter: string }> = {
  product: { one: "Product", filter: "Products" },
  customer: { one: "Customer", filter: "Customers" },
  invoice: { one: "Invoice", filter: "Invoices" },
  payment: { one: "Payment", filter: "Payments" },
};

const COUNTER: Record<keyof RunCounters, string> = {
  done: "read",
  created: "created",
  adopted: "adopted",
  updated: "updated",
  unchanged: "unchanged",
  held: "held",
};

const ACTOR: Record<RunActor["kind"], (name: string) => string> = {
  person: (name) => name,
  schedule: () => "the schedule",
  commandLine: (name) => `${name} (command line)`,
  system: () => "the service itself",
};

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
  actor: (actor: RunActor): string => ACTOR[actor.kind](actor.name),

  header: {
    company: (name: string, id: number) => `${name}, company ${id} in Tripletex`,
    companyUnknown: "Company not known yet: the first sync reads it from Tripletex",
    navigation: "Pages of this environment",
    overview: "Overview",
    held: (count: string) => `Held (${count})`,
    heldWithoutCount: "Held",
  },

  loading: { overview: "Loading how things stand …", run: "Loading the run …", list: "Loading …" },

  truth: {
    heading: "How things stand",
    tone: { good: "All is well", attention: "Needs a look", bad: "Not right", unknown: "Not known yet" },
  },

  figures: {
    heading: "Rubic beside Tripletex",
    caption: (since: string) => `Invoices and payments from ${since}, in kroner and documents`,
    row: {
      rubic: "Rubic",
      tripletex: "=\u00a0Tripletex",
      held: "+\u00a0held",
      ignored: "+\u00a0left out",
      difference: "Difference",
    },
    documents: (count: string) => `${count} documents`,
    oneDocument: "1 document",
    equal: "equal",
    differs: "differs",
    comparedCompletely: (at: string) => `Compared ${at}. Everything since the cut-over was read.`,
    comparedPartly: (at: string, completely: string) =>
      `Compared ${at}. Only what may have changed was read; ${completely}.`,
    lastRead: (at: string) => `everything since the cut-over was last read ${at}`,
    neverRead: "everything since the cut-over has not been read yet",
    notCompared: "Nothing is compared yet. The figures appear after the first complete sync.",
    differencesHeading: "Where they differ",
    differenceRow: (rubic: string, tripletex: string) => `Rubic ${rubic}, Tripletex ${tripletex}`,
    moreDifferences: (count: string) => `and ${count} more`,
  },

  card: {
    neverRun: "Not run yet",
    neverRunExplanation: "This type has not been synced in this environment.",
    progress: (done: string, expected: string) => `${done} of ${expected}`,
    progressOpen: (done: string, expected: string) => `${done} of at least ${expected}`,
    notCounted: "Not counted yet",
    progressLabel: (type: string) => `Progress of ${type}`,
    inTripletex: "In Tripletex",
    held: "Held",
    noneHeld: "None",
    showHeld: {
      products: (count: string) => `${count}, show the held products`,
      customers: (count: string) => `${count}, show the held customers`,
      invoices: (count: string) => `${count}, show the held invoices`,
      payments: (count: string) => `${count}, show the held payments`,
    },
    lastSuccess: "Last done",
    nextDue: "Next due",
    never: "Never",
    scheduleOff: "Schedule is off",
    lastRun: "Last run",
    thisRun: "This run",
    nothingCounted: "No records",
  },

  start: {
    heading: "Sync",
    what: "What",
    how: "How",
    all: "All types",
    incremental: "What may have changed",
    full: "Everything since the cut-over",
    button: "Sync now",
    starting: "Starting …",
    disabledLive: (who: string, since: string) =>
      `A sync is on since ${since}, started by ${who}. Only one may write at a time.`,
    disabledStopped: "All writing is stopped in this environment.",
    disabledOffline: "No connection to the server.",
    busy: (who: string, since: string) =>
      `Nothing was started: a sync is already on, started by ${who} at ${since}. Only one may write at a time.`,
    started: "The sync has started.",
    showRun: "Show the run",
    confirmTitle: "Write to the real books?",
    confirmBody: (company: string) =>
      `This writes to the real books of ${company}. A wrong invoice can’t be deleted in Tripletex.`,
    company: (name: string, id: number) => `${name} (company ${id} in Tripletex)`,
    companyUnknown: "the production company (its name is known after the first sync)",
    confirmYes: "Yes, sync production",
    confirmNo: "No, go back",
  },

  cancel: {
    button: "Cancel the sync",
    requested: "Stopping …",
    disabledRequested: "The sync stops as soon as the record in hand is done.",
    confirmTitle: "Cancel this sync?",
    confirmBody:
      "It stops after the record in hand. What is written stays written; the next sync goes on from there.",
    confirmYes: "Yes, cancel it",
    confirmNo: "No, let it run",
  },

  live: {
    heading: "Running now",
    showDetails: "Show details",
  },

  banner: {
    writingStopped: "All writing is stopped",
    writingStoppedBy: (who: string, since: string) => `Stopped by ${who}, ${since}.`,
    lastFailed: "The last sync failed",
    offline: "No connection to the server",
    offlineBody: "What you see may be old. The page connects again by itself; you need not reload it.",
    neverConnected:
      "The server at this address does not answer. Is it running? The page tries again by itself.",
  },

  runs: {
    heading: "Recent runs",
    empty: "No run yet in this environment.",
    startedBy: (who: string) => `by ${who}`,
    types: { all: "All types" },
    mode: { incremental: "What may have changed", full: "Everything since the cut-over" },
    nothingDone: "nothing read yet",
  },

  run: {
    heading: "Run",
    back: "Back to the overview",
    missing: "There is no such run in this environment",
    missingRemedy: "The address may be incomplete, or the run belongs to the other environment.",
    running: (since: string, duration: string) => `Running since ${since}, for ${duration}.`,
    somebody: "Somebody",
    stopping: (since: string, name: string) =>
      `Running since ${since}; ${name} asked it to stop, and it stops after the record in hand.`,
    waitingUntil: (until: string) => `Waits until ${until}, then goes on by itself.`,
    waiting: "Waits, then goes on by itself.",
    interrupted:
      "A step ended without an answer. The run goes on within a minute or two, at the place where it stopped; nothing is written twice.",
    success: (at: string, duration: string) =>
      `Ended at ${at} after ${duration}. Everything was read and carried over.`,
    partial: (at: string, duration: string) =>
      `Ended at ${at} after ${duration}. Everything was read; some records are held or their outcome is not known yet.`,
    failed: (at: string, duration: string) => `Stopped by an error at ${at}, after ${duration}.`,
    cancelled: (at: string, name: string) =>
      `Cancelled by ${name}, ended at ${at}. What was written stays written.`,
    resumedOnce: "It was interrupted once and went on by itself.",
    resumed: (times: string) => `It was interrupted ${times} times and went on by itself.`,
    started: "Started",
    startedByLabel: "Started by",
    mode: "Reads",
    duration: "Duration",
    progressHeading: "Progress",
    problemHeading: "What went wrong",
    waitHeading: "Why it waits",
    noProgress: "No type has begun yet.",
  },

  events: {
    heading: "What happened",
    empty: "Nothing is noted yet.",
    showMore: "Show older",
    loadingMore: "Loading older …",
    fresh: (count: string) => `Show ${count} newer`,
    live: "New ones appear on top",
    level: { info: "Note", warning: "Warning", error: "Error" },
    listLabel: "Events of this run, newest first",
  },

  holds: {
    heading: "Held records",
    listsHeading: { open: "Held records", ignored: "Records left out" },
    intro: {
      open: "Each of these waits outside Tripletex, with its reason and one remedy. The service tries them again by itself, at growing intervals.",
      ignored:
        "A person decided that these are not carried over. They count as decided, not as held. A record is held again when another reason appears, or when somebody takes the decision back.",
    },
    switchLabel: "Held or left out",
    switch: { open: "Held", ignored: "Left out" },
    filterLabel: "Show",
    all: "All",
    listHeading: {
      open: {
        all: "All held records",
        product: "Held products",
        customer: "Held customers",
        invoice: "Held invoices",
        payment: "Held payments",
      },
      ignored: {
        all: "All records left out",
        product: "Products left out",
        customer: "Customers left out",
        invoice: "Invoices left out",
        payment: "Payments left out",
      },
    },
    empty: {
      open: {
        all: "Nothing is held. Every record that was read is in Tripletex, or a person has left it out.",
        product: "No products are held.",
        customer: "No customers are held.",
        invoice: "No invoices are held.",
        payment: "No payments are held.",
      },
      ignored: {
        all: "Nothing is left out.",
        product: "No products are left out.",
        customer: "No customers are left out.",
        invoice: "No invoices are left out.",
        payment: "No payments are left out.",
      },
    },
    remedy: "What to do",
    remote: "Tripletex says",
    requestId: (id: string) => `Request id ${id}`,
    since: "Held since",
    attempts: (count: string) => `tried ${count} times`,
    attemptedOnce: "tried once",
    showMore: "Show more",
    loadingMore: "Loading more …",
    fresh: (count: string) => `Show ${count} newer`,
    sending: "Sending …",
    retry: "Try again",
    retryAll: {
      all: "Try all again",
      product: "Try all products again",
      customer: "Try all customers again",
      invoice: "Try all invoices again",
      payment: "Try all payments again",
    },
    more: (label: string) => `More for ${label}`,
    moreTitle: "More",
    sameReason: (reason: string) => `For every record that waits with the reason “${reason}”:`,
    retryCause: "Try all with this reason again",
    retryStopped: "All writing is stopped in this environment: nothing can be tried again now.",
    retryConfirmBody: (company: string) =>
      `Trying again starts a sync, which writes to the real books of ${company}. A wrong invoice can’t be deleted in Tripletex.`,
    retryConfirmYes: "Yes, try again in production",
    answerOne: {
      started: "A sync has started and tries it again.",
      busy: "It is due now: the run that is on or the next one takes it.",
    },
    answerMany: {
      started: "A sync has started and tries them again.",
      busy: "They are due now: the run that is on or the next one takes them.",
    },
    busyRun: (who: string, since: string) => `A run is on since ${since}, started by ${who}.`,
    leaveOut: "Leave out …",
    leaveOutTitle: (label: string) => `Leave out ${label}?`,
    leaveOutBody: "The record is not carried over to Tripletex. It counts as decided, not as held.",
    leaveOutUndo: "You can take this back under “Left out”. It is held again when another reason appears.",
    reasonLabel: "Why is it left out?",
    reasonHint: "It is kept with your name, for whoever reads the list or the audit log.",
    reasonMissing: "Give a reason first.",
    leaveOutYes: "Leave it out",
    leaveOutNo: "No, go back",
    leftOutBy: (who: string) => `Left out by ${who},`,
    takeBack: "Take back",
    ended: {
      leftOut: (label: string) => `${label} is left out.`,
      takenBack: (label: string) => `${label} is held again.`,
      gone: (label: string) => `Meanwhile ${label} is not held any more. Nothing was decided.`,
    },
    showLeftOut: "Show what is left out",
    showHeld: "Show what is held",
    close: "Close",
  },

  errors: {
    heading: "This can’t be shown",
    notSignedIn: "Not signed in",
    remedy: "What to do",
    tryAgain: "Try again",
    unknown: "The server refused to answer.",
    unknownRemedy: "Try again. If it stays, give the words below to whoever operates the service.",
    details: "Words of the server",
    failedAct: "That did not work",
  },

  setup: {
    heading: "One setting is missing",
    body: "The page does not know which Convex deployment it belongs to.",
    setting: "NEXT_PUBLIC_CONVEX_URL",
    remedy:
      "Set it in the environment of the page’s server (or in .env.local) to the address of the deployment, and start the server again. For the demo, `npm run demo` does this by itself.",
    invalid: (value: string) => `It is set to “${value}”, which is not an http(s) address.`,
  },

  notFound: {
    heading: "There is no such page",
    body: "There are two environments:",
  },

  news: {
    progress: (type: string, progress: string) => `${type}: ${progress}.`,
  },
} as const;
