import type { ReportTimes } from '../../../monitor/report-figures.ts';
import type { ToldFigures, ToldLoss, ToldReport } from '../report-facts.ts';
import { countOf, duration } from './words.ts';

export function reportTitle({ from, until, figures }: ToldReport): string {
  const summary = figures === null ? 'could not be made' : `${outagesOf(figures)}, ${figures.lostMinutes} minutes lost`;
  return `Report, ${from} to ${until} UTC: ${summary}`;
}

export function reportLines({ figures, problem }: ToldReport): readonly string[] {
  if (figures === null) {
    const why = problem === null ? '' : `: ${problem}`;
    return [`The journal could not be read${why}.`, 'With a journal that works, `relaywatch report` makes it.'];
  }
  const { availability, relays, lostMinutes, detectSeconds, repairSeconds, pages } = figures;
  const ofAll = availability === null ? '' : ` Availability of ${countOf(relays ?? 0)}: ${availability}.`;
  return [
    `${capital(outagesOf(figures))}${figures.open > 0 ? `, ${figures.open} of them open at the end` : ''}. Lost: ${lostMinutes} minutes of relays.${ofAll}`,
    ...worstLine('Relays that lost most', figures.worstRelays),
    ...worstLine('Destinations that lost most', figures.worstDestinations),
    `Time to detect: ${timesOf(detectSeconds)}. Time to repair: ${timesOf(repairSeconds)}.`,
    `Pages told: ${pages}.`,
    monitorLine(figures),
  ];
}

function outagesOf({ outages }: ToldFigures): string {
  return outages === 0 ? 'no outage' : outages === 1 ? '1 outage' : `${outages} outages`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function worstLine(heading: string, worst: readonly ToldLoss[]): string[] {
  if (worst.length === 0) return [];
  return [`${heading}: ${worst.map(({ name, minutes }) => `${name} (${minutes} min)`).join(', ')}.`];
}

function timesOf({ median, max }: ReportTimes): string {
  if (median === null || max === null) return 'none';
  return `median ${duration(median)}, longest ${duration(max)}`;
}

function monitorLine({ watched, incompleteSweeps, leftOut }: ToldFigures): string {
  const incomplete = incompleteSweeps > 0 ? ` Incomplete sweeps in the journal: ${incompleteSweeps}.` : '';
  const missing = leftOut > 0 ? ` Entries that the journal had no room for: ${leftOut}; figures may be too low.` : '';
  return `relaywatch itself is known to have looked ${watched} of the time.${incomplete}${missing}`;
}
