/** Words of the panel that says what keeps production shut. */

export const READINESS = {
  heading: "Not ready for real books",
  state: { green: "Right", warning: "Warning", red: "Not right", unknown: "Not known" },
  notCheckedAgain: (problem: string) => `It could not be looked at again. ${problem}`,
  decide: "Check again, confirm the company or override a line:",
  command: (environment: string) => `npm run doctor -- --env ${environment}`,
} as const;
