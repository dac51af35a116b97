import { describe, expect, it } from "vitest";
import type { Answer } from "../http/test-server.ts";
import { clientFor, failureOf, invoiceBody, one } from "./test-client.ts";
import { SAMPLE_TOKEN, sampleConfig, sampleCustomer } from "./test-samples.ts";

describe("the Tripletex client's errors", () => {
  it("carries code, fields, words and request id of a validation error", async () => {
    const json = {
      status: 422,
      code: 18000,
      message: "Validering feilet.",
      developerMessage: "VALIDATION_ERROR",
      validationMessages: [
        { field: "number", message: "Produktnummeret 2584 er i bruk.", path: null, rootId: null },
        {
          field: "orderGroups.orderLines.vatType.id,orderLines.vatType.id",
          message: "<ul><li>Ugyldig mva-kode.</li></ul>",
        },
        { field: null, message: "Uten felt." },
      ],
      requestId: "e0c3df83",
    };
    const { client } = await clientFor(() => ({ status: 422, json }));
    const failure = await failureOf(client.createInvoice(invoiceBody));
    expect(failure).toMatchObject({
      kind: "rejected",
      status: 422,
      code: 18000,
      operation: "POST /invoice",
      requestId: "e0c3df83",
      fields: ["number", "orderGroups.orderLines.vatType.id", "orderLines.vatType.id"],
    });
    expect(failure.message).toContain(
      "Tripletex refused what we sent: Validering feilet.; number: Produktnummeret 2584 er i bruk.",
    );
    expect(failure.remoteMessage).toContain("Uten felt.");
    expect(failure.remoteMessage).not.toContain("<");
  });

  it.each<[string, Answer]>([
    [
      "null messages",
      { status: 500, json: { status: 500, code: 1000, message: null, validationMessages: null } },
    ],
    ["a web page", { status: 500, text: "<html>oops</html>", headers: { "x-tlx-request-id": "h-1" } }],
    ["an odd body", { status: 500, json: { code: "x", message: 5, validationMessages: "no" } }],
    ["an array", { status: 500, json: [] }],
  ])("copes with %s", async (_what, answer) => {
    const { client } = await clientFor(() => answer);
    const failure = await failureOf(client.createInvoice(invoiceBody));
    expect(failure.kind).toBe("serverError");
    expect(failure.remoteMessage ?? "").not.toContain("<");
    if (_what === "a web page") expect(failure.requestId).toBe("h-1");
  });

  it("names the field that a reply lacks, for example because of a missing right", async () => {
    const { isFactoring: _hidden, ...hidden } = sampleCustomer;
    const { client } = await clientFor(() => one(hidden));
    const failure = await failureOf(client.customer(11));
    expect(failure).toMatchObject({ kind: "unexpectedReply", isUnreadable: false });
    expect(failure.message).toContain("value.isFactoring is missing");
  });

  it("never shows a token, however it is echoed", async () => {
    const { client } = await clientFor(({ headers }) => ({
      status: 403,
      json: {
        code: 9000,
        message: `${headers.authorization} ${SAMPLE_TOKEN} ${sampleConfig.consumerToken} ${sampleConfig.employeeToken}`,
      },
    }));
    const failure = await failureOf(client.departments());
    const shown = `${JSON.stringify(failure)}${failure.message}${failure.stack}`;
    for (const secret of [
      SAMPLE_TOKEN,
      btoa(`0:${SAMPLE_TOKEN}`),
      sampleConfig.consumerToken,
      sampleConfig.employeeToken,
    ]) {
      expect(shown).not.toContain(secret);
    }
  });
});
