import type { Language } from '../alerts/text/compose.ts';
import type { UtcDateTime } from '../base/time.ts';
import { isActive } from '../monitor/incident.ts';
import { isoOf } from '../monitor/instants.ts';
import { activeMutes } from '../monitor/mutes.ts';
import type { OpenCounts, StatusDocument } from './document.ts';
import { fleetOf } from './fleet.ts';
import type { Known } from './known.ts';
import { membersView } from './members.ts';
import { monitorHealth } from './monitor-health.ts';
import { mutesView } from './mutes.ts';
import { causeView, heldIncidents, type OpenCause, openCauses } from './open-causes.ts';
import type { StatusSettings } from './settings.ts';
import { showing } from './showing.ts';

/** How many relays to show for a cause that is asked for, and for the first ones. */
const MOST_MEMBERS = 50;
/** Number of causes shown with that many relays; later ones show a few. */
const CAUSES_IN_FULL = 10;
const FEW_MEMBERS = 5;
/** Nobody reads more; a storm may create ten thousand. */
const MOST_CAUSES = 100;
const MOST_MUTES = 100;

export interface View {
  readonly language: Language;
  /** Show only the cause with this key. */
  readonly cause?: string;
}

/** What the page and the API show of a state. Pure; its size is bounded, whatever the state contains. */
export function statusDocument(known: Known, settings: StatusSettings, now: UtcDateTime, view: View): StatusDocument {
  const show = showing();
  const mutes = activeMutes(settings.windows, known.silences, now);
  const fleet = known.points && fleetOf(known.points, show);
  const all = openCauses(known, now);
  const wanted = view.cause === undefined ? all : all.filter(({ cause }) => cause.key === view.cause);
  const context = { known, settings, mutes, show, language: view.language, now, relays: fleet?.total ?? null };
  const held = heldIncidents(known);
  return {
    version: 1,
    at: isoOf(now),
    language: view.language,
    monitor: monitorHealth(known, settings, now, show),
    open: countsOf(all, held.length, known),
    causes: wanted
      .slice(0, MOST_CAUSES)
      .map((one, place) => causeView(one, place < CAUSES_IN_FULL ? MOST_MEMBERS : FEW_MEMBERS, context)),
    causesLeftOut: Math.max(0, wanted.length - MOST_CAUSES),
    held: membersView(held, view.cause === undefined ? MOST_MEMBERS : 0, { mutes, show }),
    mutes: mutesView(mutes.slice(0, MOST_MUTES), known, show),
    mutesLeftOut: Math.max(0, mutes.length - MOST_MUTES),
    fleet,
  };
}

function countsOf(causes: readonly OpenCause[], held: number, { incidents }: Known): OpenCounts {
  const of = (severity: string) => causes.filter(({ cause }) => cause.severity === severity).length;
  return {
    relays: incidents.filter(isActive).length,
    causes: causes.length,
    critical: of('critical'),
    warning: of('warning'),
    info: of('info'),
    pending: incidents.filter(({ phase }) => phase === 'pending').length,
    held,
  };
}
