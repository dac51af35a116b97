/** Open items that a person closes against each other, as they show over real HTTP. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { invoiceBody, startTestCompany, type TestCompany } from "./testing.ts";

const FIELDS = "amountOutstanding,postings(id,amount,type,voucher(id),closeGroup(id))";

let company: TestCompany;
let customerId: number;
let invoiceId: number;
let againstId: number;

const bill = (kroner: number, customer = customerId) =>
  company.create(
    "/invoice?sendToCustomer=false",
    invoiceBody(customer, [
      { description: "Trening", count: 1, unitPriceExcludingVatCurrency: kroner, vatType: { id: 6 } },
    ]),
  );

beforeEach(async () => {
  company = await startTestCompany();
  customerId = await company.create("/customer", { name: "Kari Nordmann" });
  invoiceId = await bill(1_000);
  againstId = await bill(-400);
});
afterEach(() => company.simulator.close());

const shown = async (id: number) => (await company.get(`/invoice/${id}?fields=${FIELDS}`)).at("value");
const people = () => company.simulator.control;

async function outstanding(): Promise<unknown[]> {
  const found = await Promise.all([invoiceId, againstId].map(shown));
  return found.map((each) => (each as { amountOutstanding: unknown }).amountOutstanding);
}

describe.each(["outstanding", "closeGroup", "postings"] as const)("shown by %s", (setOffShows) => {
  beforeEach(() => people().changeSettings({ setOffShows }));

  test("takes 400,00 off what is outstanding on both, books nothing, and can be undone", async () => {
    const vouchers = company.simulator.state.vouchers.length;
    const before = [await shown(invoiceId), await shown(againstId)];
    people().setOff({ invoiceId, againstId, amount: 400 });
    expect(await outstanding()).toEqual([600, 0]);
    people().undoSetOff({ invoiceId, againstId });
    expect([await shown(invoiceId), await shown(againstId)]).toEqual(before);
    expect(company.simulator.state.vouchers).toHaveLength(vouchers);
  });

  test("stays when the rest is paid, and when a second part follows", async () => {
    people().setOff({ invoiceId, againstId, amount: 150 });
    expect(await outstanding()).toEqual([850, -250]);
    people().registerPayment({ invoiceId, date: "2026-02-10", amount: 600 });
    people().setOff({ invoiceId, againstId, amount: 250 });
    expect(await outstanding()).toEqual([0, 0]);
  });
});

test("shows nothing but the amounts, a close group that both share, or each document's posting on the other", async () => {
  people().setOff({ invoiceId, againstId, amount: 400 });
  expect(await shown(invoiceId)).toMatchObject({ postings: [{ amount: 1_000, closeGroup: null }] });
  people().undoSetOff({ invoiceId, againstId });

  people().changeSettings({ setOffShows: "closeGroup" });
  people().setOff({ invoiceId, againstId, amount: 400 });
  const group = company.simulator.state.postings.find(({ amount }) => amount === 1_000)?.closeGroup;
  expect(group).not.toBeNull();
  expect(await shown(invoiceId)).toMatchObject({ postings: [{ closeGroup: group }] });
  expect(await shown(againstId)).toMatchObject({ postings: [{ closeGroup: group }] });
  people().undoSetOff({ invoiceId, againstId });

  people().changeSettings({ setOffShows: "postings" });
  people().setOff({ invoiceId, againstId, amount: 400 });
  const type = "OUTGOING_INVOICE_CUSTOMER_POSTING";
  expect(await shown(invoiceId)).toMatchObject({ postings: [{ amount: 1_000 }, { amount: -400, type }] });
  expect(await shown(againstId)).toMatchObject({ postings: [{ amount: -400 }, { amount: 1_000, type }] });
  people().changeSettings({ postingTypeIsVisible: false });
  expect(await shown(invoiceId)).toMatchObject({ postings: [{ type: null }, { amount: -400, type: null }] });
});

test("refuses more than is open, another customer's document, and two invoices", async () => {
  const other = await company.create("/customer", { name: "Ola Nordmann" });
  const [strange, second] = [await bill(-400, other), await bill(500)];
  for (const [against, amount] of [
    [againstId, 400.01],
    [againstId, 0],
    [strange, 400],
    [second, 100],
  ] as const) {
    expect(() => people().setOff({ invoiceId, againstId: against, amount })).toThrow();
  }
  expect(() => people().undoSetOff({ invoiceId, againstId })).toThrow();
  expect(await outstanding()).toEqual([1_000, -400]);
});

test("lists documents by the voucher that is their own", async () => {
  const { invoices } = company.simulator.state;
  const voucherId = invoices.find(({ id }) => id === againstId)?.voucher?.id;
  const window = "invoiceDateFrom=2000-01-01&invoiceDateTo=2100-01-01";
  const answer = await company.get(`/invoice?${window}&voucherId=${voucherId},1&fields=id,voucher(id)`);
  expect(answer.at("values")).toEqual([{ id: againstId, voucher: { id: voucherId } }]);
});
