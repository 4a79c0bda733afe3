import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../stand-ins/simulation/seeded-random.ts';
import type { Call } from './function-process.ts';
import { Instances } from './instances.ts';
import { count, Mishaps } from './mishaps.ts';
import { Oracle, type Violation } from './oracle.ts';
import { problemOf } from './quiet.ts';
import type { SoakEvent, SoakRound } from './schedule.ts';
import { CALLBACK_TOKEN, CANARIES, type Services, startServices } from './services.ts';
import { healEverything, populate, REGIONS, Truth } from './truth.ts';
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

const MOST_LOG = 3_000;
const TELLING_LEAPS = [70, 130, 400, 400, 3_700, 400];
const ENDING_LEAPS = [70, 400, 400, 700, 3_700, 400];
const EXTRA_LEAP = 400;
const WHOLE_AT_THE_END = 3;
const MOST_QUIET = 20;

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
  readonly #mishaps: Mishaps;
  readonly #instances: Instances;
  readonly #log: string[] = [];
  #round = 0;

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
    this.#mishaps = new Mishaps(parts);
    this.#instances = new Instances({ ...parts, log: this.#log });
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
    await this.#mishaps.configure({});
    this.#look();
    await this.#sweep();
    for (const round of schedule) await this.#playRound(round);
    await this.#mishaps.beginRound(Number.POSITIVE_INFINITY);
    await this.#quietSweeps(TELLING_LEAPS);
    this.#log.push('all faults are over');
    this.#oracle.allIsTold(this.#services.newestSnapshot()?.text ?? '', this.#services.openAtPagerDuty());
    this.#log.push('all relays run');
    healEverything(this.#services.live.fleet);
    this.#look();
    await this.#quietSweeps(ENDING_LEAPS);
    this.#oracle.allIsOver(this.#services.openAtPagerDuty());
    const { violations, messages, arrivals } = this.#oracle;
    const { calls, most } = arrivals;
    const { length } = this.#log;
    const log = this.#log.slice(Math.max(0, length - MOST_LOG)).join('\n');
    return {
      violations,
      faults: this.#faults,
      sweeps: this.#instances.sweeps,
      messages,
      calls,
      mostInASecond: most,
      log,
    };
  }

  async end(): Promise<void> {
    await this.#instances.end();
    await this.#services.close();
    this.#clock.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #playRound({ leapSeconds, events }: SoakRound): Promise<void> {
    this.#round += 1;
    this.#log.push(`round ${this.#round}, ${leapSeconds} s later: ${JSON.stringify(events)}`);
    await this.#mishaps.beginRound(this.#round);
    this.#leap(leapSeconds);
    for (const event of events) {
      await this.#mishaps.prepare(event);
      this.#look();
    }
    this.#look();
    const call = this.#callOf(events);
    const isBroken = events.some((event) => event.do === 'configuration' && event.edit === 'broken');
    const logged = this.#log.length;
    const first = this.#sweep(call, 0, isBroken);
    await Promise.all([first, ...events.map((event) => this.#meanwhile(event, call, isBroken))]);
    const isAlone = !events.some((event) => event.do === 'overlap' || event.do === 'callback');
    this.#oracle.arrivals.judge(isAlone || !this.#log.slice(logged).some(isWithoutLease));
    this.#look();
  }

  #callOf(events: readonly SoakEvent[]): Partial<Call> {
    const skew = events.find((event) => event.do === 'skew');
    const noNames = events.some((event) => event.do === 'dns');
    if (skew) count(this.#faults, 'clock: skewed');
    if (noNames) count(this.#faults, 'names: not found');
    return {
      noNames,
      offsetMs: this.#clock.leapt + (skew?.minutes ?? 0) * 60_000,
    };
  }

  /** What comes while the sweep of a round runs. */
  async #meanwhile(event: SoakEvent, call: Partial<Call>, isBroken: boolean): Promise<void> {
    if (event.do === 'kill') {
      await sleep(event.afterMs);
      count(this.#faults, 'kill -9');
      await this.#instances.kill(0);
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
      body: JSON.stringify({
        Event: 'LivePullToPushOffline',
        TaskId: taskId,
        TaskStatus: 3,
      }),
    };
    const returned = await this.#instances.invoke({ ...call, bundle: 'callback', event }, 1, isBroken);
    if (returned.kind !== 'returned') return;
    const { statusCode } = returned.value as { statusCode: number };
    if (how === 'no-token' && statusCode === 200) this.#oracle.blame('no callback without its token', 'answered 200');
  }

  async #sweep(call: Partial<Call> = {}, instance: 0 | 1 = 0, isBroken = false): Promise<unknown> {
    const returned = await this.#instances.invoke(call, instance, isBroken);
    return returned.kind === 'returned' ? returned.value : null;
  }

  async #quietSweep(leapSeconds: number): Promise<unknown> {
    this.#leap(leapSeconds);
    this.#look();
    const summary = await this.#sweep();
    this.#oracle.arrivals.judge(true);
    return summary;
  }

  /**
   * Sweeps without faults. A busy machine may keep our own services from answering in time, and that is then told, as it should be;
   * so there are some more until three in a row were whole, and the end of that was told as well.
   */
  async #quietSweeps(leaps: readonly number[]): Promise<void> {
    let problem: string | null = null;
    let whole = 0;
    for (let sweeps = 0; sweeps < leaps.length || (whole < WHOLE_AT_THE_END && sweeps < MOST_QUIET); sweeps += 1) {
      problem = problemOf(await this.#quietSweep(leaps[sweeps] ?? EXTRA_LEAP));
      whole = problem === null ? whole + 1 : 0;
    }
    if (problem !== null) this.#oracle.blame('heals by itself', problem);
  }

  #leap(seconds: number): void {
    this.#clock.leap(seconds * 1_000);
    this.#look();
  }

  #look(): void {
    this.#truth.observe(this.#services.live.fleet, this.#clock.nowMs());
  }
}

/** Whether a sweep said that it could not load the state, or not save its lease. */
function isWithoutLease(output: string): boolean {
  return output.includes('"state_not_loaded"') || output.includes('"state_not_saved"');
}
