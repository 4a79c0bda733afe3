import { grouped } from '../../lib/base/grouped.ts';
/** `2,400`. */
export function count(value: number): string {
  return grouped(value);
}

/** `1 cause`, `2,400 causes`. */
export function countOf(value: number, one: string, several = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : several}`;
}

/** `2.4 s`. */
export function tenths(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** `8 s`, `3 min`, `2 h`, `4 d`: how long, roughly. */
export function roughly(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`;
}
