/** The table of situations: invoices. */
import { row, type SituationGroup } from "./situation.ts";

const INVOICES = "test/e2e/situations-invoices.test.ts";
const INVOICE_RULES = "src/sync/invoice-holds.test.ts";
const INVOICE_WAITS: [string, string] = ["Waits with its whole amount.", "Venter med hele beløpet."];

export const invoices: SituationGroup = {
  title: { en: "Invoices", nb: "Fakturaer" },
  situations: [
    row(["Not sent", "Ikke sendt"], INVOICE_WAITS, [
      "INVOICE_NOT_SENT",
      INVOICES,
      "an unsent invoice is held",
    ]),
    row(
      ["Dated before the cut-over", "Datert før oppstartsdatoen"],
      ["Not booked and not held.", "Bokføres ikke og venter ikke."],
      [null, INVOICES, "an invoice before the cut-over is none of the service's business"],
    ),
    row(
      ["Dated in a closed period", "Datert i en stengt periode"],
      [
        "Waits; no date is moved. Booked once the period is open.",
        "Venter; ingen dato flyttes. Bokføres når perioden åpnes.",
      ],
      [
        "PERIOD_CLOSED",
        INVOICES,
        "an invoice and a payment dated in a closed period are held, and booked when it is open again",
      ],
    ),
    row(["The number belongs to another invoice", "Nummeret tilhører en annen faktura"], INVOICE_WAITS, [
      "INVOICE_NUMBER_TAKEN",
      INVOICES,
      "an invoice whose number another invoice has in Tripletex is held",
    ]),
    row(
      ["Ledger year of another year", "Regnskapsår fra et annet år"],
      [
        "Booked on its invoice date; accruals are the accountant's.",
        "Bokføres på fakturadatoen; periodisering er regnskapsførerens sak.",
      ],
      [null, INVOICES, "the ledger year of another year moves nothing: the invoice is booked on its date"],
    ),
    row(["Delivered without its lines", "Levert uten linjer"], INVOICE_WAITS, [
      "INVOICE_LINES_MISSING",
      INVOICES,
      "an invoice delivered without its lines is held with its amount",
    ]),
    row(["A line without a product", "En linje uten produkt"], INVOICE_WAITS, [
      "LINE_WITHOUT_PRODUCT",
      INVOICES,
      "a line without a product holds the invoice",
    ]),
    row(
      ["A line without an account", "En linje uten konto"],
      ["Booked on its product's account.", "Bokføres på produktets konto."],
      [null, INVOICES, "a line without an account takes its product's"],
    ),
    row(
      ["A line on another account than its product", "En linje på en annen konto enn produktet"],
      INVOICE_WAITS,
      ["LINE_ACCOUNT_DIFFERS", INVOICE_RULES, "an account that is not the product's"],
    ),
    row(
      ["A line without department beside one with", "En linje uten avdeling ved siden av en med"],
      INVOICE_WAITS,
      ["SEVERAL_DEPARTMENTS", INVOICES, "a line without a department beside one with holds the invoice"],
    ),
    row(["A department without approved mapping", "En avdeling uten godkjent kobling"], INVOICE_WAITS, [
      "DEPARTMENT_NOT_MAPPED",
      INVOICE_RULES,
      "a department without approved mapping",
    ]),
    row(
      ["Zero invoice (100 % discount)", "Nullfaktura (100 % rabatt)"],
      ["Booked with 0,00 and its line.", "Bokføres med 0,00 og sin linje."],
      [null, INVOICES, "a zero invoice is booked as one"],
    ),
    row(
      ["Negative line on a positive invoice", "Negativ linje på en positiv faktura"],
      ["Booked with both lines.", "Bokføres med begge linjene."],
      [null, INVOICES, "a negative line on a positive invoice is booked"],
    ),
    row(
      ["Written off before it was booked", "Avskrevet før bokføring"],
      ["Waits with 0,00: nothing is missing.", "Venter med 0,00: ingenting mangler."],
      ["NEEDS_CREDIT", INVOICES, "an invoice written off in Rubic is held with nothing missing"],
    ),
    row(
      ["Written off after it was booked", "Avskrevet etter bokføring"],
      [
        "The booking stays; waits with what Rubic has less.",
        "Bokføringen står; venter med det Rubic har mindre.",
      ],
      ["NEEDS_CREDIT", INVOICES, "written off in Rubic afterwards: held with what Rubic has less"],
    ),
    row(
      ["Changed in Rubic after it was booked", "Endret i Rubic etter bokføring"],
      ["The booking stays; waits with the difference.", "Bokføringen står; venter med differansen."],
      [
        "CHANGED_AFTER_BOOKING",
        INVOICES,
        "a due date changed in Rubic afterwards: held with no amount, never written",
      ],
    ),
    row(["Reminder fee as a line", "Purregebyr som linje"], INVOICE_WAITS, [
      "LINE_WITHOUT_PRODUCT",
      INVOICES,
      "a reminder fee as a line from the start holds the invoice",
    ]),
    row(
      ["Reminder fee in the total only", "Purregebyr bare i totalen"],
      ["Waits with its amount, fee included.", "Venter med beløpet, gebyret medregnet."],
      [
        "AMOUNT_DIFFERS_FROM_LINES",
        INVOICES,
        "a reminder fee in the total alone holds the invoice with the fee",
      ],
    ),
    row(
      ["Reminder fee added after it was booked", "Purregebyr lagt til etter bokføring"],
      ["The booking stays; waits with the fee.", "Bokføringen står; venter med gebyret."],
      [
        "AMOUNT_DIFFERS_FROM_LINES",
        INVOICES,
        "a reminder fee added to the total afterwards: held with the fee; as a line: held as changed",
      ],
    ),
    row(["The lines do not add up to the invoice", "Linjene stemmer ikke med fakturaen"], INVOICE_WAITS, [
      "TOTALS_DO_NOT_ADD_UP",
      INVOICE_RULES,
      "line sums off by an øre",
    ]),
    row(["A total that no price gives", "Et beløp som ingen pris gir"], INVOICE_WAITS, [
      "TOTALS_NOT_REPRODUCIBLE",
      INVOICE_RULES,
      "VAT that no price gives",
    ]),
    row(
      ["Tripletex rounds, or adds a fee of its own", "Tripletex avrunder eller legger til eget gebyr"],
      [
        "Noticed on the first invoice, which waits with the difference; no more are booked.",
        "Oppdages på den første fakturaen, som venter med differansen; flere bokføres ikke.",
      ],
      ["BOOKED_DIFFERENTLY", INVOICES, "%s is noticed on the first invoice and stops the rest"],
    ),
    row(
      ["Credited by hand in Tripletex, paid in Rubic", "Kreditert for hånd i Tripletex, betalt i Rubic"],
      [
        "No payment is booked on the credited one; it waits until the one that replaces it is linked.",
        "Ingen betaling bokføres på den krediterte; den venter til fakturaen som erstatter den, er koblet.",
      ],
      [
        "INVOICE_CREDITED",
        "test/e2e/canary-remedy.test.ts",
        "left out at once it stays so with its reason, and its payment waits; unlinked and left out, nothing differs",
      ],
    ),
  ],
};
