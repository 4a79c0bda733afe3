import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../stand-ins/simulation/seeded-random.ts';
import { type Call, type FunctionProcess, type Returned, startFunction } from './function-process.ts';
import { Oracle, type Violation } from './oracle.ts';
import type { Service, SoakEvent, SoakRound } from './schedule.ts';
import { CALLBACK_TOKEN, CANARIES, ROLE_KEYS, type Services, startServices } from './services.ts';
import { churn, healEverything, populate, REGIONS, Truth } from './truth.ts';
import { startWorldClock, type WorldClock } from './world-clock.ts';

export interface EpisodeReport {
  readonly violations: readonly Violation[];
  /** By kind: what the schedule did, and each request that was spoiled. */
  readonly faults: ReadonlyMap<string, number>;
  readonly sweeps: number;
  readonly messages: number;
  readonly calls: number;
  readonly mostInASecond: number;
  /** What the function wrote, and what happened to it, in order. */
  readonly log: string;
}

const FUNCTION_SECONDS = 30;
/** A busy machine is late; a function that has forgotten its time is later. */
const LATE_MS = 10_000;
const MOST_LOG = 3_000;
const TELLING_LEAPS = [70, 130, 400, 400, 3_700, 400];
const ENDING_LEAPS = [70, 400, 400, 700, 3_700, 400];
const EDITS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  chinese: { language: 'zh' },
  'small-pages': { live: { pageSize: 11 } },
  'no-metrics': { metrics: [] },
  'few-lookups': { sweep: { describeBudget: 3 } },
  broken: { regions: [] },
};

/** Plays a schedule against the bundle, lets all faults end, and asks the oracle. */
export async function playEpisode(seed: number, schedule: readonly SoakRound[]): Promise<EpisodeReport> {
  const episode = await Episode.begin(seed);
  try {
    return await episode.play(schedule);
  } finally {
    await episode.end();
  }
}

class Episode {
  readonly #truth: Truth;
  readonly #oracle: Oracle;
  readonly #clock: WorldClock;
  readonly #services: Services;
  readonly #folder: string;
  readonly #faults: Map<string, number>;
  readonly #instances: [FunctionProcess | null, FunctionProcess | null] = [null, null];
  readonly #spoiltUntil = new Map<Service, number>();
  readonly #log: string[] = [];
  #round = 0;
  #sweeps = 0;
  /** What has to be put back before the next round. */
  #putBack: { readonly key: string; readonly text: string } | null = null;

  private constructor(parts: {
    truth: Truth;
    oracle: Oracle;
    clock: WorldClock;
    services: Services;
    folder: string;
    faults: Map<string, number>;
  }) {
    this.#truth = parts.truth;
    this.#oracle = parts.oracle;
    this.#clock = parts.clock;
    this.#services = parts.services;
    this.#folder = parts.folder;
    this.#faults = parts.faults;
  }

  static async begin(seed: number): Promise<Episode> {
    const clock = startWorldClock();
    const truth = new Truth();
    const oracle = new Oracle(truth, CANARIES);
    const faults = new Map<string, number>();
    const services = await startServices({
      oracle,
      clock,
      dice: seededRandom(seed ^ 0x5eed),
      onSpoilt: (service, fault) => count(faults, `${service}: ${fault}`),
    });
    const folder = await mkdtemp(join(tmpdir(), 'relaywatch-soak-'));
    populate(services.live.fleet, clock.nowMs());
    return new Episode({ truth, oracle, clock, services, folder, faults });
  }

  async play(schedule: readonly SoakRound[]): Promise<EpisodeReport> {
    await this.#configure({});
    this.#look();
    await this.#sweep();
    for (const round of schedule) await this.#playRound(round);
    this.#round = Number.POSITIVE_INFINITY;
    await this.#beginRound();
    for (const leap of TELLING_LEAPS) await this.#quietSweep(leap);
    this.#log.push('all faults are over');
    this.#oracle.allIsTold(this.#services.newestSnapshot()?.text ?? '');
    this.#log.push('all relays run');
    healEverything(this.#services.live.fleet);
    this.#look();
    for (const leap of ENDING_LEAPS.slice(0, -1)) await this.#quietSweep(leap);
    this.#checkHealed(await this.#quietSweep(ENDING_LEAPS.at(-1) ?? 0));
    this.#oracle.allIsOver(this.#services.openAtPagerDuty());
    const { violations, messages, arrivals } = this.#oracle;
    const { calls, most } = arrivals;
    const { length } = this.#log;
    const log = this.#log.slice(Math.max(0, length - MOST_LOG)).join('\n');
    return { violations, faults: this.#faults, sweeps: this.#sweeps, messages, calls, mostInASecond: most, log };
  }

  async end(): Promise<void> {
    await Promise.all(this.#instances.map((one) => one?.kill()));
    await this.#services.close();
    this.#clock.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #playRound({ leapSeconds, events }: SoakRound): Promise<void> {
    this.#round += 1;
    this.#log.push(`round ${this.#round}, ${leapSeconds} s later: ${JSON.stringify(events)}`);
    await this.#beginRound();
    this.#leap(leapSeconds);
    for (const event of events) await this.#prepare(event);
    this.#look();
    const call = this.#callOf(events);
    const isBroken = events.some((event) => event.do === 'configuration' && event.edit === 'broken');
    const first = this.#sweep(call, 0, isBroken);
    await Promise.all([first, ...events.map((event) => this.#meanwhile(event, call, isBroken))]);
    this.#look();
  }

  async #beginRound(): Promise<void> {
    for (const [service, until] of this.#spoiltUntil) {
      if (until > this.#round) continue;
      this.#services.gates[service].mend();
      this.#spoiltUntil.delete(service);
    }
    if (this.#putBack) this.#services.plant(this.#putBack.key, this.#putBack.text);
    this.#putBack = null;
    await this.#configure({});
  }

  async #prepare(event: SoakEvent): Promise<void> {
    const { fleet } = this.#services.live;
    switch (event.do) {
      case 'gate':
        this.#services.gates[event.service].spoil(event.fault, event.share);
        this.#spoiltUntil.set(event.service, this.#round + event.rounds);
        return;
      case 'snapshot':
        count(this.#faults, `snapshot: ${event.how}`);
        return this.#spoilSnapshot(event.how);
      case 'configuration':
        count(this.#faults, `configuration: ${event.edit}`);
        return this.#configure(EDITS[event.edit] ?? {});
      case 'source-dies':
        fleet.failSource(`source-${event.host}.example.com`, { count: 1_000, immediate: true });
        break;
      case 'destination-dies':
        fleet.failDestination(`push-${event.host}.example.com`, { count: 1_000, immediate: true });
        break;
      case 'source-heals':
        for (const { slot, state, definition } of [...fleet.tasks()])
          if (state.kind === 'stopped' && definition.sourceUrls[0]?.includes(`//source-${event.host}.`))
            fleet.restart(slot);
        break;
      case 'storm':
        fleet.storm(event.count, 'UnknownError');
        break;
      case 'user-stop':
        fleet.userStop({ count: event.count });
        break;
      case 'churn':
        churn(fleet, event.count, event.seed, this.#clock.nowMs());
        break;
      default:
        return;
    }
    count(this.#faults, `relays: ${event.do}`);
    this.#look();
  }

  #spoilSnapshot(how: 'torn' | 'empty' | 'future'): void {
    const newest = this.#services.newestSnapshot();
    if (!newest) return;
    const { key, text } = newest;
    if (how === 'torn') this.#services.plant(key, text.slice(0, text.length / 2));
    if (how === 'empty') this.#services.plant(key, '');
    if (how !== 'future') return;
    this.#services.plant(key, JSON.stringify({ ...(JSON.parse(text) as object), version: 999 }));
    this.#putBack = newest;
  }

  #callOf(events: readonly SoakEvent[]): Partial<Call> {
    const skew = events.find((event) => event.do === 'skew');
    const noNames = events.some((event) => event.do === 'dns');
    if (skew) count(this.#faults, 'clock: skewed');
    if (noNames) count(this.#faults, 'names: not found');
    return { noNames, offsetMs: this.#clock.leapt + (skew?.minutes ?? 0) * 60_000 };
  }

  /** What comes while the sweep of a round runs. */
  async #meanwhile(event: SoakEvent, call: Partial<Call>, isBroken: boolean): Promise<void> {
    if (event.do === 'kill') {
      await sleep(event.afterMs);
      count(this.#faults, 'kill -9');
      await this.#instances[0]?.kill();
    }
    if (event.do === 'overlap') {
      await sleep(event.afterMs);
      count(this.#faults, 'timers: overlapping');
      await this.#sweep(call, 1, isBroken);
    }
    if (event.do !== 'callback') return;
    count(this.#faults, `callbacks: ${event.how}`);
    if (event.how === 'lost') return;
    for (let times = event.how === 'doubled' ? 2 : 1; times > 0; times -= 1)
      await this.#callback(event, call, isBroken);
  }

  async #callback(
    { how, relay }: Extract<SoakEvent, { do: 'callback' }>,
    call: Partial<Call>,
    isBroken: boolean,
  ): Promise<void> {
    const tasks = [...this.#services.live.fleet.tasks()];
    const down = [...this.#truth.down];
    const any = tasks[relay % tasks.length];
    const taskId = how === 'forged' || down.length === 0 ? any?.taskId : down[relay % down.length];
    const region = tasks.find((task) => task.taskId === taskId)?.region ?? REGIONS[0];
    const token = how === 'no-token' ? 'guessed-guessed-guessed' : CALLBACK_TOKEN;
    const event = {
      version: '2.0',
      rawPath: `/callback/${token}/${region}`,
      requestContext: { http: { method: 'POST' } },
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Event: 'LivePullToPushOffline', TaskId: taskId, TaskStatus: 3 }),
    };
    const returned = await this.#invoke({ ...call, bundle: 'callback', event }, 1);
    this.#judge(returned, isBroken);
    if (returned.kind !== 'returned') return;
    const { statusCode } = returned.value as { statusCode: number };
    if (how === 'no-token' && statusCode === 200) this.#oracle.blame('no callback without its token', 'answered 200');
  }

  async #sweep(call: Partial<Call> = {}, instance: 0 | 1 = 0, isBroken = false): Promise<unknown> {
    const returned = await this.#invoke(call, instance);
    this.#judge(returned, isBroken);
    return returned.kind === 'returned' ? returned.value : null;
  }

  async #quietSweep(leapSeconds: number): Promise<unknown> {
    this.#leap(leapSeconds);
    this.#look();
    return this.#sweep();
  }

  async #invoke(call: Partial<Call>, instance: 0 | 1): Promise<Returned> {
    const started = performance.now();
    const process = this.#instance(instance);
    const bundle = call.bundle ?? 'function';
    if (bundle === 'function') this.#sweeps += 1;
    const context = { requestId: `r-${this.#sweeps}`, function: { timeout: FUNCTION_SECONDS }, credentials: ROLE_KEYS };
    const most = FUNCTION_SECONDS * 1_000 + LATE_MS;
    const asked = { event: {}, noNames: false, offsetMs: this.#clock.leapt, ...call, bundle, context };
    const returned = await Promise.race([process.call(asked), sleep(most, null, { ref: false })]);
    this.#readOutput(process);
    if (returned?.kind === 'killed' || returned?.kind === 'died' || !returned) this.#forget(process);
    if (returned) return returned;
    const seconds = ((performance.now() - started) / 1_000).toFixed(0);
    this.#oracle.blame('time budget kept', `${bundle} runs after ${seconds} s, ${FUNCTION_SECONDS} s given`);
    await process.kill();
    return { kind: 'killed' };
  }

  #judge(returned: Returned, isBroken: boolean): void {
    if (returned.kind === 'died') this.#oracle.blame('no crash', `exit ${returned.code}`);
    if (returned.kind !== 'threw') return;
    this.#oracle.seesText('an error', returned.message);
    // its name is made short in the bundle
    const isClear = isBroken && returned.message.includes('cannot be used:');
    if (!isClear) this.#oracle.blame('no crash', `${returned.name}: ${returned.message}`);
  }

  #readOutput(process: FunctionProcess): void {
    const { out, err } = process.output();
    this.#log.push(out);
    this.#oracle.seesText('the log', out);
    this.#oracle.seesText('standard error', err);
    if (err !== '') this.#oracle.blame('no crash', `on standard error: ${err.slice(0, 400)}`);
  }

  #checkHealed(summary: unknown): void {
    const { sweep, state, skipped } = (summary ?? {}) as {
      sweep?: { complete: boolean; reasons: string[] };
      state?: { ok: boolean; problem?: string };
      skipped?: { reason: string };
    };
    if (skipped) this.#oracle.blame('heals by itself', `skipped: ${skipped.reason}`);
    else if (!sweep?.complete) this.#oracle.blame('heals by itself', `not complete: ${sweep?.reasons.join(' ')}`);
    else if (!state?.ok) this.#oracle.blame('state always loadable', String(state?.problem));
  }

  #instance(at: 0 | 1): FunctionProcess {
    const env = {
      PATH: process.env.PATH ?? '',
      RELAYWATCH_CONFIG: join(this.#folder, 'relaywatch.json'),
      // what a machine remembers of what was told is its own
      TMPDIR: this.#folder,
    };
    const aws = { AWS_ACCESS_KEY_ID: 'soak', AWS_SECRET_ACCESS_KEY: 'soak' };
    const running = this.#instances[at] ?? startFunction(resolve('dist'), { ...env, ...aws });
    this.#instances[at] = running;
    return running;
  }

  #forget(gone: FunctionProcess): void {
    for (const at of [0, 1] as const) if (this.#instances[at] === gone) this.#instances[at] = null;
  }

  #leap(seconds: number): void {
    this.#clock.leap(seconds * 1_000);
    this.#look();
  }

  #look(): void {
    this.#truth.observe(this.#services.live.fleet, this.#clock.nowMs());
  }

  async #configure(edit: Readonly<Record<string, unknown>>): Promise<void> {
    const whole: Record<string, unknown> = { ...this.#services.config };
    for (const [section, value] of Object.entries(edit)) {
      const before = whole[section];
      const isSection = !Array.isArray(value) && typeof value === 'object' && typeof before === 'object';
      whole[section] = isSection ? { ...before, ...value } : value;
    }
    await writeFile(join(this.#folder, 'relaywatch.json'), JSON.stringify(whole));
  }
}

function count(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}
