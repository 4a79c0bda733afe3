import { useContext } from 'preact/hooks';
import { Around } from './surroundings.ts';
import type { Words } from './words/words.ts';

/**
 * An instant in UTC and, once the script is running, in the reader's local time; with the date if it is another day.
 */
export function Instant({ iso, brief = false }: { readonly iso: string; readonly brief?: boolean }) {
  const { today, words, isAlive } = useContext(Around);
  const utc = `${iso.slice(0, 10) === today.slice(0, 10) ? '' : `${iso.slice(0, 10)} `}${iso.slice(11, 19)} UTC`;
  const local = isAlive ? localText(iso, today, words) : '';
  return (
    <time dateTime={iso} title={local || iso}>
      {utc}
      {local && !brief ? <span class="local"> · {local}</span> : null}
    </time>
  );
}

function localText(iso: string, today: string, { local, language }: Words): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime()) || time.getTimezoneOffset() === 0) return '';
  const isSameDay = time.toDateString() === new Date(today).toDateString();
  return `${formatOf(language, !isSameDay).format(time)} ${local}`;
}

const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
const DAY = { month: 'short', day: 'numeric' } as const;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format takes a hundred times as long as using it, and a page has a thousand times on it. */
function formatOf(language: string, withDay: boolean): Intl.DateTimeFormat {
  const key = `${language} ${withDay}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(language, { ...(withDay ? DAY : {}), ...CLOCK });
  formats.set(key, format);
  return format;
}

/** `1 h 5 min`: the two largest units. */
export function durationOf(seconds: number, { units }: Words): string {
  const parts = [
    [Math.floor(seconds / 86_400), units.day],
    [Math.floor(seconds / 3_600) % 24, units.hour],
    [Math.floor(seconds / 60) % 60, units.minute],
    [Math.floor(seconds) % 60, units.second],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return `0 ${units.second}`;
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

export function secondsBetween(from: string, to: string): number {
  const ms = Date.parse(to) - Date.parse(from);
  return Number.isNaN(ms) ? 0 : Math.max(0, Math.round(ms / 1_000));
}

/** A number in the format of the language. */
export function numberIn(value: number, { language }: Words): string {
  return value.toLocaleString(language);
}
