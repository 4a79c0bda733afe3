import type { LiveErrorReason } from './errors.ts';

/** What one of Live's error codes means, and what to do about it. */
export interface CodeRule {
  readonly codes: RegExp;
  readonly reason: LiveErrorReason;
  readonly retryable: boolean;
  readonly advice: string;
}

/** First match wins. Sources: the error tables of the Live operations and of Alibaba Cloud's API gateway. */
export const CODE_RULES: readonly CodeRule[] = [
  {
    // Alibaba Cloud's services and gateways use many names for throttling
    codes:
      /(?:^|\.)Throttl(?:ing|ed)|^(?:FlowControl|(?:Request|Rate|Qps)+Limit|TooManyRequests?|(?:Service|System|Server)(?:Is)?Busy)/i,
    reason: 'throttled',
    retryable: true,
    advice: 'Other tools of this account share the limit: lower live.qps, or have the quota raised in Quota Center.',
  },
  {
    codes: /^LiveServiceNotFound(?:\.|$)/,
    reason: 'service-not-open',
    retryable: false,
    advice: 'Activate ApsaraVideo Live for this account, or use the keys of the account that owns the relays.',
  },
  {
    codes: /^CodeInvalidAliUid(?:\.|$)/,
    reason: 'no-domain',
    retryable: false,
    advice: 'The account owns no live domain: use the keys of the account that owns the relays.',
  },
  {
    codes: /^CodeTaskNotExist(?:\.|$)/,
    reason: 'task-not-found',
    retryable: false,
    advice: 'The task was deleted, or is in another region.',
  },
  {
    codes: /^SignatureNonceUsed(?:\.|$)/,
    reason: 'signature',
    retryable: true,
    advice: 'The call is repeated with a new nonce; if this persists, look for a proxy that repeats requests.',
  },
  {
    codes: /^(SignatureDoesNotMatch|IncompleteSignature|InvalidSignature)/,
    reason: 'signature',
    retryable: false,
    advice: 'The access key secret does not belong to the access key id: copy both again from the RAM console.',
  },
  {
    codes: /^InvalidTimeStamp|^IllegalTimestamp/,
    reason: 'clock',
    retryable: false,
    advice: 'The clock of this machine is more than 15 minutes off: synchronize it (NTP).',
  },
  {
    codes: /AccessKey(?:Id)?\.?(?:Is)?(?:Disabled|Inactive|Expired)/,
    reason: 'credentials',
    retryable: false,
    advice:
      'The access key is disabled or has expired: enable it in the RAM console, or use another one; changing a policy does not help.',
  },
  {
    codes: /^(InvalidAccessKeyId|InvalidSecurityToken|MissingAccessKeyId|MissingSecurityToken|IncompleteAccessKeyId)/,
    reason: 'credentials',
    retryable: false,
    advice:
      'The access key is unknown, disabled or its temporary token has expired: set ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET (and ALIBABA_CLOUD_SECURITY_TOKEN) to valid ones, or give the function a role.',
  },
  {
    codes: /^(Forbidden|NoPermission|UnauthorizedOperation)/,
    reason: 'permission',
    retryable: false,
    advice:
      'Allow live:DescribeLivePullToPushList and live:DescribeLivePullToPush on resource * in a RAM policy of this identity.',
  },
  {
    codes: /^(InvalidApi|InvalidProduct|InvalidAction|InvalidVersion|InvalidProtocol|UnsupportedHTTPMethod)/,
    reason: 'wrong-endpoint',
    retryable: false,
    advice: 'The host that answered does not offer this operation over this protocol: check live.endpoint.',
  },
  {
    codes: /^(InternalError|ServiceUnavailable)/,
    reason: 'server-error',
    retryable: true,
    advice:
      'ApsaraVideo Live failed internally: the call is repeated; if this persists, see the Alibaba Cloud status page.',
  },
  {
    codes: /^(InvalidParam|InvalidRegion|Missing|Invalid)/,
    reason: 'invalid-request',
    retryable: false,
    advice:
      'Live refused a parameter: check live.regions (does Live serve relays in this region?) and the filters of live.scopes.',
  },
];
