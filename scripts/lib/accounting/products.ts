/** The table of situations: products. */
import { row, type SituationGroup } from "./situation.ts";

const PRODUCTS = "test/e2e/situations-products.test.ts";

export const products: SituationGroup = {
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
