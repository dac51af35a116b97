import { describe, expect, it } from "vitest";
import { type GateQuestion, MAX_AGE_MS, mergeLines, notReady, type StoredLine } from "./gate.ts";
import { green, READINESS_CODES, READINESS_TITLES, type ReadinessState, unknown } from "./line.ts";

const NOW = 1_800_000_000_000;
const STATES: ReadinessState[] = ["green", "warning", "unknown", "red"];
const stored = (change: Partial<StoredLine> = {}): StoredLine => ({
  code: "CLOCKS",
  title: READINESS_TITLES.CLOCKS,
  state: "green",
  finding: "They agree.",
  remedy: null,
  checkedAt: NOW,
  ...change,
});
const ask = (change: Partial<GateQuestion>) =>
  notReady({
    tripletexEnv: "production",
    lines: [stored()],
    overrides: [],
    now: NOW,
    hasWritten: false,
    ...change,
  });
const overridden = (state: ReadinessState) => [{ code: "CLOCKS" as const, reason: "Known", state }];

describe("the gate", () => {
  it("is shut before the first check", () => {
    expect(ask({ lines: [] })?.message).toContain("never checked");
  });

  it.each([
    ["green", false, true],
    ["warning", false, false],
    ["unknown", false, false],
    ["red", false, false],
    ["green", true, true],
    ["warning", true, true],
    ["unknown", true, false],
    ["red", true, false],
  ] as const)("a line that is %s, written before %s: open %s", (state, hasWritten, isOpen) => {
    expect(ask({ lines: [stored({ state })], hasWritten }) === null).toBe(isOpen);
  });

  it("an override covers the state that was seen and better ones, never a worse one", () => {
    for (const [index, seen] of STATES.entries()) {
      for (const [place, state] of STATES.entries()) {
        const isOpen = ask({ lines: [stored({ state })], overrides: overridden(seen) }) === null;
        expect({ seen, state, isOpen }).toEqual({ seen, state, isOpen: state === "green" || place <= index });
      }
    }
  });

  it("an override of another line, or of one without which no run works, covers nothing", () => {
    const lines = [stored({ code: "COMPANY", state: "red" })];
    expect(ask({ lines, overrides: [{ code: "COMPANY", reason: "x", state: "red" }] })).not.toBeNull();
    expect(
      ask({ lines: [stored({ code: "MAPPINGS", state: "red" })], overrides: overridden("red") }),
    ).not.toBeNull();
  });

  it("an answer of a week ago counts, one that is older does not", () => {
    expect(ask({ lines: [stored({ checkedAt: NOW - MAX_AGE_MS })] })).toBeNull();
    expect(ask({ lines: [stored({ checkedAt: NOW - MAX_AGE_MS - 1 })] })?.message).toContain("7 days");
  });

  it("names every line in the way, and the command", () => {
    const lines = READINESS_CODES.map((code) =>
      stored({ code, title: READINESS_TITLES[code], state: "red" }),
    );
    const problem = ask({ lines });
    for (const title of Object.values(READINESS_TITLES)) expect(problem?.message).toContain(title);
    expect(problem?.remedy).toContain("npm run doctor -- --env production");
  });
});

describe("a new check over an old one", () => {
  const down = unknown("CLOCKS", { isKnown: false, because: "Down.", remedy: "Wait.", kind: "unavailable" });
  const refused = unknown("CLOCKS", { isKnown: false, because: "No.", remedy: "Ask.", kind: "refused" });

  it("replaces what was found before", () => {
    const before = [stored({ state: "red", recheckProblem: "Down." })];
    const merged = mergeLines(before, [green("CLOCKS", "Fine.")], NOW + 1);
    expect(merged).toEqual([stored({ finding: "Fine.", checkedAt: NOW + 1 })]);
  });

  it.each(["green", "warning", "red"] as const)(
    "leaves a line that was %s when it could not be looked at",
    (state) => {
      const [line] = mergeLines([stored({ state })], [down], NOW + 1);
      expect(line).toMatchObject({ state, checkedAt: NOW, recheckProblem: expect.stringContaining("Down.") });
    },
  );

  it("says unknown when the system refused, when nothing was known, or when that is too old", () => {
    const unknownNow = { state: "unknown", checkedAt: NOW + 1 };
    expect(mergeLines([stored()], [refused], NOW + 1)).toMatchObject([unknownNow]);
    expect(mergeLines([], [down], NOW + 1)).toMatchObject([unknownNow]);
    const old = stored({ checkedAt: NOW - MAX_AGE_MS });
    expect(mergeLines([old], [down], NOW + 1)).toMatchObject([unknownNow]);
  });
});
