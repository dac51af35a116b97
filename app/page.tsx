/** The bare address leads to the sandbox: nobody lands in the real books without having chosen them. */
import { redirect } from "next/navigation";

export default function HomePage() {
  redirect("/sandbox");
}
