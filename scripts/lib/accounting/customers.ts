/** The table of situations: customers. */
import { row, type SituationGroup } from "./situation.ts";

const CUSTOMERS = "test/e2e/situations-customers.test.ts";
const WAITS: [string, string] = [
  "The customer waits; so do its invoices.",
  "Kunden venter, og fakturaene med den.",
];

export const customers: SituationGroup = {
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
        "Both wait, and so do their new invoices, also when a person leaves it out: an invoice would not say whose it is.",
        "Begge venter, og nye fakturaer med dem, også når en person holder det utenfor: en faktura ville ikke si hvem den gjelder.",
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
      ["Two such payers have one number", "To slike betalere har samme nummer"],
      ["Both invoices wait and say why.", "Begge fakturaene venter og sier hvorfor."],
      [
        "CUSTOMER_NOT_IN_TRIPLETEX",
        CUSTOMERS,
        "two payers with one number whom only invoices name hold both invoices, and neither becomes a customer",
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
