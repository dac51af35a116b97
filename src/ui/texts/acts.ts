/** Words of what a person does to a run: starting and cancelling one. */

export const START = {
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
  disabledNotReady: "Production is not ready for real books, so no sync can start. A preview can.",
  showMissing: "See what is missing",
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
} as const;

export const CANCEL = {
  button: "Cancel the sync",
  requested: "Stopping …",
  disabledRequested: "The sync stops as soon as the record in hand is done.",
  confirmTitle: "Cancel this sync?",
  confirmBody:
    "It stops after the record in hand. What is written stays written; the next sync goes on from there.",
  confirmYes: "Yes, cancel it",
  confirmNo: "No, let it run",
} as const;
