import { useContext } from 'preact/hooks';
import type { HistoryDocument, PastCause } from '../lib/status/past-documents.ts';
import { beginsLate } from './journal-begins.ts';
import { causeName, relayName } from './past-names.tsx';
import { shortened } from './shortened.ts';
import { Around } from './surroundings.ts';
import { durationOf, numberIn } from './times.tsx';
import type { Words } from './words/words.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BAR = { y: 4, height: 14 } as const;
const LANE_HEIGHT = 22;
/** Of a relay, in what is shown when somebody points at a bar. */
const LONGEST_NAME = 40;

/** Where a time is on the line, in percent of its width. */
type Place = (iso: string) => number;

/**
 * The causes of a time as bars, a lane for each name. It says nothing that the table below does not say, which is what screen readers
 * and the keyboard get. Its places are SVG attributes in percent: they need no style and no script, and letters keep their size.
 */
export function Timeline({ history }: { readonly history: HistoryDocument }) {
  const { words } = useContext(Around);
  const { causes, journal } = history;
  const [fromMs, untilMs] = [Date.parse(history.from), Date.parse(history.until)];
  const place: Place = (iso) => {
    const share = (Date.parse(iso) - fromMs) / Math.max(1, untilMs - fromMs);
    return Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 100;
  };
  const ticks = ticksBetween(fromMs, untilMs);
  const gaps = [
    ...(journal.begins !== null && beginsLate(history) ? [{ from: history.from, until: journal.begins }] : []),
    ...journal.gaps,
  ].filter((gap) => place(gap.until) - place(gap.from) > 0.5);
  return (
    <>
      <h3>
        {words.past.timeline} <span class="quiet">{words.past.axis}</span>
      </h3>
      <div class="lanes" aria-hidden="true">
        <div class="lane axis">
          <span />
          <svg height={LANE_HEIGHT} aria-hidden="true">
            {ticks.map(({ iso, text }) => (
              <text x={`${place(iso)}%`} y={15} key={iso}>
                {text}
              </text>
            ))}
          </svg>
        </div>
        {gaps.length > 0 ? (
          <div class="lane">
            <span class="quiet">{words.past.notWatched}</span>
            <svg height={LANE_HEIGHT} aria-hidden="true">
              {gaps.map((gap) => (
                <rect class="gap" {...stretch(gap.from, gap.until, place)} {...BAR} key={gap.from} />
              ))}
            </svg>
          </div>
        ) : null}
        {lanesOf(causes, words).map((lane) => (
          <Lane lane={lane} place={place} until={history.until} ticks={ticks} key={lane[0]?.key} />
        ))}
      </div>
    </>
  );
}

interface LaneProps {
  readonly lane: readonly PastCause[];
  readonly place: Place;
  readonly until: string;
  readonly ticks: readonly Tick[];
}

function Lane({ lane, place, until, ticks }: LaneProps) {
  const { words, root } = useContext(Around);
  const [first] = lane;
  if (!first) return null;
  const href = `${root}cause/${encodeURIComponent(first.key)}`;
  return (
    <div class="lane">
      <a href={href} tabIndex={-1}>
        <bdi>{causeName(first, words)}</bdi>
      </a>
      <svg height={LANE_HEIGHT} aria-hidden="true">
        {ticks.map(({ iso }) => (
          <line class="tick" x1={`${place(iso)}%`} x2={`${place(iso)}%`} y1={0} y2={LANE_HEIGHT} key={iso} />
        ))}
        {lane.map((cause) => (
          <a href={`${root}cause/${encodeURIComponent(cause.key)}`} tabIndex={-1} key={`${cause.key} ${cause.since}`}>
            <title>{tipOf(cause, words)}</title>
            <rect class={`bar ${cause.severity}`} {...stretch(cause.since, cause.until ?? until, place)} {...BAR} />
          </a>
        ))}
      </svg>
    </div>
  );
}

/**
 * Causes of one name are the same place at different times, although one whose relays flap has a key of its own. The lane with the
 * newest is the first.
 */
function lanesOf(causes: readonly PastCause[], words: Words): PastCause[][] {
  const lanes = new Map<string, PastCause[]>();
  for (const cause of causes) {
    const name = causeName(cause, words);
    lanes.set(name, [...(lanes.get(name) ?? []), cause]);
  }
  return [...lanes.values()];
}

/** Nothing is too short to be seen: the bar's outline is in the style sheet. */
function stretch(since: string, until: string, place: Place) {
  const [x, end] = [place(since), place(until)];
  return { x: `${x}%`, width: `${Math.max(0, Math.round((end - x) * 100) / 100)}%` };
}

function tipOf(cause: PastCause, words: Words): string {
  const { since, until, seconds, affected, members } = cause;
  const names = members.map((member) => shortened(relayName(member), LONGEST_NAME)).join(', ');
  return [
    causeName(cause, words),
    `${minuteOf(since)} – ${until === null ? words.past.goesOn : minuteOf(until)} UTC (${durationOf(seconds, words)})`,
    `${words.past.relays(numberIn(affected, words))}${names === '' ? '' : `: ${names}`}`,
  ].join('\n');
}

function minuteOf(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

interface Tick {
  readonly iso: string;
  readonly text: string;
}

/** Every four hours of a day, every day of a week. */
function ticksBetween(fromMs: number, untilMs: number): Tick[] {
  const isDay = untilMs - fromMs <= DAY_MS;
  const stepMs = isDay ? 4 * HOUR_MS : Math.ceil((untilMs - fromMs) / DAY_MS / 8) * DAY_MS;
  const first = Math.ceil(fromMs / stepMs) * stepMs;
  const count = Math.max(0, Math.floor((untilMs - first) / stepMs) + 1);
  return Array.from({ length: count }, (_, n) => {
    const iso = new Date(first + n * stepMs).toISOString();
    return { iso, text: isDay ? iso.slice(11, 16) : iso.slice(5, 10) };
  });
}
