import Fc2 from '@alicloud/fc2';
import type { LiveKeys } from '../../lib/aliyun/credentials.ts';
import { fieldsOf, functionSettings, logConfig, triggerConfig } from './answers.ts';
import { known } from './call.ts';
import type { FunctionFields, ServiceFields, TriggerFields } from './client.ts';

export interface Fc2Settings {
  readonly accountId: string;
  readonly region: string;
  readonly endpoint?: string | undefined;
  readonly service: string;
  readonly function: string;
}

export type Options = Record<string, unknown>;

/** Longer than our own deadline: an earlier call on the same socket can disarm its timer. */
const NEVER_MS = 24 * 3_600_000;

/** Created for each call: it contains keys, which may change. */
export function sdkClient({ accountId, region, endpoint }: Fc2Settings, keys: LiveKeys): Fc2 {
  const { accessKeyId, accessKeySecret, securityToken } = keys;
  return new Fc2(accountId, {
    accessKeyID: accessKeyId,
    accessKeySecret,
    region,
    secure: true, // its default is plain http
    timeout: NEVER_MS,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(securityToken === undefined
      ? {}
      : // it drops the token of a key that does not begin with STS; as a header, the token is signed nevertheless
        { securityToken, headers: { 'x-fc-security-token': securityToken } }),
  });
}

/**
 * Each call gets its own options, since the client modifies them. `withoutCodeLimit` is broken, but the package is
 * small.
 */
export function functionOptions(fields: FunctionFields, zip: Uint8Array | null): Options {
  return {
    ...functionSettings(fields),
    ...(zip === null ? {} : { code: { zipFile: Buffer.from(zip).toString('base64') } }),
  };
}

export function serviceOptions({ description, role, log }: ServiceFields): Options {
  return { description, role, logConfig: logConfig(log) };
}

export function triggerOptions(fields: TriggerFields): Options {
  const { name: triggerName, type: triggerType, description, qualifier } = fields;
  return { triggerName, triggerType, description, qualifier, triggerConfig: triggerConfig(fields) };
}

/** If the answer was not JSON, its code is `undefined` and its text ends with "undefined". */
export function readError(error: unknown): { code: string | null; text: string } {
  const { code, message } = fieldsOf(error instanceof Error ? { ...error, message: error.message } : null);
  return { code: known(code), text: known(/, message: ([\s\S]*)\.$/.exec(String(message))?.[1]) ?? '' };
}
