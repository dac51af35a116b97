import { describe, expect, test } from "vitest";
import { computeTruth, differenceOere, type TruthInput } from "./truth.ts";

const NOW = Date.parse("2026-11-21T14:00:00Z");
const COMPARED_AT = Date.parse("2026-11-21T13:02:00Z");
const EQUAL = {
  rubicCount: 2,
  rubicOere: 90_000,
  tripletexCount: 2,
  tripletexOere: 90_000,
  heldCount: 0,
  heldOere: 0,
  ignoredCount: 0,
  ignoredOere: 0,
};

function input(changes: Partial<TruthInput> = {}): TruthInput {
  return {
    booksFrom: "2025-01-01",
    comparison: { comparedAt: COMPARED_AT, invoices: EQUAL, payments: EQUAL, differenceCount: 0 },
    heldCount: 0,
    heldOere: 0,
    inDoubtCount: 0,
    isRunLive: false,
    lastProblem: null,
    writingStopped: null,
    notReady: null,
    ...changes,
  };
}

function truth(changes: Partial<TruthInput> = {}) {
  const { tone, sentence } = computeTruth(input(changes), NOW);
  return { tone, sentence: sentence.replace(/\u00a0|\u202f/g, " ").replace("−", "-") };
}

function compared(changes: Partial<NonNullable<TruthInput["comparison"]>>): Partial<TruthInput> {
  return {
    comparison: { comparedAt: COMPARED_AT, invoices: EQUAL, payments: EQUAL, differenceCount: 0, ...changes },
  };
}

test("says that everything is there when nothing is missing, held or in doubt", () => {
  expect(truth()).toEqual({
    tone: "good",
    sentence: "Everything from 1 January 2025 is in Tripletex, equal to the øre as of 14:02.",
  });
});

test.each<[Partial<TruthInput>, string]>([
  [
    { heldCount: 1, heldOere: 40_000 },
    "Everything else from 1 January 2025 is in Tripletex, equal to the øre as of 14:02; 1 record is held, 400,00 kr.",
  ],
  [
    { heldCount: 3, heldOere: -5_000 },
    "Everything else from 1 January 2025 is in Tripletex, equal to the øre as of 14:02; 3 records are held, -50,00 kr.",
  ],
  [
    { inDoubtCount: 2 },
    "Everything else from 1 January 2025 is in Tripletex, equal to the øre as of 14:02; the outcome of 2 is not known yet.",
  ],
  [
    { writingStopped: { reason: "audit" } },
    "Everything from 1 January 2025 is in Tripletex, equal to the øre as of 14:02; all writing is stopped.",
  ],
])("asks for attention with %o", (changes, sentence) => {
  expect(truth(changes)).toEqual({ tone: "attention", sentence });
});

test("tells the age of the months that were not compared again", () => {
  const oldestMonthComparedAt = Date.parse("2026-11-15T01:30:00Z");
  expect(truth(compared({ oldestMonthComparedAt })).sentence).toBe(
    "Everything from 1 January 2025 is in Tripletex, equal to the øre as of 14:02 (15 Nov 02:30 for months that no sync has touched since).",
  );
});

describe("a difference", () => {
  const short = { ...EQUAL, tripletexOere: 80_000 };
  const long = { ...EQUAL, tripletexOere: 100_000 };

  test("is bad, however small", () => {
    const invoices = { ...EQUAL, tripletexOere: 89_999 };
    expect(truth(compared({ invoices }))).toEqual({
      tone: "bad",
      sentence: "Rubic and Tripletex differ by 0,01 kr since 1 January 2025, as of 14:02.",
    });
  });

  test("of invoices is not made good by one of payments", () => {
    expect(truth(compared({ invoices: short, payments: long })).sentence).toContain("differ by 200,00 kr");
  });

  test("in single documents is bad even if the sums agree", () => {
    expect(truth(compared({ differenceCount: 2 })).tone).toBe("bad");
  });

  test("is told together with what is held", () => {
    expect(truth({ ...compared({ invoices: short }), heldCount: 1, heldOere: 100 }).sentence).toContain(
      "differ by 100,00 kr since 1 January 2025, as of 14:02; 1 record is held, 1,00 kr.",
    );
  });

  test("that is held is none", () => {
    const held = { ...short, heldCount: 1, heldOere: 10_000 };
    expect(differenceOere(held)).toBe(0);
    expect(truth(compared({ invoices: held })).tone).toBe("good");
  });

  test("is none where what is held or left out is in Tripletex already, and one where it is not", () => {
    const amounts = { rubicOere: 70_000, heldOere: 40_000, ignoredOere: 30_000, alreadyPaidOere: 70_000 };
    expect(differenceOere({ ...amounts, tripletexOere: 70_000 })).toBe(0);
    expect(differenceOere({ ...amounts, tripletexOere: 50_000 })).toBe(20_000);
  });
});

describe("the reading of the months", () => {
  const allReadAt = Date.parse("2026-11-21T02:43:00Z");
  const reading = { readAt: COMPARED_AT, allReadAt, differingMonths: [] as string[], differenceCount: 0 };

  test("makes old months as young as it is", () => {
    const oldestMonthComparedAt = Date.parse("2026-11-15T01:30:00Z");
    const old = compared({ oldestMonthComparedAt });
    expect(truth({ ...old, reconciliation: reading }).sentence).toContain(
      "as of 14:02 (03:43 for months that no sync has touched since)",
    );
    const young = { ...reading, allReadAt: COMPARED_AT };
    expect(truth({ ...old, reconciliation: young }).sentence).toContain("equal to the øre as of 14:02.");
  });

  test("is bad when a month differs, and names it", () => {
    const differing = { ...reading, differingMonths: ["2026-03-01", "2026-04-01"], differenceCount: 3 };
    expect(truth({ reconciliation: differing, heldCount: 1, heldOere: 100 })).toEqual({
      tone: "bad",
      sentence:
        "Rubic and Tripletex differ on 3 documents in March 2026 and April 2026, as of 14:02; 1 record is held, 1,00 kr.",
    });
    const many = ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01"];
    expect(truth({ reconciliation: { ...differing, differingMonths: many } }).sentence).toContain(
      "January 2026, February 2026, March 2026 and 2 more months",
    );
  });
});

test.each([
  [["2026-12-10", "2026-11-30"], "3 records are held, 4 512,00 kr, VAT return due in 9 days."],
  [["2026-11-22"], "3 records are held, 4 512,00 kr, VAT return due in 1 day."],
  [["2026-11-21"], "3 records are held, 4 512,00 kr, VAT return due today."],
  [["2026-11-19"], "3 records are held, 4 512,00 kr, VAT return was due 2 days ago."],
  [[], "3 records are held, 4 512,00 kr."],
])("says when the first VAT return of what is held is due: %s", (dueDates, end) => {
  const deadlines = { terms: dueDates.map((dueDate) => ({ dueDate })) };
  expect(truth({ heldCount: 3, heldOere: 451_200, deadlines }).sentence).toMatch(new RegExp(`; ${end}$`));
});

test("a failed sync is bad even if the last comparison was equal", () => {
  expect(truth({ lastProblem: { message: "The key is wrong." } })).toEqual({
    tone: "bad",
    sentence: expect.stringMatching(
      /^The last sync failed: The key is wrong\. Before that: Everything .+\.$/,
    ),
  });
});

test.each<[Partial<TruthInput>, string, string]>([
  [{ comparison: null }, "unknown", "Nothing is synced yet. Press “Sync now” to start."],
  [{ comparison: null, isRunLive: true }, "unknown", "The first sync is running; nothing is compared yet."],
  [{ booksFrom: null }, "unknown", "Nothing is synced yet. Press “Sync now” to start."],
  [{ comparison: null, lastProblem: { message: "No key." } }, "bad", "Nothing is compared yet: No key."],
])("claims nothing before the first comparison: %o", (changes, tone, sentence) => {
  expect(truth(changes)).toEqual({ tone, sentence });
});

test("says that no sync can start where readiness keeps the environment shut, before the first sync and later", () => {
  const notReady = { message: "The environment production is not ready." };
  expect(truth({ notReady, comparison: null, booksFrom: null })).toEqual({
    tone: "attention",
    sentence: "Nothing is synced yet; no sync can start before the environment is ready for real books.",
  });
  expect(truth({ notReady })).toEqual({
    tone: "attention",
    sentence:
      "Everything from 1 January 2025 is in Tripletex, equal to the øre as of 14:02; no sync can start before the environment is ready for real books.",
  });
});
