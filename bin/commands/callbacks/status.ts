import { callbackAddressOf } from '../../../lib/assemble/callback-api.ts';
import type { CallbackTask } from '../../../lib/live/callback-task.ts';
import { count, countOf } from '../../terminal/figures.ts';
import { line, type Part } from '../../terminal/shown.ts';
import { plainTable } from '../../terminal/table.ts';
import { print, printJson } from '../../terminal/terminal.ts';
import { type CallbacksFlags, openCallbacks, relaysMeant } from './reading.ts';

interface Counts {
  readonly total: number;
  /** Null when the configuration does not say which one is ours. */
  readonly ours: number | null;
  /** Of ours, those with the previous token or another region, which `callbacks set` renews. */
  readonly outdated: number;
  readonly other: number;
  readonly none: number;
  /** Where the others lead: scheme and host, as the rest may be secret. */
  readonly others: readonly { readonly origin: string; readonly relays: number }[];
}

/** Counts relays by where their callbacks go. @returns the exit code. @throws ConfigError, UsageError, LiveApiError */
export async function callbacksStatusCommand(flags: CallbacksFlags): Promise<number> {
  const callbacks = await openCallbacks(flags);
  const counts = countsOf(await relaysMeant(callbacks, flags), callbackAddressOf(callbacks.config.callbacks) !== null);
  if (flags.json) printJson(counts);
  else print(textOf(counts));
  return 0;
}

function countsOf(tasks: readonly CallbackTask[], isOursKnown: boolean): Counts {
  const ours = tasks.filter(({ callback }) => callback?.isOurs).length;
  const outdated = tasks.filter(({ callback }) => callback?.isOutdated).length;
  const none = tasks.filter(({ callback }) => callback === null).length;
  return {
    total: tasks.length,
    ours: isOursKnown ? ours : null,
    outdated,
    other: tasks.length - ours - none,
    none,
    others: othersOf(tasks),
  };
}

/** Where most lead is first. */
function othersOf(tasks: readonly CallbackTask[]): Counts['others'] {
  const byOrigin = new Map<string, number>();
  for (const { callback } of tasks) {
    if (callback === null || callback.isOurs) continue;
    const origin = callback.origin ?? 'not a URL';
    byOrigin.set(origin, (byOrigin.get(origin) ?? 0) + 1);
  }
  return [...byOrigin].map(([origin, relays]) => ({ origin, relays })).sort((a, b) => b.relays - a.relays);
}

function textOf({ total, ours, outdated, none, others }: Counts): Part {
  const rows: (readonly [string, string])[] = [
    ...(ours === null ? [] : [['ours', count(ours)] as const]),
    ...others.map(({ origin, relays }) => [origin, count(relays)] as const),
    ['none', count(none)],
  ];
  const unknown = ours === null ? '; callbacks.url and callbacks.token in the configuration say which one is ours' : '';
  const old = outdated === 0 ? '' : `; ${outdated} of ours are outdated, \`relaywatch callbacks set\` renews them`;
  return line`${plainTable(['CallbackUrl', 'relays'], rows, { rightFrom: 1 })}\n${countOf(total, 'relay')}${unknown}${old}`;
}
