/** The chain of checks of each record that was meant, and of what it waits for; the first check that fails stands out. */
import { Circle, CircleCheck, CircleX, Clock, type LucideIcon } from "lucide-react";
import { Button } from "../parts/button.tsx";
import { Panel } from "../parts/panel.tsx";
import { TONE_TEXT, type Tone } from "../parts/tone.ts";
import { WHY } from "../texts/why.ts";
import type { CheckState, Question, WhyAnswer, WhyChain, WhyCheck } from "./ask.ts";

const LOOKS: Record<CheckState, { icon: LucideIcon; tone: Tone }> = {
  passed: { icon: CircleCheck, tone: "good" },
  failed: { icon: CircleX, tone: "bad" },
  waits: { icon: Clock, tone: "attention" },
  notReached: { icon: Circle, tone: "neutral" },
};

interface WhyAnswerProps {
  answer: WhyAnswer;
  onAsk: (question: Question) => void;
}

export function WhyAnswerView({ answer, onAsk }: WhyAnswerProps) {
  const { chains, choices, hasMore } = answer;
  if (chains.length > 0) return chains.map((chain) => <Chain key={keyOf(chain)} chain={chain} />);
  if (choices.length === 0) return <p>{WHY.nobody}</p>;
  return (
    <Panel heading={WHY.choices}>
      <ul className="flex flex-wrap gap-2">
        {choices.map(({ kind, rubicKey, label }) => (
          <li key={rubicKey}>
            <Button onClick={() => onAsk({ by: "key", kind, text: rubicKey })}>{label}</Button>
          </li>
        ))}
      </ul>
      {hasMore && <p className="mt-2 text-sm text-muted">{WHY.more}</p>}
    </Panel>
  );
}

const keyOf = (chain: WhyChain) => chain.map(({ kind, label }) => `${kind} ${label}`).join();

function Chain({ chain }: { chain: WhyChain }) {
  return chain.map(({ kind, label, sentence, checks }, index) => (
    <Panel key={`${kind} ${label}`} heading={index === 0 ? label : `${WHY.waitsFor}: ${label}`}>
      <p className="font-semibold wrap-anywhere">{sentence}</p>
      <ol aria-label={WHY.checks} className="mt-3 divide-y divide-line">
        {checks.map((check) => (
          <CheckRow key={check.code} check={check} />
        ))}
      </ol>
    </Panel>
  ));
}

function CheckRow({ check }: { check: WhyCheck }) {
  const { title, state, finding, remedy } = check;
  const { icon: Icon, tone } = LOOKS[state];
  return (
    <li className="flex gap-3 py-2 text-sm wrap-anywhere">
      <Icon size={18} className={`mt-0.5 shrink-0 ${TONE_TEXT[tone]}`} />
      <div className="min-w-0 grow">
        <p className={state === "notReached" ? "text-muted" : "font-semibold"}>{title}</p>
        {finding !== null && <p>{finding}</p>}
        {remedy !== null && (
          <p>
            <span className="font-semibold">{WHY.remedy}:</span> {remedy}
          </p>
        )}
      </div>
      <span className={`shrink-0 ${TONE_TEXT[tone]}`}>{WHY.states[state]}</span>
    </li>
  );
}
