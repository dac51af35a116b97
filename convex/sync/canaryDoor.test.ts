import { beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import {
  commitArgs,
  convexErrorOf,
  createTest,
  type Holder,
  holdOf,
  mappingOf,
  OPERATOR,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";

const LINE = {
  vatTypeId: 3,
  accountId: 40,
  accountNumber: 3020,
  netOere: 80_000,
  grossOere: 100_000,
  isIncludingVat: false,
};
const VERDICT = { differences: [], areAccountsSeen: true, bookedOere: 100_000 };
const WRONG = { ...VERDICT, differences: ["VAT is 0,00 kr in Tripletex and 200,00 kr in Rubic"] };

function invoiceIntent(id: number, kinds: string[]) {
  return {
    kind: "invoice" as const,
    rubicKey: String(id),
    action: "create" as const,
    label: `Invoice ${id}`,
    requestHash: "hash",
    expectation: {
      kind: "invoice" as const,
      invoiceNumber: 20_000 + id,
      orderNumber: `RUBIC-${id}`,
      customerId: 5,
      invoiceDate: "2026-03-01",
      invoiceDueDate: "2026-03-15",
      netOere: 80_000,
      grossOere: 100_000,
    },
    canary: { kinds, lines: [LINE] },
  };
}

let t: TestDeployment;
let holder: Holder;

const store = (...intents: ReturnType<typeof invoiceIntent>[]) =>
  t.mutation(internal.sync.intents.store, { ...holder, intents });

const commit = (results: Parameters<typeof commitArgs>[1]) =>
  t.mutation(internal.sync.commit.commit, commitArgs(holder, results));

const book = (id: number) =>
  commit({
    results: [
      {
        outcome: "mapped",
        how: "created",
        rubicKey: String(id),
        label: `Invoice ${id}`,
        mapping: mappingOf("invoice", id, 100 + id),
      },
    ],
  });
const drop = (id: number) =>
  commit({ results: [{ outcome: "dropped", kind: "invoice", rubicKey: String(id) }] });
const judge = (id: number, verdict: typeof VERDICT | typeof WRONG) =>
  t.mutation(internal.sync.canaries.judge, { ...holder, rubicKey: String(id), ...verdict });
const read = () => t.query(internal.sync.canaries.read, { tripletexEnv: "sandbox" });

async function prove(id: number, kinds: string[]): Promise<void> {
  await store(invoiceIntent(id, kinds));
  await book(id);
  await judge(id, VERDICT);
}

beforeEach(async () => {
  vi.useFakeTimers({ now: 5_000 });
  t = createTest();
  holder = await startRun(t);
});

describe("the gate in front of what is sent", () => {
  test("lets invoices of proven kinds through together", async () => {
    await prove(1, ["a", "b"]);
    await store(invoiceIntent(2, ["a"]), invoiceIntent(3, ["b"]), invoiceIntent(4, ["a", "b"]));
    expect(await read()).toEqual({ proven: ["a", "b"], waiting: [], toJudge: [] });
  });

  test("refuses a new kind that is not alone, and stores nothing", async () => {
    await prove(1, ["a"]);
    for (const kinds of [["b"], ["a", "b"]]) {
      const error = await convexErrorOf(store(invoiceIntent(2, ["a"]), invoiceIntent(3, kinds)));
      expect(error).toMatchObject({ code: "CANARY_OUT", remedy: expect.any(String) });
    }
    expect(await t.run((ctx) => ctx.db.query("intents").collect())).toEqual([]);
    expect((await read()).proven).toEqual(["a"]);
  });

  test("refuses the second of a kind while the first one's outcome is unknown", async () => {
    await store(invoiceIntent(1, ["a"]));
    expect(await read()).toEqual({
      proven: [],
      waiting: [{ kind: "a", label: "Invoice 1", rubicKey: "1" }],
      toJudge: [],
    });
    expect((await convexErrorOf(store(invoiceIntent(2, ["a"])))).code).toBe("CANARY_OUT");
    await store(invoiceIntent(3, ["b"]));
  });

  test("refuses the second of a kind while the first one is booked and not compared", async () => {
    await store(invoiceIntent(1, ["a", "b"]));
    await book(1);
    const { toJudge } = await read();
    expect(toJudge).toMatchObject([{ rubicKey: "1", kinds: ["a", "b"], tripletexInvoiceId: 101 }]);
    expect(toJudge[0]?.expected).toEqual({ invoice: invoiceIntent(1, []).expectation, lines: [LINE] });
    expect((await convexErrorOf(store(invoiceIntent(2, ["b"])))).code).toBe("CANARY_OUT");
  });

  test("takes the next invoice as the first one when the first never reached Tripletex", async () => {
    await store(invoiceIntent(1, ["a"]));
    await drop(1);
    await store(invoiceIntent(2, ["a"]));
    const rows = await t.run((ctx) => ctx.db.query("canaries").collect());
    expect(rows.map(({ kind, rubicKey, state }) => [kind, rubicKey, state])).toEqual([["a", "2", "pending"]]);
  });

  test("keeps the kinds of the two environments apart", async () => {
    await prove(1, ["a"]);
    holder = await startRun(t, "production");
    const error = await convexErrorOf(store(invoiceIntent(2, ["a"]), invoiceIntent(3, ["a"])));
    expect(error.code).toBe("CANARY_OUT");
  });
});

async function fail(): Promise<void> {
  await prove(1, ["b"]);
  await store(invoiceIntent(2, ["a"]));
  await book(2);
  await judge(2, WRONG);
}

describe("the verdict about a first invoice", () => {
  test.each([
    ["agrees", VERDICT, 1],
    ["differs", WRONG, 60_000 + 3_540_000],
  ])(
    "%s: what waits for it is due before all that is overdue by itself, or stays",
    async (_name, verdict, dueAt) => {
      await store(invoiceIntent(1, ["a"]));
      await book(1);
      vi.setSystemTime(0);
      const hold = holdOf({ code: "CANARY_PENDING" });
      await commit({
        results: [{ outcome: "held", kind: "invoice", rubicKey: "2", hold, removesIntent: false }],
      });
      vi.setSystemTime(60_000);
      await judge(1, verdict);
      expect((await findHold("2")).nextAttemptAt).toBe(dueAt);
    },
  );
});

async function findHold(rubicKey: string) {
  const holds = await t.run((ctx) => ctx.db.query("holds").collect());
  const hold = holds.find((each) => each.rubicKey === rubicKey);
  if (hold === undefined) throw new Error(`${rubicKey} is not held`);
  return hold;
}

describe("a first invoice that was booked differently", () => {
  test("is held, with the difference in words and nothing missing in the sums", async () => {
    await fail();
    expect(await findHold("2")).toMatchObject({ code: "BOOKED_DIFFERENTLY", state: "open", amountOere: 0 });
    expect((await findHold("2")).message).toContain("VAT is 0,00 kr in Tripletex and 200,00 kr in Rubic");
  });

  test("keeps its kind closed as long as it is held", async () => {
    await fail();
    expect((await read()).waiting).toEqual([{ kind: "a", label: "Invoice 2", rubicKey: "2" }]);
    expect((await convexErrorOf(store(invoiceIntent(3, ["a"])))).code).toBe("CANARY_OUT");
  });

  test("lets every kind be tried anew, alone, once a person has left it out with a reason", async () => {
    await fail();
    const { _id: holdId } = await findHold("2");
    await t.mutation(internal.sync.holdActs.ignore, { holdId, reason: "Kreditert", actor: OPERATOR });
    expect(await read()).toEqual({ proven: [], waiting: [], toJudge: [] });
    await store(invoiceIntent(3, ["a"]));
    expect((await convexErrorOf(store(invoiceIntent(4, ["a"])))).code).toBe("CANARY_OUT");
  });
});
