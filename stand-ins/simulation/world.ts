import type { AlertChannel } from '../../lib/alerts/channel.ts';
import type { Log } from '../../lib/base/log.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import { LiveApiError } from '../../lib/live/errors.ts';
import type { TaskFilter } from '../../lib/live/request.ts';
import type { MetricsBackend } from '../../lib/metrics/backend.ts';
import type { Heartbeat } from '../../lib/metrics/heartbeat.ts';
import { acknowledging, type HandChange, silencing } from '../../lib/monitor/hand-change.ts';
import type { Hint } from '../../lib/monitor/hint.ts';
import type { JournalEntry } from '../../lib/monitor/journal-entry.ts';
import type { Silence } from '../../lib/monitor/mutes.ts';
import type { Notification } from '../../lib/monitor/notification.ts';
import type { RelayTask } from '../../lib/monitor/relay-task.ts';
import type { WatchState } from '../../lib/monitor/watch-state.ts';
import { createHintBox, type HintBox } from '../../lib/state/hints.ts';
import type { Journal } from '../../lib/state/journal.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import { createMemoryJournal } from '../../lib/state/memory-journal.ts';
import { memoryTexts } from '../../lib/state/memory-texts.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import type { StateStore } from '../../lib/state/store.ts';
import { SweepBudget, type TimeGiven } from '../../lib/sweep/budget.ts';
import { type GlanceOutcome, glance } from '../../lib/sweep/looks/glance.ts';
import { lookUntilQuiet } from '../../lib/sweep/looks/look-until-quiet.ts';
// loading it later would take time of the machine, while that of the world passes
import '../../lib/sweep/report-parts.ts';
import { createStateMemory } from '../../lib/sweep/session/state-memory.ts';
import type { SweepSummary } from '../../lib/sweep/summary.ts';
import { sweep } from '../../lib/sweep/sweep.ts';
import { sweepInTurn } from '../../lib/sweep/sweep-in-turn.ts';
import type { SweepDeps, SweepSettings } from '../../lib/sweep/sweep-run.ts';
import { aTask } from './a-task.ts';
import { type AnyCrashPoint, type Frozen, Life } from './life.ts';
import { PLAIN_SWEEP } from './plain-sweep.ts';
import { Receivers } from './receivers.ts';
import { seededRandom } from './seeded-random.ts';
import { toldFileInMemory } from './told-file-in-memory.ts';
import { VirtualClock } from './virtual-clock.ts';

const STATUS_CODES = { idle: 0, running: 1, recovering: 2, stopped: 3, exited: -1, unknown: 7 } as const;

/** A small account with relays, channels and a store, on a clock of its own: whole sweeps without a network, with crashes. */
export class World {
  readonly clock: VirtualClock;
  readonly tasks = new Map<string, RelayTask>();
  readonly regions = ['cn-shanghai', 'cn-beijing'];
  readonly receivers = new Receivers();
  readonly heard = this.receivers.heard;
  readonly tries = this.receivers.tries;
  readonly modes = this.receivers.modes;
  /** Channels that want an update every sweep. */
  readonly takesUpdates = new Set<string>();
  /** Warnings and errors, each with its event. */
  readonly logged: Readonly<Record<string, unknown>>[] = [];
  budgets: Readonly<Record<string, number>>;
  #texts = new Map<number, string>();
  store: StateStore = createMemoryStore({ texts: this.#texts });
  journal: Journal = createMemoryJournal();
  /** Whether the journal cannot be read. */
  journalFails = false;
  /** Where callbacks leave what they say; null where none are expected. */
  hints: HintBox | null = null;
  /** Relays that Live was asked for by id. */
  readonly asked: string[] = [];
  /** Real channels, beside those of the account. */
  readonly more: AlertChannel[] = [];
  /** Whether the store answers. */
  storeWorks = true;
  /** What of the store fails, by what the process does: `load`, `save 1` (the lease), `save 2` and so on. */
  storeFails: (doing: string) => boolean = () => false;
  /** What this machine keeps while the store is broken. */
  readonly toldFile = toldFileInMemory();
  /** Whether the sweeps are of one process that lives on; else each is of a new one. */
  livesOn = false;
  #memory = createStateMemory();
  failingRegion: string | null = null;
  /** Relays that the list counts and never shows. */
  hidden: (id: string) => boolean = () => false;
  /** Told before each page is read, with the number of the call in the world: what comes and goes under way. */
  beforePage: (call: number) => void = () => {};
  #pages = 0;
  /** When metrics were published, and when the dead-man service was called. */
  readonly published: number[] = [];
  readonly beats: number[] = [];
  /** How long an operation takes before it takes effect, by what the process does, and in which region; Infinity: it never does. */
  takes: (doing: string, region: string) => number = () => 0;
  /** Operations that cannot be given up, as a folder on a network drive; all of the others listen. */
  deaf: (doing: string) => boolean = () => false;
  /** When the platform freezes the processes of the sweeps that begin now, on the clock's monotonic time: nothing wakes up before its end. */
  frozen: Frozen | null = null;
  /** What the platform and the configuration give the next sweeps. */
  time: Omit<TimeGiven, 'enteredMs'> = {};
  settings: SweepSettings;
  readonly #random = seededRandom(1);
  /** Operations of the last sweep that touched the outside. */
  operations = 0;

  constructor(
    channels: Readonly<Record<string, number>> = { pager: 120, chat: 20 },
    settings: Partial<SweepSettings> = {},
    startIso?: string,
  ) {
    this.clock = new VirtualClock(startIso);
    this.budgets = channels;
    this.settings = {
      regions: this.regions,
      ...PLAIN_SWEEP,
      qps: 1_000,
      pageSize: 100,
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

  /** The settings of each sweep, by when it began (ISO 8601, UTC). */
  readonly settingsThen = new Map<string, SweepSettings & { readonly channels: readonly string[] }>();

  /** Runs one sweep. A crash leaves it hanging where it was; the summary is then null. */
  async sweep(crash?: AnyCrashPoint): Promise<SweepSummary | null> {
    return this.#run((deps) => sweep(this.settings, deps), crash);
  }

  /** Runs a sweep as the function does when its timer fires. @param givenMs what the platform lets it run */
  sweepInTurn(givenMs = Number.POSITIVE_INFINITY): Promise<SweepSummary | null> {
    const budget = new SweepBudget(this.clock, { enteredMs: this.clock.monotonicMs(), givenMs });
    return this.#run((deps) => sweepInTurn(this.settings, { ...deps, budget }), undefined);
  }

  /** Looks at what callbacks named, as between two sweeps. A crash leaves it hanging where it was. */
  glance({ lookForMs = 0, crash }: { lookForMs?: number; crash?: AnyCrashPoint } = {}): Promise<GlanceOutcome | null> {
    return this.#run((deps) => glance({ ...this.settings, lookForMs }, deps), crash);
  }

  /** Looks as the sweep's function does when it is woken, for so long at most. */
  lookUntilQuiet(
    mostMs: number,
    more: { lookForMs?: number; lingerMs?: number; youngMs?: number } = {},
  ): Promise<string | null> {
    const endMs = this.clock.monotonicMs() + mostMs;
    return this.#run((deps) => lookUntilQuiet({ ...this.settings, lookForMs: 0, ...more }, deps, { endMs }), undefined);
  }

  /** Another process takes the lease for so long, and dies: a sweep, or a glance. */
  async holdState(seconds: number, kind: 'sweep' | 'glance' = 'sweep'): Promise<void> {
    const { snapshot, newest } = await this.store.load();
    if (!snapshot) throw new Error('a state is needed before somebody can hold it');
    const expiresAt = this.clock.nowUtc().plus({ seconds }).toISO();
    await this.store.create(newest + 1, {
      ...snapshot,
      lease: { holder: kind === 'sweep' ? 's-another' : 'g-another', expiresAt },
    });
  }

  /** From now on callbacks are expected. */
  expectCallbacks(): void {
    this.hints ??= createHintBox(memoryTexts(new Map()));
  }

  /** Live, or somebody else, calls back about a relay. */
  async callBack(taskId: string, status: Hint['status'], parts: Partial<Hint> = {}): Promise<void> {
    this.expectCallbacks();
    const eventSeconds = Math.floor(this.clock.nowUtc().toMillis() / 1_000);
    await this.hints?.add({ taskId, region: null, status, eventSeconds, byUser: false, ...parts });
  }

  async #run<T>(work: (deps: SweepDeps) => Promise<T>, crash: AnyCrashPoint | undefined): Promise<T | null> {
    const life = new Life(this, crash);
    this.settingsThen.set(this.clock.nowUtc().toISO(), { ...this.settings, channels: Object.keys(this.budgets) });
    const running = work({
      live: this.#live(life),
      backends: [this.#backend(life)],
      heartbeat: this.#heartbeat(life),
      channels: [...Object.keys(this.budgets).map((name) => this.#channel(name, life)), ...this.more],
      store: this.#storeOf(life),
      journal: this.#journalOf(life),
      hints: this.hints,
      toldFile: {
        read: () => this.toldFile.read(),
        write: async (text) => (life.isDead ? undefined : this.toldFile.write(text)),
      },
      memory: this.livesOn ? this.#memory : createStateMemory(),
      clock: life.clock,
      random: this.#random,
      log: this.#log,
      budget: new SweepBudget(life.clock, { enteredMs: this.clock.monotonicMs(), ...this.time }),
    });
    const result = await this.clock.run(Promise.race([running, life.died.then(() => null)]));
    this.operations = life.operations;
    return result;
  }

  /** The configuration calls a channel something else from now on, or, with null, has it no more. */
  renameChannel(name: string, to: string | null): void {
    if (this.budgets[name] === undefined) throw new Error(`no channel is called ${name}`);
    const kept = Object.entries(this.budgets).flatMap(([one, budget]) =>
      one !== name ? [[one, budget] as const] : to === null ? [] : [[to, budget] as const],
    );
    this.budgets = Object.fromEntries(kept);
    const routes = this.settings.routes.map((route) => ({
      ...route,
      channels: route.channels.flatMap((one) => (one !== name ? one : (to ?? []))),
    }));
    this.settings = { ...this.settings, routes: routes.filter(({ channels }) => channels.length > 0) };
  }

  /** Lets time pass, then sweeps. */
  async sweepAfter(seconds: number, crash?: AnyCrashPoint): Promise<SweepSummary | null> {
    this.clock.pass(seconds * 1_000);
    return this.sweep(crash);
  }

  /** What the state says of faults. */
  async remembered(): Promise<WatchState | null> {
    const { snapshot } = await this.store.load();
    return usableOf(snapshot)?.watch ?? null;
  }

  /** All that the journal says. */
  async noted(): Promise<JournalEntry[]> {
    const from = this.clock.nowUtc().minus({ years: 1 });
    const entries: JournalEntry[] = [];
    for await (const entry of this.journal.entries(from, this.clock.nowUtc().plus({ years: 1 }))) entries.push(entry);
    return entries;
  }

  /** Somebody deletes the state. */
  loseState(): void {
    this.#texts = new Map();
    this.store = createMemoryStore({ texts: this.#texts });
  }

  /** Of the newest snapshot only a part is left, as after a power cut. */
  tearNewest(): void {
    const newest = Math.max(0, ...this.#texts.keys());
    const text = this.#texts.get(newest) ?? '';
    if (newest > 0) this.#texts.set(newest, text.slice(0, text.length / 2));
  }

  /** What `relaywatch silence add` does, between two sweeps. */
  async silence(silence: Silence): Promise<void> {
    await this.#change([silencing(silence)]);
  }

  /** What `relaywatch ack` does, of every open cause. */
  async acknowledge(by: string): Promise<void> {
    const at = this.clock.nowUtc().toISO();
    const { causes = [] } = (await this.remembered()) ?? {};
    if (causes.length === 0) throw new Error('no cause is open');
    await this.#change(causes.map(({ key: causeKey }) => acknowledging({ causeKey, at, by })));
  }

  async #change(changes: readonly HandChange[]): Promise<void> {
    const { snapshot, newest } = await this.store.load();
    const known = usableOf(snapshot)?.watch;
    if (!snapshot || !known) throw new Error('a change by hand needs a sweep before it');
    const watch = changes.reduce((state, { edit }) => edit(state) ?? state, known);
    await this.store.create(newest + 1, { ...snapshot, watch });
    const now = this.clock.nowUtc();
    const at = now.toISO();
    await this.journal.add(
      changes.map(({ entry }) => ({ at, kind: 'change', ...entry })),
      now,
    );
  }

  get #log(): Log {
    const note = (event: string, facts: object = {}) => void this.logged.push({ event, ...facts });
    return { debug() {}, info() {}, warn: note, error: note };
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
    const receive = (messages: readonly Notification[]) =>
      this.receivers.receive(name, messages, this.clock.nowUtc().toMillis());
    return {
      name,
      type: name,
      budget: { perMinute: this.budgets[name] ?? 60 },
      takesUpdates: this.takesUpdates.has(name),
      send: (notification, signal) => life.operation(`send to ${name}`, () => receive([notification]), signal),
      sendDigest: (notifications, signal) => life.operation(`send to ${name}`, () => receive(notifications), signal),
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

  #journalOf(life: Life): Journal {
    const { journal } = this;
    return {
      add: (entries, now) => journal.add(entries, now),
      entries: (from, until, signal) => {
        const opened = async () => {
          if (this.journalFails) throw new Error('the journal does not answer');
          return journal.entries(from, until);
        };
        return flattened(life.operation('read journal', opened, signal));
      },
    };
  }

  #storeOf(life: Life): StateStore {
    const { store } = this;
    const ask = <T>(doing: string, answer: () => Promise<T>, signal?: AbortSignal) =>
      life.operation(
        doing,
        () => {
          if (!this.storeWorks || this.storeFails(doing)) throw new Error('the store does not answer');
          return answer();
        },
        signal,
      );
    let saves = 0;
    return {
      ...store,
      load: (signal, taken) => ask('load', () => store.load(signal, taken), signal),
      create: (number, snapshot, signal) => ask(`save ${++saves}`, () => store.create(number, snapshot), signal),
      withdraw: (number) => ask('withdraw', () => store.withdraw(number)),
    };
  }
}

async function* flattened<T>(coming: Promise<AsyncIterable<T>>): AsyncGenerator<T> {
  yield* await coming;
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

/** Live's filters are fuzzy; here, as in the stand-in, that is a part of the text. Of a destination its host is known. */
function fits({ taskId, name, destination }: RelayTask, filter: TaskFilter): boolean {
  const has = (text: string, part = '') => text.toLowerCase().includes(part.toLowerCase());
  return has(taskId, filter.taskId) && has(name, filter.taskName) && has(destination?.origin ?? '', filter.dstUrl);
}
