/** One row of the table of situations: what becomes of an unusual record, and the test that drives it. */
import type { HoldCode } from "../../../src/sync/hold-codes.ts";

/** One text in English and in Norwegian (bokmål). */
export interface Bilingual {
  en: string;
  nb: string;
}

/** Where the test stands and its exact title. */
export interface TestName {
  file: string;
  title: string;
}

export interface Situation {
  situation: Bilingual;
  /** What is booked, and how; or what waits, and with which amount. */
  result: Bilingual;
  /** Null where nothing is held. */
  code: HoldCode | null;
  test: TestName;
}

export interface SituationGroup {
  title: Bilingual;
  situations: Situation[];
}

/** A row from pairs of English and Norwegian. */
export function row(
  [situationEn, situationNb]: [string, string],
  [resultEn, resultNb]: [string, string],
  proof: [code: HoldCode | null, file: string, title: string],
): Situation {
  const [code, file, title] = proof;
  return {
    situation: { en: situationEn, nb: situationNb },
    result: { en: resultEn, nb: resultNb },
    code,
    test: { file, title },
  };
}
