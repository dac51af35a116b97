import { expect, test } from "vitest";
import { watchClock } from "./clock.ts";

const NOW = Date.UTC(2026, 2, 10, 12);

/** A system whose clock is `skewMs` ahead; its n-th answer takes the n-th of `delays`. */
function systemWith(skewMs: number, delays: number[]) {
  const clock = { now: NOW };
  const send: typeof fetch = async () => {
    const delay = delays.shift() ?? 0;
    const date = new Date(clock.now + delay / 2 + skewMs).toUTCString();
    clock.now += delay;
    return new Response("[]", { headers: { date } });
  };
  return watchClock(() => clock.now, send);
}

test.each([0, 90_000, -400_000])("tells a clock that is %d ms ahead, to the second", async (skewMs) => {
  const watched = systemWith(skewMs, [200]);
  expect(watched.skewMs()).toBeNull();
  await watched.fetch("http://127.0.0.1");
  expect(Math.abs((watched.skewMs() ?? Number.NaN) - skewMs)).toBeLessThanOrEqual(1000);
});

test("trusts the quickest answer, whenever it came", async () => {
  const watched = systemWith(5000, [20_000, 100, 30_000]);
  for (let times = 0; times < 3; times += 1) await watched.fetch("http://127.0.0.1");
  expect(Math.abs((watched.skewMs() ?? Number.NaN) - 5000)).toBeLessThanOrEqual(1000);
});

test("a system that tells no time leaves it open", async () => {
  const watched = watchClock(
    () => NOW,
    async () => new Response("[]"),
  );
  await watched.fetch("http://127.0.0.1");
  expect(watched.skewMs()).toBeNull();
});
