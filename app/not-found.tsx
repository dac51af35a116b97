/** Every address that is neither of the two environments. */
import Link from "next/link";
import { TEXTS } from "../src/ui/texts.ts";

export default function NotFoundPage() {
  return (
    <main className="mx-auto max-w-xl space-y-3 px-4 py-16">
      <h1 className="text-2xl font-bold">{TEXTS.notFound.heading}</h1>
      <p>{TEXTS.notFound.body}</p>
      <ul className="list-disc space-y-1 pl-5">
        <li>
          <Link href="/sandbox" className="underline underline-offset-4">
            {TEXTS.environment.sandbox.name}
          </Link>
        </li>
        <li>
          <Link href="/production" className="underline underline-offset-4">
            {TEXTS.environment.production.name}
          </Link>
        </li>
      </ul>
    </main>
  );
}
