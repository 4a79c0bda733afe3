import { bold, dim, lines as inLines, line, type Shown, yellow } from '../../bin/terminal/shown.ts';
import { plainTable } from '../../bin/terminal/table.ts';
import { CLOUD_NAMES, type CloudCost } from './cloud-cost.ts';
import type { CostLine } from './cost-line.ts';
import type { DetailCost, Estimate } from './estimate.ts';

/** An estimate for people: one table per cloud, then the assumptions. */
export function costTable(given: Estimate): Shown {
  const { clouds, details, assumptions } = given;
  return inLines([
    ...clouds.flatMap((cloud) => [bold(cloud.title), tableOf(cloud), ...notesOf(cloud), '']),
    ...(details.length > 0 ? [bold('CloudWatch, by metrics[].detail'), detailTable(details, clouds), ''] : []),
    ...ownRemarks(given),
    '',
    ...footOf(given, assumptions, clouds),
  ]);
}

/** What is true of this estimate alone: what is refused, and what retrying costs. */
export function ownRemarks(given: Estimate): Shown[] {
  const { refusals, retrying } = given;
  return [
    ...refusals.map((text) => yellow(`! ${text}`)),
    ...(refusals.length > 0 ? [line``] : []),
    line`${retryingText(retrying, given)}`,
  ];
}

/** Assumptions, free tiers and where the prices are from. */
export function footOf(
  { pricesOf, freeTiers }: Pick<Estimate, 'pricesOf' | 'freeTiers'>,
  assumptions: readonly string[],
  clouds: readonly CloudCost[],
): Shown[] {
  return [
    ...assumptions.map((text) => dim(`· ${text}`)),
    dim(`· Free each month, and not taken off: ${freeTiers.join('; ')}.`),
    dim(`· Prices as of ${pricesOf}, in USD. Sources:`),
    ...sourcesOf(clouds).map((text) => dim(`  ${text}`)),
    line``,
  ];
}

/** The lines of a bill, and their total. */
export function tableOf({ lines, usd }: CloudCost): Shown {
  const rows = lines.map((one) => [one.item, quantity(one), one.price, usdText(one.usd)]);
  const unknown = lines.filter((one) => one.usd === null).length;
  const total = ['total', '', unknown > 0 ? `without ${unknown} unknown` : '', usdText(usd)].map((text) => bold(text));
  return plainTable(['', 'a month', 'list price', 'USD'], [...rows, total], { rightFrom: 1 });
}

function notesOf({ lines }: CloudCost): Shown[] {
  const notes = lines.flatMap(({ note, usd }) => (note && usd === null ? [note] : []));
  return [...new Set(notes)].map((note) => dim(`  ${note}`));
}

/** One row a line of CloudWatch, one column a detail; then the whole bill on each cloud. */
function detailTable(details: readonly DetailCost[], clouds: readonly CloudCost[]): Shown {
  const items = [...new Set(details.flatMap(({ lines }) => lines.map(({ item }) => item)))];
  const rows = items.map((item) => [
    item,
    ...details.flatMap(({ lines }) => {
      const found = lines.find((one) => one.item === item);
      return found === undefined ? ['', ''] : [quantity(found), usdText(found.usd)];
    }),
  ]);
  const totals = clouds.map(({ cloud }, place) => [
    `total on ${CLOUD_NAMES[cloud]}`,
    ...details.flatMap(({ totals }) => ['', usdText(totals[place] ?? null)]),
  ]);
  const heads = details.flatMap(({ detail, configured }) => [configured ? `${detail} (configured)` : detail, 'USD']);
  return plainTable(['', ...heads], [...rows, ...totals.map((row) => row.map((text) => bold(text)))], { rightFrom: 1 });
}

/** Where the prices are from, each source once with its lines. */
function sourcesOf(clouds: readonly CloudCost[]): string[] {
  const items = new Map<string, Set<string>>();
  for (const { item, source } of clouds.flatMap(({ lines }) => lines)) {
    items.set(source, (items.get(source) ?? new Set()).add(item));
  }
  return [...items].map(([source, of]) => `${[...of].join(', ')}: ${source}`);
}

function retryingText(minutes: CostLine | null, { fleet }: Estimate): string {
  if (minutes === null) return 'Relays that Live is retrying: not known without asking Live (leave --tasks out).';
  const count = (fleet.recovering ?? 0).toLocaleString('en');
  return (
    `Not in the total: Live bills retrying like relaying. ${count} relays are retrying; all month long that is ` +
    `${numberText(minutes.units)} minutes, ${usdText(minutes.usd)} USD.`
  );
}

function numberText(units: number): string {
  return units.toLocaleString('en', { maximumFractionDigits: 0 });
}

export function quantity({ units, unit }: Pick<CostLine, 'units' | 'unit'>): string {
  return `${numberText(units)} ${units === 1 ? unit.replace(/s$/, '') : unit}`;
}

export function usdText(usd: number | null): string {
  if (usd === null) return 'unknown';
  if (usd > 0 && usd < 0.01) return '< 0.01';
  return usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
