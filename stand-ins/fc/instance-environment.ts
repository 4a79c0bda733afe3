import type { Account } from './account.ts';
import type { JsonObject } from './call.ts';
import type { Target } from './target.ts';

/** What a role gives to a function. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
}

/**
 * The environment of an instance: what was set on the function, and what Function Compute adds.
 * @param home a folder of its own, so that nothing of the machine's user is read
 * Source: Function Compute, environment variables.
 */
export function environmentOf(
  target: Target,
  account: Account,
  credentials: RoleCredentials,
  home: string,
): Record<string, string> {
  const { shown } = target.stored;
  return {
    ...(shown.environmentVariables as Record<string, string>),
    ...(target.role === '' ? {} : credentialVariables(credentials)),
    ...(target.service === null ? {} : { FC_SERVICE_NAME: target.service }),
    FC_ACCOUNT_ID: account.id,
    FC_REGION: account.region,
    FC_FUNCTION_NAME: target.name,
    FC_FUNCTION_HANDLER: String(shown.handler),
    FC_FUNCTION_MEMORY_SIZE: String(shown.memorySize),
    FC_QUALIFIER: target.qualifier,
    FC_VERSION_ID: target.versionId,
    PATH: process.env.PATH ?? '',
    HOME: home,
  };
}

function credentialVariables({ accessKeyId, accessKeySecret, securityToken }: RoleCredentials) {
  return {
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
    ALIBABA_CLOUD_SECURITY_TOKEN: securityToken,
  };
}

/** The context that the handler is called with, without its logger. Source: Function Compute, context. */
export function contextOf(
  target: Target,
  account: Account,
  credentials: RoleCredentials,
  requestId: string,
): JsonObject {
  const { shown } = target.stored;
  const { logProject, logStore, qualifier, versionId, service } = target;
  return {
    requestId,
    credentials: target.role === '' ? { accessKeyId: '', accessKeySecret: '', securityToken: '' } : credentials,
    function: { name: target.name, handler: shown.handler, memory: shown.memorySize, timeout: shown.timeout },
    service: { ...(service === null ? {} : { name: service }), logProject, logStore, qualifier, versionId },
    region: account.region,
    accountId: account.id,
    ...(service === null ? {} : { tracing: {} }),
  };
}
