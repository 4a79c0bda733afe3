/** One set of AWS keys; a token makes it temporary. */
export interface S3Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Keys, or a function that provides them when they are needed. */
export type S3Credentials = S3Keys | (() => Promise<S3Keys>);

/**
 * The keys of the AWS SDK's own credential chain. Its first link, the variables that Lambda sets, is read here, as the chain
 * takes longer to load than all else that a call of S3 needs; all other links are the vendor's: a container, an instance, a
 * profile, a token in a file. @throws a CredentialsProviderError when there are none
 */
export function defaultS3Keys(env: Readonly<Record<string, string | undefined>>): () => Promise<S3Keys> {
  let chain: Promise<() => Promise<S3Keys>> | null = null;
  return async () => {
    const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
    if (!AWS_PROFILE && AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY) {
      const keys = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
      return AWS_SESSION_TOKEN ? { ...keys, sessionToken: AWS_SESSION_TOKEN } : keys;
    }
    chain ??= import('./s3-key-chain.ts').then(({ defaultProvider }) => defaultProvider());
    return (await chain)();
  };
}
