import type { Config } from '../../lib/config/schema.ts';
import { LOOK_EVERY_MS } from '../../lib/sweep/looks/while-looking.ts';
import type { DeploySettings } from '../deploy/settings.ts';
import type { CostLine } from './cost-line.ts';
import type { Running } from './function-lines.ts';

/** Storing a callback and waking the sweep's function, with its share of cold starts. A guess. */
const RECEIVING_SECONDS = 0.2;
/** A look goes on for a second and a half, for what comes meanwhile. */
const LOOKING_SECONDS = 2;
const MANY = 1_000;

/** Whether sweeps look for what callbacks named. */
export function expectsCallbacks({ callbacks }: Config, { fc, aws }: DeploySettings): boolean {
  return callbacks !== undefined || fc?.callbacks === true || aws?.callbacks === true;
}

/** How often a sweep that reads for so long looks for hints. */
export function looksWhileReading(readingSeconds: number): number {
  return Math.floor((readingSeconds * 1_000) / LOOK_EVERY_MS);
}

/** What callbacks cost on a cloud, in a sentence: their number is not known beforehand, so no line can have it. */
export function callbacksText(title: string, linesOf: (running: Running) => readonly CostLine[]): string {
  const lines = linesOf({ invocations: 2 * MANY, seconds: MANY * (RECEIVING_SECONDS + LOOKING_SECONDS) });
  const usd = lines.reduce((sum, line) => sum + (line.usd ?? 0), 0);
  const most = usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (
    `Not in the total, since their number is not known: a thousand callbacks are at most ${most} USD on ${title}, with ` +
    `${RECEIVING_SECONDS} s of the receiver and a look of ${LOOKING_SECONDS} s for each, and a few requests to the state.`
  );
}
