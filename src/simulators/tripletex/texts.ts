/**
 * The words of Tripletex in both languages (Tripletex dossier 4). They follow the language of the token's employee, so a client
 * must never decide on them. Texts marked "guess" were never seen; only their status and code are a fair expectation.
 */
export type Language = "no" | "en";

const catalogue = {
  required: ["Kan ikke være null.", "Cannot be null."],
  notEmpty: ["Feltet kan ikke være tomt.", "The field cannot be empty."],
  mustBeFilled: ["Feltet må fylles ut.", "The field must be filled in."],
  emptyList: ["Listen kan ikke være tom.", "The list cannot be empty."],
  wrongType: [
    "Verdien er ikke av korrekt type for dette feltet.",
    "The value is not of the correct type for this field.",
  ],
  unknownField: ["Feltet eksisterer ikke i objektet.", "The field does not exist in the object."],
  idOnCreate: [
    "ID kan ikke settes når man oppretter et objekt.",
    "ID cannot be set when creating an object.",
  ],
  validationFailed: ["Validering feilet.", "Validation failed."],
  invalidFormat: ["Ugyldig format.", "Invalid format."],
  numberInUse: ["Nummeret er i bruk.", "The number is in use."],
  organizationNumber: [
    "The organization number must consist of 9 numbers and cannot have any spaces.",
    "The organization number must consist of 9 numbers and cannot have any spaces.",
  ],
  foreignAddress: [
    "Eksisterende adresser kan ikke gjenbrukes på andre objekter.",
    "Existing addresses cannot be reused on other objects.",
  ],
  productNumberInUse: ["Produktnummeret {0} er i bruk.", "The product number {0} is in use."],
  productNameInUse: [
    "Produktnavnet {0} er allerede registrert.",
    "The product name {0} is already registered.",
  ],
  invalidVat: ["Ugyldig mva-kode.", "Invalid VAT code."],
  noAccountForVat: [
    "Finner ikke en gyldig regnskapskonto for mva-koden {0}: {1}",
    "Cannot find a valid account for VAT code {0}: {1}",
  ],
  accountLocked: ["Kontoen {0} er låst til mva-kode {1}.", "Account {0} is locked to VAT code {1}."],
  accountInactive: ["Kontoen {0} er inaktiv.", "Account {0} is inactive."],
  lineIsEmpty: [
    "Det må registreres en beskrivelse eller et produkt.",
    "A description or a product must be registered.",
  ],
  priceMustExcludeVat: [
    "Enhetspris må være uten mva siden enhetspris på ordre er uten mva.",
    "The unit price must be exclusive VAT since the unit price on the order is exclusive VAT.",
  ],
  priceMustIncludeVat: [
    "Enhetspris må være med mva siden enhetspris på ordre er med mva.",
    "The unit price must be inclusive VAT since the unit price on the order is inclusive VAT.",
  ],
  orderHasInvoices: [
    "Ordren kan ikke slettes. Fakturaer er generert.",
    "The order cannot be deleted. Invoices have been generated.",
  ],
  noBankAccount: [
    "Faktura kan ikke opprettes før selskapet har registrert et bankkontonummer.",
    "An invoice cannot be created before the company has registered a bank account number.",
  ],
  prepaidIncomplete: [
    "Både paidAmount og paymentTypeId må oppgis ved registrering av en forhåndsbetalt faktura.",
    "Both paidAmount and paymentTypeId must be given when registering a prepaid invoice.",
  ],
  notAnInvoiceNumber: ["Ugyldig fakturanummer.", "Invalid invoice number."],
  idList: [
    "'{0}': Listen med ID-er må være en kommaseparert liste med positive heltall.",
    "'{0}': The list of IDs must be a comma-separated list of positive integers.",
  ],
  dateOrder: [
    "'From and including' value ({0}) is greater than or equal 'To and excluding' value ({1}) in filter.",
    "'From and including' value ({0}) is greater than or equal 'To and excluding' value ({1}) in filter.",
  ],
  paymentOfInvoice: [
    "Betaling: Faktura nummer {0} til {1} ({2})",
    "Payment: Invoice number {0} to {1} ({2})",
  ],
  invoiceTo: ["Faktura nummer {0} til {1} ({2})", "Invoice number {0} to {1} ({2})"],
  creditNoteTo: ["Kreditnota nummer {0} til {1} ({2})", "Credit note number {0} to {1} ({2})"],
  // Guesses from here on.
  periodClosed: ["Perioden er stengt.", "The period is closed."],
  alreadyCredited: ["Fakturaen er allerede kreditert.", "The invoice has already been credited."],
  unknownReference: ["Objektet finnes ikke.", "The object does not exist."],
  invalidExpiration: ["Ugyldig utløpsdato.", "Invalid expiration date."],
  outOfRange: ["Verdien er utenfor gyldig område.", "The value is out of range."],
  productInactive: ["Produktet {0} er inaktivt.", "The product {0} is inactive."],
  orderIsInvoiced: ["Ordren er allerede fakturert.", "The order has already been invoiced."],
  notToBeClosed: [
    "Postene kan ikke lukkes mot hverandre.",
    "The postings cannot be closed against each other.",
  ],
  oneOrderPerInvoice: ["En faktura kan bare ha én ordre.", "An invoice can only have one order."],
} satisfies Record<string, readonly [norwegian: string, english: string]>;

export type TextKey = keyof typeof catalogue;

/** The sentence in the language, with `{0}`, `{1}` … replaced by the values. */
export function text(language: Language, key: TextKey, values: readonly (string | number)[] = []): string {
  const sentence = catalogue[key][language === "no" ? 0 : 1];
  return sentence.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)] ?? ""));
}
