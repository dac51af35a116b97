import { beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import {
  convexErrorOf,
  createTest,
  type Holder,
  startPreview,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";

const CLUB = { id: 111, name: "Sandkassa IL" };
const OTHER = { id: 222, name: "Ekte IL" };

let t: TestDeployment;
let sandbox: Holder;
beforeEach(async () => {
  vi.useFakeTimers();
  t = createTest();
  sandbox = await startRun(t, "sandbox");
});

const read = (tripletexEnv: "sandbox" | "production" = "sandbox") =>
  t.query(internal.sync.sessions.read, { tripletexEnv });
const replace = (holder: Holder, generation: number, ciphertext: string) =>
  t.mutation(internal.sync.sessions.replace, { ...holder, generation, ciphertext, expiresAt: 9_000 });
const pin = (holder: Holder, company: typeof CLUB) =>
  t.mutation(internal.sync.sessions.pinCompany, { ...holder, company });

describe("a stored session", () => {
  test("is none before the first, and then the one that was stored, one generation on", async () => {
    expect(await read()).toEqual({ session: null, company: null });
    expect(await replace(sandbox, 0, "first")).toBe(true);
    expect((await read()).session).toEqual({ generation: 1, ciphertext: "first", expiresAt: 9_000 });
  });

  test("is replaced by who read the latest generation only: of two renewals one is stored", async () => {
    await replace(sandbox, 0, "first");
    const { session } = await read();
    const generation = session?.generation ?? 0;
    expect(await replace(sandbox, generation, "second")).toBe(true);
    expect(await replace(sandbox, generation, "late")).toBe(false);
    expect((await read()).session).toMatchObject({ generation: 2, ciphertext: "second" });
    expect(await t.run(async (ctx) => await ctx.db.query("sessions").collect())).toHaveLength(1);
  });

  test("belongs to its environment", async () => {
    const production = await startRun(t, "production");
    await replace(sandbox, 0, "of the sandbox");
    expect((await read("production")).session).toBeNull();
    expect(await replace(production, 0, "of production")).toBe(true);
    expect((await read()).session?.ciphertext).toBe("of the sandbox");
  });
});

describe("the company of an environment", () => {
  test("is pinned on first sight and accepted ever after", async () => {
    await pin(sandbox, CLUB);
    await pin(sandbox, { ...CLUB, name: "Nytt navn IL" });
    expect((await read()).company).toEqual(CLUB);
  });

  test("may not change: the tokens of another company stop the run, and both are named", async () => {
    await pin(sandbox, CLUB);
    const error = await convexErrorOf(pin(sandbox, OTHER));
    expect(error).toMatchObject({ code: "WRONG_COMPANY", remedy: expect.any(String) });
    expect(error).toMatchObject({ message: expect.stringMatching(/Ekte IL.*222.*Sandkassa IL.*111/) });
    expect((await read()).company).toEqual(CLUB);
  });

  test("is not pinned by a preview, which is refused another one all the same", async () => {
    const { planId: _, ...preview } = await startPreview(t, "production");
    await pin(preview, OTHER);
    expect((await read("production")).company).toBeNull();
    await pin(sandbox, CLUB);
    expect((await convexErrorOf(pin(preview, CLUB))).code).toBe("SAME_COMPANY");
    await pin(await startRun(t, "production"), OTHER);
    expect((await convexErrorOf(pin(preview, { id: 333, name: "Tredje IL" }))).code).toBe("WRONG_COMPANY");
  });

  test("may not be that of the other environment, in either order", async () => {
    const production = await startRun(t, "production");
    await pin(sandbox, CLUB);
    expect((await convexErrorOf(pin(production, CLUB))).code).toBe("SAME_COMPANY");
    await pin(production, OTHER);
    expect((await convexErrorOf(pin(sandbox, OTHER))).code).toBe("WRONG_COMPANY");
    expect((await read("production")).company).toEqual(OTHER);
  });
});
