import { describe, expect, it } from "vitest";
import { companyLine } from "./company.ts";
import { clocksLine, entitlementsLine, rubicLine, settingsLine, tripletexLine } from "./connections.ts";
import { type Fact, known } from "./line.ts";
import { type CustomerSwitches, remindersLine } from "./reminders.ts";

const refused: Fact<never> = { isKnown: false, because: "Not allowed.", remedy: "Ask.", kind: "refused" };
const down: Fact<never> = { isKnown: false, because: "Away.", remedy: "Wait.", kind: "unavailable" };

describe("connections", () => {
  it.each([
    ["Rubic", rubicLine],
    ["Tripletex", tripletexLine],
  ] as const)("to %s: a refusal is red, a failure that passes is unknown", (_name, line) => {
    expect(line(refused)).toMatchObject({ state: "red", finding: "Not allowed.", isTransient: false });
    expect(line(down)).toMatchObject({ state: "unknown", isTransient: true });
  });

  it("a problem with the settings is shown as it is", () => {
    const problem = { message: "RUBIC_API_KEY is not set.", remedy: "Set it." };
    expect(settingsLine(problem)).toMatchObject({
      state: "red",
      finding: problem.message,
      remedy: "Set it.",
    });
  });
});

const probe = (path: string, answer: Fact<null>) => ({ path, answer });

describe("rights", () => {
  it("are red when one endpoint is refused, whatever the others say", () => {
    const line = entitlementsLine(known([probe("/order", down), probe("/product", refused)]), []);
    expect(line).toMatchObject({ state: "red", finding: expect.stringContaining("/product (Not allowed.)") });
  });

  it("are unknown when one endpoint could not be asked", () => {
    expect(entitlementsLine(known([probe("/order", down)]), []).state).toBe("unknown");
    expect(entitlementsLine(down, []).state).toBe("unknown");
  });

  it("are green with closed lists, which are named", () => {
    const line = entitlementsLine(known([probe("/order", known(null))]), ["customers", "products"]);
    expect(line).toMatchObject({
      state: "green",
      finding: expect.stringContaining("customers and products"),
    });
  });
});

describe("the company", () => {
  const club = { id: 7, name: "Klubben", organizationNumber: "999999999" };
  const other = { id: 8, name: "En annen" };
  const ask = (change: Partial<Parameters<typeof companyLine>[0]>) =>
    companyLine({
      tripletexEnv: "production",
      seen: known(club),
      pinned: null,
      confirmed: null,
      other: null,
      ...change,
    });

  it.each([
    ["seen and confirmed", { confirmed: club, pinned: club }, "green"],
    ["seen, but not confirmed", {}, "red"],
    ["seen in the sandbox, but not confirmed", { tripletexEnv: "sandbox" }, "warning"],
    ["another one than was confirmed", { confirmed: other }, "red"],
    ["another one than was synced", { confirmed: club, pinned: other }, "red"],
    ["the other environment's too", { confirmed: club, other: club }, "red"],
    ["not to be seen", { seen: down }, "unknown"],
  ] as const)("that is %s", (_what, change, state) => {
    expect(ask(change).state).toBe(state);
  });
});

describe("clocks", () => {
  it.each([
    [0, 0, "green"],
    [60_000, 0, "green"],
    [60_001, 0, "warning"],
    [0, -60_001, "warning"],
    [40_000, -40_000, "warning"],
    [300_000, 0, "warning"],
    [300_001, 0, "red"],
    [-200_000, 200_000, "red"],
    [null, 0, "unknown"],
    [0, null, "unknown"],
  ] as const)("Rubic %s ms and Tripletex %s ms from ours: %s", (rubic, tripletex, state) => {
    expect(clocksLine({ rubic, tripletex }).state).toBe(state);
  });
});

describe("reminders and sending", () => {
  const quiet: CustomerSwitches = {
    number: 1,
    isAutomaticReminderEnabled: false,
    isAutomaticSoftReminderEnabled: false,
    isAutomaticNoticeOfDebtCollectionEnabled: false,
    isFactoring: false,
    invoiceSendSMSNotification: false,
    invoiceSendMethod: "MANUAL",
  };
  const judge = (change: Partial<CustomerSwitches>) =>
    remindersLine(known([{ ...quiet, ...change }]), known(new Set([1])));

  it.each([
    [{ isAutomaticReminderEnabled: true }, "automatic reminders: 1 (1)"],
    [{ isAutomaticSoftReminderEnabled: true }, "automatic reminders: 1 (1)"],
    [{ isAutomaticNoticeOfDebtCollectionEnabled: true }, "debt collection notices: 1 (1)"],
    [{ isFactoring: true }, "factoring: 1 (1)"],
    [{ invoiceSendSMSNotification: true }, "SMS: 1 (1)"],
    [{ invoiceSendMethod: "EMAIL" }, "sending other than by hand: 1 (1)"],
    [{ invoiceSendMethod: null }, "sending other than by hand: 1 (1)"],
  ])("%j is a warning", (change, words) => {
    expect(judge(change)).toMatchObject({ state: "warning", finding: expect.stringContaining(words) });
  });

  it("are nobody's business on customers that Rubic does not have", () => {
    expect(judge({ number: 2, isFactoring: true }).state).toBe("green");
    expect(judge({}).state).toBe("green");
  });

  it("are unknown where customers can't be listed", () => {
    expect(remindersLine(refused, known(new Set([1]))).state).toBe("unknown");
  });
});
