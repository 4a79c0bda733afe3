import { statusSettingsOf } from '../../lib/assemble/status-settings.ts';
import { RelaywatchError } from '../../lib/base/errors.ts';
import { systemClock } from '../../lib/base/time.ts';
import { BAD, block, line } from '../terminal/shown.ts';
import { isOnTerminal, say } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';
import type { Form } from '../watching/forms.ts';
import { memoryPlaces, watchOne } from '../watching/one-configuration.ts';
import { showing } from '../watching/showing.ts';
import { stopSignals } from '../watching/stop-signals.ts';
import { type WatchFlags, watchedConfig } from '../watching/watched-config.ts';

/**
 * Watches several accounts in one process, each by itself: with its own calls a second, state, lease and incidents. What
 * fails in one does not reach the others. @returns the exit code: 1 if none of them could be watched. @throws UsageError
 */
export async function watchAccounts(names: readonly string[], flags: WatchFlags): Promise<number> {
  for (const flag of ofOneAccount(flags)) throw new UsageError(`${flag} needs --account: one of ${names.join(', ')}`);
  const form = flags.log ?? (isOnTerminal() ? 'lines' : 'json');
  const stopping = stopSignals(systemClock);
  const watched = await Promise.all(
    names.map((account) => watchAccount({ ...flags, account }, account, form, stopping)),
  );
  return watched.some(Boolean) ? 0 : 1;
}

function ofOneAccount({ page, callbacks, log }: WatchFlags): string[] {
  return [
    ...(page === undefined ? [] : ['--page']),
    ...(callbacks === undefined ? [] : ['--callbacks']),
    ...(log === 'screen' ? ['--log screen'] : []),
  ];
}

/** @returns whether it could be watched */
async function watchAccount(flags: WatchFlags, account: string, form: Form, stopping: AbortSignal): Promise<boolean> {
  try {
    const { config, warnings } = await watchedConfig(flags);
    const { intervalSeconds } = config.sweep;
    const settings = { title: account, page: null, script: [], status: statusSettingsOf(config) };
    const shown = showing(form, settings, systemClock, account);
    shown.log.info('watch_started', { intervalSeconds, regions: config.live.regions });
    const times = { intervalSeconds, graceSeconds: flags.grace, stopping, callbacks: null };
    await watchOne({ config, warnings }, memoryPlaces(), shown, times);
    shown.log.info('watch_stopped');
    return true;
  } catch (error) {
    if (!(error instanceof RelaywatchError)) throw error;
    say(line`${BAD} ${account} is not watched: ${block(error.message)}`);
    return false;
  }
}
