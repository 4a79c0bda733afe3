import { keyChainError } from './key-chain-failure.ts';

/** One set of Alibaba Cloud keys; a token makes it temporary (STS). */
export interface LiveKeys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** Returns the keys to use now; called for every attempt, so that rotating keys are picked up. */
export type LiveCredentials = () => Promise<LiveKeys>;

/**
 * The default chain of Alibaba Cloud: environment, OIDC role, CLI profile, profile file, instance metadata. A new chain
 * is created after each failure, because the library's own then sticks to its last link. Loaded here and not at the top
 * of the file: most functions get their keys from the platform. Rejects with a KeyChainError that says which link
 * failed, and why.
 */
export function defaultCredentials(): LiveCredentials {
  let chain: InstanceType<typeof import('./key-chain-sdk.ts').KeyChain> | null = null;
  return async () => {
    try {
      const { KeyChain } = await import('./key-chain-sdk.ts');
      chain ??= new KeyChain();
      const { accessKeyId, accessKeySecret, securityToken } = await chain.getCredential();
      if (!accessKeyId || !accessKeySecret) throw new Error('the default credential chain gave no keys');
      return { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) };
    } catch (error) {
      chain = null;
      throw keyChainError(error, process.env);
    }
  };
}

/** Fixed keys: an access key, or a set of STS keys. */
export function fixedCredentials(keys: LiveKeys): LiveCredentials {
  return async () => keys;
}
