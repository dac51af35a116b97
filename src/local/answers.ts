/**
 * Remembers how each mutation of each session was answered. A client whose connection broke sends its unanswered
 * mutations again with the same request id; they must get the first answer and never run twice, also while the first
 * run is still going on. Bounded, so that a server that lives for days doesn't grow: the oldest are forgotten first.
 */

/** Far more than a browser has open; a tab that comes back after this many others must reload. */
const MAX_SESSIONS = 200;
/** Clients keep a handful of mutations unanswered; the rest only costs memory. */
const MAX_ANSWERS_PER_SESSION = 500;

/** Names one mutation of one client. */
export interface RequestKey {
  sessionId: string;
  requestId: number;
}

/** Answers by session and request. */
export class RememberedAnswers<Answer> {
  readonly #sessions = new Map<string, Map<number, Promise<Answer>>>();

  /** The remembered answer, or that of `produce`, which then runs exactly once for this key. */
  once({ sessionId, requestId }: RequestKey, produce: () => Promise<Answer>): Promise<Answer> {
    const answers = this.#sessions.get(sessionId) ?? new Map<number, Promise<Answer>>();
    const known = answers.get(requestId);
    if (known !== undefined) return known;
    const answer = produce();
    answers.set(requestId, answer);
    dropOldest(answers, MAX_ANSWERS_PER_SESSION);
    // Inserted anew, so that the sessions stay in the order of their last use.
    this.#sessions.delete(sessionId);
    this.#sessions.set(sessionId, answers);
    dropOldest(this.#sessions, MAX_SESSIONS);
    return answer;
  }
}

function dropOldest(map: Map<unknown, unknown>, limit: number): void {
  for (const key of map.keys()) {
    if (map.size <= limit) return;
    map.delete(key);
  }
}
