import type { Account } from './account.ts';
import type { JsonObject } from './call.ts';
import type { AsyncOutcome, Invoker } from './invoker.ts';
import { parseSchedule } from './schedule.ts';
import type { TargetName } from './target.ts';
import { type TimerSettings, timerSettings, timerSettingsText } from './trigger-settings.ts';

/** Fires timer triggers. Nothing fires by itself. */
export interface Timers {
  /** Fires what became due since the last tick, each due moment once. @returns what came of it, once all has run */
  tick(nowMs?: number): Promise<AsyncOutcome[]>;
  /** Fires each enabled trigger now, whatever its schedule. @param triggerName this one alone */
  fire(triggerName?: string): Promise<AsyncOutcome[]>;
}

interface Timer {
  readonly name: string;
  readonly target: TargetName;
  readonly settings: TimerSettings;
  readonly sinceMs: number;
}

/** A clock that leaps forward does not start more than this many runs of one trigger. */
const MOST_PER_TICK = 1_440;

export function createTimers(account: Account, invoker: Invoker): Timers {
  let lastTickMs = account.now();
  const run = ({ name, target, settings }: Timer, atMs: number): Promise<AsyncOutcome> => {
    const triggerTime = new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
    const event = Buffer.from(JSON.stringify({ triggerTime, triggerName: name, payload: settings.payload }));
    return invoker.enqueue({ target, event, trigger: name });
  };
  return {
    tick(nowMs = account.now()) {
      const fromMs = lastTickMs;
      lastTickMs = Math.max(fromMs, nowMs);
      const due = enabledTimers(account).flatMap((timer) =>
        dueMoments(timer, fromMs, nowMs).map((atMs) => run(timer, atMs)),
      );
      return Promise.all(due);
    },
    fire(triggerName) {
      const wanted = enabledTimers(account).filter(({ name }) => triggerName === undefined || name === triggerName);
      return Promise.all(wanted.map((timer) => run(timer, account.now())));
    },
  };
}

function dueMoments({ settings, sinceMs }: Timer, fromMs: number, nowMs: number): number[] {
  const schedule = parseSchedule(settings.cronExpression, sinceMs);
  const moments: number[] = [];
  let next = schedule.next(Math.max(fromMs, sinceMs));
  while (next !== null && next <= nowMs && moments.length < MOST_PER_TICK) {
    moments.push(next);
    next = schedule.next(next);
  }
  return moments;
}

function enabledTimers({ services, functions }: Account): Timer[] {
  const ofServices = [...services].flatMap(([service, { triggers }]) =>
    [...triggers].flatMap(([name, held]) =>
      [...held.values()]
        .filter(isTimer)
        .map((trigger) => timerOf(trigger, service, name, timerSettings(trigger.triggerConfig))),
    ),
  );
  const ofFunctions = [...functions].flatMap(([name, { triggers }]) =>
    [...triggers.values()]
      .filter(isTimer)
      .map((trigger) => timerOf(trigger, null, name, timerSettingsText(trigger.triggerConfig))),
  );
  return [...ofServices, ...ofFunctions].filter(({ settings }) => settings.enable);
}

function isTimer({ triggerType }: JsonObject): boolean {
  return triggerType === 'timer';
}

function timerOf(trigger: JsonObject, service: string | null, name: string, settings: TimerSettings): Timer {
  return {
    name: String(trigger.triggerName),
    target: { service, name, qualifier: String(trigger.qualifier) },
    settings,
    sinceMs: Date.parse(String(trigger.lastModifiedTime)),
  };
}
