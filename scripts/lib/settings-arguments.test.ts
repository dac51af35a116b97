import { describe, expect, it } from "vitest";
import { parseSettingsArguments } from "./settings-arguments.ts";

const parse = (text: string) => parseSettingsArguments([...text.split(" "), "--env", "sandbox"]);

function actOf(text: string) {
  const parsed = parse(text);
  return parsed.kind === "settings" ? parsed.request.act : parsed;
}

describe("the arguments of npm run settings", () => {
  it.each([
    ["get", { act: "get" }],
    ["mappings", { act: "mappings" }],
    ["propose", { act: "propose" }],
    ["set vatTerms=yearly", { act: "set", vatTerms: "yearly" }],
    ["set booksFrom=2026-01-01", { act: "set", booksFrom: "2026-01-01" }],
    ["approve vat 3:25=3", { wishes: [{ kind: "vat", code: "3:25", choice: "3" }] }],
    [
      "approve account 3920 group-4=3021",
      {
        wishes: [
          { kind: "account", code: "3920", choice: null },
          { kind: "account", code: "group-4", choice: "3021" },
        ],
      },
    ],
    [
      "approve transaction 3=money:12",
      { wishes: [{ kind: "transactionType", code: "3", choice: "money:12" }] },
    ],
    ["approve --proposed", { act: "approveProposed" }],
    ["withdraw department 20", { act: "withdraw", wish: { kind: "department", code: "20" } }],
  ])("%s", (text, act) => {
    expect(actOf(text)).toMatchObject(act);
  });

  it.each([
    ["set", "set needs NAME=VALUE"],
    ["set booksFrom", "“booksFrom” is no setting"],
    ["set invoiceLists=on", "“invoiceLists=on” is no setting: booksFrom=YYYY-MM-DD or vatTerms=KIND."],
    ["get more", "get takes nothing more, but got more"],
    ["get --proposed", "--proposed belongs to approve"],
    ["approve", "approve needs KIND CODE"],
    ["approve vat", "approve needs KIND CODE"],
    ["approve vat =3", "“=3” is no CODE"],
    ["approve mva 3:25", "“mva” is no kind: vat, account, department, transaction"],
    ["approve --proposed vat 3:25", "not both"],
    ["withdraw vat", "withdraw needs one KIND CODE"],
    ["withdraw vat 3:25 6:0", "withdraw needs one KIND CODE"],
    ["open", "Say what to do"],
    ["get --fast", "--fast"],
  ])("refuses %s", (text, message) => {
    expect(parse(text)).toMatchObject({ kind: "refused", message: expect.stringContaining(message) });
  });

  it("needs an environment, and takes a reason", () => {
    expect(parseSettingsArguments(["get"])).toMatchObject({
      message: "--env must be sandbox or production.",
    });
    const options = ["get", "--env", "production", "--reason", " Why not ", "--json"];
    expect(parseSettingsArguments(options)).toMatchObject({
      request: { tripletexEnv: "production", reason: "Why not", isJson: true },
    });
    expect(parseSettingsArguments(["--help"])).toEqual({ kind: "help" });
  });
});
