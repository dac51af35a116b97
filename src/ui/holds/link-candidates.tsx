/** The records in Tripletex that a held record may be, each side by side with Rubic's, with what differs in words. */
import { Ban, EqualNot } from "lucide-react";
import { useId } from "react";
import type { LinkCandidate, LinkSubject } from "../data.ts";
import { LINK_TEXTS } from "../texts/link.ts";

interface LinkCandidatesProps {
  subject: LinkSubject;
  chosenId: number | null;
  onChoose: (candidate: LinkCandidate) => void;
}

export function LinkCandidates({ subject, chosenId, onChoose }: LinkCandidatesProps) {
  const name = useId();
  return (
    <fieldset className="space-y-3">
      <legend className="text-sm font-semibold">{LINK_TEXTS.found}</legend>
      {subject.linkedId !== null && (
        <p className="text-sm text-attention">{LINK_TEXTS.linkedNow(String(subject.linkedId))}</p>
      )}
      {subject.candidates.length === 0 && <p className="text-sm">{LINK_TEXTS.nothingFound}</p>}
      {subject.candidates.map((candidate) => (
        <Candidate
          key={candidate.tripletexId}
          name={name}
          candidate={candidate}
          isChosen={candidate.tripletexId === chosenId}
          onChoose={() => onChoose(candidate)}
        />
      ))}
    </fieldset>
  );
}

interface CandidateProps {
  name: string;
  candidate: LinkCandidate;
  isChosen: boolean;
  onChoose: () => void;
}

function Candidate({ name, candidate, isChosen, onChoose }: CandidateProps) {
  const { label, refusal, linkedTo, facts } = candidate;
  return (
    <div className="rounded-lg border border-line-strong p-3 has-checked:border-ink has-checked:bg-sunken">
      <label className="flex min-h-8 cursor-pointer items-center gap-2 font-semibold">
        <input
          type="radio"
          name={name}
          checked={isChosen}
          disabled={refusal !== null}
          onChange={onChoose}
          className="size-4"
        />
        {label}
      </label>
      {refusal !== null && (
        <p className="flex items-center gap-1.5 text-sm text-attention">
          <Ban size={15} className="shrink-0" />
          {refusal}
        </p>
      )}
      {linkedTo !== null && <p className="text-sm text-attention">{LINK_TEXTS.belongsTo(linkedTo)}</p>}
      <Facts facts={facts} />
    </div>
  );
}

function Facts({ facts }: { facts: LinkCandidate["facts"] }) {
  return (
    <table className="mt-2 w-full table-fixed text-left text-sm wrap-anywhere">
      <thead className="text-muted">
        <tr>
          <th scope="col" className="w-1/4 font-medium">
            {LINK_TEXTS.columns.what}
          </th>
          <th scope="col" className="font-medium">
            {LINK_TEXTS.columns.rubic}
          </th>
          <th scope="col" className="font-medium">
            {LINK_TEXTS.columns.tripletex}
          </th>
        </tr>
      </thead>
      <tbody>
        {facts.map(({ name, rubic, tripletex, isEqual }) => (
          <tr key={name} className="border-t border-line align-top">
            <th scope="row" className="py-1 font-medium">
              {name}
            </th>
            <td className="py-1">{rubic}</td>
            <td className={isEqual ? "py-1" : "py-1 font-semibold text-attention"}>
              {tripletex}
              {!isEqual && (
                <span className="ml-2 inline-flex items-center gap-1 font-normal">
                  <EqualNot size={14} />
                  {LINK_TEXTS.differs}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
