/**
 * Codes with which every AWS service refuses credentials or the time of a call, without the suffix `Exception`.
 * Source: "Common Errors" of Amazon SNS API 2010-03-31 and CloudWatch API 2010-08-01.
 */
export const COMMON_CODES = {
  CredentialsProviderError: 'no-credentials',
  MissingAuthenticationToken: 'no-credentials',
  ExpiredToken: 'expired-credentials',
  TokenRefreshRequired: 'expired-credentials',
  InvalidClientTokenId: 'wrong-credentials',
  UnrecognizedClient: 'wrong-credentials',
  InvalidAccessKeyId: 'wrong-credentials',
  SignatureDoesNotMatch: 'wrong-credentials',
  InvalidSignature: 'wrong-credentials',
  IncompleteSignature: 'wrong-credentials',
  RequestExpired: 'clock-skew',
  RequestTimeTooSkewed: 'clock-skew',
} as const;

/**
 * The error code as the client reports it; null for the names of JavaScript's own errors and of an undeclared answer.
 */
export function awsErrorName(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const saysNothing = ['Error', 'TypeError', 'SyntaxError', 'Unknown', 'UnknownError'].includes(error.name);
  return saysNothing || !/^[A-Za-z][A-Za-z0-9.]{0,63}$/.test(error.name) ? null : error.name;
}

/** The HTTP status of the answer, and whether the client learned the service's time from it. */
export function awsAnswerFacts(error: unknown): {
  readonly status: number | null;
  readonly clockSkewCorrected: boolean;
} {
  const metadata: unknown = error instanceof Error && '$metadata' in error ? error.$metadata : null;
  if (typeof metadata !== 'object' || metadata === null) return { status: null, clockSkewCorrected: false };
  const status = 'httpStatusCode' in metadata ? metadata.httpStatusCode : null;
  return {
    status: typeof status === 'number' ? status : null,
    clockSkewCorrected: 'clockSkewCorrected' in metadata && metadata.clockSkewCorrected === true,
  };
}
