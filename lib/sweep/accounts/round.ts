import type { Delivered } from '../../alerts/deliver.ts';
import type { UtcDateTime } from '../../base/time.ts';
import { type AccountSeen, accountFindings, accountsBehind } from '../../monitor/accounts-behind.ts';
import type { Cause } from '../../monitor/cause.ts';
import { NO_LOOKS } from '../../monitor/look-memory.ts';
import { type MetricPoint, point } from '../../monitor/metric-catalogue.ts';
import { watchAsTold } from '../../monitor/told-again.ts';
import type { Watched } from '../../monitor/watch.ts';
import type { WatchState } from '../../monitor/watch-state.ts';
import { noteLook } from '../note.ts';
import { publishAll } from '../publish.ts';
import type { Remembered, StateSession } from '../session/state-session.ts';
import { type SweepDeps, SweepRun, type SweepSettings } from '../sweep-run.ts';
import { Telling } from '../telling.ts';

export interface AccountsRoundDeps extends SweepDeps {
  /** Looks at some or all of the accounts. @param behind those that had a fault before; does not throw */
  readonly lookAt: (behind: readonly string[], signal: AbortSignal) => Promise<readonly AccountSeen[]>;
}

export interface AccountsRound {
  /** Names of the accounts that are behind; null when another round is under way or did this one's work. */
  readonly behind: readonly string[] | null;
}

/**
 * One look at how several accounts are watched, by whoever watches over all of them: what is wrong with one is an incident like
 * any other, in a state of its own, told through the same outbox to the channels at the top of the file.
 * @param names all accounts
 * @param isWhole whether every sweep was started, so that the dead-man service may be called
 */
export async function accountsRound(
  settings: SweepSettings,
  { lookAt, ...deps }: AccountsRoundDeps,
  names: readonly string[],
  isWhole: boolean,
): Promise<AccountsRound> {
  const run = new SweepRun({ ...settings, report: undefined }, deps, 'accounts_round');
  const session = await run.phase('opening', () => run.openState());
  if (session.handledBefore || session.heldUntil !== null) return { behind: null };
  const before =
    session.watch ??
    nothingYet(
      run.startedAt,
      deps.channels.map(({ name }) => name),
    );
  const due = [...accountsBehind(before.incidents), ...toldOf([...before.causes, ...session.toldUnknown.begun])];
  const seen = await run.phaseWithLease('reading', session, (time) => lookAt(due, time.signal));
  const watched = watchedBy(run, session, before, accountFindings(seen, names, before.incidents));
  const telling = new Telling(run, session, { watched, remembered: rememberedOf(session, watched) });
  const behind = accountsBehind(watched.state.incidents);
  if (!(await run.phase('saving', () => telling.save()))) return { behind: null };
  const told = await run.phaseWithLease('telling', session, (time) => telling.tell(time));
  const points = [point('AccountsBehind', behind.length)];
  if (!(await run.phase('releasing', () => telling.release(told, [...points, ...OF_EVERY_ROUND])))) return { behind };
  await published(run, session, { before, watched, told, points, isWhole });
  deps.log.info('accounts_round_finished', { accounts: names.length, lookedAt: seen.length, behind });
  return { behind };
}

/** For `relaywatch status` of the operator's own state. */
const OF_EVERY_ROUND: readonly MetricPoint[] = [point('SweepComplete', 1), point('Heartbeat', 1)];

/** Accounts that causes are about: those were told, whether or not the state has an incident of them. */
function toldOf(causes: readonly Cause[]): string[] {
  return causes.flatMap(({ scope }) => (scope.by === 'watched-account' ? [scope.value] : []));
}

/** That an account was behind before anybody looked is no reason to tell it in passing. */
function nothingYet(now: UtcDateTime, channels: readonly string[]): WatchState {
  return { asOf: now.toISO(), incidents: [], causes: [], silences: [], mutes: [], acknowledged: [], channels };
}

function watchedBy(
  { settings, deps, startedAt }: SweepRun,
  { degraded, toldUnknown }: StateSession,
  before: WatchState,
  findings: ReturnType<typeof accountFindings>,
): Watched {
  const channels = deps.channels.map(({ name }) => name);
  return watchAsTold(
    before,
    { ...findings, complete: true },
    { ...settings, channels, degraded },
    startedAt,
    toldUnknown,
  );
}

/** Nothing but the accounts is watched, so the rest stays empty. */
function rememberedOf({ report }: StateSession, { state }: Watched): Omit<Remembered, 'outbox' | 'points'> {
  const reading = { cursor: null, pacers: {}, positions: {}, lists: {}, rivals: {}, sighted: {}, lap: null };
  return { ...reading, looks: NO_LOOKS, report, watch: state };
}

interface Done {
  readonly before: WatchState;
  readonly watched: Watched;
  readonly told: Delivered;
  readonly points: readonly MetricPoint[];
  readonly isWhole: boolean;
}

async function published(run: SweepRun, session: StateSession, done: Done): Promise<void> {
  const { before, watched, told, points, isWhole } = done;
  const { diedTelling } = session;
  await run.phase('publishing', ({ signal }) =>
    Promise.all([
      publishAll(points, null, isWhole, { ...run.deps, signal }),
      noteLook(run, { before, watched, diedTelling }, told.deliveries, { signal }),
    ]),
  );
}
