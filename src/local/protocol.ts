/**
 * The messages of Convex's WebSocket protocol, as the client of convex 1.48 speaks it (Convex dossier C1). What comes
 * in is parsed here and nowhere else; what goes out is typed here. Values travel as Convex JSON; timestamps are 64-bit
 * numbers, little-endian, in base64.
 */
import type { JSONValue } from "convex/values";
import { z } from "zod";

const count = z.number().int().nonnegative();
/** Convex sends the arguments object as the only element of a list; none stands for an empty object. */
const argumentList = z.array(z.record(z.string(), z.custom<JSONValue>())).max(1);
const componentPath = z.string().optional();

const connect = z.object({ type: z.literal("Connect"), sessionId: z.string().min(1) });

const authenticate = z.discriminatedUnion("tokenType", [
  z.object({ type: z.literal("Authenticate"), tokenType: z.literal("None"), baseVersion: count }),
  z.object({
    type: z.literal("Authenticate"),
    tokenType: z.literal("User"),
    value: z.string(),
    baseVersion: count,
  }),
  z.object({
    type: z.literal("Authenticate"),
    tokenType: z.literal("Admin"),
    value: z.string(),
    baseVersion: count,
    impersonating: z.unknown().optional(),
  }),
]);

const addQuery = z.object({
  type: z.literal("Add"),
  queryId: count,
  udfPath: z.string(),
  args: argumentList,
  journal: z.string().nullish(),
  componentPath,
});
const removeQuery = z.object({ type: z.literal("Remove"), queryId: count });

const modifyQuerySet = z.object({
  type: z.literal("ModifyQuerySet"),
  baseVersion: count,
  newVersion: count,
  modifications: z.array(z.discriminatedUnion("type", [addQuery, removeQuery])),
});

const mutation = z.object({
  type: z.literal("Mutation"),
  requestId: count,
  udfPath: z.string(),
  args: argumentList,
  componentPath,
});
const action = z.object({ ...mutation.shape, type: z.literal("Action") });
const event = z.object({ type: z.literal("Event") });

const clientMessage = z.union([connect, authenticate, modifyQuerySet, mutation, action, event]);

export type ClientMessage = z.infer<typeof clientMessage>;
export type AuthenticateMessage = z.infer<typeof authenticate>;
export type ModifyQuerySetMessage = z.infer<typeof modifyQuerySet>;
export type AddQueryMessage = z.infer<typeof addQuery>;
/** A call over the WebSocket, of a mutation or an action. */
export type CallMessage = z.infer<typeof mutation> | z.infer<typeof action>;

/** What a client knows: which queries, whose identity, which moment. `ts` is encoded. */
export interface StateVersion {
  querySet: number;
  identity: number;
  ts: string;
}

export type StateModification =
  | { type: "QueryUpdated"; queryId: number; value: JSONValue; logLines: string[]; journal: string | null }
  | {
      type: "QueryFailed";
      queryId: number;
      errorMessage: string;
      errorData?: JSONValue;
      logLines: string[];
      journal: string | null;
    }
  | { type: "QueryRemoved"; queryId: number };

export interface TransitionMessage {
  type: "Transition";
  startVersion: StateVersion;
  endVersion: StateVersion;
  modifications: StateModification[];
}

/** The body of an answer to a mutation or action; `ts` only for a mutation that succeeded. */
export type CallAnswer =
  | { success: true; result: JSONValue; ts?: string; logLines: string[] }
  | { success: false; result: string; errorData?: JSONValue; logLines: string[] };

export type ServerMessage =
  | TransitionMessage
  | { type: "TransitionChunk"; chunk: string; partNumber: number; totalParts: number; transitionId: string }
  | ({ type: "MutationResponse" | "ActionResponse"; requestId: number } & CallAnswer)
  | { type: "AuthError"; error: string; baseVersion: number; authUpdateAttempted: boolean }
  | { type: "FatalError"; error: string }
  | { type: "Ping" };

/** @throws Error when the text is no message of the protocol. */
export function parseClientMessage(text: string): ClientMessage {
  const parsed = clientMessage.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new Error(`Not a message of the Convex protocol: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

const TIMESTAMP_BYTES = 8;

/** A timestamp in nanoseconds as it travels. */
export function encodeTimestamp(timestamp: bigint): string {
  const bytes = Buffer.alloc(TIMESTAMP_BYTES);
  bytes.writeBigUInt64LE(timestamp);
  return bytes.toString("base64");
}
