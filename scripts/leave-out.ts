/**
 * `npm run leave-out`: leaves a held record out, or takes that back, and says beforehand what goes with it. The same functions answer
 * the page.
 */
import type { ConvexClient } from "convex/browser";
import { api } from "../convex/_generated/api.js";
import type { Id } from "../convex/_generated/dataModel.js";
import { describeGoingWith } from "../src/sync/going-with.ts";
import { runCommand } from "./lib/command-error.ts";
import { connect, explainRefusal, readConvexUrl, requireLocal } from "./lib/deployment.ts";
import { LEAVE_OUT_USAGE, type LeaveOutRequest, parseLeaveOutArguments } from "./lib/leave-out-arguments.ts";
import { describeLeftOut, findOne, type Stored } from "./lib/leave-out-lines.ts";

async function main(): Promise<number> {
  const parsed = parseLeaveOutArguments(process.argv.slice(2));
  switch (parsed.kind) {
    case "help":
      console.log(LEAVE_OUT_USAGE);
      return 0;
    case "refused":
      console.error(`${parsed.message}\n\n${LEAVE_OUT_USAGE}`);
      return 1;
    case "leaveOut":
      console.log(await carryOut(parsed.request));
      return 0;
  }
}

async function carryOut(request: LeaveOutRequest): Promise<string> {
  const url = readConvexUrl(process.env);
  await requireLocal(url, `Do it there as its operator:\n  ${operatorCommand(request)}`);
  const client = connect(url);
  try {
    return await act(client, request);
  } catch (error) {
    throw explainRefusal(error);
  } finally {
    await client.close();
  }
}

/** Its table names the record's hold; there is nobody to ask for it. */
function operatorCommand({ act: wish }: LeaveOutRequest): string {
  const actor = { kind: "commandLine", name: "your name" };
  const hold = { holdId: "_id of its row in: npx convex data holds", actor };
  switch (wish.do) {
    case "show":
      return "npx convex data holds";
    case "undo":
      return `npx convex run sync/holdActs:reopen '${JSON.stringify(hold)}'`;
    case "leaveOut":
      return `npx convex run sync/holdActs:ignore '${JSON.stringify({ ...hold, reason: wish.reason })}'`;
  }
}

async function act(client: ConvexClient, request: LeaveOutRequest): Promise<string> {
  const hold = findOne(await client.query(api.holds.find, request.record), request);
  const goingWith = await readGoingWith(client, hold.id);
  await change(client, hold, request);
  return describeLeftOut({ hold, goingWith, act: request.act });
}

/** In words; null where nothing goes with it. */
async function readGoingWith(client: ConvexClient, holdId: Id<"holds">): Promise<string | null> {
  const found = await client.query(api.holds.goingWith, { holdId });
  return found === null ? null : describeGoingWith(found);
}

async function change(client: ConvexClient, { id: holdId }: Stored, { act: wish }: LeaveOutRequest) {
  switch (wish.do) {
    case "show":
      return;
    case "undo":
      await client.mutation(api.holds.reopen, { holdId });
      return;
    case "leaveOut":
      await client.mutation(api.holds.ignore, { holdId, reason: wish.reason });
  }
}

await runCommand(main);
