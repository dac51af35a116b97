/**
 * The table of situations: what becomes of each unusual record, and the test that drives it. The documents for accountants are
 * written from it (`npm run docs:accounting`), and a test checks that every named test and every code exists.
 */
import type { HoldCode } from "../../../src/sync/hold-codes.ts";

/** One text in English and in Norwegian (bokmål). */
export interface Bilingual {
  en: string;
  nb: string;
}

/** Where the test stands and its exact title. */
export interface TestName {
  file: string;
  title: string;
}

export interface Situation {
  situation: Bilingual;
  /** What is booked, and how; or what waits, and with which amount. */
  result: Bilingual;
  /** Null where nothing is held. */
  code: HoldCode | null;
  test: TestName;
}

export interface SituationGroup {
  title: Bilingual;
  situations: Situation[];
}

const CUSTOMERS = "test/e2e/situations-customers.test.ts";
const PRODUCTS = "test/e2e/situations-products.test.ts";
const INVOICES = "test/e2e/situations-invoices.test.ts";
const INVOICE_RULES = "src/sync/invoice-holds.test.ts";
const PAYMENTS = "src/sync/payments.test.ts";
const EXAMPLES = "src/sync/worked-examples.test.ts";

function row(
  [situationEn, situationNb]: [string, string],
  [resultEn, resultNb]: [string, string],
  proof: [code: HoldCode | null, file: string, title: string],
): Situation {
  const [code, file, title] = proof;
  return {
    situation: { en: situationEn, nb: situationNb },
    result: { en: resultEn, nb: resultNb },
    code,
    test: { file, title },
  };
}

const WAITS: [string, string] = [
  "The customer waits; so do its invoices.",
  "Kunden venter, og fakturaene med den.",
];
const INVOICE_WAITS: [string, string] = ["Waits with its whole amount.", "Venter med hele beløpet."];

const customers: SituationGroup = {
  title: { en: "Customers", nb: "Kunder" },
  situations: [
    row(["No customer number", "Uten kundenummer"], WAITS, [
      "CUSTOMER_WITHOUT_NUMBER",
      CUSTOMERS,
      "a customer without a number is held, and so is its invoice",
    ]),
    row(["Number with letters (G-2041)", "Nummer med bokstaver (G-2041)"], WAITS, [
      "CUSTOMER_NUMBER_NOT_USABLE",
      CUSTOMERS,
      "a customer number with letters is held",
    ]),
    row(
      ["Number with leading zeros (00417)", "Nummer med ledende nuller (00417)"],
      ["Waits; it is never taken for 417.", "Venter; tolkes aldri som 417."],
      [
        "CUSTOMER_NUMBER_NOT_USABLE",
        CUSTOMERS,
        "a customer number with leading zeros is held, not taken for the number without",
      ],
    ),
    row(
      ["A stranger has the number in Tripletex", "En annen har nummeret i Tripletex"],
      ["Waits; the stranger is left alone.", "Venter; den andre kunden røres ikke."],
      [
        "CUSTOMER_NUMBER_TAKEN",
        CUSTOMERS,
        "a number that a stranger has in Tripletex is held, and the stranger is left alone",
      ],
    ),
    row(
      ["Two customers share one ledger number", "To kunder deler ett reskontronummer"],
      ["The first is booked, the other waits.", "Den første bokføres, den andre venter."],
      [
        "CUSTOMER_NUMBER_TAKEN",
        CUSTOMERS,
        "two customers with one ledger number: one is booked, the other held",
      ],
    ),
    row(
      ["A ledger customer number is set", "Reskontronummer er satt"],
      ["Booked under the ledger number.", "Bokføres på reskontronummeret."],
      [null, CUSTOMERS, "the ledger customer number is the number in Tripletex"],
    ),
    row(
      ["Rubic gives one number to two customers", "Rubic gir samme nummer til to kunder"],
      [
        "Both wait: an invoice would not say whose it is.",
        "Begge venter: en faktura ville ikke si hvem den gjelder.",
      ],
      ["CUSTOMER_NUMBER_DUPLICATE", CUSTOMERS, "a number that Rubic gives to two customers is held"],
    ),
    row(
      ["Member who has left", "Utmeldt medlem"],
      ["Invoices are booked like any other.", "Fakturaer bokføres som andre."],
      [null, CUSTOMERS, "the invoice of a member who has left is booked like any other"],
    ),
    row(
      ["Company with organisation number", "Bedrift med organisasjonsnummer"],
      [
        "Booked with the number, where number and name in Rubic's register of companies agree.",
        "Bokføres med nummeret når nummer og navn i Rubics bedriftsregister stemmer.",
      ],
      [null, CUSTOMERS, "a company gets the organisation number of Rubic's register of companies"],
    ),
    row(
      ["Company without organisation number", "Bedrift uten organisasjonsnummer"],
      ["Booked without one.", "Bokføres uten."],
      [null, CUSTOMERS, "a company without organisation number is booked without one"],
    ),
    row(
      ["Tripletex has another organisation number", "Tripletex har et annet organisasjonsnummer"],
      ["Waits; nothing is replaced.", "Venter; ingenting erstattes."],
      [
        "CUSTOMER_ORGANIZATION_DIFFERS",
        CUSTOMERS,
        "another organisation number in Tripletex is held, not replaced",
      ],
    ),
    row(
      ["Payer stands on invoices alone", "Betaleren finnes bare på fakturaer"],
      ["Becomes a customer first; the invoice is booked.", "Blir kunde først; fakturaen bokføres."],
      [
        null,
        CUSTOMERS,
        "a payer whom only invoices name becomes a customer, once, and the invoices are booked",
      ],
    ),
    row(
      ["Such a payer has a stranger's number", "En slik betaler har en annens nummer"],
      ["The invoice waits and says why.", "Fakturaen venter og sier hvorfor."],
      [
        "CUSTOMER_NOT_IN_TRIPLETEX",
        CUSTOMERS,
        "a payer whom only an invoice names, with the number of a stranger, holds the invoice and says why",
      ],
    ),
    row(
      ["E-mail address that can't be right", "E-postadresse som ikke kan stemme"],
      ["Booked without e-mail; the service sends none.", "Bokføres uten e-post; tjenesten sender ingen."],
      [null, CUSTOMERS, "an unusable e-mail address is left out; the customer is booked"],
    ),
    row(
      ["Foreign address", "Utenlandsk adresse"],
      ["Booked with its country.", "Bokføres med sitt land."],
      [null, CUSTOMERS, "a foreign address keeps its country"],
    ),
    row(
      ["Address emptied in Rubic", "Adressen er tømt i Rubic"],
      ["The address in Tripletex stays.", "Adressen i Tripletex blir stående."],
      [null, CUSTOMERS, "an address emptied in Rubic stays in Tripletex"],
    ),
    row(
      ["The accountant has edited the customer", "Regnskapsføreren har endret kunden"],
      [
        "Only what Rubic changes is written; the rest stays.",
        "Bare det Rubic endrer, skrives; resten blir stående.",
      ],
      [null, CUSTOMERS, "what the accountant filled in stays when Rubic changes something else"],
    ),
    row(
      ["Edited in Tripletex at the same moment", "Endres i Tripletex i samme øyeblikk"],
      ["Read and written once more.", "Leses og skrives én gang til."],
      [null, CUSTOMERS, "a version conflict is read and written once more"],
    ),
    row(
      ["Somebody keeps editing it", "Noen fortsetter å endre den"],
      ["Waits for the next sync.", "Venter på neste synkronisering."],
      ["EDITED_MEANWHILE", CUSTOMERS, "a customer that somebody keeps editing waits for the next sync"],
    ),
    row(
      [
        "Tripletex accepts an address and does not keep it",
        "Tripletex godtar en adresse, men lagrer den ikke",
      ],
      ["Noticed when it is read back; waits.", "Oppdages når den leses tilbake; venter."],
      ["CHANGE_NOT_KEPT", CUSTOMERS, "an address that Tripletex accepts and does not keep is held"],
    ),
  ],
};

const products: SituationGroup = {
  title: { en: "Products", nb: "Produkter" },
  situations: [
    row(
      ["No product code", "Uten produktkode"],
      ["The product waits; so do its invoices.", "Produktet venter, og fakturaene med det."],
      ["PRODUCT_WITHOUT_CODE", PRODUCTS, "a product without a code is held, and so is its invoice"],
    ),
    row(
      ["The product group has no income account", "Produktgruppen har ingen inntektskonto"],
      ["Waits; no account is guessed.", "Venter; ingen konto gjettes."],
      ["PRODUCT_WITHOUT_ACCOUNT", PRODUCTS, "a product whose group has no income account is held"],
    ),
    row(
      ["Re-coded in Rubic", "Ny kode i Rubic"],
      ["The same product gets the new number.", "Samme produkt får det nye nummeret."],
      [null, PRODUCTS, "a product re-coded in Rubic gets the new number and stays the same product"],
    ),
    row(
      ["Re-coded to a number that is taken", "Ny kode som er opptatt"],
      ["Waits; both keep their numbers.", "Venter; begge beholder numrene."],
      ["PRODUCT_NUMBER_TAKEN", PRODUCTS, "a product re-coded to a number that another one has is held"],
    ),
    row(
      ["Renamed to a name that is taken", "Nytt navn som er opptatt"],
      ["Waits; it keeps its old name.", "Venter; beholder det gamle navnet."],
      ["PRODUCT_NAME_TAKEN", PRODUCTS, "a product renamed to a taken name is held and keeps its name"],
    ),
    row(
      [
        "Renamed, then found again after an old backup",
        "Nytt navn, gjenfunnet etter en gammel sikkerhetskopi",
      ],
      ["Taken by number, VAT type and account.", "Gjenkjennes på nummer, mva-type og konto."],
      [
        null,
        PRODUCTS,
        "a product renamed since it was made is found by number, VAT type and account, as after an old backup",
      ],
    ),
    row(
      [
        "The number has another VAT type or account in Tripletex",
        "Nummeret har en annen mva-type eller konto i Tripletex",
      ],
      ["Waits; nothing is changed.", "Venter; ingenting endres."],
      ["PRODUCT_NUMBER_TAKEN", PRODUCTS, "a product number with another VAT type in Tripletex is held"],
    ),
    row(
      ["Moved to another VAT type or account in Rubic", "Flyttet til en annen mva-type eller konto i Rubic"],
      [
        "Waits: lines before and after would be posted differently.",
        "Venter: linjer før og etter ville bli postert ulikt.",
      ],
      [
        "PRODUCT_VAT_OR_ACCOUNT_CHANGED",
        PRODUCTS,
        "a product moved to another VAT type in Rubic is held, not changed",
      ],
    ),
    row(
      ["Sold with two VAT types", "Solgt med to mva-typer"],
      ["The invoice with the other one waits.", "Fakturaen med den andre venter."],
      ["LINE_VAT_DIFFERS", PRODUCTS, "a product sold at another VAT rate than its own holds the invoice"],
    ),
    row(
      ["Inactive in Tripletex", "Inaktivt i Tripletex"],
      ["Waits; the service activates nothing.", "Venter; tjenesten aktiverer ingenting."],
      ["PRODUCT_INACTIVE", PRODUCTS, "a product that is inactive in Tripletex is held and not made active"],
    ),
    row(
      ["Made inactive after it was synced", "Gjort inaktivt etter synkronisering"],
      [
        "Invoices that Tripletex refuses for it wait.",
        "Fakturaer som Tripletex avviser på grunn av det, venter.",
      ],
      [
        "LINE_PRODUCT_INACTIVE",
        PRODUCTS,
        "an invoice over a product that was made inactive in Tripletex is held and follows when it is active",
      ],
    ),
  ],
};

const invoices: SituationGroup = {
  title: { en: "Invoices", nb: "Fakturaer" },
  situations: [
    row(["Not sent", "Ikke sendt"], INVOICE_WAITS, [
      "INVOICE_NOT_SENT",
      INVOICES,
      "an unsent invoice is held",
    ]),
    row(
      ["Cancelled: all of it credited", "Annullert: alt er kreditert"],
      ["Waits with 0,00: nothing is missing.", "Venter med 0,00: ingenting mangler."],
      ["NEEDS_CREDIT", INVOICES, "an invoice cancelled by crediting all of it is held with nothing missing"],
    ),
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
    row(["A department that Tripletex does not have", "En avdeling som Tripletex ikke har"], INVOICE_WAITS, [
      "DEPARTMENT_NOT_IN_TRIPLETEX",
      INVOICE_RULES,
      "a department that Tripletex does not have",
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
      ["Negative invoice (credit note)", "Negativ faktura (kreditnota)"],
      ["Waits with its negative amount.", "Venter med det negative beløpet."],
      ["NEGATIVE_INVOICE", INVOICES, "a negative invoice is held as a credit note"],
    ),
    row(
      ["Credited in part before it was booked", "Delvis kreditert før bokføring"],
      ["Waits with what is left.", "Venter med det som er igjen."],
      [
        "NEEDS_CREDIT",
        INVOICES,
        "an invoice credited in part before it was booked is held with what is left",
      ],
    ),
    row(
      ["Written off before it was booked", "Avskrevet før bokføring"],
      ["Waits with 0,00: nothing is missing.", "Venter med 0,00: ingenting mangler."],
      ["NEEDS_CREDIT", INVOICES, "an invoice written off in Rubic is held with nothing missing"],
    ),
    row(
      ["Credited after it was booked", "Kreditert etter bokføring"],
      [
        "The booking stays; waits with what Rubic has less.",
        "Bokføringen står; venter med det Rubic har mindre.",
      ],
      ["NEEDS_CREDIT", INVOICES, "credited in Rubic afterwards: held with what Rubic has less"],
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
  ],
};

const payments: SituationGroup = {
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

export const SITUATIONS: readonly SituationGroup[] = [customers, products, invoices, payments];
