/** Words of the overview: the sentence on top, the figures, a card for each type, the recent runs. */

export const TRUTH = {
  heading: "How things stand",
  tone: { good: "All is well", attention: "Needs a look", bad: "Not right", unknown: "Not known yet" },
} as const;

export const FIGURES = {
  heading: "Rubic beside Tripletex",
  caption: (since: string) => `Invoices and payments from ${since}, in kroner and documents`,
  row: {
    rubic: "Rubic",
    tripletex: "=\u00a0Tripletex",
    held: "+\u00a0held",
    ignored: "+\u00a0left out",
    alreadyPaid: "−\u00a0of these paid there already",
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
} as const;

export const CARD = {
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
} as const;

export const LIVE = {
  heading: "Running now",
  showDetails: "Show details",
} as const;

export const RUNS = {
  heading: "Recent runs",
  empty: "No run yet in this environment.",
  startedBy: (who: string) => `by ${who}`,
  types: { all: "All types" },
  nothingDone: { live: "nothing read yet", ended: "no records" },
} as const;
