import { test } from "vitest";
import { closeRemotes, startStack } from "../helpers/stack.ts";

test("probe", async () => {
  const t0 = Date.now();
  const stack = await startStack({ members: 40 });
  console.log("start", Date.now() - t0);
  const run = await stack.sync("sandbox", "all", "full");
  console.log("sync", Date.now() - t0, JSON.stringify(run, null, 1));
  const o = await stack.overview("sandbox");
  console.log(JSON.stringify(o.comparison), o.heldCount);
  for (const h of await stack.openHolds("sandbox")) console.log(h.kind, h.code, h.message);
  const log = stack.remotes.sandbox.control.requests.list();
  const c: Record<string, number> = {};
  for (const r of log) c[r.method + " " + r.template] = (c[r.method + " " + r.template] ?? 0) + 1;
  console.log(c, stack.remotes.sandbox.control.ignoredParameters);
  const t1 = Date.now();
  const r2 = await stack.sync("sandbox");
  console.log("sync2", Date.now() - t1, r2.status);
  console.log(
    stack.remotes.rubic.world.invoices.length,
    stack.remotes.rubic.world.transactions.length,
    stack.remotes.rubic.world.customers.length,
  );
  await stack.close();
  await closeRemotes(stack.remotes);
});
