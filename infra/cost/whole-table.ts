import { bold, dim, lines as inLines, line, type Shown, yellow } from '../../bin/terminal/shown.ts';
import { plainTable } from '../../bin/terminal/table.ts';
import { CLOUD_NAMES, type CloudCost } from './cloud-cost.ts';
import { footOf, ownRemarks, quantity, tableOf, usdText } from './cost-table.ts';
import type { DispatcherCost } from './dispatcher.ts';
import type { Estimate } from './estimate.ts';
import { PRICES_DATE } from './prices.ts';
import type { WholeCost } from './whole.ts';

/** One of several accounts: its bill, without what is said once for all of them. */
export function accountTable(given: Estimate, saidOnce: readonly string[]): Shown {
  return inLines([
    ...given.clouds.flatMap((cloud) => [line`${cloud.title}`, tableOf(cloud)]),
    ...ownRemarks(given),
    ...given.assumptions.filter((text) => !saidOnce.includes(text)).map((text) => dim(`· ${text}`)),
  ]);
}

/** What comes after the accounts: the dispatcher, the total, and what is true of all. */
export function wholeTable(whole: WholeCost, { clouds }: DispatcherCost, estimates: readonly Estimate[]): Shown {
  const { leftOut, unknown, assumptions } = whole;
  const bills = [...estimates.map((one) => one.clouds), clouds].flat();
  return inLines([
    bold('The dispatcher, which starts these sweeps and looks at them'),
    ...clouds.flatMap((cloud) => [line`${cloud.title}`, tableOf(cloud)]),
    '',
    bold('Total'),
    totalTable(whole),
    ...(leftOut.length > 0 ? [yellow(`! Not in it, see above: ${leftOut.join(', ')}`)] : []),
    '',
    ...(unknown.length > 0 ? [bold('Not in the total, since their prices are unknown'), unknownTable(whole), ''] : []),
    ...footOf({ pricesOf: PRICES_DATE, freeTiers: whole.freeTiers }, assumptions, bills),
  ]);
}

/** One row an account, one column a cloud. */
function totalTable({ clouds }: WholeCost): Shown {
  const names = Object.keys(clouds[0]?.accounts ?? {});
  const rows = [
    ...names.map((name) => [name, ...clouds.map(({ accounts }) => usdText(accounts[name] ?? null))]),
    ['the dispatcher', ...clouds.map(({ dispatcher }) => usdText(dispatcher))],
    ['total', ...clouds.map(({ usd }) => usdText(usd))].map((text) => bold(text)),
  ];
  return plainTable(['', ...clouds.map(({ cloud }) => `USD on ${CLOUD_NAMES[cloud]}`)], rows, { rightFrom: 1 });
}

function unknownTable({ unknown, clouds }: WholeCost): Shown {
  const where = (of: readonly CloudCost['cloud'][]) =>
    of.length === clouds.length ? '' : ` (${of.map((one) => CLOUD_NAMES[one]).join(', ')})`;
  const rows = unknown.map((one) => [`${one.item}${where(one.clouds)}`, quantity(one), one.note ?? '']);
  return plainTable(['', 'a month', ''], rows);
}
