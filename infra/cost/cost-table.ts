import { bold, dim, lines as inLines, type Shown, yellow } from '../../bin/terminal/shown.ts';
import { plainTable } from '../../bin/terminal/table.ts';
import type { CloudCost } from './cloud-cost.ts';
import type { CostLine } from './cost-line.ts';
import type { Estimate } from './estimate.ts';

/** An estimate for people: one table per cloud, then the assumptions. */
export function costTable(given: Estimate): Shown {
  const { pricesOf, clouds, retrying, refusals, assumptions, freeTiers } = given;
  return inLines([
    ...clouds.flatMap((cloud) => [bold(cloud.title), tableOf(cloud), '']),
    ...refusals.map((text) => yellow(`! ${text}`)),
    ...(refusals.length > 0 ? [''] : []),
    retryingText(retrying, given),
    '',
    ...assumptions.map((text) => dim(`· ${text}`)),
    dim(`· Free each month, and not taken off: ${freeTiers.join('; ')}.`),
    dim(`· Prices as of ${pricesOf}, in USD; infra/cost/prices.ts names the source of each.`),
    '',
  ]);
}

function tableOf({ lines, usd }: CloudCost): Shown {
  const rows = lines.map((line) => [line.item, quantity(line), line.price, usdText(line.usd)]);
  const unknown = lines.filter((line) => line.usd === null).length;
  const total = ['total', '', unknown > 0 ? `without ${unknown} unknown` : '', usdText(usd)].map((text) => bold(text));
  const notes = [...new Set(lines.flatMap(({ note, usd: price }) => (note && price === null ? [note] : [])))];
  return inLines([
    plainTable(['', 'a month', 'list price', 'USD'], [...rows, total], { rightFrom: 1 }),
    ...notes.map((note) => dim(`  ${note}`)),
  ]);
}

function retryingText(line: CostLine | null, { fleet }: Estimate): string {
  if (line === null) return 'Relays that Live is retrying: not known without asking Live (leave --tasks out).';
  const count = (fleet.recovering ?? 0).toLocaleString('en');
  return (
    `Not in the total: Live bills retrying like relaying. ${count} relays are retrying; all month long that is ` +
    `${numberText(line.units)} minutes, ${usdText(line.usd)} USD.`
  );
}

function numberText(units: number): string {
  return units.toLocaleString('en', { maximumFractionDigits: 0 });
}

function quantity({ units, unit }: CostLine): string {
  return `${numberText(units)} ${units === 1 ? unit.replace(/s$/, '') : unit}`;
}

function usdText(usd: number | null): string {
  if (usd === null) return 'unknown';
  if (usd > 0 && usd < 0.01) return '< 0.01';
  return usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
