/** A link that a person takes back while the months are read: no month is stored that mixes what was before with what is after. */
import { beforeEach, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import { OPERATOR, type TestDeployment } from "../setup.testing.ts";
import { openMonth } from "./monthDoor.ts";
import {
  IN_SANDBOX,
  monthsOf,
  NOW,
  oneStep,
  openDeployment,
  remotesOf,
  rowOf,
  stepToEnd,
} from "./reconcile.testing.ts";

const FEW = 12;
const MINUTE_MS = 60_000;
const JANUARY = { from: "2026-01-01", toExclusive: "2026-02-01" };
const UNLINKED = 12;

let t: TestDeployment;
beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  t = await openDeployment(FEW);
  await t.run(async (ctx) => await openMonth(ctx, "sandbox", JANUARY));
});

const january = async () => (await monthsOf(t)).find(({ from }) => from === JANUARY.from);

test("the month is read again a minute later, as it is then", async () => {
  await t.mutation(internal.sync.reconcile.start, { ...IN_SANDBOX, scope: "all", actor: OPERATOR });
  const stepping = { remotes: remotesOf(FEW), isHasty: true };
  while ((await rowOf(t)).work?.isStaged !== true) await oneStep(t, stepping);
  const record = { kind: "invoice", rubicKey: String(UNLINKED), withPayments: true } as const;
  const by = { ...IN_SANDBOX, actor: OPERATOR, reason: "Feil faktura" };
  await t.mutation(internal.sync.linkStore.remove, { ...by, ...record });
  await stepToEnd(t, stepping);
  expect(await january()).toBeUndefined();
  expect((await rowOf(t)).left?.months).toEqual([JANUARY.from]);
  vi.setSystemTime(Date.now() + MINUTE_MS);
  await t.mutation(internal.sync.reconcile.startDueIn, IN_SANDBOX);
  await stepToEnd(t, stepping);
  const items = (await january())?.items ?? [];
  expect(items).toContainEqual(
    expect.objectContaining({ label: `Invoice ${UNLINKED}`, holdCode: "UNLINKED" }),
  );
});
