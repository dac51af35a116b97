/**
 * Reads what a person chose for a code and finds it among what Tripletex has. It must never take a choice that numbers contradict:
 * a VAT type of another percentage, or a number that is only the id of something else, is refused with the reason.
 */
import { type CodeKind, type CodeTarget, parseVatCode, type TransactionClass } from "./code-mappings.ts";

/** What Tripletex had to choose from when it was last read. */
export interface Choices {
  vatTypes: { id: number; number: string; name: string; percentage: number }[];
  accounts: { id: number; number: number; name: string }[];
  departments: { id: number; number: string; name: string }[];
  paymentTypes: { id: number; name: string; debitAccountNumber: number | null }[];
}

type Chosen = { ok: true; target: CodeTarget } | { ok: false; problem: string };

const refuse = (problem: string): Chosen => ({ ok: false, problem });

/** How a person writes the classes of transactions that need no payment type. */
const CLASSES: Record<string, Exclude<TransactionClass, "money" | "refund">> = {
  "credit-settlement": "creditSettlement",
  "write-off": "writeOff",
  ignore: "ignore",
};

/** The target that `choice` names: a number of Tripletex, or for a transaction type `money:ID`, `refund:ID` or a class. */
export function chooseTarget(
  wanted: { kind: CodeKind; code: string },
  choice: string,
  choices: Choices,
): Chosen {
  switch (wanted.kind) {
    case "vat":
      return chooseVatType(wanted.code, choice, choices);
    case "account": {
      const found = choices.accounts.find(({ number }) => String(number) === choice);
      if (found === undefined) return refuse(`Tripletex has no active account ${choice}.`);
      return { ok: true, target: { kind: "account", id: found.id, number: found.number } };
    }
    case "department": {
      const found = choices.departments.find(({ number }) => number === choice);
      if (found === undefined) return refuse(`Tripletex has no active department ${choice}.`);
      return { ok: true, target: { kind: "department", id: found.id, number: found.number } };
    }
    case "transactionType":
      return chooseClass(choice, choices);
  }
}

function chooseVatType(code: string, choice: string, { vatTypes }: Choices): Chosen {
  const percentage = parseVatCode(code)?.percentage;
  const found = vatTypes.find(({ number }) => number === choice);
  if (found === undefined) {
    const numbers = vatTypes.map((type) => `${type.number} (${type.percentage} %)`).join(", ");
    return refuse(`Tripletex has no active VAT type with number ${choice}; it has ${numbers}.`);
  }
  if (found.percentage !== percentage) {
    return refuse(
      `VAT type ${choice} has ${found.percentage} % in Tripletex, but the code has ${percentage} % in Rubic.`,
    );
  }
  const { id, number } = found;
  return { ok: true, target: { kind: "vat", id, number, percentage } };
}

function chooseClass(choice: string, { paymentTypes }: Choices): Chosen {
  const other = CLASSES[choice];
  if (other !== undefined) return { ok: true, target: { kind: "transactionType", class: other } };
  const [, name, id] = /^(money|refund):(\d+)$/.exec(choice) ?? [];
  const found = paymentTypes.find((type) => String(type.id) === id);
  if (found !== undefined) {
    const { id: paymentTypeId, name: paymentTypeName } = found;
    const booked = name === "refund" ? "refund" : "money";
    return { ok: true, target: { kind: "transactionType", class: booked, paymentTypeId, paymentTypeName } };
  }
  const withType = ["money", "refund"].flatMap((each) =>
    paymentTypes.map((type) => `${each}:${type.id} (${type.name})`),
  );
  return refuse(`“${choice}” is none of ${[...withType, ...Object.keys(CLASSES)].join(", ")}.`);
}
