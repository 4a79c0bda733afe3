import type { Config } from '../../lib/config/schema.ts';
import { HINTS_EVERY_MS, NEXT_SWEEP_MS, YOUNG_MS } from '../../lib/sweep/looks/between.ts';
import { LOOK_EVERY_MS } from '../../lib/sweep/looks/while-looking.ts';
import type { DeploySettings } from '../deploy/settings.ts';
import type { CostLine } from './cost-line.ts';
import type { Running } from './function-lines.ts';
import { MONTH_SECONDS, type Pace } from './pace.ts';

/** Storing a callback and waking the sweep's function, with its share of cold starts. A guess. */
const RECEIVING_SECONDS = 0.2;
/** A look goes on for a second and a half, for what comes meanwhile. */
const LOOKING_SECONDS = 2;
const MANY = 1_000;
/** How long, in a month, some relay has had a fault for less than ten minutes. A guess. */
const FAULTY_HOURS = 20;

/** Whether sweeps look for what callbacks named. */
export function expectsCallbacks({ callbacks }: Config, { fc, aws }: DeploySettings): boolean {
  return callbacks !== undefined || fc?.callbacks === true || aws?.callbacks === true;
}

/** How often a sweep that reads for so long looks for hints. */
export function looksWhileReading(readingSeconds: number): number {
  return Math.floor((readingSeconds * 1_000) / LOOK_EVERY_MS);
}

/** What is done between sweeps, while a relay has a fault that is young. */
export interface Asking {
  /** Of the sweep's function, in a month. */
  readonly seconds: number;
  /** Of the place of the hints. */
  readonly listings: number;
  /** The assumption behind it, in a sentence. */
  readonly text: string;
}

/** A sweep then goes on until shortly before the next one is due, to tell the end of a fault within seconds. */
export function askingBetween({ intervalSeconds, sweepSeconds }: Pace): Asking {
  const share = Math.max(0, intervalSeconds - NEXT_SWEEP_MS / 1_000 - sweepSeconds) / intervalSeconds;
  const seconds = FAULTY_HOURS * 3_600 * share;
  const shown = Math.round(seconds).toLocaleString('en');
  return {
    seconds,
    listings: seconds / (HINTS_EVERY_MS / 1_000),
    text:
      `Relays with a fault younger than ${YOUNG_MS / 60_000} minutes are asked for between sweeps: counted as ${FAULTY_HOURS} hours a month in ` +
      `which there is one, so ${shown} s of the function (all month long would be ${Math.round(MONTH_SECONDS * share).toLocaleString('en')} s).`,
  };
}

/** What callbacks cost on a cloud, in a sentence: their number is not known beforehand, so no line can have it. */
export function callbacksText(title: string, linesOf: (running: Running) => readonly CostLine[]): string {
  const lines = linesOf({ invocations: 2 * MANY, calls: MANY, seconds: MANY * (RECEIVING_SECONDS + LOOKING_SECONDS) });
  const usd = lines.reduce((sum, line) => sum + (line.usd ?? 0), 0);
  const most = usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (
    `Not in the total, since their number is not known: a thousand callbacks are at most ${most} USD on ${title}, with ` +
    `${RECEIVING_SECONDS} s of the receiver and a look of ${LOOKING_SECONDS} s for each, and a few requests to the state.`
  );
}
