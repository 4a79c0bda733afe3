import type { AlertChannel } from '../alerts/channel.ts';
import type { UtcDateTime } from '../base/time.ts';
import type { Heartbeat } from '../metrics/heartbeat.ts';
import type { MaintenanceWindow } from '../monitor/mutes.ts';
import type { ReportSchedule } from '../monitor/report-due.ts';
import type { Route } from '../monitor/routing.ts';
import type { ToldFile } from '../state/file/told-file.ts';
import type { HintBox } from '../state/hints.ts';
import type { Journal } from '../state/journal.ts';
import type { StateStore } from '../state/store.ts';
import { type PhaseTime, SweepBudget, type SweepPhase } from './budget.ts';
import type { FleetDeps, FleetSettings } from './fleet.ts';
import { storeInTime } from './in-time.ts';
import { whileHeld } from './session/lease-keeping.ts';
import { type IsReady, openSession } from './session/open-session.ts';
import type { StateMemory } from './session/state-memory.ts';
import type { StateSession } from './session/state-session.ts';

export interface SweepSettings extends FleetSettings {
  readonly maintenance: readonly MaintenanceWindow[];
  readonly routes: readonly Route[];
  /** When to send a report of what the journal has; absent: never. */
  readonly report?: ReportSchedule | undefined;
  /** Limit on relays that a sweep asks for one by one. */
  readonly describeBudget: number;
  /** How long other sweeps are kept out if this one dies. */
  readonly leaseSeconds: number;
}

/**
 * What saw that a message is about: a sweep's lists, those of a sweep that so many callbacks asked for, a relay that a
 * callback named, or one that was asked for again.
 */
export type MessageSource = 'sweep' | 'hasty sweep' | 'callback' | 'asked again';

export interface SweepDeps extends FleetDeps {
  readonly channels: readonly AlertChannel[];
  readonly store: StateStore | null;
  /** Where events are recorded for people to read later; absent or null when nothing is recorded. */
  readonly journal?: Journal | null | undefined;
  /** Where callbacks leave what they say; absent or null where none are expected. */
  readonly hints?: HintBox | null | undefined;
  /** What this process keeps while the store is broken; absent in one that ends with the sweep. */
  readonly memory?: StateMemory | undefined;
  /** Called when the messages that follow come from another source than those before; a run begins with `sweep`. */
  readonly onSource?: ((source: MessageSource) => void) | undefined;
  /** This machine's record of what was told while the store is broken. */
  readonly toldFile?: ToldFile | null | undefined;
  /** Called after every complete sweep; null when none is configured. */
  readonly heartbeat: Heartbeat | null;
  /** Identifies the timer event, which a platform may repeat. Absent when no timer started this run. */
  readonly trigger?: string | undefined;
  /** The time that is available. Absent: nobody ends this run. */
  readonly budget?: SweepBudget | undefined;
}

const GLANCE = 'g';

/** Whether the holder of a lease is a glance, and no sweep: it is over soon, and looks for hints before it is. */
export function isGlance(holder: string): boolean {
  return holder.startsWith(`${GLANCE}-`);
}

/** One sweep in progress: its settings, its start, and the time of its phases. */
export class SweepRun {
  readonly id: string;
  readonly startedAt: UtcDateTime;
  readonly settings: SweepSettings;
  readonly deps: SweepDeps;
  readonly #startedMs: number;
  readonly #budget: SweepBudget;

  constructor(settings: SweepSettings, deps: SweepDeps, kind: 'sweep' | 'glance' | 'accounts_round' = 'sweep') {
    const { clock, log } = deps;
    this.settings = settings;
    this.deps = deps;
    this.startedAt = clock.nowUtc();
    this.#startedMs = clock.monotonicMs();
    this.#budget = deps.budget ?? new SweepBudget(clock, { enteredMs: this.#startedMs });
    this.id = `${kind === 'glance' ? GLANCE : 's'}-${this.startedAt.toFormat("yyyyMMdd'T'HHmmssSSS'Z'")}`;
    log.info(`${kind}_started`, { sweepId: this.id, regions: settings.regions, scopes: settings.scopes.length });
  }

  /** Time since it began, in whole milliseconds. */
  get elapsedMs(): number {
    return Math.round(this.deps.clock.monotonicMs() - this.#startedMs);
  }

  /** The phases so far whose time ran out before their work was done. */
  get cut(): readonly SweepPhase[] {
    return this.#budget.cut;
  }

  /** Whether it was told to end before its time. */
  get isHurried(): boolean {
    return this.#budget.isHurried;
  }

  /** Runs the work of a phase within its share of the time. */
  phase<T>(phase: SweepPhase, work: (time: PhaseTime) => Promise<T>): Promise<T> {
    return this.#budget.run(phase, work);
  }

  /** Runs the work of a phase that may take long, and renews the lease meanwhile. */
  phaseWithLease<T>(phase: SweepPhase, session: StateSession, work: (time: PhaseTime) => Promise<T>): Promise<T> {
    const lease = { session, seconds: this.settings.leaseSeconds, clock: this.deps.clock };
    return this.phase(phase, (time) => whileHeld(lease, time, work));
  }

  /** Loads the state and takes the lease. @param isReady as in openSession */
  openState(isReady?: IsReady): Promise<StateSession> {
    const { deps, settings, startedAt } = this;
    const store = deps.store && storeInTime(deps.store, this.#budget, deps.clock);
    // two sweeps may start in the same millisecond, and must not mistake each other's lease for their own
    const holder = `${this.id}-${Math.floor(deps.random() * 2 ** 32).toString(36)}`;
    return openSession({ ...deps, store, isReady }, holder, startedAt, settings.leaseSeconds, deps.trigger ?? null);
  }
}
