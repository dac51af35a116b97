/** Lists that are worked through some at a time. */

/** Asks some at a time for what would be too much for one question; the answers come in the order of the questions. */
export async function inChunks<Asked, Answer>(
  all: readonly Asked[],
  size: number,
  ask: (some: Asked[]) => Promise<Answer[]>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < all.length; start += size) {
    answers.push(...(await ask(all.slice(start, start + size))));
  }
  return answers;
}

/** Cuts a list so that no part has more than `most` of a kind; one part at least. */
export function cutBy<Each>(all: readonly Each[], most: number, isOfKind: (each: Each) => boolean): Each[][] {
  let part: Each[] = [];
  const parts = [part];
  let count = 0;
  for (const each of all) {
    if (isOfKind(each) && count === most) {
      part = [];
      parts.push(part);
      count = 0;
    }
    part.push(each);
    if (isOfKind(each)) count += 1;
  }
  return parts;
}
