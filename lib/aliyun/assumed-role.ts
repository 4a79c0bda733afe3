import type { Clock } from '../base/time.ts';
import type { BodyBounds } from '../http/body.ts';
import { type Call, call } from '../http/call.ts';
import type { LiveCredentials } from './credentials.ts';
import { KeyChainError } from './key-chain-error.ts';

/** A role of RAM, as a rule in another account. */
export interface RoleToAssume {
  readonly roleArn: string;
  readonly externalId?: string | undefined;
  /** Host of STS, with a port if it is not the usual one. */
  readonly stsEndpoint?: string | undefined;
}

interface AssumingDeps {
  readonly clock: Clock;
  readonly call?: Call;
}

/** What the audit log of the other account shows. */
const SESSION = 'relaywatch';
const TIMEOUT_MS = 5_000;
const READS: BodyBounds = { mostBytes: 65_536, longer: 'refused', broken: 'refused' };

/** The part of the library's request that is sent. */
interface LibraryRequest {
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyForm: Readonly<Record<string, string>>;
  readonly queries: Readonly<Record<string, string>>;
}

/**
 * Keys of a role, from STS with our own keys, and anew before they end. The vendor's library makes and signs the request;
 * we send it, as we do with those to Live, so that it obeys proxies and time limits. Rejects with a KeyChainError that
 * says why.
 */
export function assumedRole(role: RoleToAssume, own: LiveCredentials, deps: AssumingDeps): LiveCredentials {
  let provider: { getCredentials(): Promise<StsKeys> } | null = null;
  return async () => {
    try {
      const asked = provider ?? (await providerOf(role, own, deps));
      provider = asked;
      const { accessKeyId, accessKeySecret, securityToken } = await asked.getCredentials();
      return { accessKeyId, accessKeySecret, securityToken };
    } catch (error) {
      // whatever else is thrown may quote a request
      if (error instanceof KeyChainError) throw error;
      throw new KeyChainError(`STS at ${hostOf(role)} could not be asked for the role ${role.roleArn}`);
    }
  };
}

interface StsKeys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
}

async function providerOf(role: RoleToAssume, own: LiveCredentials, deps: AssumingDeps) {
  const { RoleProvider } = await import('./role-sdk.ts');
  const provider = RoleProvider.builder()
    // the library names its links in a header
    .withCredentialsProvider({ getCredentials: () => keysFor(own), getProviderName: () => SESSION } as never)
    .withRoleArn(role.roleArn)
    .withRoleSessionName(SESSION)
    .withExternalId(role.externalId ?? '')
    .withStsEndpoint(hostOf(role))
    .build();
  return Object.assign(provider, { doRequest: (request: LibraryRequest) => sent(request, role, deps) });
}

async function keysFor(own: LiveCredentials): Promise<StsKeys & { readonly providerName: string }> {
  return { securityToken: '', ...(await own()), providerName: SESSION };
}

function hostOf({ stsEndpoint = 'sts.aliyuncs.com' }: RoleToAssume): string {
  return stsEndpoint;
}

/** The answer in the library's form. Refusals are told in our words: the library quotes the whole answer. */
async function sent({ host, headers, bodyForm, queries }: LibraryRequest, role: RoleToAssume, deps: AssumingDeps) {
  const protocol = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(host) ? 'http' : 'https';
  const { status, text } = await (deps.call ?? call)(
    {
      url: `${protocol}://${host}/?${formOf(queries)}`,
      method: 'POST',
      headers: withoutEmpty(headers),
      body: formOf(bodyForm),
    },
    { clock: deps.clock, timeoutMs: TIMEOUT_MS, reads: READS },
  );
  if (status === 200) return { statusCode: status, headers: {}, body: Buffer.from(text) };
  throw new KeyChainError(refusal(codeIn(text), status, role));
}

const MEANINGS: Readonly<Record<string, string>> = {
  NoPermission: "our keys may not assume it: they need sts:AssumeRole, and the role's trust policy has to name them",
  'EntityNotExist.Role': 'there is no such role',
  'InvalidAccessKeyId.NotFound': 'our own access key is not known',
  'InvalidAccessKeyId.Inactive': 'our own access key is disabled',
  SignatureDoesNotMatch: 'the secret of our own access key is wrong',
  'InvalidSecurityToken.Expired': 'our own keys have expired',
};

function refusal(code: string | null, status: number, { roleArn }: RoleToAssume): string {
  const why = code === null ? `HTTP ${status}` : (MEANINGS[code] ?? `${code}, HTTP ${status}`);
  return `STS refused the role ${roleArn}: ${why}`;
}

function codeIn(text: string): string | null {
  try {
    const { Code: code } = JSON.parse(text) as { readonly Code?: unknown };
    return typeof code === 'string' && /^[A-Za-z.]{1,60}$/.test(code) ? code : null;
  } catch {
    return null;
  }
}

function formOf(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

function withoutEmpty(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => Boolean(value)));
}
