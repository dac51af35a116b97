/** What an accountant does about each code of the table of situations, in Norwegian (bokmål). English stands in the catalogue. */
import type { HoldCode } from "../../../src/sync/hold-codes.ts";

export const REMEDIES_NB: Partial<Record<HoldCode, string>> = {
  CUSTOMER_WITHOUT_NUMBER: "Gi kunden et nummer i Rubic.",
  CUSTOMER_NUMBER_NOT_USABLE: "Tripletex tar hele tall uten ledende nuller: sett reskontronummer i Rubic.",
  CUSTOMER_NUMBER_TAKEN: "Finn ut i Tripletex hvem som har nummeret; sett et annet reskontronummer i Rubic.",
  CUSTOMER_NUMBER_DUPLICATE: "Gi en av de to kundene et annet nummer i Rubic.",
  CUSTOMER_ORGANIZATION_DIFFERS:
    "Finn ut hvilket organisasjonsnummer som er riktig, og rett det i Tripletex eller Rubic.",
  CUSTOMER_NOT_IN_TRIPLETEX: "Rett det som holder kunden; fakturaen følger ved neste synkronisering.",
  EDITED_MEANWHILE: "Ingenting å gjøre: neste synkronisering sammenligner på nytt.",
  CHANGE_NOT_KEPT: "Gjør endringen for hånd i Tripletex.",
  PRODUCT_WITHOUT_CODE: "Gi produktet en kode i Rubic.",
  PRODUCT_WITHOUT_ACCOUNT: "Sett inntektskonto på produktgruppen i Rubic.",
  PRODUCT_NUMBER_TAKEN: "Gi det andre produktet nytt navn eller nummer i Tripletex, eller dette i Rubic.",
  PRODUCT_NAME_TAKEN:
    "Gi det andre produktet et nytt navn i Tripletex, eller dette i Rubic: to produkter kan ikke hete det samme.",
  PRODUCT_VAT_OR_ACCOUNT_CHANGED:
    "Angre endringen i Rubic eller i koblingen, eller sett samme mva-type og konto på produktet i Tripletex.",
  PRODUCT_INACTIVE: "Aktiver produktet i Tripletex, eller slutt å selge det i Rubic.",
  LINE_VAT_DIFFERS:
    "Rett mva-koden på produktgruppen i Rubic eller koblingen, eller bokfør fakturaen for hånd.",
  LINE_ACCOUNT_DIFFERS:
    "Rett kontoen på produktgruppen i Rubic eller koblingen, eller bokfør fakturaen for hånd.",
  LINE_PRODUCT_INACTIVE: "Aktiver produktet i Tripletex; fakturaen følger ved neste synkronisering.",
  LINE_WITHOUT_PRODUCT:
    "En fritekstlinje har ingen egen inntektskonto i Tripletex: bokfør fakturaen for hånd.",
  INVOICE_NOT_SENT: "Send fakturaen i Rubic, eller slett utkastet der.",
  INVOICE_LINES_MISSING:
    "Rubic leverte fakturaen uten linjer: synkroniser på nytt, ellers spør Rubics kundestøtte.",
  INVOICE_NUMBER_TAKEN:
    "Sammenlign de to fakturaene: er de én, koble dem; ellers avtal egne nummerserier. En kreditering kan ikke kobles: utelat den med begrunnelse hvis det er den som står i Tripletex.",
  PERIOD_CLOSED:
    "Åpne perioden i Tripletex og synkroniser på nytt, eller bokfør bilaget for hånd; for en betaling kan en annen bokføringsdato velges med begrunnelse. Tjenesten flytter ingen dato selv.",
  SEVERAL_DEPARTMENTS: "En ordre i Tripletex har én avdeling: del fakturaen, eller bokfør den for hånd.",
  DEPARTMENT_NOT_MAPPED:
    "Opprett avdelingen i Tripletex om nødvendig, og godkjenn koblingen (npm run settings).",
  NEEDS_CREDIT: "Krediter eller rett fakturaen for hånd i Tripletex, og utelat så denne med en begrunnelse.",
  INVOICE_NOT_IN_TRIPLETEX:
    "Rett det som holder fakturaen; det som hører til den, følger ved neste synkronisering.",
  CREDIT_PARTIAL:
    "Rubic viser et beløp og ingen kreditnota med linjer: krediter for hånd i Tripletex det som ikke er kreditert der, og hold denne krediteringen utenfor med en begrunnelse.",
  CREDIT_DATE_UNKNOWN:
    "Krediter fakturaen i Tripletex på datoen krediteringen har i Rubic; neste synkronisering overtar den.",
  CREDIT_NUMBER_NOT_MET:
    "Ingenting å gjøre: meldingen nevner dagen da en full synkronisering tidligst avgjør kreditnotaen. Startes en for hånd da, trenger ingen å vente på den ukentlige.",
  CREDIT_NOTE_PAID:
    "Bokfør den for hånd i Tripletex med et bilag på kunden, ikke som betaling på en faktura eller kreditnota, og utelat den så med en begrunnelse.",
  CHANGED_AFTER_BOOKING:
    "En faktura kan ikke endres i Tripletex: krediter den der, bokfør den nye for hånd og koble denne til den; eller angre endringen i Rubic. Det en kreditering mangler, krediterer du for hånd, og utelater så denne med en begrunnelse.",
  AMOUNT_DIFFERS_FROM_LINES:
    "Beløpet å betale er et annet enn linjene (for eksempel purregebyr): bokfør gebyret for hånd og utelat denne med en begrunnelse; en faktura som ikke er bokført ennå, bokfører du for hånd med gebyret og kobler.",
  TOTALS_DO_NOT_ADD_UP:
    "Linjene stemmer ikke med fakturaen i Rubic: spør Rubics kundestøtte, eller bokfør den for hånd.",
  TOTALS_NOT_REPRODUCIBLE:
    "Tripletex ville avrundet linjen til et annet øre: bokfør den for hånd i Tripletex.",
  BOOKED_DIFFERENTLY:
    "Rett årsaken (mva-kode eller konto på produktet, avrunding), krediter fakturaen i Tripletex, bokfør den riktige der for hånd, koble posten til den og synkroniser igjen. Skal ingen erstatte den: koble posten fra, synkroniser, og utelat den med begrunnelse. En kreditering kan verken kobles eller kobles fra: rett den i Tripletex med et bilag, og utelat den så med begrunnelse.",
  INVOICE_CREDITED:
    "Bokfør fakturaen som erstatter den, for hånd i Tripletex og koble Rubics faktura til den. Skal ingen erstatte den, utelat posten med begrunnelse.",
  CREDITED_IN_TRIPLETEX:
    "Krediter fakturaen i Rubic også; var krediteringen en feil, bokfør den på nytt i Tripletex og koble den dit.",
  PAID_IN_TRIPLETEX:
    "Koble betalingen i Rubic som venter, til den; finnes ingen, registrer den i Rubic samme dag, eller trekk den tilbake i Tripletex.",
  PAYMENT_TAKEN_BACK:
    "Registrer betalingen i Tripletex igjen, eller tilbakebetalingen i Rubic den dagen den ble trukket tilbake; er betalingen slettet i Rubic, koble den fra (npm run link).",
  SET_OFF_IN_TRIPLETEX:
    "Finn i kundereskontroen i Tripletex hva den er lukket mot, og åpne den igjen. Var det penger, registrer dem som betaling på fakturaen på sin egen dato; var det en kreditering, lag den som faktura med negativ sum på samme kunde og avregn mot den.",
  PAYER_CHANGED:
    "Er begge én kunde (en sammenslåing), koble den nye til kunden på den bokførte fakturaen som alias; ellers krediter den i Tripletex og bokfør den på nytt.",
  CUSTOMER_RENUMBERED:
    "Gi kunden nummeret fra Rubic i Tripletex, eller sett nummeret fra Tripletex som reskontronummer i Rubic; er den slått sammen med den som har nummeret, koble den til den som alias.",
  CUSTOMER_INACTIVE: "Gjør kunden aktiv i Tripletex.",
  PRODUCT_RENUMBERED: "Gi produktet nummeret tilbake i Tripletex, eller sett det nye som kode i Rubic.",
  ALREADY_PAID:
    "Er det pengene som noen har registrert i Tripletex, koble den dit (dekker én sum flere, utelat den med begrunnelse); er det andre penger, registrer den der på sin egen dato, så tar neste synkronisering den.",
  BEFORE_CUTOVER: "Koble fakturaen til den i Tripletex; neste synkronisering registrerer betalingen der.",
  ALREADY_CREDITED:
    "Sammenlign med det som er kreditert i Tripletex, krediter for hånd det som mangler, og utelat så denne med en begrunnelse.",
  PAYMENT_CHANGED:
    "Trekk betalingen tilbake i Tripletex, registrer den der slik Rubic har den nå, og koble denne til den; eller angre endringen i Rubic.",
  NOT_A_PAYMENT:
    "Finn ut i Rubic hva det er, registrer det for hånd på fakturaen i Tripletex med en betalingstype av det slaget, og koble de to; skal ingenting bokføres, utelat det med en begrunnelse.",
};
