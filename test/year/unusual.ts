/**
 * The unusual things that happen in Rubic, each on an invoice of its own, so that what becomes of it can be told from the rest.
 * The year goes through all of them again and again, in an order drawn from its seed.
 */
import { DEPARTMENT, PRODUCT } from "../../src/simulators/world/catalogue.ts";
import { addDays } from "../../src/simulators/world/days.ts";
import type { Invoice } from "../../src/simulators/world/entities.ts";
import type { LineRequest } from "../../src/simulators/world/invoicing.ts";
import { type Club, MANUAL, REFUND, VIPPS } from "./club.ts";

const FEE: LineRequest = { productID: PRODUCT.adultMembership };
const TRAINING: LineRequest = { productID: PRODUCT.footballYouth };
const HOODIE: LineRequest = { productID: PRODUCT.hoodie };
/** Rubic's number of a type that nobody has seen before. */
const GIFT_CARD = 9;
const REMINDER_FEE = 35;

export type Act = (club: Club) => void;

const credit = ({ world }: Club, { invoiceID }: Invoice, amount?: number) =>
  world.creditInvoice({ invoiceID, ...(amount !== undefined && { amount }) });

const PAYMENTS: readonly Act[] = [
  // Equal payments on one day, and the rest later.
  (club) => {
    const invoice = club.bill([TRAINING]);
    club.later(6, () => {
      for (let count = 0; count < 3; count += 1) club.pay(invoice, 100.25, { typeID: VIPPS });
    });
    club.later(13, () => club.payRest(invoice));
  },
  (club) => {
    const invoice = club.bill([TRAINING]);
    club.later(3, () => club.pay(invoice, 500, { typeID: VIPPS }));
    club.later(18, () => club.pay(invoice, 333.33));
    club.later(40, () => club.payRest(invoice));
  },
  (club) => {
    const invoice = club.bill([FEE]);
    club.later(4, () => club.pay(invoice, invoice.totalAmount + 50));
    club.later(24, () => club.pay(invoice, -50, { typeID: REFUND }));
  },
  (club) => {
    const invoice = club.bill([FEE]);
    club.later(5, () => club.payRest(invoice, { typeID: VIPPS }));
    club.later(15, () => club.pay(invoice, -invoice.totalAmount, { typeID: REFUND }));
  },
  (club) => {
    const invoice = club.bill([FEE]);
    club.later(5, () => club.payRest(invoice, { typeID: VIPPS }));
    club.later(7, () => club.pay(invoice, invoice.totalAmount));
    club.later(20, () => club.pay(invoice, -invoice.totalAmount, { typeID: VIPPS }));
  },
  // Registered long after its date: the period is closed by then.
  (club) => {
    const invoice = club.bill([FEE]);
    club.later(110, () => club.payRest(invoice, { typeID: MANUAL, days: -100 }));
  },
  (club) => {
    const invoice = club.bill([FEE]);
    club.later(12, () => club.payRest(invoice, { typeID: MANUAL, days: -14 }));
  },
  (club) => {
    const invoice = club.bill([FEE]);
    club.later(80, () => club.payRest(invoice));
  },
  (club) => {
    const invoice = club.bill([FEE]);
    club.later(6, () => club.pay(invoice, 150, { typeID: GIFT_CARD }));
    club.later(9, () => club.payRest(invoice));
  },
  (club) => {
    const invoice = club.bill([FEE]);
    club.later(2, () => club.pay(invoice, 0, { typeID: VIPPS }));
    club.later(3, () => club.payRest(invoice, { typeID: VIPPS }));
  },
];

const CREDITS: readonly Act[] = [
  (club) => {
    credit(club, club.bill([FEE]));
  },
  (club) => {
    const invoice = club.bill([HOODIE, { ...HOODIE, quantity: 2, discountPercentage: 10 }]);
    club.later(9, () => credit(club, invoice));
  },
  (club) => {
    const invoice = club.bill([FEE]);
    club.later(3, () => club.payRest(invoice));
    club.later(10, () => credit(club, invoice));
    club.later(14, () => club.pay(invoice, -invoice.totalAmount, { typeID: REFUND }));
  },
  (club) => {
    const invoice = club.bill([TRAINING]);
    club.later(8, () => credit(club, invoice, 700));
    club.later(11, () => club.payRest(invoice));
  },
  (club) => {
    const invoice = club.bill([HOODIE]);
    club.later(45, () => credit(club, invoice));
  },
  // Billed some days ago and credited before any sync met it: where Rubic shows an amount alone, the day is not known.
  (club) => {
    credit(club, club.bill([FEE], { daysAgo: 33 }));
  },
  // A row of its own, which names the invoice that it credits.
  (club) => {
    const payer = club.random.pick(club.payersOfNotes);
    const invoice = club.bill([FEE], { payer });
    club.later(7, () => {
      const { invoiceNumber } = invoice;
      const description = `Kreditnota for faktura ${invoiceNumber}`;
      const note = club.bill([{ ...FEE, price: invoice.grossTotal, quantity: -1 }], { payer, description });
      club.notes.set(note.invoiceID, invoiceNumber);
    });
  },
  (club) => {
    const payer = club.random.pick(club.payersOfNotes);
    const note = club.bill([{ ...FEE, price: 123.45, quantity: -1 }], { payer, description: "Kreditnota" });
    club.notes.set(note.invoiceID, null);
  },
];

const CORRECTIONS: readonly Act[] = [
  (club) => {
    const invoice = club.bill([FEE]);
    club.later(50, () =>
      club.world.correctInvoice({ invoiceID: invoice.invoiceID, amount: invoice.balance }),
    );
  },
  (club) => {
    const invoice = club.bill([TRAINING]);
    club.later(16, () => club.world.correctInvoice({ invoiceID: invoice.invoiceID, amount: 25 }));
    club.later(17, () => club.payRest(invoice));
  },
  (club) => {
    const { invoiceID } = club.bill([FEE]);
    club.world.correctInvoice({ invoiceID, amount: 650 });
  },
  (club) => {
    const invoice = club.bill([FEE]);
    club.later(28, () => club.world.remindInvoice({ invoiceID: invoice.invoiceID, fee: REMINDER_FEE }));
    club.later(35, () => club.payRest(invoice));
  },
  (club) => {
    const invoice = club.bill([FEE]);
    club.later(10, () => Object.assign(invoice, { dueDate: `${addDays(club.today, 30)}T00:00:00` }));
    club.later(25, () => club.payRest(invoice));
  },
  // The payer becomes another one, as after a merge.
  (club) => {
    const invoice = club.bill([FEE]);
    const other = club.anyPayer();
    club.later(10, () => Object.assign(invoice, { customer: { ...other } }));
  },
];

const LINES: readonly Act[] = [
  (club) => {
    club.bill([{ ...TRAINING, discountPercentage: 100 }]);
  },
  (club) => club.billByChance([{ productID: 105, discountPercentage: 100 }, TRAINING]),
  (club) =>
    club.billByChance([
      { productID: 101 },
      { ...HOODIE, price: 79.99, quantity: 3 },
      { productID: PRODUCT.waffles, price: 43.47, quantity: 7 },
      { productID: PRODUCT.ticket, quantity: 3 },
    ]),
  (club) =>
    club.billByChance([TRAINING, { productID: PRODUCT.handballYouth, departmentID: DEPARTMENT.handball }]),
  (club) =>
    club.billByChance([{ productID: 0, productName: "Tapt nøkkel", accountNumber: "3990", price: 150 }]),
  (club) => club.billByChance([{ productID: PRODUCT.withoutAccount }]),
  (club) => club.billByChance([{ productID: PRODUCT.withoutCode }]),
  (club) => club.billByChance([{ ...FEE, accountNumber: "3990" }]),
  (club) => {
    club.world.addInvoice({ customerNo: null, lines: [FEE] });
  },
  (club) => {
    const invoice = club.bill([FEE], { sentDate: null });
    club.later(12, () => Object.assign(invoice, { sentDate: `${club.today}T09:30:00` }));
    club.later(20, () => club.payRest(invoice));
  },
  (club) => club.billByChance([FEE], { daysAgo: 20 }),
  // Entered with a date in a closed period.
  (club) => club.billByChance([FEE], { daysAgo: 100 }),
];

export const UNUSUAL: readonly Act[] = [...PAYMENTS, ...CREDITS, ...CORRECTIONS, ...LINES];
