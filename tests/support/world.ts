import type { AlertChannel, SendResult } from '../../lib/alerts/channel.ts';
import type { Heartbeat } from '../../lib/heartbeat.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import { LiveApiError } from '../../lib/live/errors.ts';
import type { TaskFilter } from '../../lib/live/request.ts';
import { silentLog } from '../../lib/log.ts';
import type { MetricsBackend } from '../../lib/metrics/backend.ts';
import type { Silence } from '../../lib/monitor/mutes.ts';
import type { Notification } from '../../lib/monitor/notification.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import type { RelayTask } from '../../lib/monitor/relay-task.ts';
import type { WatchState } from '../../lib/monitor/watch-state.ts';
import { watchStateOf } from '../../lib/remembered.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import type { StateStore } from '../../lib/state/store.ts';
import { type SweepSettings, sweep } from '../../lib/sweep.ts';
import { SweepBudget, type TimeGiven } from '../../lib/sweep-budget.ts';
import type { SweepSummary } from '../../lib/sweep-summary.ts';
import type { Clock } from '../../lib/time.ts';
import { aTask } from './a-task.ts';
import { seededRandom } from './seeded-random.ts';
import { VirtualClock } from './virtual-clock.ts';

export type ChannelMode = 'up' | 'down' | 'broken' | 'accepts but times out';

/** One message as a receiver took it in. */
export interface Heard {
  readonly channel: string;
  readonly atMs: number;
  readonly notification: Notification;
  /** Messages that came as one have the same number here. */
  readonly digest?: number;
}

/** Where in a sweep the process dies: at this operation of it, before or after the operation took effect. */
export interface CrashPoint {
  readonly operation: number;
  readonly after: boolean;
}

/** The same, by what the process was doing: `load`, `list`, `describe`, `save 2` (the second save), `send to pager`. */
export interface NamedCrashPoint {
  readonly doing: string;
  readonly after: boolean;
}

type AnyCrashPoint = CrashPoint | NamedCrashPoint;

const STATUS_CODES = { idle: 0, running: 1, recovering: 2, stopped: 3, exited: -1, unknown: 7 } as const;

/** A small account with relays, channels and a store, on a clock of its own: whole sweeps without a network, with crashes. */
export class World {
  readonly clock: VirtualClock;
  readonly tasks = new Map<string, RelayTask>();
  readonly regions = ['cn-shanghai', 'cn-beijing'];
  readonly heard: Heard[] = [];
  /** Relays that Live was asked for by id. */
  readonly asked: string[] = [];
  readonly tries: { readonly channel: string; readonly atMs: number }[] = [];
  readonly modes = new Map<string, ChannelMode>();
  readonly budgets: Readonly<Record<string, number>>;
  /** Real channels, beside those of the account. */
  readonly more: AlertChannel[] = [];
  store: StateStore = createMemoryStore();
  /** Whether the store answers. */
  storeWorks = true;
  failingRegion: string | null = null;
  /** Relays that the list counts and never shows. */
  hidden: (id: string) => boolean = () => false;
  /** Told before each page is read, with the number of the call in the world: what comes and goes under way. */
  beforePage: (call: number) => void = () => {};
  #pages = 0;
  /** When numbers were published, and when the dead-man service was told. */
  readonly published: number[] = [];
  readonly beats: number[] = [];
  /** How long an operation takes before it takes effect, by what the process does, and in which region; Infinity: it never does. */
  takes: (doing: string, region: string) => number = () => 0;
  /** Operations that cannot be given up, as a folder on a network drive; all of the others listen. */
  deaf: (doing: string) => boolean = () => false;
  /** When the platform freezes the processes of the sweeps that begin now, on the clock's monotonic time: nothing wakes up before its end. */
  frozen: { readonly fromMs: number; readonly untilMs: number } | null = null;
  /** What the platform and the configuration give the next sweeps. */
  time: Omit<TimeGiven, 'enteredMs'> = {};
  settings: SweepSettings;
  readonly #random = seededRandom(1);
  /** Operations of the last sweep that touched the outside. */
  operations = 0;
  #digests = 0;

  constructor(
    channels: Readonly<Record<string, number>> = { pager: 120, chat: 20 },
    settings: Partial<SweepSettings> = {},
    startIso?: string,
  ) {
    this.clock = new VirtualClock(startIso);
    this.budgets = channels;
    this.settings = {
      regions: this.regions,
      scopes: [],
      qps: 1_000,
      pageSize: 100,
      policy: DEFAULT_POLICY,
      maintenance: [],
      expectations: [],
      routes: [],
      describeBudget: 200,
      leaseSeconds: 30,
      retry: { attempts: 1, firstWaitMs: 1, longestWaitMs: 1 },
      ...settings,
    };
  }

  add(id: string, parts: Partial<RelayTask> = {}): void {
    this.tasks.set(id, aTask({ taskId: id, name: id, ...parts }));
  }

  /** Changes a relay that exists. */
  set(id: string, status: keyof typeof STATUS_CODES, reason: string | null = null): void {
    const task = this.tasks.get(id);
    if (!task) return;
    const reasons = status === 'exited' ? { exitReason: reason } : { invalidReason: reason };
    this.tasks.set(id, {
      ...task,
      invalidReason: null,
      exitReason: null,
      status,
      statusCode: STATUS_CODES[status],
      ...reasons,
    });
  }

  /** Runs one sweep. A crash leaves it hanging where it was; the summary is then null. */
  async sweep(crash?: AnyCrashPoint): Promise<SweepSummary | null> {
    const life = new Life(this, crash);
    const running = sweep(this.settings, {
      live: this.#live(life),
      backends: [this.#backend(life)],
      heartbeat: this.#heartbeat(life),
      channels: [...Object.keys(this.budgets).map((name) => this.#channel(name, life)), ...this.more],
      store: this.#storeOf(life),
      clock: life.clock,
      random: this.#random,
      log: silentLog,
      budget: new SweepBudget(life.clock, { enteredMs: this.clock.monotonicMs(), ...this.time }),
    });
    const summary = await this.clock.run(Promise.race([running, life.died.then(() => null)]));
    this.operations = life.operations;
    return summary;
  }

  /** Lets time pass, then sweeps. */
  async sweepAfter(seconds: number, crash?: AnyCrashPoint): Promise<SweepSummary | null> {
    this.clock.pass(seconds * 1_000);
    return this.sweep(crash);
  }

  /** What the state says of faults. */
  async remembered(): Promise<WatchState | null> {
    const { snapshot } = await this.store.load();
    return watchStateOf(snapshot?.incidents);
  }

  /** Somebody deletes the state. */
  loseState(): void {
    this.store = createMemoryStore();
  }

  /** What `relaywatch silence add` does, between two sweeps. */
  async silence(silence: Silence): Promise<void> {
    const { snapshot, newest } = await this.store.load();
    const known = watchStateOf(snapshot?.incidents);
    if (!snapshot || !known) throw new Error('a silence needs a sweep before it');
    const incidents: WatchState = { ...known, silences: [...known.silences, silence] };
    await this.store.create(newest + 1, { ...snapshot, incidents });
  }

  #live(life: Life): LiveApi {
    return {
      listRelayTasks: ({ region, pageNumber = 1, pageSize = 100, ...filter }, signal) => {
        const page = () => {
          this.beforePage(++this.#pages);
          if (region === this.failingRegion) throw refused(region);
          const tasks = [...this.tasks.values()].filter((task) => task.region === region && fits(task, filter));
          return {
            tasks: tasks
              .slice((pageNumber - 1) * pageSize, pageNumber * pageSize)
              .filter(({ taskId }) => !this.hidden(taskId)),
            total: tasks.length,
            pageNumber,
            requestId: null,
          };
        };
        return life.operation('list', page, signal, region);
      },
      describeRelayTask: ({ region, taskId }, signal) => {
        const find = () => {
          this.asked.push(`${region}/${taskId}`);
          if (region === this.failingRegion) throw refused(region);
          const task = this.tasks.get(taskId);
          return task?.region === region ? task : null;
        };
        return life.operation('describe', find, signal, region);
      },
    };
  }

  #channel(name: string, life: Life): AlertChannel {
    const receive = (messages: readonly Notification[], parts: Pick<Heard, 'digest'> = {}): SendResult => {
      const atMs = this.clock.nowUtc().toMillis();
      this.tries.push({ channel: name, atMs });
      const mode = this.modes.get(name) ?? 'up';
      if (mode === 'up' || mode === 'accepts but times out') {
        this.heard.push(...messages.map((notification) => ({ channel: name, atMs, notification, ...parts })));
      }
      if (mode === 'up') return { ok: true, receipt: `r-${this.heard.length}` };
      if (mode === 'broken') return { ok: false, retryable: false, broken: true, problem: 'the token is unknown' };
      return { ok: false, retryable: true, problem: 'no answer' };
    };
    return {
      name,
      type: name,
      budget: { perMinute: this.budgets[name] ?? 60 },
      takesUpdates: false,
      send: (notification, signal) => life.operation(`send to ${name}`, () => receive([notification]), signal),
      sendDigest: (notifications, signal) =>
        life.operation(`send to ${name}`, () => receive(notifications, { digest: ++this.#digests }), signal),
      check: async () => ({ ok: true, detail: '' }),
    };
  }

  #backend(life: Life): MetricsBackend {
    const take = () => void this.published.push(this.clock.nowUtc().toMillis());
    return {
      type: 'numbers',
      async publish(points, _at, signal) {
        await life.operation('publish', take, signal);
        return { type: 'numbers', ok: true, datapoints: points.length, rejected: 0 };
      },
      check: async () => ({ ok: true, detail: '' }),
    };
  }

  #heartbeat(life: Life): Heartbeat {
    const take = () => void this.beats.push(this.clock.nowUtc().toMillis());
    return {
      async beat(signal) {
        await life.operation('beat', take, signal);
        return { ok: true };
      },
    };
  }

  #storeOf(life: Life): StateStore {
    const { store, storeWorks } = this;
    const answering = <T>(answer: () => Promise<T>) => {
      if (!storeWorks) throw new Error('the store does not answer');
      return answer();
    };
    let saves = 0;
    return {
      ...store,
      load: (signal, taken) => life.operation('load', () => answering(() => store.load(signal, taken)), signal),
      create: (number, snapshot, signal) =>
        life.operation(`save ${++saves}`, () => answering(() => store.create(number, snapshot)), signal),
    };
  }
}

/** One run of the process: counts what it does outside, and dies where it is told to. What a dead one does never ends. */
class Life {
  operations = 0;
  readonly died: Promise<void>;
  readonly clock: Clock;
  readonly #world: Pick<World, 'takes' | 'deaf'>;
  readonly #crash: AnyCrashPoint | undefined;
  #die: () => void = () => {};
  #dead = false;

  constructor(world: Pick<World, 'clock' | 'frozen' | 'takes' | 'deaf'>, crash: AnyCrashPoint | undefined) {
    this.#world = world;
    this.clock = freezing(world.clock, world.frozen);
    this.#crash = crash;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  /** @param signal gives it up before it takes effect, unless it is deaf */
  async operation<T>(doing: string, effect: () => T | Promise<T>, signal?: AbortSignal, region = ''): Promise<T> {
    if (this.#dead) return never();
    this.operations += 1;
    const dies = this.#diesAt(doing);
    if (dies && !this.#crash?.after) return this.#end();
    await this.#wait(doing, signal, region);
    const result = await effect();
    return dies ? this.#end() : result;
  }

  async #wait(doing: string, signal: AbortSignal | undefined, region: string): Promise<void> {
    const { takes, deaf } = this.#world;
    const ms = takes(doing, region);
    if (ms === 0) return;
    const heard = deaf(doing) ? undefined : signal;
    if (Number.isFinite(ms)) return this.clock.sleep(ms, heard);
    heard?.throwIfAborted();
    await new Promise((_, reject) => heard?.addEventListener('abort', () => reject(heard.reason), { once: true }));
  }

  #diesAt(doing: string): boolean {
    if (!this.#crash) return false;
    return 'doing' in this.#crash ? this.#crash.doing === doing : this.#crash.operation === this.operations;
  }

  #end<T>(): Promise<T> {
    this.#dead = true;
    this.#die();
    return never();
  }
}

/** The clock of a process that may be frozen: whoever would wake up then, wakes up when it is over. */
function freezing(clock: Clock, frozen: World['frozen']): Clock {
  return {
    nowUtc: () => clock.nowUtc(),
    monotonicMs: () => clock.monotonicMs(),
    async sleep(ms, signal) {
      await clock.sleep(ms, signal);
      const nowMs = clock.monotonicMs();
      if (frozen && nowMs >= frozen.fromMs && nowMs < frozen.untilMs) await clock.sleep(frozen.untilMs - nowMs);
    },
  };
}

function never<T>(): Promise<T> {
  return new Promise(() => {});
}

/** Live's filters are fuzzy; here, as in the stand-in, that is a part of the text. Of a destination its host is known. */
function fits({ taskId, name, destination }: RelayTask, filter: TaskFilter): boolean {
  const has = (text: string, part = '') => text.toLowerCase().includes(part.toLowerCase());
  return has(taskId, filter.taskId) && has(name, filter.taskName) && has(destination?.origin ?? '', filter.dstUrl);
}

function refused(region: string): LiveApiError {
  return new LiveApiError(
    'permission',
    { action: 'DescribeLivePullToPushList', region, host: 'localhost' },
    'answered Forbidden.RAM',
    {
      code: 'Forbidden.RAM',
      httpStatus: 403,
      requestId: null,
      retryable: false,
      advice: 'Allow it.',
      retryAfterMs: null,
      answered: true,
    },
  );
}
