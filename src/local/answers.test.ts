import { expect, it } from "vitest";
import { RememberedAnswers } from "./answers.ts";

it("runs a request once, also while it is still running, and again for another session or request", async () => {
  const answers = new RememberedAnswers<number>();
  let runs = 0;
  const produce = () => {
    runs += 1;
    return Promise.resolve(runs);
  };
  const key = { sessionId: "a", requestId: 1 };
  const both = await Promise.all([answers.once(key, produce), answers.once(key, produce)]);
  expect(both).toEqual([1, 1]);
  expect(await answers.once({ sessionId: "a", requestId: 2 }, produce)).toBe(2);
  expect(await answers.once({ sessionId: "b", requestId: 1 }, produce)).toBe(3);
  expect(await answers.once(key, produce)).toBe(1);
});

it("forgets the oldest answers of a session, and the sessions that were used longest ago", async () => {
  const answers = new RememberedAnswers<string>();
  const ask = (sessionId: string, requestId: number, answer: string) =>
    answers.once({ sessionId, requestId }, () => Promise.resolve(answer));
  for (let requestId = 0; requestId <= 500; requestId += 1) await ask("busy", requestId, "first");
  expect(await ask("busy", 1, "second")).toBe("first");
  expect(await ask("busy", 0, "second")).toBe("second");
  for (let session = 0; session < 200; session += 1) await ask(`other ${session}`, 0, "first");
  expect(await ask("other 199", 0, "second")).toBe("first");
  expect(await ask("busy", 400, "second")).toBe("second");
});
