import type { AlertChannel } from '../alerts/channel.ts';
import { type Delivered, mergeDeliveries } from '../alerts/deliver.ts';
import type { Addressed } from '../monitor/addressing.ts';
import { stillBroken } from '../monitor/channel-health.ts';
import type { MetricPoint } from '../monitor/metric-catalogue.ts';
import type { Outbox } from '../monitor/outbox.ts';
import type { ReportMemory } from '../monitor/report-due.ts';
import type { PhaseTime } from './budget.ts';
import type { Decided } from './decide.ts';
import type { StateSession } from './session/state-session.ts';
import type { SweepRun } from './sweep-run.ts';
import { byRoutes, enqueueAll, remember, tell, withoutOldReports } from './tell.ts';

/** A report, and what to remember of it. */
export interface MadeReport {
  /** Null when it could not be made yet. */
  readonly message: Addressed | null;
  readonly memory: ReportMemory;
}

/** With less time than this, a report is only put into its queues, and the next sweep sends it. */
const LEAST_MS = 2_000;

/** What one sweep tells on-call: saved before it is sent, and saved again with the outcome. */
export class Telling {
  readonly #run: SweepRun;
  readonly #session: StateSession;
  #remembered: Decided['remembered'];
  readonly #channels: readonly AlertChannel[];
  /** Everything there is to tell, in the queues of its channels. */
  readonly #outbox: Outbox;

  constructor(run: SweepRun, session: StateSession, { watched, remembered }: Pick<Decided, 'watched' | 'remembered'>) {
    const { channels } = run.deps;
    this.#run = run;
    this.#session = session;
    this.#remembered = remembered;
    this.#channels = session.toldLately?.noting(channels) ?? channels;
    this.#outbox = this.#queued(watched.messages);
  }

  /**
   * Saves what is to be told before it is sent. @returns false when another sweep saved first, and this one must not
   * tell
   */
  save(): Promise<boolean> {
    return remember(this.#outbox, this.#keep, this.#run.deps);
  }

  /** Sends what was saved, and then what there is to say about the state itself. */
  async tell(time: PhaseTime): Promise<Delivered> {
    const { settings, deps } = this.#run;
    const channels = this.#channels;
    const told = await tell(this.#outbox, this.#keep, settings.routes, { ...deps, ...time, channels });
    return this.#tellOfState(told, time);
  }

  /** Sends a report after everything else, in the same way: its message and that it was made are saved at once. */
  async tellReport(told: Delivered, { message, memory }: MadeReport, time: PhaseTime): Promise<Delivered> {
    this.#remembered = { ...this.#remembered, report: memory };
    if (message === null) return told;
    const { settings, deps } = this.#run;
    if (time.deadlineMs - deps.clock.monotonicMs() >= LEAST_MS) return this.#tellMore(told, [message], time);
    return { ...told, outbox: enqueueAll(told.outbox, [message], settings.routes, deps) };
  }

  /** Saves what was told, and keeps the lease. @returns false when another sweep saved first */
  settle({ outbox }: Delivered): Promise<boolean> {
    return this.#keep(outbox);
  }

  /** Saves what was told, and releases the lease. @returns false when another sweep saved first */
  release({ outbox }: Delivered, points: readonly MetricPoint[]): Promise<boolean> {
    return this.#session.save({ ...this.#remembered, outbox, points }, 'release');
  }

  /** Tells what only became known about the state with the last save. */
  async tellLate(told: Delivered, points: readonly MetricPoint[], time: PhaseTime): Promise<Delivered> {
    const late = await this.#tellOfState(told, time);
    if (late !== told) await this.#session.keep({ ...this.#remembered, outbox: late.outbox, points });
    return late;
  }

  readonly #keep = (outbox: Outbox): Promise<boolean> =>
    // a sweep that dies before the journal is written must leave what it saw to the next one
    this.#session.save({ ...this.#remembered, sighted: this.#session.sighted, outbox, points: null }, 'keep');

  /** New and repeated messages, except those that were told lately without the state knowing. */
  #queued(messages: readonly Addressed[]): Outbox {
    const { settings, deps, startedAt } = this.#run;
    const { toldLately, stateNews } = this.#session;
    const outbox = withoutOldReports(this.#session.outbox, settings.report, deps.log);
    const again = [
      ...stillBroken(outbox, deps.channels, startedAt),
      ...(stateNews?.stillBroken(outbox, deps.channels, startedAt) ?? []),
    ].map((notification) => ({ notification, to: [] }));
    const all = enqueueAll(outbox, [...messages, ...again], settings.routes, deps);
    return toldLately?.screened(all) ?? all;
  }

  async #tellOfState(told: Delivered, time: PhaseTime): Promise<Delivered> {
    const { settings, deps } = this.#run;
    const news = this.#session.stateNews?.news(told.outbox, deps.clock.nowUtc()) ?? [];
    if (news.length === 0) return told;
    const names = this.#channels.map(({ name }) => name);
    return this.#tellMore(told, byRoutes(news, settings.routes, names), time);
  }

  /** Tells what came up since, as everything is told: saved first, and not again what was told lately. */
  async #tellMore(told: Delivered, messages: readonly Addressed[], time: PhaseTime): Promise<Delivered> {
    const { routes } = this.#run.settings;
    const deps = { ...this.#run.deps, ...time, channels: this.#channels };
    const all = enqueueAll(told.outbox, messages, routes, deps);
    const outbox = this.#session.toldLately?.screened(all) ?? all;
    if (!(await remember(outbox, this.#keep, deps))) return told;
    const more = await tell(outbox, this.#keep, routes, deps);
    return { outbox: more.outbox, deliveries: mergeDeliveries(told.deliveries, more.deliveries) };
  }
}
