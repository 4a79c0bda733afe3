import { duration } from '../alerts/text/en/words.ts';
import { minuteOf, percent } from '../alerts/text/report-facts.ts';
import { grouped } from '../base/grouped.ts';
import type { Lost } from './availability.ts';
import type { Outage } from './outages.ts';
import type { Quantiles } from './quantiles.ts';
import type { Report } from './report.ts';

/** A part of a report for people, in no markup. Texts in it may come from outside. */
export interface Section {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly table?: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  /** A bar each, from nothing to the largest. */
  readonly bars?: readonly { readonly label: string; readonly value: number; readonly text: string }[];
}

/** The outages that a person reads; JSON has all. */
const OUTAGES_SHOWN = 200;

/** The report as people read it, part by part. */
export function sectionsOf(report: Report): Section[] {
  return [
    outagesSection(report),
    timesSection(report),
    noiseSection(report),
    ...lostSections(report),
    monitorSection(report),
  ];
}

export function titleOf({ from, until }: Report): string {
  return `Relays from ${minuteOf(from)} to ${minuteOf(until)} UTC`;
}

function outagesSection({ outages, until }: Report): Section {
  const longest = outages.toSorted((a, b) => b.seconds - a.seconds).slice(0, 10);
  const left = outages.length - OUTAGES_SHOWN;
  return {
    title: 'Outages',
    sentences: [
      outages.length === 0 ? 'No cause was open.' : `Causes: ${grouped(outages.length)}.`,
      ...(left > 0 ? [`The last ${OUTAGES_SHOWN} are shown; \`--format json\` has all.`] : []),
    ],
    table: {
      head: ['begin (UTC)', 'end (UTC)', 'for', 'severity', 'what', 'relays', 'told'],
      rows: outages.slice(-OUTAGES_SHOWN).map((one) => outageRow(one)),
    },
    bars: longest.map((one) => outageBar(one, until)),
  };
}

function outageBar(one: Outage, until: string) {
  return {
    label: `${minuteOf(one.begin)} ${placeOf(one)}`,
    value: one.seconds,
    text: duration(one.seconds) + (one.end === null ? ` and open at ${minuteOf(until)}` : ''),
  };
}

function outageRow(one: Outage): string[] {
  const more = one.relayCount > one.relays.length ? `, and ${grouped(one.relayCount - one.relays.length)} more` : '';
  const told = Object.entries(one.told).map(([channel, messages]) => `${channel} (${messages})`);
  return [
    minuteOf(one.begin),
    one.end === null ? 'open' : minuteOf(one.end),
    duration(one.seconds),
    one.severity,
    `${placeOf(one)}: ${one.verdict}, ${one.reason}`,
    one.relayCount === 0 ? '' : `${grouped(one.relayCount)}: ${one.relays.join(', ')}${more}`,
    told.length === 0 ? 'nobody' : told.join(', ') + (one.refused > 0 ? `; not taken: ${one.refused}` : ''),
  ];
}

function placeOf({ by, place }: Outage): string {
  return place === '' ? by : `${by} ${place}`;
}

function timesSection({ detect, repair }: Report): Section {
  return {
    title: 'Time to detect and to repair',
    sentences: [
      'To detect: from the first sighting to the first message that a channel took. Live does not say when a fault began: it may have begun as much as one sweep earlier. To repair: from the first sighting to the end.',
    ],
    table: {
      head: ['', 'causes', 'median', '90th percentile', 'longest'],
      rows: [timesRow('to detect', detect), timesRow('to repair', repair)],
    },
  };
}

function timesRow(name: string, { count, median, p90, max }: Quantiles): string[] {
  return [name, String(count), ...[median, p90, max].map(timeOf)];
}

function timeOf(seconds: number | null): string {
  return seconds === null ? 'none' : duration(seconds);
}

function noiseSection({ noise }: Report): Section {
  const perCause = noise.pagesPerCause === null ? '' : ` Pages per cause: ${noise.pagesPerCause.toFixed(1)}.`;
  return {
    title: 'Noise',
    sentences: [`Pages: ${grouped(noise.pages)}.${perCause} Causes a day: ${noise.causesPerDay.toFixed(1)}.`],
    table: {
      head: ['channel', 'pages', 'messages not taken'],
      rows: noise.byChannel.map(({ channel, pages, refused }) => [channel, String(pages), String(refused)]),
    },
  };
}

function lostSections({ availability, relays }: Report): Section[] {
  const { share, lostSeconds, worstRelays, worstDestinations } = availability;
  const ofAll = share === null ? '' : ` Availability of ${grouped(relays ?? 0)} relays: ${percent(share)}.`;
  const sentence = `Lost: ${minutesOf(lostSeconds)} minutes of relays.${ofAll} Faults that passed before they were told are not counted.`;
  return [
    lostSection('Relays that lost most', worstRelays, [sentence]),
    lostSection('Destinations that lost most', worstDestinations, []),
  ];
}

function lostSection(title: string, worst: readonly Lost[], sentences: readonly string[]): Section {
  return {
    title,
    sentences: worst.length === 0 ? [...sentences, 'None lost anything.'] : sentences,
    table: {
      head: ['name', 'relays', 'lost minutes'],
      rows: worst.map(({ name, relays, lostSeconds }) => [name, String(relays), minutesOf(lostSeconds)]),
    },
    bars: worst.map(({ name, lostSeconds }) => ({
      label: name,
      value: lostSeconds,
      text: `${minutesOf(lostSeconds)} min`,
    })),
  };
}

function monitorSection({ monitor, from }: Report): Section {
  const { begins, gaps, incompleteSweeps, leftOut, sweeps, watched } = monitor;
  return {
    title: 'The monitor itself',
    sentences: [
      `It is known to have looked for ${percent(watched)} of the time. Sweeps in the journal: ${grouped(sweeps)}, of these incomplete: ${grouped(incompleteSweeps)}.`,
      begins === null
        ? 'The journal has nothing of this time.'
        : `The journal begins at ${begins > from ? minuteOf(begins) : 'the start of this time'}.`,
      ...(leftOut > 0
        ? [`Entries that the journal had no room for: ${grouped(leftOut)}; figures may be too low.`]
        : []),
    ],
    table: {
      head: ['no sweep from (UTC)', 'until (UTC)'],
      rows: gaps.map((gap) => [minuteOf(gap.from), minuteOf(gap.until)]),
    },
  };
}

function minutesOf(seconds: number): string {
  return (seconds / 60).toFixed(1);
}
