import { expect, test } from "vitest";
import { MENDERS } from "../../sync/codes.ts";
import type { HoldKind, HoldState } from "../data.ts";
import { parseHoldKind, parseMender } from "../environments.ts";
import { holdsAddress, parseHoldState } from "./address.ts";

const KINDS: readonly (HoldKind | null)[] = [null, "product", "customer", "invoice", "payment"];
const STATES: readonly HoldState[] = ["open", "ignored"];

test("every view comes back from its own address", () => {
  for (const kind of KINDS) {
    for (const state of STATES) {
      for (const awaits of [null, ...MENDERS]) {
        const { searchParams } = new URL(
          holdsAddress({ environment: "production", kind, awaits, state }),
          "http://page",
        );
        expect(parseHoldKind(searchParams.get("kind"))).toBe(kind);
        expect(parseHoldState(searchParams.get("show"))).toBe(state);
        expect(parseMender(searchParams.get("for"))).toBe(awaits);
      }
    }
  }
});

test("what is held, of all kinds, has the bare address", () => {
  expect(holdsAddress({ environment: "sandbox", kind: null, awaits: null, state: "open" })).toBe(
    "/sandbox/holds",
  );
});

test("an unknown word in the address shows what is held", () => {
  expect(parseHoldState("everything")).toBe("open");
  expect(parseHoldState(null)).toBe("open");
  expect(parseMender("somebody")).toBeNull();
});
