import { loadOnce } from "../faults/backend.ts";
import { liveYear } from "./year.ts";

const r = await liveYear(await loadOnce({ checksCalls: false }), {
  seed: 1,
  members: 200,
  months: 3,
  syncsEvery: 2,
});
for (const v of r.violations) console.log(v);
const { machine, accountant, club } = r.scene;
console.log([...accountant.aliases]);
const b = machine.backend();
console.log(
  b.rows("customerMapping").filter((m) => m.rubicCustomerNo === "10118" || m.rubicCustomerNo === "10090"),
);
console.log(b.rows("holds").filter((h) => h.kind === "customer" && ["10118", "10090"].includes(h.rubicKey)));
console.log(club.world.customers.filter((c) => c.customerNo === "10118" || c.customerNo === "10090"));
console.log(
  club.world.invoices
    .filter((c) => c.customer.customerNo === "10118")
    .map((i) => [i.invoiceNumber, i.created, i.customer.ledgerCustomerNo]),
);
console.log(
  b
    .rows("auditLog")
    .filter((a) => a.act.includes("link"))
    .map((a) => [new Date(a.at).toISOString(), a.act, a.details]),
);
