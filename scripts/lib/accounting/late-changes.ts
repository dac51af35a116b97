/** The table of situations: what is changed after it was booked, in Rubic or in Tripletex. */
import { row, type SituationGroup } from "./situation.ts";

const RUBIC = "test/e2e/late-changes-rubic.test.ts";
const TRIPLETEX = "test/e2e/late-changes-tripletex.test.ts";

export const lateChanges: SituationGroup = {
  title: { en: "Changes after booking", nb: "Endringer etter bokføring" },
  situations: [
    row(
      [
        "A payment on an old invoice is registered with an old date",
        "En betaling på en gammel faktura registreres med gammel dato",
      ],
      [
        "Found by the first sync of the day, because Rubic's paid amount differs, and booked on its own date.",
        "Oppdages av dagens første synkronisering, fordi betalt beløp i Rubic avviker, og bokføres på sin egen dato.",
      ],
      [
        null,
        RUBIC,
        "backdated by a hundred days: the day's first run sees that 650,00 are paid and finds the payment",
      ],
    ),
    row(
      [
        "Cancelled, credited, corrected, written off, charged a reminder fee or given other lines in Rubic",
        "Annullert, kreditert, korrigert, avskrevet, purregebyr eller andre linjer i Rubic",
      ],
      [
        "An invoice of the last 60 days by every sync, of two years by the first of the day, of all time weekly: waits with the difference.",
        "Faktura fra siste 60 dager ved hver synkronisering, to år ved dagens første, alle hver uke: venter med differansen.",
      ],
      ["NEEDS_CREDIT", RUBIC, "%s: the day's first run holds what differs and writes nothing"],
    ),
    row(
      ["Two customers are merged in Rubic", "To kunder slås sammen i Rubic"],
      [
        "The booked invoice waits with 0,00; once the new payer is linked as an alias, nothing is left to do.",
        "Den bokførte fakturaen venter med 0,00; når den nye betaleren er koblet som alias, gjenstår ingenting.",
      ],
      [
        "PAYER_CHANGED",
        RUBIC,
        "leave a booked invoice waiting with 0,00 until the new payer is linked as an alias; nothing is written",
      ],
    ),
    row(
      ["Paid in Tripletex, and Rubic has no payment", "Betalt i Tripletex, og Rubic har ingen betaling"],
      [
        "Waits with what is settled too much; the invoice counts as paid if nothing is outstanding.",
        "Venter med det som er gjort opp for mye; fakturaen regnes som betalt hvis ingenting er utestående.",
      ],
      [
        "PAID_IN_TRIPLETEX",
        TRIPLETEX,
        "waits with its 250,00 and one remedy, and goes when Rubic has the payment",
      ],
    ),
    row(
      ["A booked payment is taken back in Tripletex", "En bokført betaling trekkes tilbake i Tripletex"],
      ["Waits; it is not booked a second time.", "Venter; den bokføres ikke en gang til."],
      [
        "PAYMENT_TAKEN_BACK",
        TRIPLETEX,
        "a payment that somebody takes back in Tripletex waits with its 650,00, and goes when Rubic has the refund",
      ],
    ),
    row(
      ["Credited in Tripletex, not in Rubic", "Kreditert i Tripletex, ikke i Rubic"],
      ["Waits; it is not booked a second time.", "Venter; den bokføres ikke en gang til."],
      [
        "CREDITED_IN_TRIPLETEX",
        TRIPLETEX,
        "an invoice that is credited in Tripletex waits with its 650,00, is not booked again, and counts as settled",
      ],
    ),
    row(
      ["Customer renumbered in Tripletex", "Kunden får nytt nummer i Tripletex"],
      [
        "Waits; invoices go on to the same customer, none is made a second time.",
        "Venter; fakturaer går videre til samme kunde, ingen opprettes på nytt.",
      ],
      [
        "CUSTOMER_RENUMBERED",
        TRIPLETEX,
        "renumbered in Tripletex is held, is not made a second time, and goes when the number is back",
      ],
    ),
    row(
      ["Customer gets another ledger number in Rubic", "Kunden får et annet reskontronummer i Rubic"],
      [
        "Waits; no number is written over, and invoices go on to the same customer.",
        "Venter; ingen nummer overskrives, og fakturaer går videre til samme kunde.",
      ],
      [
        "CUSTOMER_RENUMBERED",
        RUBIC,
        "a customer that gets the ledger number of another one waits from the next sync on, and nothing is written",
      ],
    ),
    row(
      ["Customer made inactive in Tripletex", "Kunden gjøres inaktiv i Tripletex"],
      ["Waits; the service activates nobody.", "Venter; tjenesten aktiverer ingen."],
      [
        "CUSTOMER_INACTIVE",
        TRIPLETEX,
        "made inactive in Tripletex is held, is left inactive, and goes when it is active again",
      ],
    ),
    row(
      ["Product archived in Tripletex", "Produktet arkiveres i Tripletex"],
      ["Waits, and so do its invoices.", "Venter, og det gjør fakturaene også."],
      [
        "PRODUCT_INACTIVE",
        TRIPLETEX,
        "archived in Tripletex is held, and its invoices wait with 500,00 until it is active again",
      ],
    ),
    row(
      ["Product renumbered in Tripletex", "Produktet får nytt nummer i Tripletex"],
      ["Waits; none is made a second time.", "Venter; ingen opprettes på nytt."],
      ["PRODUCT_RENUMBERED", TRIPLETEX, "renumbered in Tripletex is held and not made a second time"],
    ),
  ],
};
