/** The table of situations: credits. */
import { row, type SituationGroup } from "./situation.ts";

const CREDITS = "test/e2e/credits.test.ts";
const LATER = "test/e2e/credits-later.test.ts";
const DOUBT = "test/e2e/credits-doubt.test.ts";
const MONTHS = "test/e2e/credits-months.test.ts";
const BY_HAND = "test/e2e/credits-by-hand.test.ts";
const RULES = "src/sync/credits.test.ts";
const INVOICES = "test/e2e/situations-invoices.test.ts";
const SET_OFFS = "test/e2e/set-offs.test.ts";

export const credits: SituationGroup = {
  title: { en: "Credits", nb: "Krediteringer" },
  situations: [
    row(
      ["All of a booked invoice credited", "Hele en bokført faktura kreditert"],
      [
        "Tripletex's credit note of the invoice, once, however Rubic shows it; Rubic's own number stands in its comment.",
        "Kreditnota i Tripletex på fakturaen, én gang, uansett hvordan Rubic viser den; Rubics nummer står i kommentaren.",
      ],
      [null, CREDITS, "the credit of a whole invoice of 650,00 is booked once as Tripletex's credit note"],
    ),
    row(
      ["Credited before it was booked", "Kreditert før bokføring"],
      ["Both documents are booked.", "Begge bilagene bokføres."],
      [null, CREDITS, "credited in the month of its invoice before it was booked: both documents are booked"],
    ),
    row(
      ["A paid invoice credited", "En betalt faktura kreditert"],
      ["Leaves the amount in the customer's favour.", "Gir kunden beløpet til gode."],
      [null, CREDITS, "crediting a paid invoice leaves 650,00 in the customer's favour"],
    ),
    row(
      ["The same, and the money is paid back", "Det samme, og pengene betales tilbake"],
      [
        "The refund is booked; nothing is outstanding.",
        "Tilbakebetalingen bokføres; ingenting er utestående.",
      ],
      [
        null,
        DOUBT,
        "a paid invoice that is credited and paid back: −650,00 are booked, nothing is outstanding, and it counts as settled",
      ],
    ),
    row(
      [
        "A part credited, with a credit note that has lines",
        "En del kreditert, med kreditnota som har linjer",
      ],
      [
        "An invoice with a negative total and Rubic's number; it stays open on the customer.",
        "En faktura med negativ sum og Rubics nummer; den blir stående åpen på kunden.",
      ],
      [null, CREDITS, "a credit of 150,00 of 650,00"],
    ),
    row(
      ["A part credited, shown as an amount alone", "En del kreditert, bare vist som beløp"],
      ["The invoice is booked; the credit waits.", "Fakturaen bokføres; krediteringen venter."],
      [
        "CREDIT_PARTIAL",
        INVOICES,
        "an invoice credited in part is booked, and the part that shows as an amount alone is held",
      ],
    ),
    row(
      ["Credited at a time that Rubic does not show", "Kreditert på et tidspunkt Rubic ikke viser"],
      [
        "Dated the day on which it was seen, where the month is proved: the invoice is of that month, or a reading earlier in the month met it booked and without any of the credit. Else it waits.",
        "Datert dagen den ble sett, der måneden er bevist: fakturaen er fra samme måned, eller en lesing tidligere i måneden møtte den bokført og uten noe av krediteringen. Ellers venter den.",
      ],
      [
        "CREDIT_DATE_UNKNOWN",
        CREDITS,
        "an amount on an invoice of an earlier month that was never seen without it waits for its date",
      ],
    ),
    row(
      [
        "The same, between the last reading of a month and the first of the next",
        "Det samme, mellom månedens siste lesing og den første i neste måned",
      ],
      [
        "Waits: either month may be the right one. Credited by hand on its own day it is taken over, and no month differs.",
        "Venter: begge månedene kan være den rette. Kreditert for hånd på egen dag overtas den, og ingen måned har differanse.",
      ],
      [
        "CREDIT_DATE_UNKNOWN",
        MONTHS,
        "an amount that came after a month's last reading waits, and credited by hand on its own day it leaves no difference",
      ],
    ),
    row(
      [
        "The same, seen by a preview whose plan is carried out in the next month",
        "Det samme, sett av en forhåndsvisning der planen gjennomføres i neste måned",
      ],
      [
        "Booked on the day that was agreed: that on which the preview saw it.",
        "Bokføres på dagen som ble avtalt: den da forhåndsvisningen så den.",
      ],
      [
        null,
        MONTHS,
        "a plan books an amount on the day on which its preview saw it, also when the next month has begun",
      ],
    ),
    row(
      [
        "An invoice dated ahead, credited before its date",
        "En forhåndsdatert faktura, kreditert før datoen sin",
      ],
      [
        "Credited once: on the credit note's own day; shown as an amount alone, on the invoice's.",
        "Krediteres én gang: på kreditnotaens egen dag; bare vist som beløp, på fakturaens.",
      ],
      [
        null,
        MONTHS,
        "the note of an invoice dated ahead credits it once, on the note's own day, its number given as %s",
      ],
    ),
    row(
      ["Credited by a person in Tripletex", "Kreditert av en person i Tripletex"],
      ["Taken over; nothing is written.", "Overtas; ingenting skrives."],
      [null, CREDITS, "a credit that an accountant made in Tripletex is taken over, whatever Rubic shows"],
    ),
    row(
      ["Credit note that names no invoice", "Kreditnota som ikke nevner noen faktura"],
      [
        "Booked as the negative invoice that it is; a person sets it off against its invoice.",
        "Bokføres som den negative fakturaen den er; en person avregner den mot fakturaen.",
      ],
      [null, CREDITS, "a note that names no invoice is booked as the negative invoice that it is"],
    ),
    row(
      [
        "Set off by hand in Tripletex against documents of the same customer",
        "Avregnet for hånd i Tripletex mot bilag på samme kunde",
      ],
      [
        "No payment, and no difference: in the comparison each document counts as if it were not set off. One with nothing outstanding counts as paid.",
        "Ingen betaling og ingen differanse: i sammenligningen teller hvert bilag som om det ikke var avregnet. Et bilag uten utestående regnes som betalt.",
      ],
      [
        null,
        SET_OFFS,
        "400,00 of 1000,00 set off, and the rest paid before and after, differ in nothing and hold no payment",
      ],
    ),
    row(
      [
        "A payment that Rubic lacks, beside a credit in part that was made and set off by hand",
        "En betaling Rubic mangler, ved siden av en delvis kreditering som er laget og avregnet for hånd",
      ],
      [
        "Waits: what was credited by hand explains its own amount once.",
        "Venter: det som er kreditert for hånd, forklarer sitt eget beløp én gang.",
      ],
      [
        "PAID_IN_TRIPLETEX",
        SET_OFFS,
        "a payment beside such a part is named, while the part waits, once it is left out, and until Rubic has the payment",
      ],
    ),
    row(
      [
        "Set off by hand against a credit that was made in Tripletex alone",
        "Avregnet for hånd mot en kreditering som bare er laget i Tripletex",
      ],
      [
        "The credit is listed as made by hand, outside of the sums; the invoice does not differ.",
        "Krediteringen vises som laget for hånd, utenfor summene; fakturaen avviker ikke.",
      ],
      [
        null,
        SET_OFFS,
        "a credit made by hand that Rubic knows nothing of is listed apart, and what it was set off against is equal",
      ],
    ),
    row(
      [
        "Credit note that mentions an invoice which Rubic has not delivered",
        "Kreditnota som nevner en faktura Rubic ikke har levert",
      ],
      [
        "Waits for the invoice, for a week at most; booked as a negative invoice when a full sync on a later day does not meet it either.",
        "Venter på fakturaen, høyst en uke; bokføres som negativ faktura når en full synkronisering en senere dag heller ikke finner den.",
      ],
      [
        "CREDIT_NUMBER_NOT_MET",
        CREDITS,
        "a note whose invoice shifted out of view waits for it, and then credits it",
      ],
    ),
    row(
      [
        "Credit note with a number that can't be an invoice's (Membership 2026)",
        "Kreditnota med et tall som ikke kan være et fakturanummer (Medlemskap 2026)",
      ],
      [
        "Booked at once as a negative invoice where all invoices up to that number have been read on two days, or where the number is higher than the note's own; else it waits like any number.",
        "Bokføres straks som negativ faktura når alle fakturaer til og med tallet er lest på to dager, eller når tallet er høyere enn kreditnotaens eget nummer; ellers venter den som ved ethvert nummer.",
      ],
      [
        "CREDIT_NUMBER_NOT_MET",
        LATER,
        "a year in the text of a note holds it up no longer than until all numbers up to it have been read",
      ],
    ),
    row(
      ["Credit of an invoice that waits", "Kreditering av en faktura som venter"],
      ["Waits with it, counted once.", "Venter med den, talt én gang."],
      ["INVOICE_NOT_IN_TRIPLETEX", CREDITS, "a credit of a held invoice waits with it, counted once"],
    ),
    row(
      ["Credit in a closed period", "Kreditering i en stengt periode"],
      ["Waits; no date is moved.", "Venter; ingen dato flyttes."],
      ["PERIOD_CLOSED", CREDITS, "a credit in a closed period waits"],
    ),
    row(
      [
        "The amount of a credit in part changes after it was left out",
        "Beløpet i en delvis kreditering endres etter at den ble holdt utenfor",
      ],
      [
        "Waits again, also where it is the whole invoice now: no credit note is made on top of one by hand.",
        "Venter på nytt, også når det nå er hele fakturaen: ingen kreditnota lages oppå en laget for hånd.",
      ],
      [
        "CREDIT_PARTIAL",
        LATER,
        "after a part was credited by hand and left out, every other amount waits for a person",
      ],
    ),
    row(
      [
        "A credit in part becomes one of the whole invoice while a person credits by hand",
        "En delvis kreditering blir hele fakturaen mens en person krediterer for hånd",
      ],
      [
        "Waits: no credit note is made on top of what is settled in Tripletex by what is no payment.",
        "Venter: ingen kreditnota lages oppå det som er gjort opp i Tripletex med annet enn betaling.",
      ],
      [
        "ALREADY_CREDITED",
        BY_HAND,
        "a part that a person has credited by hand and not left out yet is not credited again with the whole, shown as %s",
      ],
    ),
    row(
      ["A booked credit note changes in Rubic", "En bokført kreditnota endres i Rubic"],
      ["What is booked stays; the rest waits.", "Det som er bokført, står; resten venter."],
      [
        "CHANGED_AFTER_BOOKING",
        DOUBT,
        "shown as a note that changes (%s): the booked −150,00 stay, and the other −500,00 wait",
      ],
    ),
    row(
      [
        "Several credit notes that come after the whole amount was booked",
        "Flere kreditnotaer som kommer etter at hele beløpet er bokført",
      ],
      [
        "Nothing more is booked: they are the credit that is in the books.",
        "Ikke mer bokføres: de er krediteringen som er bokført.",
      ],
      [null, LATER, "two notes of 250,00 and 400,00 that come later than the 650,00 are that one credit"],
    ),
    row(
      [
        "The note of a part comes after the part was credited by hand",
        "Kreditnotaen for en del kommer etter at delen er kreditert for hånd",
      ],
      [
        "Waits: booked as well, the part would be credited twice. Left out, it explains what was credited by hand.",
        "Venter: bokført i tillegg ville delen blitt kreditert to ganger. Holdt utenfor forklarer den det som er kreditert for hånd.",
      ],
      [
        "ALREADY_CREDITED",
        BY_HAND,
        "a part that a person has credited by hand is not booked again when its note comes, shown as %s",
      ],
    ),
    row(
      [
        "A credit note deleted in Rubic and made anew under its number",
        "En kreditnota slettet i Rubic og laget på nytt med samme nummer",
      ],
      [
        "Nothing more is booked: it is the one that is in the books.",
        "Ikke mer bokføres: den er den som er bokført.",
      ],
      [
        null,
        LATER,
        "a note of %s,00 that Rubic deletes and makes anew under its number, its invoice then credited by %s,00, is booked once",
      ],
    ),
    row(
      ["The same, over another amount", "Det samme, med et annet beløp"],
      [
        "What is booked stays, as that of the new one; the rest waits.",
        "Det som er bokført, står som den nyes; resten venter.",
      ],
      [
        "CHANGED_AFTER_BOOKING",
        LATER,
        "%s,00 first and %s,00 then: what is booked stays, and the rest waits until it is put right by hand",
      ],
    ),
    row(
      ["A second credit note of a whole invoice", "En kreditnota til for en hel faktura"],
      ["Waits for a person.", "Venter på en person."],
      ["ALREADY_CREDITED", "src/sync/credits.test.ts", "a second note over the whole of a credited invoice"],
    ),
    row(
      ["A payment or refund on a credit note", "En betaling eller tilbakebetaling på en kreditnota"],
      [
        "Waits; booked by hand and left out, nothing differs, also once the voucher is closed against the credit. What moves no money, or is of a type with nothing to book, needs nothing.",
        "Venter; bokført for hånd og holdt utenfor er alt likt, også når bilaget er lukket mot krediteringen. Det som ikke flytter penger, eller er av en type uten noe å bokføre, trenger ingenting.",
      ],
      [
        "CREDIT_NOTE_PAID",
        BY_HAND,
        "money paid back on a credit note %s waits, and once it is booked by hand and left out nothing differs",
      ],
    ),
    row(
      [
        "Credit note that mentions an invoice that was left out",
        "Kreditnota som nevner en faktura som er holdt utenfor",
      ],
      [
        "Waits for a person: only a credit that Rubic shows on the invoice too is left out with it.",
        "Venter på en person: bare en kreditering som Rubic også viser på fakturaen, holdes utenfor sammen med den.",
      ],
      [
        "INVOICE_NOT_IN_TRIPLETEX",
        LATER,
        "a note about an invoice that was left out waits for a person, however often Rubic is read",
      ],
    ),
    row(
      ["Transaction that settles a credit", "Transaksjon som gjør opp en kreditering"],
      ["No payment: it moves no cash.", "Ingen betaling: den flytter ingen penger."],
      [null, CREDITS, "a settlement of the credit %s moves no cash"],
    ),
    row(
      ["The same, and Rubic shows no credit", "Det samme, og Rubic viser ingen kreditering"],
      ["Waits; it moves no cash.", "Venter; den flytter ingen penger."],
      [
        "NOT_A_PAYMENT",
        DOUBT,
        "a settlement of 100,00 that belongs to no credit is held as no payment, and moves no cash",
      ],
    ),
    row(
      ["Two equal invoices and credits of one payer", "To like fakturaer og krediteringer på én betaler"],
      ["Each invoice gets one credit.", "Hver faktura får én kreditering."],
      [null, RULES, "of two equal invoices each gets one note, in the order of dates"],
    ),
  ],
};
