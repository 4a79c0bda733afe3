type DurationUnit = 'day' | 'hour' | 'minute' | 'second';

/** A duration in its two greatest units, `1 h 5 min`, as a language calls them; `0 s` for less than a second. */
export function durationText(seconds: number, names: Readonly<Record<DurationUnit, string>>): string {
  const units = [
    [Math.floor(seconds / 86_400), names.day],
    [Math.floor(seconds / 3_600) % 24, names.hour],
    [Math.floor(seconds / 60) % 60, names.minute],
    [Math.floor(seconds) % 60, names.second],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  if (first < 0) return `0 ${names.second}`;
  const told = units.slice(first, first + 2).filter(([count]) => count > 0);
  return told.map(([count, name]) => `${count} ${name}`).join(' ');
}
