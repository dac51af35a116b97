/** The tab icons of the two environments, as SVG: a striped amber square with S, a solid red disc with P. */
import type { EnvironmentName } from "../data.ts";

const LETTER =
  'x="16" y="23" text-anchor="middle" font-family="system-ui, sans-serif" font-size="19" font-weight="800"';

const ICONS: Record<EnvironmentName, string> = {
  sandbox: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#fcd34d"/><path d="M0 24 24 0h8L0 32zM16 32 32 16v8l-8 8z" fill="#f59e0b"/><text ${LETTER} fill="#1c1b19">S</text></svg>`,
  production: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="#8f1417"/><text ${LETTER} fill="#ffffff">P</text></svg>`,
};

export function environmentIcon(environment: EnvironmentName): string {
  return ICONS[environment];
}
