import { KeyChainError } from './key-chain-error.ts';

interface LinkFailure {
  /** The wording of the vendor's library (@alicloud/credentials 2.4). */
  readonly says: RegExp;
  readonly link: string;
  /** `$1` is a system error code, such as ENOENT. */
  readonly means: string;
}

const CODE = '\\b(E[A-Z]{2,20})';
const FAILURES: readonly LinkFailure[] = [
  {
    says: /Access key ID must be specified/,
    link: 'environment',
    means: 'ALIBABA_CLOUD_ACCESS_KEY_ID is not set',
  },
  {
    says: /Access key secret must be specified/,
    link: 'environment',
    means: 'ALIBABA_CLOUD_ACCESS_KEY_ID is set, but ALIBABA_CLOUD_ACCESS_KEY_SECRET is not',
  },
  {
    says: new RegExp(`${CODE}: [^']*, open '`),
    link: 'OIDC role',
    means: 'the file that ALIBABA_CLOUD_OIDC_TOKEN_FILE names cannot be read ($1)',
  },
  { says: /AssumeRoleWithOIDC|with OIDC|oidc/i, link: 'OIDC role', means: 'STS did not accept the token' },
  { says: /reading aliyun cli config/, link: 'CLI profile', means: '~/.aliyun/config.json cannot be read' },
  { says: /parse aliyun cli config/, link: 'CLI profile', means: '~/.aliyun/config.json is not valid JSON' },
  {
    says: /unable to get profile with|no any configured profiles/,
    link: 'CLI profile',
    means: '~/.aliyun/config.json does not have its current profile',
  },
  { says: /unsupported profile mode/i, link: 'CLI profile', means: 'the mode of the current profile is not known' },
  {
    says: new RegExp(`${CODE}: [^']*, access '`),
    link: 'profile file',
    means: '~/.alibabacloud/credentials, or what ALIBABA_CLOUD_CREDENTIALS_FILE names, cannot be read ($1)',
  },
  {
    says: /the access key (?:id|secret) is empty/i,
    link: 'profile file or CLI profile',
    means: 'an access key is empty',
  },
  {
    says: new RegExp(`${CODE}[^,]*100\\.100\\.100\\.200`),
    link: 'instance metadata',
    means: 'it cannot be reached ($1): this is not an ECS instance, or it has no RAM role',
  },
  {
    says: /100\.100\.100\.200/,
    link: 'instance metadata',
    means: 'it gave no keys: does the instance have a RAM role?',
  },
];
/** The variable for the last link; the library tries that link even if it is not set. */
const URI_VARIABLE = 'ALIBABA_CLOUD_CREDENTIALS_URI';
/** The code of the last failed call: the URI is tried last. */
const URI_CODE = /(?:connect|getaddrinfo|read|write) (E[A-Z]{2,20})\b(?!.*(?:connect|getaddrinfo|read|write) E)/s;

/**
 * Why the vendor's credential chain returned no keys, link by link, as far as that is known. Nothing of the library's
 * own text is used, since it quotes files that contain keys.
 */
export function keyChainError(error: unknown, env: Readonly<Record<string, string | undefined>>): KeyChainError {
  const said = error instanceof Error ? error.message : '';
  const links = FAILURES.flatMap(({ says, link, means }) => {
    const [found, code = ''] = says.exec(said) ?? [];
    return found === undefined ? [] : [`${link}: ${means.replace('$1', code)}`];
  });
  if (env[URI_VARIABLE]) {
    const code = URI_CODE.exec(said)?.[1];
    links.push(`credentials URI: what ${URI_VARIABLE} names ${code ? `cannot be reached (${code})` : 'gave no keys'}`);
  }
  return new KeyChainError(links.length > 0 ? links.join('; ') : 'no link of the default chain gave any');
}
