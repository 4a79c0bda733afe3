import pc from 'picocolors';
import { plainTable } from '../../bin/terminal/report.ts';
import type { CostLine } from './cost-line.ts';
import type { CloudCost, Estimate } from './estimate.ts';

/** An estimate for people: a table for each cloud, then what it rests on. */
export function costTable(given: Estimate): string {
  const { pricesOf, clouds, retrying, refusals, assumptions, freeTiers } = given;
  return [
    ...clouds.flatMap((cloud) => [pc.bold(cloud.title), tableOf(cloud), '']),
    ...refusals.map((text) => pc.yellow(`! ${text}`)),
    ...(refusals.length > 0 ? [''] : []),
    retryingText(retrying, given),
    '',
    ...assumptions.map((text) => pc.dim(`· ${text}`)),
    pc.dim(`· Free each month, and not taken off: ${freeTiers.join('; ')}.`),
    pc.dim(`· Prices as of ${pricesOf}, in USD; lib/cost/prices.ts names the source of each.`),
    '',
  ].join('\n');
}

function tableOf({ lines, usd }: CloudCost): string {
  const rows = lines.map((line) => [line.item, quantity(line), line.price, usdText(line.usd)]);
  const unknown = lines.filter((line) => line.usd === null).length;
  const total = ['total', '', unknown > 0 ? `without ${unknown} unknown` : '', usdText(usd)].map((text) =>
    pc.bold(text),
  );
  const notes = [...new Set(lines.flatMap(({ note, usd: price }) => (note && price === null ? [note] : [])))];
  return [
    plainTable(['', 'a month', 'list price', 'USD'], [...rows, total], 1),
    ...notes.map((note) => pc.dim(`  ${note}`)),
  ].join('\n');
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
