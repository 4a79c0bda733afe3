import type { AlertChannel, SendResult } from '../../lib/alerts/channel.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import { LiveApiError } from '../../lib/live/errors.ts';
import { silentLog } from '../../lib/log.ts';
import type { Silence } from '../../lib/monitor/mutes.ts';
import type { Notification } from '../../lib/monitor/notification.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import type { RelayTask } from '../../lib/monitor/relay-task.ts';
import type { WatchState } from '../../lib/monitor/watch.ts';
import { watchStateOf } from '../../lib/remembered.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import type { StateStore } from '../../lib/state/store.ts';
import { type SweepSettings, sweep } from '../../lib/sweep.ts';
import type { SweepSummary } from '../../lib/sweep-summary.ts';
import { aTask } from './a-task.ts';
import { seededRandom } from './seeded-random.ts';
import { fakeClock } from './virtual-clock.ts';

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
  readonly clock: ReturnType<typeof fakeClock>;
  readonly tasks = new Map<string, RelayTask>();
  readonly regions = ['cn-shanghai', 'cn-beijing'];
  readonly heard: Heard[] = [];
  readonly tries: { readonly channel: string; readonly atMs: number }[] = [];
  readonly modes = new Map<string, ChannelMode>();
  readonly budgets: Readonly<Record<string, number>>;
  store: StateStore = createMemoryStore();
  /** Whether the store answers. */
  storeWorks = true;
  failingRegion: string | null = null;
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
    this.clock = fakeClock(startIso);
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
    const life = new Life(crash);
    const running = sweep(this.settings, {
      live: this.#live(life),
      backends: [],
      heartbeat: null,
      channels: Object.keys(this.budgets).map((name) => this.#channel(name, life)),
      store: this.#storeOf(life),
      clock: this.clock,
      random: this.#random,
      log: silentLog,
    });
    const summary = await Promise.race([running, life.died.then(() => null)]);
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
    const tasksOf = (region: string) => [...this.tasks.values()].filter((task) => task.region === region);
    return {
      listRelayTasks: ({ region, pageNumber = 1, pageSize = 100 }) =>
        life.operation('list', () => {
          if (region === this.failingRegion) throw refused(region);
          const tasks = tasksOf(region);
          return {
            tasks: tasks.slice((pageNumber - 1) * pageSize, pageNumber * pageSize),
            total: tasks.length,
            pageNumber,
            requestId: null,
          };
        }),
      describeRelayTask: ({ region, taskId }) =>
        life.operation('describe', () => {
          if (region === this.failingRegion) throw refused(region);
          const task = this.tasks.get(taskId);
          return task?.region === region ? task : null;
        }),
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
      send: (notification) => life.operation(`send to ${name}`, () => receive([notification])),
      sendDigest: (notifications) =>
        life.operation(`send to ${name}`, () => receive(notifications, { digest: ++this.#digests })),
      check: async () => ({ ok: true, detail: '' }),
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
      load: (...how) => life.operation('load', () => answering(() => store.load(...how))),
      create: (number, snapshot) =>
        life.operation(`save ${++saves}`, () => answering(() => store.create(number, snapshot))),
    };
  }
}

/** One run of the process: counts what it does outside, and dies where it is told to. What a dead one does never ends. */
class Life {
  operations = 0;
  readonly died: Promise<void>;
  readonly #crash: AnyCrashPoint | undefined;
  #die: () => void = () => {};
  #dead = false;

  constructor(crash: AnyCrashPoint | undefined) {
    this.#crash = crash;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  async operation<T>(doing: string, effect: () => T | Promise<T>): Promise<T> {
    if (this.#dead) return never();
    this.operations += 1;
    const dies = this.#diesAt(doing);
    if (dies && !this.#crash?.after) return this.#end();
    const result = await effect();
    return dies ? this.#end() : result;
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

function never<T>(): Promise<T> {
  return new Promise(() => {});
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
