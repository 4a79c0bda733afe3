import { systemClock } from '../../lib/base/time.ts';
import type { Acknowledgement } from '../../lib/monitor/acknowledgement.ts';
import { acknowledging, unacknowledging } from '../../lib/monitor/hand-change.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import { type Chosen, keyWithin } from '../chosen.ts';
import { plainTable } from '../terminal/table.ts';
import { print, printJson } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';
import { stateChanged, whoIs } from './changed-state.ts';
import { configuredStore } from './stored-state.ts';

export interface AckFlags extends Chosen {
  readonly by?: string;
  readonly comment?: string;
  readonly json?: boolean;
}

/** No more reminders of a cause, until there is news of it. @returns the exit code. @throws ConfigError, UsageError, StateError */
export async function ackCommand(given: string, flags: AckFlags): Promise<number> {
  const causeKey = keyWithin(given, flags);
  const { by } = whoIs(flags.by);
  const comment = flags.comment?.trim() ?? '';
  const acknowledgement: Acknowledgement = {
    causeKey,
    at: systemClock.nowUtc().toISO(),
    ...(by === undefined ? {} : { by }),
    ...(comment === '' ? {} : { comment }),
  };
  if (!(await stateChanged(flags, acknowledging(acknowledgement))))
    throw new UsageError(`no open cause is called ${causeKey}: relaywatch incidents --by cause shows their keys`);
  if (flags.json) printJson(acknowledgement);
  else print(`${causeKey} is acknowledged: no reminders until it grows, spreads or gets worse; its end is told`);
  return 0;
}

/** Reminders of a cause are due again. @returns the exit code: 1 when it was not acknowledged. @throws ConfigError, UsageError, StateError */
export async function ackUndoCommand(given: string, flags: AckFlags): Promise<number> {
  const causeKey = keyWithin(given, flags);
  const { by } = whoIs(flags.by);
  const found = await stateChanged(flags, unacknowledging(causeKey, by));
  if (flags.json) printJson({ causeKey, undone: found });
  else print(found ? `${causeKey} is no longer acknowledged` : `${causeKey} is not acknowledged`);
  return found ? 0 : 1;
}

/** Shows what is acknowledged. @returns the exit code. @throws ConfigError, UsageError, StateError */
export async function ackListCommand(flags: { readonly config?: string; readonly json?: boolean }): Promise<number> {
  const { snapshot } = await (await configuredStore(flags)).load();
  const acknowledged = usableOf(snapshot)?.watch?.acknowledged ?? [];
  if (flags.json) printJson(acknowledged);
  else if (acknowledged.length === 0) print('nothing is acknowledged');
  else
    print(
      plainTable(
        ['cause', 'by', 'at', 'comment'],
        acknowledged.map(({ causeKey, by = '', at, comment = '' }) => [causeKey, by, at, comment]),
      ),
    );
  return 0;
}
