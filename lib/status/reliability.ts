import type { Lost } from '../answers/availability.ts';
import { reportOf } from '../answers/report.ts';
import { type StandingState, standingEntries } from '../answers/standing.ts';
import type { JournalEntry } from '../monitor/journal-entry.ts';
import type { LostView, ReliabilityDocument } from './past-documents.ts';
import { type PastView, pastFrame } from './past-frame.ts';
import { type Show, showingBriefly } from './showing.ts';

/** Nobody has more channels; the journal may name some that were renamed. */
const MOST_CHANNELS = 50;

/** The figures of `relaywatch report` for a time. Pure; its size is bounded. @param entries oldest first */
export function reliabilityDocument(
  entries: readonly JournalEntry[],
  state: StandingState,
  view: PastView,
): ReliabilityDocument {
  const { from, until, wanted: filter } = view;
  const show = showingBriefly();
  const report = reportOf(entries, from, until, { standing: standingEntries(entries, state, from), filter });
  const { noise, availability, detect, repair, relays, outages, monitor } = report;
  return {
    ...pastFrame(view, monitor, show),
    relays,
    causes: outages.length,
    detect,
    repair,
    noise: {
      ...noise,
      byChannel: noise.byChannel
        .slice(0, MOST_CHANNELS)
        .map(({ channel, pages, refused }) => ({ channel: show(channel), pages, refused })),
    },
    availability: {
      ...availability,
      worstRelays: availability.worstRelays.map((one) => lostView(one, show)),
      worstDestinations: availability.worstDestinations.map((one) => lostView(one, show)),
    },
  };
}

function lostView({ name, lostSeconds, relays }: Lost, show: Show): LostView {
  return { name: show(name), lostSeconds, relays };
}
