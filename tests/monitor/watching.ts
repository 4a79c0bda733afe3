import type { Addressed } from '../../lib/monitor/addressing.ts';
import type { Decision } from '../../lib/monitor/decision.ts';
import type { FleetTotals } from '../../lib/monitor/grouping.ts';
import type { Sighting } from '../../lib/monitor/incident.ts';
import type { Verdict } from '../../lib/monitor/judge.ts';
import type { Silence } from '../../lib/monitor/mutes.ts';
import type { Notification } from '../../lib/monitor/notification.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import { type Findings, type WatchSettings, watch } from '../../lib/monitor/watch.ts';
import type { WatchState } from '../../lib/monitor/watch-state.ts';
import { aSighting, later, NOON } from './a-sighting.ts';

export const NO_TOTALS: FleetTotals = { relays: 1_000, bySource: new Map(), byDestination: new Map() };

/** Sweeps one after another; the fleet was healthy before, unless told otherwise. */
export class Watching {
  state: WatchState | null;
  /** Of the last sweep. */
  decisions: readonly Decision[] = [];
  /** Of the last sweep, with where they go. */
  messages: readonly Addressed[] = [];
  totals = NO_TOTALS;
  settings: WatchSettings;

  constructor(before: 'healthy' | 'nothing known' = 'healthy', settings: Partial<WatchSettings> = {}) {
    this.state =
      before === 'healthy' ? { asOf: NOON.toISO(), incidents: [], causes: [], silences: [], mutes: [] } : null;
    this.settings = { policy: DEFAULT_POLICY, maintenance: [], routes: [], channels: [], degraded: false, ...settings };
  }

  /** @param at seconds after noon; `silences` are new ones */
  sweep(
    at: number,
    sightings: readonly Sighting[],
    silences: readonly Silence[] = [],
    degraded = false,
    more: Partial<Findings> = {},
  ): readonly Notification[] {
    const before = this.state && { ...this.state, silences: [...this.state.silences, ...silences] };
    const findings = { sightings, gone: new Set<string>(), totals: this.totals, ...more };
    const watched = watch(before, findings, { ...this.settings, degraded }, later(at));
    this.state = watched.state;
    this.decisions = watched.decisions;
    this.messages = watched.messages;
    return watched.messages.map(({ notification }) => notification);
  }
}

/** `count` relays, each with hosts of its own but for those given. */
export const relays = (count: number, verdict: Verdict, parts: Partial<Sighting> = {}, prefix = 'r') =>
  Array.from({ length: count }, (_, n) =>
    aSighting(`${prefix}-${n}`, verdict, {
      source: `rtmp://source-${prefix}-${n}.example.com`,
      destination: `rtmp://push-${prefix}-${n}.example.com`,
      ...parts,
    }),
  );

export const silenceOf = (id: string, until: string, match: Silence['match'] = {}): Silence => ({
  id,
  comment: 'works',
  createdAt: NOON.toISO(),
  until,
  match,
});
