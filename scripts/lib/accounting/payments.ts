/** The table of situations: payments. */
import { row, type SituationGroup } from "./situation.ts";

const INVOICES = "test/e2e/situations-invoices.test.ts";
const CASES = "test/e2e/payments-cases.test.ts";
const ALREADY_THERE = "test/e2e/payments-already-there.test.ts";
const CHANGED = "test/e2e/payments-changed.test.ts";
const BY_HAND = "src/sync/payments-by-hand.test.ts";
const LEFT_OUT = "test/e2e/left-out-with-invoice.test.ts";

export const payments: SituationGroup = {
  title: { en: "Payments", nb: "Betalinger" },
  situations: [
    row(
      ["Part payment", "Delbetaling"],
      [
        "Booked; the invoice counts as paid when nothing is outstanding.",
        "Bokføres; fakturaen regnes som betalt når ingenting er utestående.",
      ],
      [null, CASES, "a part payment of 250,00 leaves 400,00, and the invoice counts as paid with the rest"],
    ),
    row(
      ["Several payments on one invoice", "Flere betalinger på én faktura"],
      ["Each is booked gross, on its own date.", "Hver bokføres brutto, på sin egen dato."],
      [null, CASES, "several payments in one sync, by different ways, are booked gross, one by one"],
    ),
    row(
      ["Equal payments on one day", "Like betalinger på én dag"],
      ["Each is booked, once.", "Hver bokføres, én gang."],
      [null, CASES, "three equal payments of 100,25 on one day are three payments, and stay three"],
    ),
    row(
      ["Paid long after the due date", "Betalt lenge etter forfall"],
      ["Booked on its own date.", "Bokføres på sin egen dato."],
      [null, CASES, "a payment long after the due date is booked on its own day"],
    ),
    row(
      ["Backdated, also before the invoice date", "Tilbakedatert, også før fakturadatoen"],
      ["Booked on its own date.", "Bokføres på sin egen dato."],
      [null, CASES, "a backdated payment is booked on its own day, even one before its invoice"],
    ),
    row(
      ["Overpaid", "Betalt for mye"],
      [
        "Booked as paid; the customer has money to the good.",
        "Bokføres som betalt; kunden har penger til gode.",
      ],
      [
        null,
        CASES,
        "an over-payment of 700,00 on 650,00 is booked whole: Tripletex owes 50,00, and it is not settled",
      ],
    ),
    row(
      ["Paid twice", "Betalt to ganger"],
      [
        "Both payments are booked; the customer has one of them to the good.",
        "Begge betalinger bokføres; kunden har den ene til gode.",
      ],
      [
        null,
        CASES,
        "650,00 paid twice, on two days, are booked twice: Tripletex owes 650,00, and it is not settled",
      ],
    ),
    row(
      ["Refund, or a payment taken back", "Tilbakebetaling, eller en betaling som er trukket tilbake"],
      [
        "Booked as a negative payment, on its own date, by the payment type of its mapping.",
        "Bokføres som en negativ betaling, på sin egen dato, med betalingstypen i koblingen.",
      ],
      [null, CASES, "a refund of all 650,00 opens the invoice again, on its own day and once"],
    ),
    row(
      ["The invoice is not in Tripletex yet", "Fakturaen er ikke i Tripletex ennå"],
      ["Waits, and is booked with the invoice.", "Venter, og bokføres med fakturaen."],
      ["INVOICE_NOT_IN_TRIPLETEX", CASES, "waits for its invoice and is booked with it, not lost"],
    ),
    row(
      ["The invoice was left out", "Fakturaen er holdt utenfor"],
      [
        "Left out with it, with its credits, and held again with it; also what Rubic gets later.",
        "Holdes utenfor sammen med den, og venter igjen med den; det gjelder også krediteringer, og det Rubic får senere.",
      ],
      [null, LEFT_OUT, "what goes with it is told beforehand; later payments follow, in syncs and previews"],
    ),
    row(
      ["The invoice is older than the cut-over", "Fakturaen er eldre enn oppstartsdatoen"],
      ["Waits until the invoice is linked.", "Venter til fakturaen er koblet."],
      ["BEFORE_CUTOVER", CASES, "is held when its invoice is older than the cut-over"],
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
      [
        "In a closed period, another booking date chosen by the accountant",
        "I en stengt periode, annen bokføringsdato valgt av regnskapsfører",
      ],
      [
        "Booked on the chosen day; person and reason stand in the audit log.",
        "Bokføres på den valgte dagen; person og begrunnelse står i endringsloggen.",
      ],
      [
        null,
        "test/e2e/payments-closed-period.test.ts",
        "is booked on the day that an accountant chose, once, with person and reason in the audit log",
      ],
    ),
    row(
      [
        "Registered by bank feed or hand on the same day",
        "Registrert av bankavstemming eller for hånd samme dag",
      ],
      ["Taken for it; nothing is written.", "Regnes som den; ingenting skrives."],
      [null, CASES, "on the payment's own day is taken for it: 650,00 stay 650,00"],
    ),
    row(
      [
        "Registered by bank feed or hand on another day",
        "Registrert av bankavstemming eller for hånd en annen dag",
      ],
      ["Waits: it looks like the same money.", "Venter: det ser ut som de samme pengene."],
      ["ALREADY_PAID", CASES, "two days later is held as ALREADY_PAID with 650,00, and never doubled"],
    ),
    row(
      [
        "One sum in Tripletex for several payments in Rubic",
        "Én sum i Tripletex for flere betalinger i Rubic",
      ],
      ["They all wait, even where they would fit.", "Alle venter, også der de ville fått plass."],
      ["ALREADY_PAID", CASES, "in one sum of 650,00 for two payments leaves no room: both are held"],
    ),
    row(
      [
        "Held or left out because its money is in Tripletex already",
        "Venter eller er utelatt fordi pengene alt står i Tripletex",
      ],
      [
        "No difference as far as the money stands there; what is missing of it, or is there beyond it, is one.",
        "Ingen differanse så langt pengene står der; det som mangler av dem, eller står der utover dem, er en.",
      ],
      ["ALREADY_PAID", ALREADY_THERE, "is no difference while both wait, and none once both are left out"],
    ),
    row(
      [
        "Settled in Tripletex without a payment on the invoice",
        "Gjort opp i Tripletex uten betaling på fakturaen",
      ],
      ["Every payment that is not there yet waits.", "Hver betaling som ikke står der ennå, venter."],
      ["ALREADY_PAID", BY_HAND, "in full: a payment of 650,00 is held"],
    ),
    row(
      ["Refund registered by hand on another day", "Tilbakebetaling registrert for hånd en annen dag"],
      ["Waits; it is not paid back twice.", "Venter; den betales ikke tilbake to ganger."],
      ["ALREADY_PAID", CASES, "as a refund on another day holds Rubic's refund of 650,00"],
    ),
    row(
      [
        "Amount, day or invoice changed in Rubic after it was booked",
        "Beløp, dag eller faktura endret i Rubic etter bokføring",
      ],
      [
        "The booking stays; waits with the difference. It is not booked a second time.",
        "Bokføringen står; venter med differansen. Den bokføres ikke en gang til.",
      ],
      [
        "PAYMENT_CHANGED",
        CHANGED,
        "that Rubic corrects to 560,00 is held with −90,00 and not booked again; corrected by hand and relinked, nothing differs",
      ],
    ),
    row(
      ["Deleted in Rubic after it was booked", "Slettet i Rubic etter bokføring"],
      [
        "The booking stays; its month names the invoice as paid in Tripletex alone. Once it is taken back there, it waits to be unlinked.",
        "Bokføringen står; måneden nevner fakturaen som betalt bare i Tripletex. Når den er trukket tilbake der, venter den på å kobles fra.",
      ],
      [
        "PAYMENT_TAKEN_BACK",
        CHANGED,
        "that Rubic deletes is a difference of 650,00 by the name of its invoice; taken back by hand and unlinked, nothing differs",
      ],
    ),
  ],
};
