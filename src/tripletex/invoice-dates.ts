/** Tripletex demands a date window in every list of invoices; this one is accepted and holds everything (Tripletex dossier 8). */
export const WIDEST_FROM = "2000-01-01";
/** The first day that it does not hold. */
export const WIDEST_TO_EXCLUSIVE = "2100-01-01";
export const WIDEST_WINDOW = { invoiceDateFrom: WIDEST_FROM, invoiceDateTo: WIDEST_TO_EXCLUSIVE };
