/** Words of the panels that say what keeps production shut, and what a person has let pass. */

export const READINESS = {
  heading: "Not ready for real books",
  state: { green: "Right", warning: "Warning", red: "Not right", unknown: "Not known" },
  notCheckedAgain: (problem: string) => `It could not be looked at again. ${problem}`,
  decide: "Confirm the company at the command line:",
  check: "Check again",
  checking: "Checking …",
  override: (title: string) => `Override “${title}” …`,
  notOverridable: "This can’t be overridden: no run works without it.",
  overrideTitle: (title: string) => `Let production start although “${title}” is not right?`,
  overrideBody:
    "It covers the line as it is now: should it become worse, production is shut again. You can take it back.",
  reasonLabel: "Why is it right to go on?",
  reasonHint: "It is kept with your name, for whoever reads the audit log.",
  reasonMissing: "Give a reason first.",
  overrideYes: "Override it",
  overrideNo: "No, go back",
  pending: "Sending …",
  overriddenHeading: "Overridden for real books",
  overriddenBy: (who: string, at: string) => `Overridden by ${who}, ${at}`,
  undo: (title: string) => `Take the override of “${title}” back`,
  command: (environment: string) => `npm run doctor -- --env ${environment}`,
} as const;
