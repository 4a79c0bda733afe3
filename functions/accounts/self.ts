import { type Sleeper, sleeperIn } from '../callback/sleeper.ts';
import type { PlatformContext } from '../invocation.ts';

/**
 * This function itself, with the alias that it was called by: as `deploy` says, or else as the platform does. @throws an Error
 * where neither does
 */
export function selfIn(
  env: Readonly<Record<string, string | undefined>>,
  context: PlatformContext | undefined,
): Sleeper {
  const said = sleeperIn(env);
  if (said !== null) return said;
  const { invokedFunctionArn, function: { name } = {}, service } = context ?? {};
  const endpoint = env.RELAYWATCH_SWEEP_ENDPOINT || undefined;
  if (invokedFunctionArn !== undefined) return { name: invokedFunctionArn, endpoint };
  if (name === undefined)
    throw new Error('the platform does not say which function this is: set RELAYWATCH_SWEEP_FUNCTION');
  const alias = service?.qualifier ? `.${service.qualifier}` : '';
  return { name: service?.name ? `${service.name}${alias}/${name}` : `${name}${alias}`, endpoint };
}
