import { Refusal } from './refusal.ts';

/** A key that requests may be signed with. */
export interface FcCredential {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
  /** What it may not do: parts of `POST /services`, for example `DELETE ` or `/triggers`. */
  readonly denied?: readonly string[];
}

const LONGEST_SKEW_MS = 15 * 60_000;

/** The key of this id, once its token is found right. @throws Refusal */
export function knownCredential(
  known: readonly FcCredential[],
  accessKeyId: string,
  token: string | undefined,
): FcCredential {
  const credential = known.find((one) => one.accessKeyId === accessKeyId);
  if (!credential) throw new Refusal(403, 'InvalidAccessKeyID', `invalid access key ID '${accessKeyId}'`);
  if (token === credential.securityToken) return credential;
  throw new Refusal(403, 'AccessDenied', 'the security token is absent, expired or of another key');
}

/** @param text of any date that JavaScript reads @throws Refusal unless it is within 15 minutes of now */
export function checkDate(text: string | undefined, header: string, nowMs: number): void {
  if (text === undefined) {
    throw new Refusal(400, 'MissingRequiredHeader', `required HTTP header ${header} was not specified`);
  }
  if (Math.abs(Date.parse(text) - nowMs) <= LONGEST_SKEW_MS) return;
  throw new Refusal(403, 'AccessDenied', `the time of ${header} is not within 15 minutes of the time of the service`);
}

export function signatureMismatch(): Refusal {
  const why =
    'The request signature we calculated does not match the signature you provided. Check your access key and signing method';
  return new Refusal(403, 'SignatureNotMatch', why);
}

/** @throws Refusal when the key may not do this */
export function checkAllowed({ denied = [] }: FcCredential, method: string, path: string): void {
  if (!denied.some((part) => `${method} ${path}`.includes(part))) return;
  throw new Refusal(403, 'AccessDenied', `the caller is not authorized to perform '${method}' on '${path}'`);
}
