import { entryOfCode } from '../../lib/base/lookup.ts';
import { DOCUMENTED_REASONS } from '../../lib/monitor/tally.ts';
import { chunks, delayOf, gaugeSum, METRICS_PER_ALARM, type Rule } from './rule.ts';
import { seriesOf } from './series.ts';
import type { AlarmTarget } from './target.ts';

/**
 * One rule per reason, over all regions, with at most ten regions per rule. Live's documentation explains the reasons,
 * the runbook what to do.
 */
export function stoppedRules(target: AlarmTarget): Rule[] {
  const { stopped } = target.settings;
  const thresholds = new Map<string, number>(DOCUMENTED_REASONS.map((reason) => [reason, 1]));
  for (const [reason, count] of Object.entries(stopped)) thresholds.set(reason, count);
  const wanted = [...thresholds].filter(([, count]) => count > 0);
  return wanted.flatMap(([reason, threshold]) =>
    chunks(target.liveRegions, METRICS_PER_ALARM).map((regions, place) => ({
      ...gaugeSum(
        regions.map((region) => seriesOf('StoppedRelays', { Region: region, Reason: reason }, target)),
        target,
        // a region that could not be read keeps its state: its relays are not well just because nobody looked
        (id) => `FILL(${id}, REPEAT)`,
      ),
      id: `stopped-${reason}${place === 0 ? '' : `-${place + 1}`}`,
      firesWhen: `${stoppedText(threshold, regions)}: ${entryOfCode(REASON_TEXTS, reason) ?? `Live says ${reason}`}`,
      delay: delayOf(1),
      todo: entryOfCode(REASON_STEPS, reason) ?? 'Look at `relaywatch tasks --status stopped`',
      threshold,
      // only the documented reasons are zero rather than absent
      missingData: isDocumented(reason) ? 'ignore' : 'notBreaching',
    })),
  );
}

const REASON_TEXTS: Readonly<Record<string, string>> = {
  PullStreamFailed: 'the source could not be read (PullStreamFailed)',
  PushStreamFailed: 'the destination did not accept the stream (PushStreamFailed)',
  UnknownError: 'Live does not know why (UnknownError)',
  none: "Live gives no reason; an operator's stop may look like this",
};

const REASON_STEPS: Readonly<Record<string, string>> = {
  PullStreamFailed: 'Check the source, then restart the relays: Live has given up',
  PushStreamFailed:
    'Check the destination, its stream key and its stream limit, then restart the relays: Live has given up',
  UnknownError: 'Restart one; if it stops again, give Alibaba Cloud its task id and ask',
  none: 'Ask who stopped them; restart those that should be running',
};

function isDocumented(reason: string): boolean {
  return (DOCUMENTED_REASONS as readonly string[]).includes(reason);
}

function stoppedText(threshold: number, regions: readonly string[]): string {
  const last = regions.at(-1);
  const list = (word: string) =>
    regions.length < 2 ? regions.join() : `${regions.slice(0, -1).join(', ')} ${word} ${last}`;
  if (threshold === 1) return `a relay is stopped in ${list('or')}`;
  return `${threshold} or more relays are stopped in ${list('and')}`;
}
