import type { AlertChannel } from '../../lib/alerts/channel.ts';
import { silentLog } from '../../lib/base/log.ts';
import type { Notification } from '../../lib/monitor/notification.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import { SweepBudget } from '../../lib/sweep/budget.ts';
import type { SweepSummary } from '../../lib/sweep/summary.ts';
import { sweep } from '../../lib/sweep/sweep.ts';
import { withDefaults } from '../../stand-ins/live/options.ts';
import { LiveService } from '../../stand-ins/live/service.ts';
import { PLAIN_SWEEP } from '../../stand-ins/simulation/plain-sweep.ts';
import { seededRandom } from '../../stand-ins/simulation/seeded-random.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';
import { mortalClock } from '../scale/mortal-clock.ts';
import { LiveOnClock, type Stop } from './live.ts';

export interface RollingOptions {
  readonly tasks: number;
  readonly pageSize: number;
  readonly sweeps: number;
  readonly seed: number;
  /** Share of sweeps that die on the way. */
  readonly deaths: number;
  readonly churnPerSecond: number;
  /** Stops of relays with priority, and of any others. */
  readonly stops: number;
}

export interface RollingOutcome {
  /** Of each lap that ended, in order. */
  readonly laps: readonly NonNullable<NonNullable<SweepSummary['sweep']['lap']>['last']>[];
  readonly stops: readonly Stop[];
  readonly told: readonly Notification[];
  readonly stats: ReturnType<LiveService['stats']>;
  readonly died: number;
  readonly mostStateBytes: number;
  readonly priority: number;
}

const REGION = 'cn-shanghai';
const MINUTE_MS = 60_000;
/** As `sweep.mode: rolling` has it with a timer of one minute. */
const READING_MS = 54_000;
/** The first lap is the baseline: what stops in it was at fault before. */
const STOPS_FROM = 10;
/** Minutes after the last stop in which it should be seen. */
const LAPS_TO_SEE = 6;
/** Live limits these calls, too. */
const CREATED_EVERY_MS = 150;
const HOSTS = { source: 12, push: 8 } as const;

/** A fleet that is read in laps, once a minute, on a virtual clock, by the real sweep on the real stand-in. */
export async function runRolling(options: RollingOptions): Promise<RollingOutcome> {
  const clock = new VirtualClock();
  const random = seededRandom(options.seed);
  const now = () => clock.nowUtc().toMillis();
  const { tasks, seed, churnPerSecond } = options;
  const service = new LiveService(
    withDefaults({
      ...{ tasks, seed, churnPerSecond, regions: [REGION], verifySignatures: false },
      ...{ now, monotonicNow: () => clock.monotonicMs() },
    }),
  );
  healAll(service);
  const live = new LiveOnClock(service, random);
  planStops(service, live, options, { clock, random });
  return clock.run(sweeps(options, { clock, random, service, live }));
}

interface Parts {
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly service: LiveService;
  readonly live: LiveOnClock;
}

async function sweeps(options: RollingOptions, { clock, random, service, live }: Parts): Promise<RollingOutcome> {
  const texts = new Map<number, string>();
  const store = createMemoryStore({ texts });
  const told: Notification[] = [];
  const laps = new Map<string, RollingOutcome['laps'][number]>();
  const sum = { died: 0, mostStateBytes: 0, priority: 0 };
  const beganMs = clock.monotonicMs();
  for (let n = 0; n < options.sweeps; n++) {
    await clock.sleep(beganMs + n * MINUTE_MS - clock.monotonicMs());
    const dies = random() < options.deaths;
    const diesMs = dies ? clock.monotonicMs() + random() * READING_MS : Number.POSITIVE_INFINITY;
    const own = mortalClock(clock, diesMs);
    const running = sweep(settingsOf(options), {
      ...{ live: live.client(own), store, clock: own, random, log: silentLog, heartbeat: null, backends: [] },
      channels: [channelOf(told)],
      trigger: `minute ${n}`,
      budget: new SweepBudget(own, { enteredMs: clock.monotonicMs(), readingMs: READING_MS }),
    });
    const ended = await Promise.race([running, ...(dies ? [clock.sleep(MINUTE_MS - 1)] : [])]);
    if (!ended) sum.died += 1;
    const { lap } = ended?.sweep ?? {};
    if (lap?.last) laps.set(lap.beganAt, lap.last);
    sum.mostStateBytes = Math.max(sum.mostStateBytes, ...[...texts.values()].map(({ length }) => length));
    sum.priority = Math.max(sum.priority, lap?.priority.wanted ?? 0);
  }
  // relays come and go: some of those that were to stop are deleted before anybody could see it
  const fleet = service.broughtUp();
  const stops = [...live.stops.values()].filter((one) => one.seenAtMs !== null || fleet.find(one.taskId) !== undefined);
  return { laps: [...laps.values()], stops, told, stats: service.stats(), ...sum };
}

function settingsOf({ pageSize, tasks }: RollingOptions): Parameters<typeof sweep>[0] {
  return {
    ...PLAIN_SWEEP,
    regions: [REGION],
    qps: 10,
    pageSize,
    rolling: { longestLapSeconds: 900 },
    // never missing: most of them run all the time
    expectations: [{ name: 'most', atLeast: Math.floor(tasks * 0.8), match: { name: '*' } }],
  };
}

function channelOf(told: Notification[]): AlertChannel {
  return {
    name: 'pager',
    type: 'pager',
    budget: { perMinute: 120 },
    takesUpdates: false,
    send: async (notification) => {
      told.push(notification);
      return { ok: true, receipt: '' };
    },
    sendDigest: async (notifications) => {
      told.push(...notifications);
      return { ok: true, receipt: '' };
    },
    check: async () => ({ ok: true, detail: '' }),
  };
}

/** The stand-in's fleet has 3 % at fault, more than a sweep can ask for one by one: here all run. */
function healAll(service: LiveService): void {
  const fleet = service.broughtUp();
  for (let n = 1; n <= HOSTS.source; n++) fleet.healSource(`source-${n}.example.com`);
  for (let n = 1; n <= HOSTS.push; n++) fleet.healDestination(`push-${n}.example.com`);
  fleet.restartStopped();
}

/** Relays that are created in the first lap, start later and stop within ten minutes of that; and any of the others. */
function planStops(
  service: LiveService,
  live: LiveOnClock,
  { stops, sweeps: count, tasks }: RollingOptions,
  { clock, random }: Pick<Parts, 'clock' | 'random'>,
): void {
  const startMs = clock.monotonicMs();
  const nowMs = clock.nowUtc().toMillis();
  const utc = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const lastMs = (count - STOPS_FROM - LAPS_TO_SEE) * MINUTE_MS;
  const endMs = startMs + STOPS_FROM * MINUTE_MS + lastMs;
  for (let n = 0; n < stops; n++) {
    const inMs = STOPS_FROM * MINUTE_MS + random() * lastMs;
    const { TaskId } = live.ask(
      'CreateLivePullToPush',
      {
        ...{ Region: REGION, TaskName: `event-${n}`, SourceType: 'live', SourceProtocol: 'rtmp' },
        ...{ StartTime: utc(nowMs + inMs), EndTime: utc(nowMs + inMs + 7_200_000) },
        ...{
          SourceUrls: JSON.stringify(['rtmp://events.example.com/live/e']),
          DstUrl: `rtmp://push.example.com/live/${n}`,
        },
      },
      startMs - (stops - n) * CREATED_EVERY_MS,
    );
    const atMs = startMs + inMs + 1_000 + random() * 540_000;
    if (atMs < endMs) add(live, { taskId: String(TaskId), atMs, hasPriority: true, seenAtMs: null });
  }
  const running = [...service.broughtUp().tasks()].filter(({ state }) => state.kind === 'running');
  for (let n = 0; n < stops; n++) {
    const task = running[Math.floor(random() * running.length)];
    const atMs = startMs + STOPS_FROM * MINUTE_MS + random() * lastMs;
    if (task) add(live, { taskId: task.taskId, atMs, hasPriority: false, seenAtMs: null });
  }
  if (tasks < stops) throw new RangeError('more stops than relays');
}

function add(live: LiveOnClock, stop: Stop): void {
  if (!live.stops.has(stop.taskId)) live.stops.set(stop.taskId, stop);
}
