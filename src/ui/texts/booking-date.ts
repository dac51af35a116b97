/** The words of booking a payment in a closed period on another day. Whole sentences; no logic. */
export const BOOKING_DATE_TEXTS = {
  open: "Book on another date …",
  title: (label: string) => `Book ${label} on another date`,
  body: "Its own date lies in a period that is closed in Tripletex. The next sync books it on the day that you choose; in Rubic it keeps its own.",
  dateLabel: "Booking date",
  dateHint: "After its own date, not after today, in an open period.",
  dateMissing: "Choose a date first.",
  reasonLabel: "Why on that day?",
  reasonHint: "It is kept with your name in the audit log.",
  reasonMissing: "Give a reason first.",
  cancel: "No, go back",
  confirm: "Book it on that day",
  pending: "Sending …",
} as const;
