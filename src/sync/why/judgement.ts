/** What one check of a chain comes to. */
export type Judgement =
  | { state: "passed" | "waits"; finding?: string | null }
  | { state: "failed"; finding: string; remedy: string };

export const PASSED: Judgement = { state: "passed" };
export const failed = (finding: string, remedy: string): Judgement => ({
  state: "failed",
  finding,
  remedy,
});
