/**
 * One simulated year: each day the club lives, the accountant works and the service syncs as its crons would, with faults; at the
 * end of each month the faults stop, everything is synced and reconciled once more, and every month so far is checked.
 *
 * All hours are UTC. Of the crons' hourly runs two a day are left, each of all types, as the schedule starts them when all are due.
 */
import { addDays, daysInMonth } from "../../src/simulators/world/days.ts";
import { createRandom } from "../../src/simulators/world/random.ts";
import type { LoadedProject } from "../faults/backend.ts";
import type { CreditMode } from "../helpers/rubic-facts.ts";
import { Accountant } from "./accountant.ts";
import { billToday } from "./billing.ts";
import { ByHand } from "./by-hand.ts";
import { checkBooks, type Scene } from "./check.ts";
import { Club } from "./club.ts";
import { describeBooks } from "./digest.ts";
import { Machine } from "./machine.ts";
import { compareMonths, monthOf } from "./months.ts";
import { changeRegisters } from "./register.ts";
import { type MonthRow, monthRow } from "./table.ts";
import { drawReadingTrouble, drawRunTrouble } from "./trouble.ts";
import { UNUSUAL } from "./unusual.ts";

const HOUR_MS = 3_600_000;
/** After the hour from which on all months are due to be read again, so that one reading serves the run and the night. */
const NIGHT_HOUR = 2;
const MORNING_HOUR = 7;
const NOON_HOUR = 11;
const EVENING_HOUR = 18;
const WEDNESDAY = 3;
const MONTH_END_HOUR = 21;
const FIRST_DAY = "2026-01-01";
/** By the seed, so that three seeds in a row have them all. */
const CREDIT_MODES: readonly CreditMode[] = ["amountsOnOriginal", "negativeInvoice", "both"];
const LARGE_CLUB = 1_000;
/** More unusual things a day in a club of thousands. */
const UNUSUAL_A_DAY = { small: 1, large: 2 } as const;

export interface YearOptions {
  seed: number;
  members: number;
  months: number;
  /** Draws the faults; the books must not depend on it. Default: the seed. */
  faultSeed?: number;
  /** Days from one nightly run to the next. Default 1. */
  syncsEvery?: number;
  /** Told of each month as it ends, with what differs and has no name. */
  onMonth?: (row: MonthRow, violations: readonly string[]) => void;
  trace?: (line: string) => void;
}

export interface YearOutcome {
  rows: MonthRow[];
  violations: string[];
  /** Everything that is in Tripletex at the end, without ids: a line for each document. */
  books: string[];
  /** As it stands at the end. */
  scene: Scene;
}

export async function liveYear(loaded: LoadedProject, options: YearOptions): Promise<YearOutcome> {
  const year = new Year(loaded, options);
  return await year.live();
}

class Year {
  readonly #options: YearOptions;
  readonly #scene: Scene;
  readonly #rows: MonthRow[] = [];
  readonly #violations: string[] = [];
  #unusual: (typeof UNUSUAL)[number][] = [];

  constructor(loaded: LoadedProject, options: YearOptions) {
    this.#options = options;
    const { seed, members } = options;
    const club = new Club({ seed, members, eve: addDays(FIRST_DAY, -1) });
    const startsAt = Date.parse(`${FIRST_DAY}T00:00:00Z`);
    const faultSeed = options.faultSeed ?? seed;
    const machine = new Machine(
      loaded,
      { seed: faultSeed, world: club.world, startsAt, booksFrom: FIRST_DAY },
      options.trace ?? (() => undefined),
    );
    const creditNoteMode = CREDIT_MODES[seed % CREDIT_MODES.length] ?? "both";
    machine.remotes.rubicSettings = { ...machine.remotes.rubicSettings, creditNoteMode };
    const byHand = new ByHand(club, machine);
    const accountant = new Accountant({ club, machine, byHand });
    this.#scene = { club, machine, byHand, accountant, booksFrom: FIRST_DAY };
  }

  async live(): Promise<YearOutcome> {
    const { machine } = this.#scene;
    try {
      await machine.live(() => this.#liveMonths());
    } catch (error) {
      this.#violations.push(
        `the year broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
    const books = describeBooks(machine.remotes.state);
    return { rows: this.#rows, violations: this.#violations, books, scene: this.#scene };
  }

  async #liveMonths(): Promise<void> {
    let day = FIRST_DAY;
    let dayOfYear = 0;
    for (let month = 1; month <= this.#options.months; month += 1) {
      for (let left = daysInMonth(Number(day.slice(0, 4)), month); left > 0; left -= 1) {
        await this.#liveDay(day, dayOfYear);
        if (left === 1) await this.#endMonth(day);
        day = addDays(day, 1);
        dayOfYear += 1;
      }
    }
  }

  async #liveDay(day: string, dayOfYear: number): Promise<void> {
    const { club, machine, accountant } = this.#scene;
    const at = (hour: number) => Date.parse(`${day}T00:00:00Z`) + hour * HOUR_MS;
    club.world.setToday(day);
    if (dayOfYear % (this.#options.syncsEvery ?? 1) === 0) {
      await machine.sleepUntil(at(NIGHT_HOUR));
      await this.#syncAndCompare(`night of ${day}`);
      await machine.tidyUp();
    }
    await machine.sleepUntil(at(MORNING_HOUR));
    club.agenda.carryOut(day);
    billToday(club);
    await machine.sleepUntil(at(NOON_HOUR));
    changeRegisters(club, dayOfYear);
    this.#doUnusual();
    await accountant.work(dayOfYear);
    if (new Date(day).getUTCDay() !== WEDNESDAY) return;
    await machine.sleepUntil(at(EVENING_HOUR));
    await this.#syncAndCompare(`evening of ${day}`);
  }

  async #syncAndCompare(when: string): Promise<void> {
    const { machine } = this.#scene;
    const random = createRandom(this.#options.faultSeed ?? this.#options.seed, `faults in the ${when}`);
    machine.expect(drawRunTrouble(random));
    await machine.syncWhatIsDue();
    machine.expect(drawReadingTrouble(random));
    await machine.reconcileWhatIsDue();
  }

  #doUnusual(): void {
    const { club } = this.#scene;
    const count = this.#options.members >= LARGE_CLUB ? UNUSUAL_A_DAY.large : UNUSUAL_A_DAY.small;
    for (let done = 0; done < count; done += 1) {
      if (this.#unusual.length === 0) this.#unusual = club.random.shuffle(UNUSUAL);
      this.#unusual.pop()?.(club);
    }
  }

  /** Everything of the month is known to Rubic; nothing goes wrong any more. */
  async #endMonth(day: string): Promise<void> {
    const { machine } = this.#scene;
    await machine.sleepUntil(Date.parse(`${day}T00:00:00Z`) + MONTH_END_HOUR * HOUR_MS);
    await machine.calmDown();
    await machine.syncAll("full");
    // What was in doubt has been looked for once: it takes a second look, and the write itself, to know.
    for (let again = 0; again < 3 && machine.backend().rows("intents").length > 0; again += 1) {
      await machine.calmDown();
      await machine.syncAll("full");
    }
    await machine.reconcileAll();
    const month = monthOf(day);
    const checked = checkBooks(this.#scene);
    const found = [
      ...machine.violations.splice(0),
      ...checked.violations,
      ...compareMonths(this.#scene, checked, (each) => each <= month),
    ];
    const row = monthRow(this.#scene, { month, checked, violationCount: found.length });
    this.#rows.push(row);
    this.#violations.push(...found.map((violation) => `${month}: ${violation}`));
    this.#options.onMonth?.(row, found);
  }
}
