/** How a write is named to a person, on the page and at the command line: what kind, which number, how it came about. */

const NAMES = {
  customer: (number: string) => `Customer ${number}`,
  product: (number: string) => `Product ${number}`,
  invoice: (number: string) => `Invoice ${number}`,
  credit: (number: string) => `Credit ${number}`,
  payment: (number: string) => `Payment, Rubic transaction ${number}`,
};

/** `Invoice 1042`. */
export function nameWrite({ kind, number }: { kind: keyof typeof NAMES; number: string }): string {
  return NAMES[kind](number);
}

export const HOW_TEXTS = {
  created: { word: "created", explanation: "Made in Tripletex by this run." },
  updated: { word: "changed", explanation: "Was in Tripletex; this run changed it." },
  adopted: { word: "adopted", explanation: "Was in Tripletex and agreed; nothing was written." },
  unclear: {
    word: "perhaps changed",
    explanation: "The answer to the change was lost. A later sync compared the record again.",
  },
};
