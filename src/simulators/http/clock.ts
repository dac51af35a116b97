/** The Date header of a service whose clock is wrong. Without skew the server writes the true one. */

const MS_PER_SECOND = 1000;

export function skewedDate(skewSeconds: number): Record<string, string> {
  if (skewSeconds === 0) return {};
  return { date: new Date(Date.now() + skewSeconds * MS_PER_SECOND).toUTCString() };
}
