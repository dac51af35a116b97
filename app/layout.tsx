/** The document around every page. Rendered per request: the page must follow the settings of its server, not its build. */
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { TEXTS } from "../src/ui/texts.ts";
import "./globals.css";

export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: TEXTS.product,
  robots: { index: false, follow: false },
  formatDetection: { telephone: false, date: false },
};

export const viewport: Viewport = { colorScheme: "light dark" };

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
