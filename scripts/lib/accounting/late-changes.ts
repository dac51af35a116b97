/** The table of situations: what is changed after it was booked, in Rubic or in Tripletex. */
import { row, type SituationGroup } from "./situation.ts";

const RUBIC = "test/e2e/late-changes-rubic.test.ts";
const TRIPLETEX = "test/e2e/late-changes-tripletex.test.ts";
const HELD = "%s: the day's first run holds what differs and writes nothing";
const SET_OFFS = "test/e2e/set-offs.test.ts";

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
      ["Cancelled in Rubic: all of it credited", "Annullert i Rubic: hele krediteres"],
      [
        "Credited by Tripletex's credit note, by the first sync that reads it again: every one for 60 days, the day's first for two years, the weekly one for all time.",
        "Krediteres med kreditnota i Tripletex, av første synkronisering som leser den igjen: hver i 60 dager, dagens første i to år, ukens for all tid.",
      ],
      [null, RUBIC, "is cancelled, with all 650,00 credited: the day's first run books one credit note"],
    ),
    row(
      ["Credited in part in Rubic, as an amount alone", "Delvis kreditert i Rubic, bare som beløp"],
      [
        "Found as early; the credit waits with its amount.",
        "Oppdages like tidlig; krediteringen venter med beløpet.",
      ],
      [
        "CREDIT_PARTIAL",
        RUBIC,
        "is credited by 200,00: the day's first run holds the credit and writes nothing",
      ],
    ),
    row(
      ["Corrected or written off in Rubic", "Korrigert eller avskrevet i Rubic"],
      ["Found as early; waits with the difference.", "Oppdages like tidlig; venter med differansen."],
      ["NEEDS_CREDIT", RUBIC, HELD],
    ),
    row(
      [
        "What was put right by hand and left out becomes another amount in Rubic",
        "Det som er rettet for hånd og utelatt, blir et annet beløp i Rubic",
      ],
      ["Waits anew with all of it.", "Venter på nytt med alt sammen."],
      [
        "NEEDS_CREDIT",
        RUBIC,
        "is corrected by 50,00, which is left out, and by 650,00 in all later: the −650,00 wait anew",
      ],
    ),
    row(
      ["Charged a reminder fee in Rubic", "Purregebyr i Rubic"],
      [
        "Found as early; waits with the fee. A reminder without a fee changes nothing.",
        "Oppdages like tidlig; venter med gebyret. En purring uten gebyr endrer ingenting.",
      ],
      ["AMOUNT_DIFFERS_FROM_LINES", RUBIC, HELD],
    ),
    row(
      ["Given other lines in Rubic", "Andre linjer i Rubic"],
      [
        "Found as early; waits with the difference until it is credited, booked anew by hand and linked.",
        "Oppdages like tidlig; venter med differansen til den er kreditert, bokført på nytt for hånd og koblet.",
      ],
      [
        "CHANGED_AFTER_BOOKING",
        RUBIC,
        "gets a line of 700,00: credited, booked anew by hand and linked to that, nothing differs or waits",
      ],
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
      ["Credited in Tripletex first, in Rubic later", "Kreditert i Tripletex først, i Rubic senere"],
      ["Waits no more; it stays one credit note.", "Venter ikke lenger; det blir med én kreditnota."],
      [
        null,
        TRIPLETEX,
        "a credit of 650,00 that was made in Tripletex first waits no more once Rubic has it, and stays one credit note",
      ],
    ),
    row(
      [
        "Set off in Tripletex against something that is no document of the customer",
        "Avregnet i Tripletex mot noe som ikke er et bilag på kunden",
      ],
      [
        "Waits with what nothing explains; payments of the invoice wait too, as it may be their money.",
        "Venter med det ingenting forklarer; betalinger på fakturaen venter også, det kan være de samme pengene.",
      ],
      [
        "SET_OFF_IN_TRIPLETEX",
        SET_OFFS,
        "250,00 of an invoice wait as that, with a remedy, until they are opened again",
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
