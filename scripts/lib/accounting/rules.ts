/** Each accounting rule in a sentence that an accountant understands, with its source and the test that proves it. */
import type { Bilingual, TestName } from "./situation.ts";

export interface AccountingRule {
  rule: Bilingual;
  source: Bilingual;
  test: TestName;
}

const DESIGN: Bilingual = { en: "decided by this service", nb: "bestemt av denne tjenesten" };

function rule(
  [en, nb]: [string, string],
  source: Bilingual,
  [file, title]: [string, string],
): AccountingRule {
  return { rule: { en, nb }, source, test: { file, title } };
}

/** A dossier is cited alike in both languages. */
const cited = (name: string): Bilingual => ({ en: name, nb: name });

export const ACCOUNTING_RULES: readonly AccountingRule[] = [
  rule(
    [
      "Rubic's line totals are the truth: each line is written so that Tripletex books exactly its net, VAT and gross, to the øre, or the invoice waits.",
      "Rubics linjebeløp er fasit: hver linje skrives slik at Tripletex bokfører nøyaktig netto, mva. og brutto, på øret, ellers venter fakturaen.",
    ],
    cited("Rubic dossier 4.2"),
    [
      "src/sync/money.properties.test.ts",
      "every invoice of every reading, sign, rate and quantity is built to the øre with all its lines",
    ],
  ),
  rule(
    [
      "What Tripletex booked is compared with Rubic at once; if anything differs, the document is held and no more invoices are booked.",
      "Det Tripletex bokførte, sammenlignes straks med Rubic; er noe ulikt, holdes bilaget og ingen flere fakturaer bokføres.",
    ],
    cited("Tripletex dossier 14, 15"),
    ["test/e2e/situations-invoices.test.ts", "%s is noticed on the first invoice and stops the rest"],
  ),
  rule(
    [
      "Whether Rubic's prices include VAT and how its discounts are meant makes no difference to what is booked.",
      "Om Rubics priser er med eller uten mva., og hvordan rabatter er ment, endrer ikke det som bokføres.",
    ],
    cited("Rubic dossier 4.2, 7.5"),
    ["test/e2e/switches.test.ts", "what no switch is about is booked the same under all of them"],
  ),
  rule(
    [
      "Rubic = Tripletex + what is held, to the øre, for invoices and for payments.",
      "Rubic = Tripletex + det som holdes, på øret, for fakturaer og for betalinger.",
    ],
    DESIGN,
    ["test/e2e/engine-main.test.ts", "compares both sides to the øre: Rubic = Tripletex + held"],
  ),
  rule(
    [
      "An invoice keeps Rubic's number, invoice date and due date; no date is ever moved to make a booking pass.",
      "En faktura beholder Rubics nummer, fakturadato og forfall; ingen dato flyttes for at noe skal la seg bokføre.",
    ],
    cited("Tripletex dossier 8, 14"),
    ["src/sync/invoices.test.ts", "wants an ordinary invoice with Rubic's number, dates and figures"],
  ),
  rule(
    [
      "Nothing is sent to members from Tripletex: no invoice, no reminder, no debt collection, no SMS.",
      "Ingenting sendes til medlemmer fra Tripletex: ingen faktura, purring, inkasso eller SMS.",
    ],
    cited("Tripletex dossier 5, 14"),
    ["test/e2e/engine-main.test.ts", "leaves nothing in Tripletex that would write to a member"],
  ),
  rule(
    [
      "KID stays empty: Rubic does not deliver it, and none is made up.",
      "KID står tom: Rubic leverer den ikke, og ingen lages.",
    ],
    cited("Rubic dossier 2.5"),
    ["test/e2e/engine-main.test.ts", "writes no KID, as Rubic's interface has none"],
  ),
  rule(
    [
      "No line is dropped, and no line is booked on a product or account that it does not have.",
      "Ingen linje utelates, og ingen linje bokføres på et produkt eller en konto den ikke har.",
    ],
    cited("Rubic dossier 4.3"),
    [
      "src/sync/invoices.test.ts",
      "the body of a wanted invoice books exactly Rubic's net, VAT and gross, with every line in it",
    ],
  ),
  rule(
    [
      "Line and product must agree in VAT and account, since sources disagree about which of them wins in Tripletex.",
      "Linje og produkt må ha samme mva. og konto, siden kildene er uenige om hvem av dem som vinner i Tripletex.",
    ],
    cited("Tripletex dossier 8"),
    ["src/sync/invoice-holds.test.ts", "VAT that is not the product's"],
  ),
  rule(
    [
      "An invoice has one department; lines of several, or with and without one, make it wait.",
      "En faktura har én avdeling; linjer med flere, eller med og uten, gjør at den venter.",
    ],
    cited("Tripletex dossier 11"),
    ["src/sync/invoice-holds.test.ts", "two departments"],
  ),
  rule(
    [
      "The service changes or deletes no invoice: what Rubic changes afterwards is held with the difference.",
      "Tjenesten endrer eller sletter ingen faktura: det Rubic endrer etterpå, holdes med differansen.",
    ],
    cited("Tripletex dossier 10"),
    [
      "test/e2e/engine-main.test.ts",
      "of a booked invoice is never written, but held with the amount that differs",
    ],
  ),
  rule(
    [
      "An invoice dated before the cut-over is never booked.",
      "En faktura datert før oppstartsdatoen bokføres aldri.",
    ],
    DESIGN,
    ["src/sync/invoices.test.ts", "ignores what is before the cut-over, whatever else is wrong with it"],
  ),
  rule(
    [
      "Each transaction in Rubic becomes one payment, gross and on its own date; fees and payouts are not netted.",
      "Hver transaksjon i Rubic blir én betaling, brutto og på sin egen dato; gebyrer og utbetalinger trekkes ikke fra.",
    ],
    cited("Rubic dossier 4.5"),
    [
      "src/sync/worked-examples.test.ts",
      "card 1175: the payment is 1175,00, not the 1099,06 that are paid out",
    ],
  ),
  rule(
    [
      "One posting in Tripletex settles one transaction; a payment that somebody registered by hand is taken, not repeated.",
      "Én postering i Tripletex gjør opp én transaksjon; en betaling noen har registrert for hånd, brukes og gjentas ikke.",
    ],
    cited("Tripletex dossier 9"),
    ["test/e2e/engine-main.test.ts", "a payment that somebody registered by hand is adopted, not paid twice"],
  ),
  rule(
    [
      "The ledger customer number wins over the customer number, and a number is never read loosely: 00417 is not 417.",
      "Reskontronummeret går foran kundenummeret, og et nummer tolkes aldri løst: 00417 er ikke 417.",
    ],
    cited("Rubic dossier 2.1"),
    [
      "src/sync/customer-number.test.ts",
      "whatever the text, a number that is accepted is written exactly like that text",
    ],
  ),
  rule(
    [
      "Only fields that Rubic owns are changed, only when they differ, and nothing that the accountant filled in is blanked.",
      "Bare felt Rubic eier, endres, bare når de er ulike, og ingenting regnskapsføreren har fylt ut, tømmes.",
    ],
    cited("Tripletex dossier 14"),
    ["test/e2e/engine-main.test.ts", "never blanks what the accountant has filled in"],
  ),
  rule(
    [
      "An organisation number comes from Rubic's register of companies, only where both number and name agree, and never replaces another one.",
      "Organisasjonsnummeret kommer fra Rubics bedriftsregister, bare når både nummer og navn stemmer, og erstatter aldri et annet.",
    ],
    cited("Rubic dossier 2.9"),
    ["src/sync/companies.test.ts", "two companies that agree and differ in number give none"],
  ),
  rule(
    [
      "A document in a closed period waits until the period is open or somebody books it by hand.",
      "Et bilag i en stengt periode venter til perioden åpnes eller noen bokfører det for hånd.",
    ],
    cited("Tripletex dossier 8, 14"),
    ["src/sync/periods.test.ts", "whether a period's end is %s, the same dates are closed"],
  ),
  rule(
    [
      "An invoice counts as paid exactly when nothing is outstanding on it in Tripletex, whoever settled it.",
      "En faktura regnes som betalt nøyaktig når ingenting er utestående på den i Tripletex, uansett hvem som gjorde den opp.",
    ],
    cited("Tripletex dossier 8"),
    [
      "test/e2e/engine-main.test.ts",
      "marks an invoice as paid exactly when nothing is outstanding in Tripletex",
    ],
  ),
  rule(
    [
      "Money goes by the payment type that its transaction type is mapped to, refunds by their own.",
      "Penger føres med betalingstypen som transaksjonstypen er koblet til, tilbakebetalinger med sin egen.",
    ],
    cited("Rubic dossier 3"),
    [
      "test/e2e/payments-cases.test.ts",
      "each kind goes by its own payment type: Vipps 500,00 to 1579, OCR 200,00 to 1920, a refund of 50,00 from 1900",
    ],
  ),
  rule(
    [
      "Each month is compared in count, net, VAT by type, gross, credited, paid and outstanding, down to the document; what is not the same is held, left out or a difference with a cause.",
      "Hver måned sammenlignes i antall, netto, mva. per type, brutto, kreditert, betalt og utestående, ned til bilaget; det som ikke er likt, venter, er utelatt eller er en differanse med årsak.",
    ],
    DESIGN,
    [
      "test/e2e/reconcile.test.ts",
      "is equal to the øre in every month, each rest being a named hold, and every figure is that of the simulators",
    ],
  ),
  rule(
    [
      "What people bill by hand in Tripletex stands apart, outside of the sums.",
      "Det noen fakturerer for hånd i Tripletex, står for seg, utenfor summene.",
    ],
    DESIGN,
    [
      "test/e2e/reconcile-differences.test.ts",
      "an invoice of 250,00 kr made by hand is listed apart and outside of the sums",
    ],
  ),
  rule(
    [
      "A later change of what was signed takes the signature of the month back, and says so.",
      "En senere endring av det som ble signert, trekker signaturen av måneden tilbake, og sier det.",
    ],
    DESIGN,
    [
      "test/e2e/reconcile-differences.test.ts",
      "is taken back by a later invoice, which is said in the month, its history and the audit log",
    ],
  ),
  rule(
    [
      "The exports open right in a Norwegian Excel, and no text in them is ever run as a formula.",
      "Eksportene åpnes riktig i en norsk Excel, og ingen tekst i dem kjøres noen gang som formel.",
    ],
    DESIGN,
    [
      "src/sync/reconcile/csv.test.ts",
      "opens right in a Norwegian Excel: byte order mark, semicolons, decimal commas, Norwegian dates, CR LF",
    ],
  ),
  rule(
    [
      "Payouts are added up by expected day as gross, fee, VAT on the fee and payout, beside the balance of the clearing account.",
      "Utbetalinger summeres per ventet dag som brutto, gebyr, mva. på gebyret og utbetaling, ved siden av saldoen på oppgjørskontoen.",
    ],
    cited("Rubic dossier 4.5, 5"),
    ["test/e2e/clearing.test.ts", "adds up gross, fee, VAT on fee and payout by expected payout date"],
  ),
  rule(
    [
      "Why a record is not in Tripletex is answered by the engine itself: the first check that fails is the one of its hold.",
      "Hvorfor en post ikke er i Tripletex, besvares av motoren selv: den første kontrollen som svikter, er den posten venter på.",
    ],
    DESIGN,
    ["test/e2e/why.test.ts", "for every record that is held, the check that fails is the one of its reason"],
  ),
  rule(
    [
      "Each held document belongs to a VAT return; what is due first comes first.",
      "Hvert bilag som venter, hører til en mva-melding; det som forfaller først, kommer først.",
    ],
    DESIGN,
    ["convex/sync/deadlines.test.ts", "what is due first comes first, summed by VAT term"],
  ),
];
