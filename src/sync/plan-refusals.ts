/** Why a plan can't be carried out: a part of the catalogue in `problem-codes.ts`. */
import type { CodeEntry } from "./codes.ts";

const PREVIEW_AGAIN = {
  remedy: "Preview again, and carry out the new plan.",
  mender: "operator",
  retry: "never",
} as const;

export const PLAN_REFUSALS = {
  PLAN_NOT_FOUND: {
    title: "No such plan",
    remedy: "Take the id from the end of a preview, or from the preview's page.",
    mender: "operator",
    retry: "never",
  },
  PLAN_OF_OTHER_ENVIRONMENT: {
    title: "Plan of the other environment",
    remedy: "Carry it out in its own environment, or preview this one.",
    mender: "operator",
    retry: "never",
  },
  PLAN_OF_OTHER_TYPES: {
    title: "Plan of other types",
    remedy: "Leave the type out: it comes from the plan.",
    mender: "operator",
    retry: "never",
  },
  PLAN_NOT_FINISHED: {
    title: "Preview not finished",
    remedy: "Wait until the preview has ended.",
    mender: "operator",
    retry: "byItself",
  },
  PLAN_FAILED: {
    title: "Preview failed",
    remedy: "Mend the cause, preview again, and carry out the new plan.",
    mender: "operator",
    retry: "never",
  },
  PLAN_CANCELLED: { title: "Preview cancelled", ...PREVIEW_AGAIN },
  PLAN_TOO_OLD: { title: "Plan too old", ...PREVIEW_AGAIN },
  PLAN_EMPTY: {
    title: "Nothing to carry out",
    remedy: "Nothing to do.",
    mender: "operator",
    retry: "never",
  },
  PLAN_CARRIED_OUT: {
    title: "Plan already carried out",
    remedy: "Nothing to do. Preview again to see what has come in since.",
    mender: "operator",
    retry: "never",
  },
} as const satisfies Record<string, CodeEntry>;
