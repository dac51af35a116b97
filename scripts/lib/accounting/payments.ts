/** The table of situations: payments. */
import { row, type SituationGroup } from "./situation.ts";

const INVOICES = "test/e2e/situations-invoices.test.ts";
const PAYMENTS = "src/sync/payments.test.ts";
const EXAMPLES = "src/sync/worked-examples.test.ts";

export const payments: SituationGroup = {
  title: { en: "Payments", nb: "Betalinger" },
  situations: [
    row(
      ["Several payments on one invoice", "Flere betalinger på én faktura"],
      ["Each is booked gross, on its own date.", "Hver bokføres brutto, på sin egen dato."],
      [null, EXAMPLES, "two payments on 1425: each is booked gross, whatever the fees"],
    ),
    row(
      ["Overpaid", "Betalt for mye"],
      [
        "Booked as paid; the customer has money to the good.",
        "Bokføres som betalt; kunden har penger til gode.",
      ],
      [null, EXAMPLES, "overpaid: 450 on 400 is booked as 450, so that Tripletex owes 50"],
    ),
    row(
      ["Refund", "Tilbakebetaling"],
      ["Waits with its negative amount.", "Venter med det negative beløpet."],
      ["NOT_A_PAYMENT", EXAMPLES, "refund: the payment is booked, the 400 paid back are held"],
    ),
    row(
      ["Dated in a closed period", "Datert i en stengt periode"],
      ["Waits; no date is moved.", "Venter; ingen dato flyttes."],
      [
        "PERIOD_CLOSED",
        INVOICES,
        "an invoice and a payment dated in a closed period are held, and booked when it is open again",
      ],
    ),
    row(
      ["Registered by hand in Tripletex on another day", "Registrert for hånd i Tripletex en annen dag"],
      ["Waits: it looks like the same money.", "Venter: det ser ut som de samme pengene."],
      [
        "ALREADY_PAID",
        PAYMENTS,
        "the same amount on another day is taken for the same money, even if there is room",
      ],
    ),
  ],
};
