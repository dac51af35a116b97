/** The customers of the table of situations in docs/accounting.md, each driven through a whole sync. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { World } from "../../src/simulators/world/index.ts";
import { expectHold, findBooked, findCustomer, noHold } from "../helpers/situations.ts";
import { createSmallWorld, customerNoOf } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";

const MEMBERSHIP = [{ productID: 101 }];
const COMPANY = { customerType: 2, customerTypeName: "Bedrift" } as const;

async function closeAll(stack: Stack): Promise<void> {
  await stack.close();
  await closeRemotes(stack.remotes);
}

const bill = (world: World, customerNo: string | null) => world.addInvoice({ customerNo, lines: MEMBERSHIP });

/** A company in Rubic's register of members; the number's check digit is right. */
function addCompany(world: World, customerNo: string, organizationNumber: string | null): void {
  const customer = world.addCustomer({
    customerNo,
    customerName: `Prøvebedrift ${customerNo} AS`,
    ...COMPANY,
  });
  world.companies.push({
    companyID: Number(customerNo),
    companyName: customer.customerName,
    registrationAuthorityOrganizationNumber: organizationNumber,
    email: null,
    alternateEmail: null,
    countryCode: null,
    mobile: null,
    address: null,
    address2: null,
    zipCode: null,
    city: null,
    countryName: null,
    memberNo: Number(customerNo),
    ledgerCustomerNo: null,
    memberStatus: 1,
    created: `${world.today}T00:00:00`,
    modified: null,
  });
}

/** Everything at once, so that one sync meets all of it. */
function prepare(world: World) {
  world.addCustomer({ customerNo: null, customerName: "Uten Nummer" });
  world.addCustomer({ customerNo: "G-2041", customerName: "Gjest Testmo" });
  world.addCustomer({ customerNo: "00417", customerName: "Nulla Eksempelrud" });
  world.addCustomer({ customerNo: "55001", customerName: "Ola Prøvesen" });
  world.addCustomer({ customerNo: "55002", customerName: "Kari Delt", ledgerCustomerNo: "77002" });
  world.addCustomer({ customerNo: "55003", customerName: "Per Delt", ledgerCustomerNo: "77002" });
  world.addCustomer({ customerNo: "55004", customerName: "Reskontro Mønsterås", ledgerCustomerNo: "77004" });
  const first = world.addCustomer({ customerNo: "55005", customerName: "Dobbel En" });
  world.customers.push({ ...first, customerName: "Dobbel To" });
  world.addCustomer({ customerNo: "55006", customerName: "Feil Epost", email: "feil@" });
  world.addCustomer({
    customerNo: "55007",
    customerName: "Svea Oppdiktsen",
    address: "Provgatan 7",
    zipCode: "11455",
    city: "STOCKHOLM",
    countryName: "Sverige",
    countryCode: "+46",
  });
  addCompany(world, "55008", "123456785");
  addCompany(world, "55009", null);
  const gone = world.addCustomer({ customerNo: "55010", customerName: "Bare Faktura" });
  const taken = world.addCustomer({ customerNo: "55011", customerName: "Bare Faktura Opptatt" });
  const doubled = world.addCustomer({ customerNo: "55012", customerName: "Bare Faktura En" });
  const payerDoubled = bill(world, "55012");
  world.customers = world.customers.filter((customer) => customer !== doubled);
  world.customers.push({ ...doubled, customerName: "Bare Faktura To" });
  const payerDoubledToo = bill(world, "55012");
  world.customers.pop();
  const invoices = {
    payerDoubled,
    payerDoubledToo,
    withoutNumber: bill(world, null),
    payerOnly: bill(world, "55010"),
    payerOnlyAgain: bill(world, "55010"),
    payerTaken: bill(world, "55011"),
    ended: bill(world, customerNoOf(world, 0)),
    company: bill(world, "55008"),
  };
  world.customers = world.customers.filter((customer) => customer !== gone && customer !== taken);
  for (const person of world.persons) person.memberStatus = 2;
  return invoices;
}

describe("customers as Rubic has them", () => {
  let stack: Stack;
  let invoices: ReturnType<typeof prepare>;

  beforeAll(async () => {
    const remotes = await startRemotes({ world: createSmallWorld() });
    invoices = prepare(remotes.rubic.world);
    remotes.sandbox.control.createCustomer({ name: "Fremmed AS", customerNumber: 55_001 });
    remotes.sandbox.control.createCustomer({ name: "En Helt Annen", customerNumber: 55_011 });
    stack = await startStack({ remotes });
    await stack.sync("sandbox", "all", "full");
  });
  afterAll(() => closeAll(stack));

  test("a customer without a number is held, and so is its invoice", async () => {
    const [hold] = (await stack.openHolds("sandbox")).filter(
      ({ code }) => code === "CUSTOMER_WITHOUT_NUMBER",
    );
    expect(hold?.label).toContain("Uten Nummer");
    await expectHold(stack, "invoice", invoices.withoutNumber.invoiceID, {
      code: "CUSTOMER_NOT_IN_TRIPLETEX",
      amountOere: 65_000,
    });
  });

  test("a customer number with letters is held", async () => {
    await expectHold(stack, "customer", "G-2041", { code: "CUSTOMER_NUMBER_NOT_USABLE" });
  });

  test("a customer number with leading zeros is held, not taken for the number without", async () => {
    await expectHold(stack, "customer", "00417", { code: "CUSTOMER_NUMBER_NOT_USABLE" });
    expect(findCustomer(stack, 417)).toBeUndefined();
  });

  test("a number that a stranger has in Tripletex is held, and the stranger is left alone", async () => {
    await expectHold(stack, "customer", "55001", { code: "CUSTOMER_NUMBER_TAKEN" });
    expect(findCustomer(stack, 55_001)?.name).toBe("Fremmed AS");
  });

  test("two customers with one ledger number: one is booked, the other held", async () => {
    const [held, ...others] = (await stack.openHolds("sandbox")).filter(({ label }) =>
      label.includes("Delt"),
    );
    expect(others).toEqual([]);
    expect(held).toMatchObject({ kind: "customer", code: "CUSTOMER_NUMBER_TAKEN" });
    expect(findCustomer(stack, 77_002)?.name).toMatch(/ Delt$/);
  });

  test("the ledger customer number is the number in Tripletex", async () => {
    expect(findCustomer(stack, 77_004)?.name).toBe("Reskontro Mønsterås");
    expect(findCustomer(stack, 55_004)).toBeUndefined();
    await noHold(stack, "customer", "55004");
  });

  test("a number that Rubic gives to two customers is held", async () => {
    await expectHold(stack, "customer", "55005", { code: "CUSTOMER_NUMBER_DUPLICATE" });
    expect(findCustomer(stack, 55_005)).toBeUndefined();
  });

  test("an unusable e-mail address is left out; the customer is booked", async () => {
    expect(findCustomer(stack, 55_006)?.email).toBe("");
    await noHold(stack, "customer", "55006");
  });

  test("a foreign address keeps its country", () => {
    const customer = findCustomer(stack, 55_007);
    const address = stack.remotes.sandbox.state.addresses.find(
      ({ id }) => id === customer?.postalAddress?.id,
    );
    expect(address).toMatchObject({ city: "STOCKHOLM", postalCode: "11455", country: { id: 191 } });
  });

  test("a company gets the organisation number of Rubic's register of companies", () => {
    expect(findCustomer(stack, 55_008)).toMatchObject({
      organizationNumber: "123456785",
      isPrivateIndividual: false,
    });
  });

  test("a company without organisation number is booked without one", async () => {
    expect(findCustomer(stack, 55_009)).toMatchObject({ organizationNumber: "", isPrivateIndividual: false });
    await noHold(stack, "customer", "55009");
  });

  test("a payer whom only invoices name becomes a customer, once, and the invoices are booked", async () => {
    const { sandbox } = stack.remotes;
    const payer = findCustomer(stack, 55_010);
    expect(payer).toMatchObject({ name: "Bare Faktura", invoiceSendMethod: "MANUAL" });
    expect(sandbox.state.customers.filter(({ customerNumber }) => customerNumber === 55_010)).toHaveLength(1);
    for (const invoice of [invoices.payerOnly, invoices.payerOnlyAgain]) {
      expect(findBooked(stack, invoice)?.customer.id).toBe(payer?.id);
    }
  });

  test("a payer whom only an invoice names, with the number of a stranger, holds the invoice and says why", async () => {
    const hold = await expectHold(stack, "invoice", invoices.payerTaken.invoiceID, {
      code: "CUSTOMER_NOT_IN_TRIPLETEX",
      amountOere: 65_000,
    });
    expect(hold.message).toContain("“En Helt Annen” in Tripletex");
  });

  test("two payers with one number whom only invoices name hold both invoices, and neither becomes a customer", async () => {
    for (const { invoiceID } of [invoices.payerDoubled, invoices.payerDoubledToo]) {
      const hold = await expectHold(stack, "invoice", invoiceID, {
        code: "CUSTOMER_NOT_IN_TRIPLETEX",
        amountOere: 65_000,
      });
      expect(hold.message).toContain("shares its number with another customer in Rubic");
    }
    expect(findCustomer(stack, 55_012)).toBeUndefined();
  });

  test("the invoice of a member who has left is booked like any other", async () => {
    expect(findBooked(stack, invoices.ended)?.amount).toBe(650);
  });

  test("a second sync changes nothing of all this", async () => {
    const before = (await stack.openHolds("sandbox")).map(({ rubicKey, code }) => `${rubicKey} ${code}`);
    stack.remotes.sandbox.control.requests.clear();
    await stack.sync("sandbox");
    const after = (await stack.openHolds("sandbox")).map(({ rubicKey, code }) => `${rubicKey} ${code}`);
    expect(after.toSorted()).toEqual(before.toSorted());
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
  });
});

describe("customers that change", () => {
  let stack: Stack;
  let world: World;
  const ORGANIZATION = "123456785";

  beforeAll(async () => {
    const remotes = await startRemotes({ world: createSmallWorld() });
    world = remotes.rubic.world;
    addCompany(world, "55008", ORGANIZATION);
    stack = await startStack({ remotes });
    await stack.sync("sandbox", "customers");
  });
  afterAll(() => closeAll(stack));

  const number = (index: number) => Number(customerNoOf(world, index));
  const addressOf = (customerNumber: number) => {
    const id = findCustomer(stack, customerNumber)?.postalAddress?.id;
    return stack.remotes.sandbox.state.addresses.find((address) => address.id === id);
  };

  test("an address emptied in Rubic stays in Tripletex", async () => {
    const before = addressOf(number(0));
    expect(before?.addressLine1).not.toBe("");
    world.changeCustomer(customerNoOf(world, 0), {
      address: null,
      address2: null,
      zipCode: null,
      city: null,
    });
    stack.remotes.sandbox.control.requests.clear();
    await stack.sync("sandbox", "customers");
    expect(addressOf(number(0))).toEqual(before);
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
  });

  test("what the accountant filled in stays when Rubic changes something else", async () => {
    const existing = findCustomer(stack, number(1));
    stack.remotes.sandbox.control.editCustomer({
      customerId: existing?.id ?? 0,
      changes: { invoiceEmail: "regnskap@eksempel.test", isInactive: true },
    });
    world.changeCustomer(customerNoOf(world, 1), { mobile: "41234567" });
    await stack.sync("sandbox", "customers");
    expect(findCustomer(stack, number(1))).toMatchObject({
      invoiceEmail: "regnskap@eksempel.test",
      isInactive: true,
      phoneNumberMobile: "41234567",
      email: existing?.email,
    });
  });

  test("a version conflict is read and written once more", async () => {
    const { control } = stack.remotes.sandbox;
    control.faults.add({
      kind: "status",
      status: 409,
      method: "PUT",
      path: "/customer/{id}",
      body: { code: 8000 },
    });
    world.changeCustomer(customerNoOf(world, 2), { city: "BERGEN" });
    await stack.sync("sandbox", "customers");
    expect(addressOf(number(2))?.city).toBe("BERGEN");
    await noHold(stack, "customer", customerNoOf(world, 2));
  });

  test("a customer that somebody keeps editing waits for the next sync", async () => {
    const { control } = stack.remotes.sandbox;
    const conflict = {
      kind: "status",
      status: 409,
      method: "PUT",
      path: "/customer/{id}",
      times: 2,
    } as const;
    control.faults.add({ ...conflict, body: { code: 8000 } });
    world.changeCustomer(customerNoOf(world, 2), { city: "HAMAR" });
    await stack.sync("sandbox", "customers");
    await expectHold(stack, "customer", customerNoOf(world, 2), { code: "EDITED_MEANWHILE" });
    await stack.sync("sandbox", "customers");
    await noHold(stack, "customer", customerNoOf(world, 2));
    expect(addressOf(number(2))?.city).toBe("HAMAR");
  });

  test("an address that Tripletex accepts and does not keep is held", async () => {
    const { control } = stack.remotes.sandbox;
    control.changeSettings({ ignoresNestedAddresses: true });
    world.changeCustomer(customerNoOf(world, 2), { city: "MOLDE" });
    await stack.sync("sandbox", "customers");
    await expectHold(stack, "customer", customerNoOf(world, 2), { code: "CHANGE_NOT_KEPT" });
    control.changeSettings({ ignoresNestedAddresses: false });
    await stack.sync("sandbox", "customers");
    await noHold(stack, "customer", customerNoOf(world, 2));
  });

  test("another organisation number in Tripletex is held, not replaced", async () => {
    const company = findCustomer(stack, 55_008);
    const theirs = { organizationNumber: "987654325" };
    stack.remotes.sandbox.control.editCustomer({ customerId: company?.id ?? 0, changes: theirs });
    world.changeCustomer("55008", { email: "ny@bedrift.test" });
    await stack.sync("sandbox", "customers");
    await expectHold(stack, "customer", "55008", { code: "CUSTOMER_ORGANIZATION_DIFFERS" });
    expect(findCustomer(stack, 55_008)).toMatchObject(theirs);
  });

  test("a key that may not read companies syncs customers without organisation numbers, with a warning", async () => {
    const { faults } = stack.remotes.rubic.control;
    faults.add({ kind: "status", status: 403, path: "/members/{organization}/companies", times: "always" });
    addCompany(world, "55012", "987654325");
    const run = await stack.sync("sandbox", "customers");
    expect(run.status).not.toBe("failed");
    expect(findCustomer(stack, 55_012)).toMatchObject({ organizationNumber: "" });
    faults.clear();
  });
});
