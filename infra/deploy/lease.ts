import { ConfigError } from '../../lib/config/problems.ts';
import { sweepIntervalSeconds } from '../../lib/config/schedule.ts';
import { sectionOf } from '../../lib/config/sections.ts';
import { LAMBDA } from '../cost/lambda.ts';
import { FC_TIMEOUT_SECONDS } from './settings.ts';

/** A configuration as it was written, with the values of the variables that are set here. */
interface Document {
  readonly sweep?: unknown;
  readonly deploy?: unknown;
}

/**
 * A sweep renews its lease while it works, so that one that is shorter than the function's time does no harm. One that
 * is much longer does: after a sweep died, all others stay away until it ends, and nobody is paged.
 * @param source names the file in the error. @throws ConfigError
 */
export function checkLease(document: Document, source: string): void {
  const { leaseSeconds } = sectionOf(document.sweep);
  const { fc, aws } = sectionOf(document.deploy);
  if (typeof leaseSeconds !== 'number' || (fc === undefined && aws === undefined)) return;
  const usual = fc === undefined ? LAMBDA.timeoutSeconds : FC_TIMEOUT_SECONDS;
  const { timeoutSeconds } = sectionOf(fc);
  const interval = sweepIntervalSeconds(document);
  const timeout = typeof timeoutSeconds === 'number' ? timeoutSeconds : usual;
  const most = 2 * Math.max(interval, timeout);
  if (leaseSeconds <= most) return;
  const why = `a sweep that dies keeps all others away for as long, with one due every ${interval} seconds`;
  const expected = `at most ${most} seconds: ${why}`;
  throw new ConfigError(source, [{ path: 'sweep.leaseSeconds', found: String(leaseSeconds), expected }]);
}
