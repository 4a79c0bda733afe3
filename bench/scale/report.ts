import { markdownTable } from '../support/table.ts';
import type { Bill, Part } from './cost.ts';
import type { Delays, ScaleFigures } from './figures.ts';
import type { ScaleOptions } from './options.ts';

const whole = (value: number) => Math.round(value).toLocaleString('en');
const seconds = (value: number) => (Number.isFinite(value) ? `${value.toFixed(1)} s` : '-');

export function delayTable({ delays, delaysBy }: ScaleFigures): string {
  const rows = [['all', delays] as const, ...delaysBy]
    .filter(([, { stops }]) => stops > 0)
    .map(([what, { stops, untold, p50, p90, p99, most }]) => [
      what === 'nothing' ? 'nothing in the way' : what,
      whole(stops),
      whole(untold),
      ...[p50, p90, p99, most].map(seconds),
    ]);
  return markdownTable(['stop → told', 'stops', 'untold at the end', 'p50', 'p90', 'p99', 'longest'], rows);
}

export function figureTable(figures: ScaleFigures, behind: readonly number[], options: ScaleOptions): string {
  const { endings, sweepCalls, sweepSeconds } = figures;
  const spread = ({ p50, p99, most }: Delays, show: (value: number) => string) =>
    `${show(p50)}, ${show(p99)}, ${show(most)}`;
  const perMinute = (count: number) => whole((count / (options.ticks * options.intervalMs)) * 60_000);
  const rows = [
    ['calls to Live', `${whole(figures.calls)} (${perMinute(figures.calls)} a minute)`],
    ['calls of a complete sweep: p50, p99, most', spread(sweepCalls, whole)],
    ['throttled', whole(figures.throttled)],
    ['most arrivals at one account in any second', whole(figures.mostInAnySecond)],
    ['invocations, the dispatcher too', `${whole(figures.invocations)} (${perMinute(figures.invocations)} a minute)`],
    [
      'of sweeps: complete, incomplete, kept out, died',
      [endings.complete, endings.incomplete, endings.skipped, endings.died].map(whole).join(', '),
    ],
    ['cold starts', whole(figures.coldStarts)],
    ['a complete sweep takes: p50, p99, longest', spread(sweepSeconds, seconds)],
    ['instances at once: most, mean', `${whole(figures.peakConcurrency)}, ${whole(figures.meanConcurrency)}`],
    ['accounts behind, after each round of the dispatcher', behind.map(whole).join(', ')],
    ['incidents of relays that had not stopped', whole(figures.unknown)],
  ];
  return markdownTable(['what', 'simulated'], rows);
}

export function billTable(bills: readonly Bill[], accounts: number): string {
  const usd = (value: number, digits = 0) => `${value.toLocaleString('en', { maximumFractionDigits: digits })} USD`;
  const shown = (part: Part) =>
    [...(part.usd > 0 ? [usd(part.usd)] : []), ...part.unknown.map((item) => `${item}: price unknown`)].join('; ');
  const sums = (['functionCompute', 'lambda'] as const).map((on) =>
    bills.reduce((total, bill) => total + bill[on].usd, 0),
  );
  return markdownTable(
    ['a month', 'Function Compute, OSS', 'Lambda, S3'],
    [
      ...bills.map(({ what, functionCompute, lambda }) => [what, shown(functionCompute), shown(lambda)]),
      ['in all, as far as known', ...sums.map((sum) => usd(sum))],
      ['an account', ...sums.map((sum) => usd(sum / accounts, 2))],
    ],
  );
}
