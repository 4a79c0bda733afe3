import { signedFc2 } from '../../lib/aliyun/fc2-signature.ts';
import { type AlibabaKeys, type SignedCall, signedV3 } from '../../lib/aliyun/signature.ts';
import type { UtcDateTime } from '../../lib/base/time.ts';
import type { BodyBounds } from '../../lib/http/body.ts';
import { call } from '../../lib/http/call.ts';
import type { WakingParts } from './sleeper.ts';

/** Live waits for five seconds in all. */
const TIMEOUT_MS = 1_500;
const READS: BodyBounds = { mostBytes: 1_024, longer: 'cut', broken: 'cut' };
const ASYNC = { 'x-fc-invocation-type': 'Async' };

/**
 * Needs `fc:InvokeFunction` on that function. The calls are signed and sent by hand, as those to Live are: the vendor's
 * clients for this API cost a cold start more than the rest of the receiver. @throws an Error
 */
export async function wakeOnFc(parts: WakingParts): Promise<void> {
  const { url, headers } = signedWake(parts);
  const { status } = await call(
    { url, method: 'POST', headers, body: parts.event },
    { clock: parts.clock, timeoutMs: parts.timeoutMs ?? TIMEOUT_MS, reads: READS },
  );
  if (status >= 300) {
    throw new Error(`Function Compute answered HTTP ${status} to the invocation of ${parts.sleeper.name}`);
  }
}

/** The invocation, ready to be sent. @throws an Error when the function was given no keys */
export function signedWake({ sleeper, context, keys, clock, event }: WakingParts): SignedCall {
  if (keys === null) throw new Error('the function has no role, so it cannot start another one');
  const { accountId = '', region = '' } = context ?? {};
  const endpoint = new URL(sleeper.endpoint ?? `https://${accountId}.${region}.fc.aliyuncs.com`);
  const [first = '', second] = sleeper.name.split('/');
  return second === undefined
    ? ofVersion3(endpoint, first, event, keys, clock.nowUtc())
    : ofVersion2(endpoint, `${first}/functions/${second}`, keys, clock.nowUtc());
}

/** Names have no dot. Source: Function Compute 3.0, API 2023-03-30, InvokeFunction. */
function ofVersion3(
  { protocol, host }: URL,
  place: string,
  event: string,
  keys: AlibabaKeys,
  now: UtcDateTime,
): SignedCall {
  const [name, qualifier] = place.split('.');
  return signedV3(
    {
      action: 'InvokeFunction',
      version: '2023-03-30',
      method: 'POST',
      protocol: protocol === 'http:' ? 'http' : 'https',
      host,
      query: qualifier === undefined ? {} : { qualifier },
      pathname: `/2023-03-30/functions/${name}/invocations`,
      body: event,
      headers: ASYNC,
    },
    keys,
    now,
  );
}

/** Source: Function Compute 2.0, API 2016-08-15, InvokeFunction. */
function ofVersion2({ origin }: URL, place: string, keys: AlibabaKeys, now: UtcDateTime): SignedCall {
  const path = `/2016-08-15/services/${place}/invocations`;
  return { url: `${origin}${path}`, headers: signedFc2({ method: 'POST', path, headers: ASYNC }, keys, now) };
}
