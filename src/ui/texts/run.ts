/** Words of the page of one run. */

export const RUN = {
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
  whatNow: "What now:",
  records: (numbers: string) => `Single records: ${numbers}`,
  recordsDone: (at: string, duration: string) =>
    `Ended at ${at} after ${duration}. The records that were asked for are carried over.`,
  recordsOpen: (at: string, duration: string) =>
    `Ended at ${at} after ${duration}. Not every record that was asked for is carried over.`,
  mode: "Reads",
  duration: "Duration",
  progressHeading: "Progress",
  problemHeading: "What went wrong",
  waitHeading: "Why it waits",
  noProgress: "No type has begun yet.",

  written: {
    heading: "What it wrote to Tripletex",
    listLabel: "Records that this run created, changed or adopted in Tripletex",
    empty: "Nothing: this run has neither created, changed nor adopted a record in Tripletex.",
    inDoubt: (count: string) =>
      `${count} more: it is not known yet whether they reached Tripletex. They join the list once that is settled.`,
    removed: (days: number) => `The single records were removed after ${days} days; their counts stay.`,
    tripletexId: (id: string) => `Tripletex id ${id}`,
    showMore: "Show more",
    loadingMore: "Loading more …",
    fresh: (count: string) => `Show ${count} newer`,
  },
} as const;

export const EVENTS = {
  heading: "What happened",
  empty: "Nothing is noted yet.",
  removed: (days: number) => `What happened in this run was removed after ${days} days.`,
  showMore: "Show older",
  loadingMore: "Loading older …",
  fresh: (count: string) => `Show ${count} newer`,
  live: "New ones appear on top",
  level: { info: "Note", warning: "Warning", error: "Error" },
  listLabel: "Events of this run, newest first",
} as const;

export const NEWS = {
  progress: (type: string, progress: string) => `${type}: ${progress}.`,
} as const;
