/**
 * Sessions: made from two tokens, dead at Oslo midnight at the start of their expiration date (Tripletex dossier 1).
 */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { SimulatorReply } from "../http/server.ts";
import { brokenRule, missingFields, notFound, unauthorized, unmappable, wrongMethod } from "./errors.ts";
import { osloDate, startOfOsloDate } from "./oslo.ts";
import { required, text } from "./query.ts";
import type { Call, Simulation } from "./simulation.ts";
import { EMPLOYEE_ID } from "./table.ts";

export const sessionParameters = {
  consumerToken: required(text),
  employeeToken: required(text),
  expirationDate: required(text),
};

interface SessionRequest {
  consumerToken: string;
  employeeToken: string;
  expirationDate: string;
}

const bodySchema = z.object({
  consumerToken: z.string().optional(),
  employeeToken: z.string().optional(),
  expirationDate: z.string().optional(),
});

/** The legacy way: secrets in the query. */
export function putSession(call: Call<typeof sessionParameters>): SimulatorReply {
  return { status: 200, body: { value: createSession(call.simulation, call.query) } };
}

/** The preferred way, missing on some servers. */
export function postSession(call: Call): SimulatorReply {
  const { simulation } = call;
  refuseWhereMissing(simulation);
  const parsed = bodySchema.safeParse(call.body);
  if (!parsed.success) throw unmappable([{ field: null, text: "wrongType" }]);
  const { consumerToken, employeeToken, expirationDate } = parsed.data;
  if (consumerToken === undefined || employeeToken === undefined || expirationDate === undefined) {
    throw missingFields(
      ["consumerToken", "employeeToken", "expirationDate"].filter((name) => !(name in parsed.data)),
    );
  }
  return {
    status: 201,
    body: { value: createSession(simulation, { consumerToken, employeeToken, expirationDate }) },
  };
}

function refuseWhereMissing(simulation: Simulation): void {
  switch (simulation.settings.postSessionCreate) {
    case "open":
      return;
    case "status404":
      throw notFound();
    case "status405":
      throw wrongMethod(405);
    case "status400":
      throw wrongMethod(400);
  }
}

function createSession(simulation: Simulation, request: SessionRequest): object {
  const { tokens, now } = simulation;
  if (request.consumerToken !== tokens.consumer || request.employeeToken !== tokens.employee)
    throw unauthorized();
  const isDate = z.iso.date().safeParse(request.expirationDate).success;
  if (!isDate || request.expirationDate <= osloDate(now()))
    throw brokenRule("expirationDate", "invalidExpiration");
  const token = Buffer.from(
    JSON.stringify({ tokenId: simulation.sessions.size + 1, token: randomUUID() }),
  ).toString("base64");
  simulation.sessions.set(token, { expiresAt: startOfOsloDate(request.expirationDate) });
  const { expirationDate } = request;
  return { id: simulation.sessions.size, version: 0, expirationDate, token, encryptionKey: null };
}

/** 204; ends the session named in the path. */
export function deleteSession(call: Call): SimulatorReply {
  if (!call.simulation.sessions.delete(call.path.token ?? "")) throw notFound();
  return { status: 204, body: null };
}

/** Throws 401/3000 unless the request carries a live session for this company. */
export function requireSession(simulation: Simulation, headers: Headers): void {
  const [scheme, encoded = ""] = (headers.get("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() !== "basic") throw unauthorized();
  const credentials = Buffer.from(encoded, "base64").toString("utf8");
  const colon = credentials.indexOf(":");
  const user = credentials.slice(0, colon);
  const session = simulation.sessions.get(credentials.slice(colon + 1));
  const isOwnCompany = user === "0" || user === "" || user === String(simulation.companyId);
  if (colon < 0 || !isOwnCompany || session === undefined || session.expiresAt <= simulation.now())
    throw unauthorized();
}

export function whoAmI({ simulation }: Call): SimulatorReply {
  const { companyId, language } = simulation;
  const value = {
    employeeId: EMPLOYEE_ID,
    actualEmployeeId: EMPLOYEE_ID,
    employee: { id: EMPLOYEE_ID, url: `tripletex.no/v2/employee/${EMPLOYEE_ID}` },
    companyId,
    company: { id: companyId, url: `tripletex.no/v2/company/${companyId}` },
    language,
    loggedInWithConnect: false,
    employeeIsProxy: false,
  };
  return { status: 200, body: { value } };
}
