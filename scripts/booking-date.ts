/** `npm run booking-date`: has a payment in a closed period booked on another day. The same function answers the page. */
import { api } from "../convex/_generated/api.js";
import { BOOKING_DATE_USAGE, parseBookingDateArguments } from "./lib/booking-date-arguments.ts";
import { runCommand } from "./lib/command-error.ts";
import { connect, explainRefusal, readConvexUrl, requireLocal } from "./lib/deployment.ts";

async function main(): Promise<number> {
  const parsed = parseBookingDateArguments(process.argv.slice(2));
  switch (parsed.kind) {
    case "help":
      console.log(BOOKING_DATE_USAGE);
      return 0;
    case "refused":
      console.error(`${parsed.message}\n\n${BOOKING_DATE_USAGE}`);
      return 1;
    case "choose":
      console.log(await choose(parsed.request));
      return 0;
  }
}

type Request = Extract<ReturnType<typeof parseBookingDateArguments>, { kind: "choose" }>["request"];

async function choose(request: Request): Promise<string> {
  const url = readConvexUrl(process.env);
  const wish = { ...request, actor: { kind: "commandLine", name: "your name" } };
  await requireLocal(
    url,
    `Choose the day there as its operator:\n  npx convex run sync/bookingDates:choose '${JSON.stringify(wish)}'`,
  );
  const client = connect(url);
  try {
    return (await client.mutation(api.bookingDates.choose, request)).sentence;
  } catch (error) {
    throw explainRefusal(error);
  } finally {
    await client.close();
  }
}

await runCommand(main);
