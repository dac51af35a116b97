/**
 * Carries out the steps of a sync in a thread with a heap of its own, as Convex's Node runtime does: the database and the
 * simulators stay with the thread that asks. After every few calls it collects garbage and notes what is still in use.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort } from "node:worker_threads";
import { type FunctionReference, getFunctionName } from "convex/server";
import { ConvexError, convexToJson, jsonToConvex, type Value } from "convex/values";
import { z } from "zod";
import { run } from "../../convex/sync/step.ts";

/** A step to be carried out: whose it is, and where the database answers. */
export interface StepOrder {
  holder: unknown;
  url: string;
  adminKey: string;
}

/** What a step left: bytes in use after collecting, in order; or why it broke. */
export interface StepReport {
  liveBytes: number[];
  error: string | null;
}

/** Collecting takes about as long as ten calls. */
const CALLS_PER_SAMPLE = 25;

const answer = z.discriminatedUnion("status", [
  z.object({ status: z.literal("success"), value: z.json() }),
  z.object({ status: z.literal("error"), errorMessage: z.string(), errorData: z.json().optional() }),
]);

type Reference = FunctionReference<"query" | "mutation", "internal">;

if (parentPort === null) throw new Error("this file is started by scripts/step-heap.ts");
const port = parentPort;
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function liveBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

async function call({ url, adminKey }: StepOrder, reference: Reference, args: Value): Promise<Value> {
  const response = await fetch(`${url}/api/function`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Convex ${adminKey}` },
    body: JSON.stringify({ path: getFunctionName(reference), args: [convexToJson(args)] }),
  });
  const answered = answer.parse(await response.json());
  if (answered.status === "success") return jsonToConvex(answered.value);
  const { errorData, errorMessage } = answered;
  throw errorData === undefined ? new Error(errorMessage) : new ConvexError(jsonToConvex(errorData));
}

async function carryOut(order: StepOrder): Promise<StepReport> {
  const samples = [liveBytes()];
  let calls = 0;
  const counted = async (reference: Reference, args: Value) => {
    const result = await call(order, reference, args);
    calls += 1;
    if (calls % CALLS_PER_SAMPLE === 0) samples.push(liveBytes());
    return result;
  };
  // `_handler` is the name that convex gives to a function's own code.
  // oxlint-disable-next-line no-underscore-dangle
  const handler = (run as unknown as { _handler: (ctx: unknown, holder: unknown) => Promise<null> })._handler;
  try {
    await handler({ runQuery: counted, runMutation: counted }, order.holder);
    return { liveBytes: [...samples, liveBytes()], error: null };
  } catch (error) {
    return {
      liveBytes: samples,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

port.on("message", (order: StepOrder) => {
  void carryOut(order).then((report) => port.postMessage(report));
});
