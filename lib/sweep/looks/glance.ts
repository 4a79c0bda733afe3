import { errorText } from '../../base/errors.ts';
import { type PacedLive, pacedLive } from '../../live/paced.ts';
import type { Snapshot } from '../../state/snapshot.ts';
import type { PhaseTime } from '../budget.ts';
import type { StateSession } from '../session/state-session.ts';
import { isGlance, type SweepDeps, SweepRun, type SweepSettings } from '../sweep-run.ts';
import { Looks } from './look.ts';
import type { LookOutcome } from './taking-in.ts';
import { untilHinted } from './until-hinted.ts';
import { untilOver } from './waiting.ts';
import { LEAST_MS, LOOK_EVERY_MS } from './while-looking.ts';

/** A flood of callbacks must not keep a sweep waiting for longer. */
const LONGEST_MS = 10_000;
/** Relays with an incident are asked for a few at a time, so that a hint does not wait until many have answered. */
const ASK_EVERY_MS = 250;

/** How a glance ended. */
export type GlanceOutcome =
  /** Nothing is left to look at, or its time was over. */
  | 'done'
  /** A sweep holds the state, and looks at the hints itself until shortly before its end. */
  | 'held'
  /** Another glance holds it. Whoever glances looks for hints once more after its end. */
  | 'shared'
  /** No complete sweep has been saved yet, or the state cannot be used: a sweep has to come first. */
  | 'not-ready'
  /** So much changed at once that a sweep should read the lists now. */
  | 'storm';

export interface GlanceSettings extends SweepSettings {
  /** How long to go on while a relay has an incident, for its end to be told at once; 0: only what was named. */
  readonly lookForMs: number;
  /** Relays whose fault began longer ago are asked for only where a callback names them; absent: all are. */
  readonly youngMs?: number | undefined;
  /** How long to go on for hints that others may store meanwhile without calling anybody; absent: not at all. */
  readonly lingerMs?: number | undefined;
  /** No look begins after so long; absent: a flood of callbacks alone keeps it going for ten seconds at most. */
  readonly mostMs?: number | undefined;
  /** How often to read hints while nothing but incidents is looked at, since each reading may cost; absent: each time. */
  readonly hintsEveryMs?: number | undefined;
}

/**
 * Looks at single relays between two sweeps, under the same lease, until nothing is left to look at: those that
 * callbacks named, and those with an incident. Does not throw because of what outside systems do.
 */
export async function glance(settings: GlanceSettings, deps: SweepDeps): Promise<GlanceOutcome> {
  const { store, hints, log } = deps;
  if (!store || !hints) return 'not-ready';
  const run = new SweepRun(settings, deps, 'glance');
  const session = await run.phase('opening', () => run.openState(isReady));
  if (session.isUnready) return 'not-ready';
  if (session.heldBy !== null) return isGlance(session.heldBy) ? 'shared' : 'held';
  const live = pacedLive(deps.live, settings, { ...deps, memory: session.pacers, retry: settings.retry });
  const looks = new Looks({ run, session, live, youngMs: settings.youngMs });
  const outcome = await run.phaseWithLease('reading', session, (time) =>
    lookOn(looks, run, time, settings).catch((error: unknown): LookOutcome => {
      if (!time.signal.aborted) log.warn('look_failed', { problem: errorText(error) });
      return 'looked';
    }),
  );
  if (outcome !== 'overtaken') await run.phase('releasing', () => release(session, live));
  return outcome === 'storm' ? 'storm' : 'done';
}

/** Looks again and again. @returns how the last look ended */
async function lookOn(
  looks: Looks,
  run: SweepRun,
  time: PhaseTime,
  { lookForMs, lingerMs = 0, hintsEveryMs = 0, mostMs = Number.POSITIVE_INFINITY }: GlanceSettings,
): Promise<LookOutcome> {
  const { clock } = run.deps;
  const beganMs = clock.monotonicMs();
  const longestMs = Math.min(mostMs, Math.max(lookForMs, LONGEST_MS));
  let hintsReadMs = Number.NEGATIVE_INFINITY;
  for (;;) {
    const nowMs = clock.monotonicMs();
    const passedMs = nowMs - beganMs;
    const readsHints = passedMs < lingerMs || nowMs - hintsReadMs >= hintsEveryMs;
    if (readsHints) hintsReadMs = nowMs;
    const outcome = await looks.look(time, { hinted: readsHints, due: passedMs < lookForMs });
    if (outcome === 'storm') await untilOver(run.deps, time);
    if (outcome === 'storm' || outcome === 'overtaken' || time.signal.aborted) return outcome;
    const isAsking = looks.isDue && passedMs < lookForMs;
    const goesOn = passedMs < lingerMs || isAsking;
    if ((outcome === 'nothing' && !goesOn) || passedMs >= longestMs) return outcome;
    await untilHinted(run.deps, isAsking ? ASK_EVERY_MS : LOOK_EVERY_MS, time.signal, LEAST_MS);
    time.signal.throwIfAborted();
  }
}

async function release(session: StateSession, live: PacedLive): Promise<void> {
  const { watch, outbox, cursor, positions, lists, rivals, sighted, looks, report, lap } = session;
  if (watch === null) return;
  const remembered = {
    watch,
    outbox,
    cursor,
    positions,
    lists,
    rivals,
    sighted,
    looks,
    report,
    lap,
    pacers: live.memory(),
    points: null,
  };
  await session.save(remembered, 'release');
}

/** Whether a sweep has left what single relays can be compared with. */
function isReady(known: Snapshot | null): boolean {
  return known !== null && known.watch !== null && known.looks.totals !== null;
}
