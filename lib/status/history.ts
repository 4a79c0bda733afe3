import { faultsAlone } from '../answers/alone.ts';
import type { MemberSpan } from '../answers/member-span.ts';
import { type OutageInFull, outagesInFull } from '../answers/outages.ts';
import { isWantedOutage, isWantedRelay } from '../answers/past-filter.ts';
import { monitorOf } from '../answers/report.ts';
import { type StandingState, standingEntries, withStanding } from '../answers/standing.ts';
import { isoOf } from '../monitor/instants.ts';
import type { JournalEntry } from '../monitor/journal-entry.ts';
import { type Extent, memberView, pastCause } from './past-cause.ts';
import type { HistoryDocument } from './past-documents.ts';
import { type PastView, pastFrame } from './past-frame.ts';
import { showingBriefly } from './showing.ts';

export interface HistoryView extends PastView {
  /** Only this cause, in full. */
  readonly cause?: string | undefined;
  /** From 1; one past the end is the last. */
  readonly page: number;
}

const CAUSES_A_PAGE = 100;
const MOST_RELAYS = 50;
const MOST_REGIONS = 100;
const BRIEFLY: Extent = { members: 5, events: 0 };
const IN_FULL: Extent = { members: 50, events: 200 };

/** What happened in a time. Pure; its size is bounded. @param entries oldest first */
export function historyDocument(
  entries: readonly JournalEntry[],
  state: StandingState,
  view: HistoryView,
): HistoryDocument {
  const { from, until, wanted, cause = null } = view;
  const show = showingBriefly();
  const all = withStanding(entries, standingEntries(entries, state, from));
  const outages = outagesInFull(all, isoOf(until));
  const fitting = outages.filter((one) => isFitting(one, view)).toReversed();
  const alone = cause === null ? faultsAlone(all, new Set(outages.map(({ outage }) => outage.cause))) : [];
  const relays = alone.filter(({ entry }) => isWantedRelay(entry, wanted)).toReversed();
  const pages = Math.max(1, Math.ceil(fitting.length / CAUSES_A_PAGE));
  const page = Math.min(view.page, pages);
  const causes = fitting.slice((page - 1) * CAUSES_A_PAGE, page * CAUSES_A_PAGE);
  return {
    ...pastFrame(view, monitorOf(entries, from, until), show),
    cause: cause === null ? null : show(cause),
    // the newest of a cause that is asked for is what its link means
    causes: causes.map((one, n) => pastCause(one, cause !== null && n === 0 ? IN_FULL : BRIEFLY, show)),
    total: fitting.length,
    page,
    pages,
    relays: relays.slice(0, MOST_RELAYS).map((one) => memberView(one, show)),
    relaysLeftOut: Math.max(0, relays.length - MOST_RELAYS),
    regions: regionsIn(outages, alone).slice(0, MOST_REGIONS).map(show),
  };
}

function isFitting(one: OutageInFull, { cause, wanted }: HistoryView): boolean {
  return (cause === undefined || one.outage.cause === cause) && isWantedOutage(one, wanted);
}

function regionsIn(outages: readonly OutageInFull[], alone: readonly MemberSpan[]): string[] {
  const spans = [...outages.flatMap(({ members }) => members), ...alone];
  return [...new Set(spans.map(({ entry }) => entry.region).filter((region) => region !== ''))].sort();
}
