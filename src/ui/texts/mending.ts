/** Words for who can mend what waits or has stopped. */
import type { MenderName } from "../data.ts";

export const MENDER: Record<MenderName, { word: string; explanation: string }> = {
  accountant: { word: "Accountant", explanation: "can be mended in Rubic or in Tripletex" },
  operator: {
    word: "Operator",
    explanation: "needs whoever runs the service: its settings, tokens and runs",
  },
  us: { word: "Developers", explanation: "needs whoever builds the service" },
};

export const MENDING = {
  byItself: { word: "By itself", explanation: "goes on by itself, nobody has to do anything here" },
  whoLabel: "Who can mend it",
  filterLabel: "Who has to act",
  everybody: "Everybody",
  /** On the overview; each leads to the list. */
  needs: {
    accountant: (count: number, shown: string) =>
      `${shown} ${count === 1 ? "needs" : "need"} you (accountant)`,
    operator: (count: number, shown: string) => `${shown} ${count === 1 ? "needs" : "need"} the operator`,
    us: (count: number, shown: string) => `${shown} ${count === 1 ? "needs" : "need"} the developers`,
  } satisfies Record<MenderName, (count: number, shown: string) => string>,
  needsLabel: "Who has to act",
  nothing: {
    accountant: "Nothing here needs the accountant.",
    operator: "Nothing here needs the operator.",
    us: "Nothing here needs the developers.",
  } satisfies Record<MenderName, string>,
} as const;
