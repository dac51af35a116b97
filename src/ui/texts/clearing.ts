/** Words of the clearing report. */

export const CLEARING = {
  tab: "Payouts",
  heading: "Payouts and clearing account",
  intro:
    "What the payment provider pays out on which day, as Rubic expects it, beside what stands on the clearing account in Tripletex. Nothing is written.",
  fromLabel: "Payouts expected from",
  show: "Read now",
  reading: "Reading Rubic and Tripletex …",
  none: "No payouts are expected from this day on.",
  unmapped: "Without account",
  account: (number: number, name: string | null) =>
    name === null ? `Account ${number}` : `Account ${number}, ${name}`,
  columns: {
    date: "Payout date",
    count: "Payments",
    gross: "Gross",
    fee: "Fee",
    feeVat: "VAT on fee",
    payout: "Payout",
    unexplained: "Unexplained",
  },
  sum: "Sum",
  withoutPayout: (count: string, kroner: string) =>
    `Without payout, paid by hand or straight to the bank: ${count} payments, ${kroner}.`,
} as const;
