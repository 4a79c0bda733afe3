import { ALIAS, TIMER } from '../../../infra/fc/spec.ts';
import { RelaywatchError } from '../../../lib/base/errors.ts';
import { systemClock } from '../../../lib/base/time.ts';
import { configPath } from '../../../lib/config/load.ts';
import { redactText } from '../../../lib/http/redact.ts';
import { print, printJson } from '../../terminal/terminal.ts';
import { placesOf } from './deployments.ts';
import type { DeployFlags } from './flags.ts';

/**
 * Makes the deployed function sweep once, now, and prints what it returns. @returns 1 when it failed. @throws
 * ConfigError, DeployError
 */
export async function deployInvokeCommand({ config }: DeployFlags): Promise<number> {
  const [{ client, located: place }] = await placesOf(configPath(config, process.env));
  const triggerTime = systemClock.nowUtc().toISO({ suppressMilliseconds: true });
  const event = JSON.stringify({ triggerName: `${TIMER}-by-hand`, triggerTime, payload: '' });
  // its variables may have values that differ from, or are missing in, this environment
  const values = Object.values((await client.function(ALIAS))?.fields.environment ?? {});
  const keys = Object.entries(process.env).flatMap(([name, value]) =>
    /^ALIBABA_CLOUD_/.test(name) ? (value ?? []) : [],
  );
  const secrets = [...place.secrets, ...values, ...keys];
  const { text, errorType } = await client.invoke(ALIAS, event);
  if (errorType !== null) {
    const said = redactText(text, secrets).slice(0, 2_000);
    throw new RelaywatchError('function-failed', `the function failed (${errorType}): ${said}`);
  }
  printReturned(text, secrets);
  return 0;
}

/** What the function returned: JSON stays JSON, with secrets removed from its texts. */
function printReturned(text: string, secrets: readonly string[]): void {
  let value: unknown;
  try {
    value = JSON.parse(text, (_, one: unknown) => (typeof one === 'string' ? redactText(one, secrets) : one));
  } catch {
    print(redactText(text, secrets).slice(0, 2_000));
    return;
  }
  printJson(value);
}
