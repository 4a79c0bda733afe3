import { accountsToLookAt } from '../../functions/accounts/rotation.ts';
import { PAGE_SIZE_MAX } from '../../lib/live/request.ts';
import { isActive } from '../../lib/monitor/incident.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import type { RawSnapshot } from '../../lib/state/snapshot-forms.ts';
import { accountSeen } from '../../lib/sweep/accounts/seen.ts';
import { sweepInTurn } from '../../lib/sweep/sweep-in-turn.ts';
import type { SweepSettings } from '../../lib/sweep/sweep-run.ts';
import { PLAIN_SWEEP } from '../../stand-ins/simulation/plain-sweep.ts';
import { seededRandom } from '../../stand-ins/simulation/seeded-random.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';
import { type AccountOutcome, type Ended, endedOf, type Invoked, stopOutcome } from './account-outcome.ts';
import { deathsOf } from './deaths.ts';
import type { Dispatch } from './dispatch-plan.ts';
import { LiveService, type Outage } from './live-service.ts';
import { DOWN, draw, REGIONS } from './model.ts';
import { mortalClock } from './mortal-clock.ts';
import { accountNames, partSeed, regionsOf, type ScaleOptions } from './options.ts';
import { sweepDepsOf } from './process-parts.ts';
import { RelayLists } from './relays.ts';
import { type Stop, stopsOfAccount } from './stops.ts';

/** Used by every account of a thread. */
export interface Shared {
  readonly options: ScaleOptions;
  readonly lists: RelayLists;
  readonly plan: readonly Dispatch[];
  readonly names: readonly string[];
}

export function sharedBy(options: ScaleOptions, plan: readonly Dispatch[]): Shared {
  const lists = new RelayLists(REGIONS, Math.round(options.relays / options.regionsEach));
  return { options, plan, lists, names: accountNames(options.accounts) };
}

/** The default of `sweep.longestLapSeconds`. */
const LONGEST_LAP_SECONDS = 900;

/** One account from its first sweep to its last, with the real sweep, on a clock of its own. */
export class AccountSimulation {
  readonly #index: number;
  readonly #shared: Shared;
  readonly #random: () => number;
  readonly #clock = new VirtualClock();
  readonly #store = createMemoryStore();
  readonly #settings: SweepSettings;
  readonly #stops: Stop[];
  readonly #stopByKey: ReadonlyMap<string, Stop>;
  readonly #service: LiveService;
  /** How long each tick's invocation lives. */
  readonly #lives: readonly number[];
  readonly #beganMs = this.#clock.monotonicMs();
  readonly #invoked: Invoked[] = [];
  readonly #faults: (string | null)[] = [];
  #unknown = new Set<string>();
  /** Whether the platform has an instance that waits for the next invocation. */
  #isWarm = false;

  constructor(index: number, shared: Shared) {
    const { options, lists } = shared;
    const { model } = options;
    this.#index = index;
    this.#shared = shared;
    this.#random = seededRandom(partSeed(options, index));
    this.#lives = deathsOf(options, index);
    const regions = regionsOf(options, index);
    this.#settings = {
      ...PLAIN_SWEEP,
      regions,
      qps: model.qps,
      pageSize: PAGE_SIZE_MAX,
      leaseSeconds: options.leaseSeconds,
      ...(options.rollingMs === null ? {} : { rolling: { longestLapSeconds: LONGEST_LAP_SECONDS } }),
    };
    this.#stops = stopsOfAccount(options, lists, index, this.#beganMs);
    this.#stopByKey = new Map(this.#stops.map((one) => [one.key, one]));
    const parts = { lists, stops: this.#stops, model, random: this.#random };
    this.#service = new LiveService({ ...parts, outage: this.#outage() });
  }

  async run(): Promise<AccountOutcome> {
    const { plan } = this.#shared;
    const all = plan.flatMap((dispatch, tick) => [this.#invoke(dispatch, tick), this.#look(dispatch, tick)]);
    await this.#clock.run(Promise.all(all));
    const { calls, throttled, mostInAnySecond } = this.#service.stats();
    const outage = this.#outage();
    return {
      invoked: this.#invoked,
      stops: this.#stops.map((one) => stopOutcome(one, this.#invoked, outage, this.#missed())),
      unknown: this.#unknown.size,
      faults: this.#faults,
      calls,
      throttled,
      mostInAnySecond,
    };
  }

  async #invoke({ takenMs }: Dispatch, tick: number): Promise<void> {
    const { model } = this.#shared.options;
    const acceptedMs = takenMs[this.#index] ?? Number.NaN;
    if (Number.isNaN(acceptedMs)) return;
    await this.#until(acceptedMs);
    const takenAtMs = this.#clock.monotonicMs();
    const isCold = !this.#isWarm || this.#random() < model.recycled;
    this.#isWarm = false;
    await this.#clock.sleep(draw(isCold ? model.coldStart : model.warmStart, this.#random));
    const startMs = this.#clock.monotonicMs();
    const ended = await this.#sweepUntil(startMs + (this.#lives[tick] ?? Number.POSITIVE_INFINITY), tick);
    const endMs = this.#clock.monotonicMs();
    this.#isWarm = ended.how !== 'died';
    this.#invoked.push({ tick, takenMs: takenAtMs, startMs, endMs, isCold, ...ended });
  }

  /** @param diesMs Infinity for most */
  async #sweepUntil(diesMs: number, tick: number): Promise<Ended> {
    const clock = mortalClock(this.#clock, diesMs);
    const deps = sweepDepsOf({
      clock,
      random: this.#random,
      live: this.#service.client(clock),
      store: this.#store,
      model: this.#shared.options.model,
      readingMs: this.#shared.options.rollingMs,
      trigger: `every-minute ${tick}`,
      onSave: (snapshot) => this.#saves(snapshot),
    });
    const sweeping = sweepInTurn(this.#settings, deps).then(endedOf);
    if (diesMs === Number.POSITIVE_INFINITY) return sweeping;
    const over = new AbortController();
    const dying = this.#clock.sleep(diesMs - this.#clock.monotonicMs(), over.signal).then(() => endedOf(null));
    dying.catch(() => undefined);
    const ended = await Promise.race([sweeping, dying]);
    over.abort('over');
    return ended;
  }

  /** Once the lease is given back, all messages were accepted: nothing is sent after the save that does so. */
  #saves(snapshot: RawSnapshot): void {
    if (snapshot.lease) return;
    const nowMs = this.#clock.monotonicMs();
    for (const incident of usableOf(snapshot)?.watch?.incidents ?? []) {
      if (!isActive(incident) || incident.verdict !== 'stopped') continue;
      const stop = this.#stopByKey.get(incident.key);
      if (stop === undefined || stop.fromMs > nowMs) this.#unknown.add(incident.key);
      else stop.toldMs ??= nowMs;
    }
  }

  /** As the dispatcher looks at this account, when it is its turn. */
  async #look({ lookMs }: Dispatch, tick: number): Promise<void> {
    if (lookMs === null) return;
    await this.#until(lookMs);
    const { names, options } = this.#shared;
    const name = names[this.#index] ?? '';
    const isNoticed = (this.#faults.findLast((one) => one !== undefined) ?? null) !== null;
    if (!accountsToLookAt(names, isNoticed ? [name] : [], tick).includes(name)) return;
    const { fault } = await accountSeen(name, this.#store, options.intervalMs / 1_000, this.#clock.nowUtc());
    this.#faults[tick] = fault;
  }

  #missed(): (readonly [fromMs: number, untilMs: number])[] {
    const { plan, options } = this.#shared;
    const spans = plan.map(({ takenMs }, tick) => ({ takenMs, fromMs: this.#beganMs + tick * options.intervalMs }));
    return spans
      .filter(({ takenMs }) => Number.isNaN(takenMs[this.#index]))
      .map(({ fromMs }) => [fromMs, fromMs + options.intervalMs] as const);
  }

  #outage(): Outage | null {
    const { downTicks, intervalMs } = this.#shared.options;
    if (downTicks === null || !this.#settings.regions.includes(DOWN)) return null;
    const [from, until] = downTicks;
    return { region: DOWN, fromMs: this.#beganMs + from * intervalMs, untilMs: this.#beganMs + until * intervalMs };
  }

  async #until(sinceBeganMs: number): Promise<void> {
    const waitMs = this.#beganMs + sinceBeganMs - this.#clock.monotonicMs();
    if (waitMs > 0) await this.#clock.sleep(waitMs);
  }
}
