const SECONDS = /^\d{1,9}$/;

/**
 * Milliseconds that a `Retry-After` header asks to wait; null when absent or malformed. A date in the past gives 0.
 * Source: RFC 9110 section 10.2.3 (seconds, or an HTTP date).
 */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  if (SECONDS.test(text)) return Number(text) * 1_000;
  if (!/^[A-Za-z]{3,9},? /.test(text)) return null; // Date.parse alone would also take "2" or "12.5" for a date
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
