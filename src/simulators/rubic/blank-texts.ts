/** Writes texts without content as blanks instead of null, in a row and in what is nested in it (Rubic dossier 7.6). */

/** Names of the fields that hold text in records and in what is nested in them. */
const TEXT_FIELDS: ReadonlySet<string> = new Set(
  `customerNo ledgerCustomerNo email mobile address address2 zipCode city productCode productDescription accountNumber
  departmentNumber departmentName specification groupNames description`.split(/\s+/),
);

export function blankTexts(row: object): object {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, blankValue(name, value)]));
}

function blankValue(name: string, value: unknown): unknown {
  if (value === null) return TEXT_FIELDS.has(name) ? " " : null;
  if (Array.isArray(value)) return value.map((item: unknown) => blankValue(name, item));
  return typeof value === "object" ? blankTexts(value) : value;
}
