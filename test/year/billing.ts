/**
 * What the club bills in a year (Rubic dossier 7.1 and 7.3): the annual fee of all members in January, training fees of a part of
 * them in February and August, and small things each week.
 */
import { PRODUCT } from "../../src/simulators/world/catalogue.ts";
import type { LineRequest } from "../../src/simulators/world/invoicing.ts";
import type { Club } from "./club.ts";

const ANNUAL_FEES = [
  [101, 55],
  [102, 28],
  [103, 12],
  [104, 5],
] as const;
const TRAINING_FEES = [105, 106, 107, 108, 109, 110, 111, 112] as const;
const SMALL_THINGS: readonly (readonly [LineRequest, number])[] = [
  [{ productID: PRODUCT.footballCup }, 30],
  [{ productID: 114 }, 20],
  [{ productID: PRODUCT.skiSchool }, 10],
  [{ productID: PRODUCT.hoodie, quantity: 2 }, 10],
  [{ productID: 117 }, 8],
  [{ productID: PRODUCT.waffles }, 5],
  [{ productID: PRODUCT.ticket, quantity: 3 }, 5],
  [{ productID: 122 }, 5],
  [{ productID: PRODUCT.equipmentRent, quantity: 2.5 }, 7],
];
const DISCOUNT_SHARE = 0.08;
const DISCOUNTS = [10, 25, 50, 100] as const;
const BILLED_WEEKLY_SHARE = 0.01;
const WEDNESDAY = 3;

interface Round {
  /** The share of the members who are billed. */
  share: number;
  dueDays: number;
  draw: (club: Club) => LineRequest;
}

const TRAINING: Pick<Round, "dueDays" | "draw"> = {
  dueDays: 21,
  draw: ({ random }) => ({ productID: random.pick(TRAINING_FEES) }),
};
/** By month and day. */
const ROUNDS: Readonly<Record<string, Round>> = {
  "01-08": { share: 1, dueDays: 23, draw: ({ random }) => ({ productID: random.weighted(ANNUAL_FEES) }) },
  "02-05": { ...TRAINING, share: 0.35 },
  "08-20": { ...TRAINING, share: 0.5 },
};

export function billToday(club: Club): void {
  const { world, today, random } = club;
  const round = ROUNDS[today.slice("2026-".length)];
  if (round !== undefined) billRound(club, round);
  if (new Date(today).getUTCDay() !== WEDNESDAY) return;
  const count = Math.max(2, Math.round(world.persons.length * BILLED_WEEKLY_SHARE));
  for (let bill = 0; bill < count; bill += 1) club.billByChance([random.weighted(SMALL_THINGS)]);
}

function billRound(club: Club, { share, dueDays, draw }: Round): void {
  const { world, random } = club;
  const orderID = Math.max(0, ...world.invoices.map((invoice) => invoice.orderID)) + 1;
  const numbers = new Set(
    world.persons.filter(({ memberStatus }) => memberStatus === 1).map(({ memberNo }) => String(memberNo)),
  );
  const dueDate = new Date(Date.parse(club.today) + dueDays * 86_400_000).toISOString().slice(0, 10);
  for (const payer of world.customers) {
    if (payer.customerNo === null || !numbers.has(payer.customerNo) || !random.chance(share)) continue;
    const discount = random.chance(DISCOUNT_SHARE) ? { discountPercentage: random.pick(DISCOUNTS) } : {};
    club.billByChance([{ ...draw(club), ...discount }], { payer, dueDate, orderID });
  }
}
