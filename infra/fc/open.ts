import { defaultCredentials, type LiveCredentials } from '../../lib/aliyun/credentials.ts';
import { type Clock, systemClock } from '../../lib/base/time.ts';
import { proxyTo } from '../../lib/http/proxies.ts';
import type { FcSettings } from '../deploy/settings.ts';
import type { CallDeps } from './call.ts';
import type { FcClient } from './client.ts';
import { DeployError } from './failure.ts';

/** Allows for a package upload, however slow the connection is. */
const CALL_SECONDS = 120;
/** From the end of an invocation to its answer. */
const ANSWER_SECONDS = 30;

export interface OpenDeps {
  /** Removed from anything that is quoted. */
  readonly secrets: readonly string[];
  /** Default: the vendor's chain. */
  readonly credentials?: LiveCredentials;
  readonly timeoutSeconds?: number;
  /** Default: the real one. */
  readonly clock?: Clock;
}

/** The client for the configured generation. @throws DeployError 'not-installed' */
export async function openFc(settings: FcSettings, deps: OpenDeps): Promise<FcClient> {
  const { version, region, endpoint } = settings;
  const at = endpoint === undefined ? `in ${region}` : `at ${new URL(endpoint).host}`;
  const secrets = [...deps.secrets];
  const call: CallDeps = {
    clock: deps.clock ?? systemClock,
    place: `Function Compute ${version}.0 ${at}`,
    proxy: proxyTo(endpoint ?? `https://fc.${region}.aliyuncs.com`),
    credentials: deps.credentials ?? defaultCredentials(),
    secrets,
    timeoutSeconds: deps.timeoutSeconds ?? Math.max(CALL_SECONDS, settings.timeoutSeconds + ANSWER_SECONDS),
  };
  try {
    // both are large, and only one is needed
    const client =
      version === 2
        ? (await import('./fc2-client.ts')).createFc2Client(settings, call)
        : (await import('./fc3-client.ts')).createFc3Client(settings, call);
    return learning(client, secrets);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const name = '@alicloud/fc20230330';
    throw new DeployError(
      'not-installed',
      `${name} is not installed; deploying needs it: npm install --no-save ${name}`,
    );
  }
}

/**
 * Adds values of variables that are read to the secrets that are removed from quotes: whoever destroys a deployment
 * need not have them.
 */
function learning(client: FcClient, secrets: string[]): FcClient {
  return {
    ...client,
    async function(qualifier) {
      const found = await client.function(qualifier);
      secrets.push(...Object.values(found?.fields.environment ?? {}));
      return found;
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
