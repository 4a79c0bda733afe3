import { useMemo } from 'preact/hooks';

/** The first time that was given of the same day, as the reader and UTC count days: while the day lasts, it stays the same. */
export function useToday(at: string): string {
  return useMemo(() => at, [at.slice(0, 10), new Date(at).toDateString()]);
}
