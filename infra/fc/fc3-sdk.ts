import fc3Sdk, { InputCodeLocation, LogConfig } from '@alicloud/fc20230330';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import type { LiveKeys } from '../../lib/aliyun/credentials.ts';
import { fieldsOf, functionSettings, logConfig, triggerConfig } from './answers.ts';
import { known } from './call.ts';
import type { FunctionFields, TriggerFields } from './client.ts';

export interface Fc3Settings {
  readonly region: string;
  readonly endpoint?: string | undefined;
  readonly function: string;
}

// CommonJS with a default export: Node and esbuild return the module here, Vitest already its default
const Fc3 = 'default' in fc3Sdk ? fc3Sdk.default : (fc3Sdk as typeof import('@alicloud/fc20230330').default);
export type Sdk = InstanceType<typeof Fc3>;

/** Longer than our own deadline: the SDK's connect timeout actually ends the whole exchange. */
const NEVER_MS = 24 * 3_600_000;

export const RUNTIME = { readTimeout: NEVER_MS, connectTimeout: NEVER_MS } as never;

/** Created for each call: it contains keys, which may change. */
export function sdkClient({ region, endpoint }: Fc3Settings, keys: LiveKeys): Sdk {
  const { protocol, host } = new URL(endpoint ?? `https://fcv3.${region}.aliyuncs.com`);
  const type = keys.securityToken === undefined ? 'access_key' : 'sts';
  return new Fc3(
    new $OpenApiUtil.Config({
      regionId: region,
      endpoint: host,
      protocol: protocol === 'http:' ? 'HTTP' : 'HTTPS',
      userAgent: 'relaywatch',
      credential: { getCredential: async () => ({ type, ...keys }) } as never,
    }),
  );
}

export function functionInput(fields: FunctionFields, zip: Uint8Array | null) {
  return {
    ...functionSettings(fields),
    logConfig: new LogConfig(logConfig(fields.log)),
    ...(fields.role === undefined ? {} : { role: fields.role }),
    ...(fields.cpu === undefined ? {} : { cpu: fields.cpu }),
    ...(fields.diskMb === undefined ? {} : { diskSize: fields.diskMb }),
    ...(zip === null ? {} : { code: new InputCodeLocation({ zipFile: Buffer.from(zip).toString('base64') }) }),
  };
}

export function triggerInput(fields: TriggerFields) {
  const { description, qualifier } = fields;
  return { description, qualifier, triggerConfig: JSON.stringify(triggerConfig(fields)) };
}

/** openapi-core writes missing values as the text "undefined". */
export function readError(error: unknown): { code: string | null; text: string } {
  const { code, data } = fieldsOf(error);
  return { code: known(code), text: known(fieldsOf(data).Message) ?? '' };
}
