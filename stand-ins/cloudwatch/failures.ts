/** What the stand-in can be told to do instead of its work. `hang` never answers, until the stand-in closes. */
export type CloudWatchFault =
  | 'throttle'
  | 'error-500'
  | 'error-html'
  | 'access-denied'
  | 'expired-token'
  | 'wrong-key'
  | 'disconnect'
  | 'hang';

export interface CannedAnswer {
  readonly status: number;
  /** Empty: the body is HTML, as from a proxy on the way. */
  readonly code: string;
  readonly message: string;
}

/** The answers that the service gives. Source: CloudWatch API 2010-08-01, Common Errors. */
export const CANNED_ANSWERS: Readonly<Record<Exclude<CloudWatchFault, 'disconnect' | 'hang'>, CannedAnswer>> = {
  throttle: { status: 400, code: 'Throttling', message: 'Rate exceeded' },
  'error-500': { status: 500, code: 'InternalServiceFault', message: 'We made a mistake' },
  'error-html': { status: 502, code: '', message: '<html><body>Bad gateway</body></html>' },
  'access-denied': { status: 403, code: 'AccessDenied', message: 'Not authorized: cloudwatch:PutMetricData' },
  'expired-token': { status: 403, code: 'ExpiredTokenException', message: 'The security token has expired' },
  'wrong-key': { status: 403, code: 'InvalidClientTokenId', message: 'The security token is invalid' },
};
