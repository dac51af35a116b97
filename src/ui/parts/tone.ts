/**
 * The five tones of the page and the colours that go with each. A tone never stands alone: icon and word carry the same
 * meaning for whoever can't tell the colours apart.
 */
export type Tone = "good" | "attention" | "bad" | "info" | "neutral";

/** A filled patch in the tone: soft ground, strong text, fine line. */
export const TONE_PATCH: Record<Tone, string> = {
  good: "bg-good-soft text-good border-good/30",
  attention: "bg-attention-soft text-attention border-attention/30",
  bad: "bg-bad-soft text-bad border-bad/30",
  info: "bg-info-soft text-info border-info/30",
  neutral: "bg-sunken text-muted border-line",
};

export const TONE_TEXT: Record<Tone, string> = {
  good: "text-good",
  attention: "text-attention",
  bad: "text-bad",
  info: "text-info",
  neutral: "text-muted",
};
