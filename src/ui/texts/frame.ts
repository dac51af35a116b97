/** Words around every page: header, banners, loading, failures, missing settings. */

export const HEADER = {
  company: (name: string, id: number) => `${name}, company ${id} in Tripletex`,
  companyUnknown: "Company not known yet: the first sync reads it from Tripletex",
  navigation: "Pages of this environment",
  overview: "Overview",
  held: (count: string) => `Held (${count})`,
  heldWithoutCount: "Held",
} as const;

export const LOADING = {
  overview: "Loading how things stand …",
  run: "Loading the run …",
  list: "Loading …",
} as const;

export const BANNER = {
  writingStopped: "All writing is stopped",
  writingStoppedBy: (who: string, since: string) => `Stopped by ${who}, ${since}.`,
  lastFailed: "The last sync failed",
  offline: "No connection to the server",
  offlineBody: "What you see may be old. The page connects again by itself; you need not reload it.",
  neverConnected:
    "The server at this address does not answer. Is it running? The page tries again by itself.",
} as const;

export const ERRORS = {
  heading: "This can’t be shown",
  notSignedIn: "Not signed in",
  remedy: "What to do",
  tryAgain: "Try again",
  unknown: "The server refused to answer.",
  unknownRemedy: "Try again. If it stays, give the words below to whoever operates the service.",
  details: "Words of the server",
  failedAct: "That did not work",
} as const;

export const SETUP = {
  heading: "One setting is missing",
  body: "The page does not know which Convex deployment it belongs to.",
  setting: "NEXT_PUBLIC_CONVEX_URL",
  remedy:
    "Set it in the environment of the page’s server (or in .env.local) to the address of the deployment, and start the server again. For the demo, `npm run demo` does this by itself.",
  invalid: (value: string) => `It is set to “${value}”, which is not an http(s) address.`,
} as const;

export const NOT_FOUND = {
  heading: "There is no such page",
  body: "There are two environments:",
} as const;
