import { readAuthorization } from '../authorization.ts';
import { ApiError, missing } from './api-error.ts';
import { Nonces } from './nonces.ts';
import type { RpcCall } from './rpc-call.ts';
import {
  canonicalRequest,
  type HeaderSigned,
  headerSignature,
  querySignature,
  queryStringToSign,
  sameSignature,
  sha256Hex,
} from './signatures.ts';

/** Source: gateway error tables, InvalidTimeStamp.Expired. */
const CLOCK_WINDOW_MS = 15 * 60 * 1000;

/** A key that the stand-in knows. All keys belong to one account. */
export interface Credential {
  accessKeyId: string;
  accessKeySecret: string;
  /** Makes it a temporary (STS) key: calls have to carry this token. */
  securityToken?: string;
  /** Actions that this key may not call, by name; `*` is all of them. */
  denied?: readonly string[];
  expired?: boolean;
}

/** What a call says about who made it, whichever way it was signed. */
interface Claims {
  accessKeyId: string;
  securityToken: string | undefined;
  timestamp: string;
  nonce: string;
  /** @returns what the server signed, when the signature is wrong */
  mismatch(secret: string): string | undefined;
}

/** Decides who calls, by either signature, as the gateway would. */
export class Authenticator {
  readonly #credentials: ReadonlyMap<string, Credential>;
  readonly #nonces = new Nonces();

  constructor(credentials: readonly Credential[]) {
    this.#credentials = new Map(credentials.map((credential) => [credential.accessKeyId, credential]));
  }

  /** @throws ApiError with the gateway's code for whatever is wrong first */
  check(call: RpcCall, nowMs: number): Credential {
    const claims = call.signedBy === 'query' ? queryClaims(call) : headerClaims(call);
    checkTime(claims.timestamp, nowMs);
    const credential = this.#credentials.get(claims.accessKeyId);
    if (credential === undefined) {
      throw new ApiError('InvalidAccessKeyId.NotFound', 'Specified access key is not found.', 404);
    }
    checkToken(credential, claims.securityToken);
    const expected = claims.mismatch(credential.accessKeySecret);
    if (expected !== undefined) {
      const text = `Specified signature does not match our calculation. Server string to sign is: ${expected}`;
      throw new ApiError('SignatureDoesNotMatch', text);
    }
    // Only after the signature, or a forger could burn the nonces of others.
    if (!this.#nonces.use(`${claims.accessKeyId} ${claims.nonce}`, nowMs)) {
      throw new ApiError('SignatureNonceUsed', 'Specified signature nonce was used already.');
    }
    return credential;
  }
}

/** @throws ApiError Forbidden.RAM when this key may not call the action */
export function checkPermission(credential: Credential, action: string): void {
  const denied = credential.denied ?? [];
  if (!denied.includes(action) && !denied.includes('*')) return;
  const text = 'User not authorized to operate on the specified resource, or this API does not support RAM.';
  throw new ApiError('Forbidden.RAM', text, 403, {
    AuthAction: `live:${action}`,
    AuthPrincipalType: credential.securityToken === undefined ? 'SubUser' : 'AssumedRoleUser',
    AuthPrincipalOwnerId: '1000000000000000',
    AuthPrincipalDisplayName: '200000000000000000',
    NoPermissionType: 'ImplicitDeny',
    PolicyType: 'AccountLevelIdentityBasedPolicy',
    EncodedDiagnosticMessage: 'AQEAAAAAbG9jYWwtc3RhbmQtaW4',
  });
}

function headerClaims(call: RpcCall): Claims {
  const { headers } = call;
  const header = headers.authorization;
  if (header === undefined) throw missing('AccessKeyId');
  const read = readAuthorization(header);
  if (read === null) throw incomplete('The Authorization header cannot be read.');
  if (read.scheme !== 'ACS3-HMAC-SHA256') throw wrongMethod();
  const [accessKeyId, names, signature] = ['Credential', 'SignedHeaders', 'Signature'].map((part) =>
    read.parts.get(part),
  );
  if (!accessKeyId || !names || !signature) throw incomplete('The Authorization header lacks a part.');
  const signedHeaders = names.split(';');
  checkSignedHeaders(headers, signedHeaders);
  const bodyHash = requiredHeader(headers, 'x-acs-content-sha256', 'ContentSha256');
  const signed: HeaderSigned = { method: call.method, query: call.query, headers, signedHeaders, bodyHash };
  return {
    accessKeyId,
    securityToken: headers['x-acs-security-token'],
    timestamp: requiredHeader(headers, 'x-acs-date', 'Timestamp'),
    nonce: requiredHeader(headers, 'x-acs-signature-nonce', 'SignatureNonce'),
    mismatch(secret) {
      if (bodyHash !== sha256Hex(call.body)) return `(body hash) ${sha256Hex(call.body)}`;
      return sameSignature(headerSignature(signed, secret), signature) ? undefined : canonicalRequest(signed);
    },
  };
}

function queryClaims(call: RpcCall): Claims {
  const { parameters } = call;
  const required = (name: string) => {
    const value = parameters.get(name);
    if (!value) throw missing(name);
    return value;
  };
  if (!parameters.has('Signature')) throw incomplete('The request has no Signature.');
  if (required('SignatureMethod') !== 'HMAC-SHA1' || required('SignatureVersion') !== '1.0') throw wrongMethod();
  const all = [...call.query, ...call.form];
  return {
    accessKeyId: required('AccessKeyId'),
    securityToken: parameters.get('SecurityToken'),
    timestamp: required('Timestamp'),
    nonce: required('SignatureNonce'),
    mismatch(secret) {
      const signature = parameters.get('Signature') ?? '';
      if (sameSignature(querySignature(call.method, all, secret), signature)) return undefined;
      return queryStringToSign(call.method, all);
    },
  };
}

/** What is sent as a header of the gateway must be signed, or it could be changed on the way. The classic Java SDK leaves host out. */
function checkSignedHeaders(headers: RpcCall['headers'], signedHeaders: readonly string[]): void {
  const must = Object.keys(headers).filter((name) => name.startsWith('x-acs-') || name === 'content-type');
  const unsigned = must.find((name) => !signedHeaders.includes(name));
  if (unsigned !== undefined) throw incomplete(`The header ${unsigned} is not signed.`);
}

function checkTime(timestamp: string, nowMs: number): void {
  const sentMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(timestamp) ? Date.parse(timestamp) : Number.NaN;
  if (Number.isNaN(sentMs)) {
    throw new ApiError('InvalidTimeStamp.Format', 'Specified time stamp or date value is not well formatted.');
  }
  if (Math.abs(nowMs - sentMs) > CLOCK_WINDOW_MS) {
    throw new ApiError('InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
  }
}

function checkToken(credential: Credential, token: string | undefined): void {
  const { securityToken, expired = false } = credential;
  if (securityToken === undefined) {
    if (token) throw tokenError('MismatchWithAccessKey', 'Specified SecurityToken mismatch with the AccessKey.');
    if (expired) throw new ApiError('InvalidAccessKeyId.Inactive', 'Specified access key is disabled.');
    return;
  }
  if (!token) throw missing('SecurityToken');
  if (/[^\x21-\x7e]/.test(token)) throw tokenError('Malformed', 'Specified SecurityToken is malformed.');
  if (token !== securityToken) {
    throw tokenError('MismatchWithAccessKey', 'Specified SecurityToken mismatch with the AccessKey.');
  }
  if (expired) throw tokenError('Expired', 'Specified SecurityToken is expired.');
}

function requiredHeader(headers: RpcCall['headers'], name: string, parameter: string): string {
  const value = headers[name];
  if (!value) throw missing(parameter);
  return value;
}

function tokenError(kind: string, text: string): ApiError {
  return new ApiError(`InvalidSecurityToken.${kind}`, text);
}

function incomplete(text: string): ApiError {
  return new ApiError('IncompleteSignature', `The request signature does not conform to standards. ${text}`);
}

function wrongMethod(): ApiError {
  return new ApiError('InvalidSignatureMethod', 'Specified signature method is not valid.');
}
