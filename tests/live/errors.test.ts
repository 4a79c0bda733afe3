import { describe, expect, it } from 'vitest';
import { liveErrorFromAnswer, unreadableAnswer } from '../../lib/live/answer-errors.ts';
import { callTimedOut, credentialsMalformed, credentialsMissing, networkFailed } from '../../lib/live/call-errors.ts';
import { LiveApiError, type LiveErrorReason } from '../../lib/live/errors.ts';

const CONTEXT = { action: 'DescribeLivePullToPushList', region: 'cn-shanghai', host: 'live.aliyuncs.com' };
const SENTENCE = /^[A-Z][^\n]*[A-Za-z)*]\.$/;

function errorOf(code: string | null, httpStatus: number | null, more: { retryAfterMs?: number; text?: string } = {}) {
  const { retryAfterMs = null, text = null } = more;
  return liveErrorFromAnswer({ code, httpStatus, requestId: 'R-1', retryAfterMs, text }, CONTEXT);
}

describe('an error code of Live or its gateway', () => {
  // reference: operation-specific codes, then gateway and common codes
  it.each<[string, number, LiveErrorReason, 'retry' | 'final']>([
    ['InvalidParameter', 400, 'invalid-request', 'final'],
    ['LiveServiceNotFound', 400, 'service-not-open', 'final'],
    ['CodeInvalidAliUid', 400, 'no-domain', 'final'],
    ['InternalError', 500, 'server-error', 'retry'],
    ['CodeTaskNotExist', 400, 'task-not-found', 'final'],
    ['InvalidParam.CodeIllegalDuration', 400, 'invalid-request', 'final'],
    ['CodeTaskHasStopped', 400, 'refused', 'final'],
    ['Throttling', 400, 'throttled', 'retry'],
    ['Throttling.User', 400, 'throttled', 'retry'],
    ['Throttling.User', 429, 'throttled', 'retry'],
    ['Throttling.Api', 400, 'throttled', 'retry'],
    ['Throttling.Api', 429, 'throttled', 'retry'],
    ['System.Throttling', 400, 'throttled', 'retry'],
    ['Request.Throttled', 503, 'throttled', 'retry'],
    ['FlowControlError', 400, 'throttled', 'retry'],
    ['FlowControl', 400, 'throttled', 'retry'],
    ['ServiceBusy', 503, 'throttled', 'retry'],
    ['ServerBusy', 400, 'throttled', 'retry'],
    ['RequestLimitExceeded', 400, 'throttled', 'retry'],
    ['QpsLimitExceeded', 403, 'throttled', 'retry'],
    ['RateLimit', 403, 'throttled', 'retry'],
    ['TooManyRequests', 400, 'throttled', 'retry'],
    ['Forbidden.AccessKeyDisabled', 403, 'credentials', 'final'],
    ['InvalidAccessKeyId.Disabled', 400, 'credentials', 'final'],
    ['ServiceUnavailable', 503, 'server-error', 'retry'],
    ['SignatureDoesNotMatch', 400, 'signature', 'final'],
    ['SignatureDoesNotMatch', 403, 'signature', 'final'],
    ['IncompleteSignature', 400, 'signature', 'final'],
    ['SignatureNonceUsed', 400, 'signature', 'retry'],
    ['InvalidTimeStamp.Expired', 400, 'clock', 'final'],
    ['InvalidTimeStamp.Format', 400, 'clock', 'final'],
    ['InvalidSignatureMethod', 400, 'signature', 'final'],
    ['InvalidParameter.Format', 400, 'invalid-request', 'final'],
    ['InvalidAccessKeyId.NotFound', 404, 'credentials', 'final'],
    ['InvalidAccessKeyId.Inactive', 400, 'credentials', 'final'],
    ['InvalidSecurityToken.Expired', 400, 'credentials', 'final'],
    ['InvalidSecurityToken.MismatchWithAccessKey', 400, 'credentials', 'final'],
    ['InvalidSecurityToken.Malformed', 400, 'credentials', 'final'],
    ['Forbidden.RAM', 403, 'permission', 'final'],
    ['Forbidden', 403, 'permission', 'final'],
    ['Forbidden', 401, 'permission', 'final'],
    ['NoPermission', 403, 'permission', 'final'],
    ['MissingRegion', 400, 'invalid-request', 'final'],
    ['MissingParameter', 400, 'invalid-request', 'final'],
    ['MissingAccessKeyId', 400, 'credentials', 'final'],
    ['InvalidRegion', 400, 'invalid-request', 'final'],
    ['InvalidApi.NotFound', 404, 'wrong-endpoint', 'final'],
    ['InvalidProduct.NotFound', 404, 'wrong-endpoint', 'final'],
    ['InvalidProtocol.NeedSsl', 404, 'wrong-endpoint', 'final'],
    ['UnsupportedHTTPMethod', 400, 'wrong-endpoint', 'final'],
    ['UnsupportedHTTPMethod', 403, 'wrong-endpoint', 'final'],
  ])('%s (%i) has the reason %s and is to %s, with advice', (code, status, reason, end) => {
    const error = errorOf(code, status);
    expect(error).toBeInstanceOf(LiveApiError);
    expect(error.reason).toBe(reason);
    expect(error.facts).toMatchObject({ code, httpStatus: status, requestId: 'R-1', answered: true });
    expect(error.facts.retryable).toBe(end === 'retry');
    expect(error.facts.advice).toMatch(SENTENCE);
    expect(error.metricCode).toBe(code);
  });

  it.each<[string | null, number, LiveErrorReason, boolean]>([
    ['Throttling.Foo', 400, 'throttled', true],
    ['Throttling', 503, 'throttled', true],
    ['InvalidSecurityToken.New', 400, 'credentials', false],
    ['InvalidAccessKeyId.New', 403, 'credentials', false],
    ['Forbidden.New', 403, 'permission', false],
    ['InvalidNewParameter', 400, 'invalid-request', false],
    ['InternalError.New', 500, 'server-error', true],
    ['CodeNew', 400, 'refused', false],
    ['CodeNew', 500, 'server-error', true],
    ['CodeNew', 502, 'server-error', true],
    ['CodeNew', 504, 'server-error', true],
    ['CodeNew', 501, 'refused', false],
    ['CodeNew', 401, 'permission', false],
    ['CodeNew', 403, 'permission', false],
    ['CodeNew', 429, 'throttled', true],
    ['NotThrottling', 400, 'refused', false],
    ['__proto__', 400, 'refused', false],
    [null, 400, 'refused', false],
    [null, 403, 'permission', false],
    [null, 429, 'throttled', true],
    [null, 503, 'server-error', true],
  ])('that nobody documented (%s, %i) is judged by its beginning and status: %s', (code, status, reason, retryable) => {
    const error = errorOf(code, status);
    expect({ reason: error.reason, retryable: error.facts.retryable }).toEqual({ reason, retryable });
    expect(error.facts.advice).toMatch(SENTENCE);
  });

  it("comes with Live's wish when to try again, which alone means throttling", () => {
    expect(errorOf('CodeNew', 400, { retryAfterMs: 250 })).toMatchObject({
      reason: 'throttled',
      facts: { retryAfterMs: 250, retryable: true },
    });
  });
});

describe('the message of a failed call', () => {
  it('says what was asked, where, what came back and what to do', () => {
    expect(errorOf('LiveServiceNotFound', 400).message).toBe(
      'DescribeLivePullToPushList in cn-shanghai at live.aliyuncs.com: answered LiveServiceNotFound (HTTP 400, request R-1). ' +
        'Activate ApsaraVideo Live for this account, or use the keys of the account that owns the relays.',
    );
  });

  it("quotes which parameter was refused, in one line's length", () => {
    const { message } = errorOf('InvalidParameter', 400, { text: `Region mars-1 ${'x'.repeat(5_000)}` });
    expect(message).toContain('answered InvalidParameter: Region mars-1 xxx');
    expect(message.length).toBeLessThan(600);
  });

  it('cuts URLs and secret parameters out of the quoted text', () => {
    const text = 'DstUrl rtmp://push.example.com/app/KEY?auth_key=KEY is wrong, AccessKeyId=KEY, token=KEY';
    const { message } = errorOf('InvalidParameter', 400, { text });
    expect(message).toContain('DstUrl rtmp://push.example.com/*** is wrong, AccessKeyId=***, token=***');
    expect(message).not.toContain('KEY');
  });

  it.each(['SignatureDoesNotMatch', 'Forbidden.RAM', 'InternalError', 'Throttling.User', 'CodeNew'])(
    'never quotes the text of %s, which may hold what was signed',
    (code) => expect(errorOf(code, 400, { text: 'quoted words' }).message).not.toContain('quoted'),
  );

  it('is not made longer by a code or a request id that is none', () => {
    const long = 'x'.repeat(10_000);
    const error = liveErrorFromAnswer({ code: long, httpStatus: 400, requestId: long, retryAfterMs: null }, CONTEXT);
    expect(error.message.length).toBeLessThan(700);
    expect(error.metricCode.length).toBeLessThanOrEqual(200);
  });
});

describe('a failure without an answer of Live', () => {
  it.each<[string, LiveApiError, LiveErrorReason, boolean, boolean, string]>([
    ['timeout', callTimedOut(CONTEXT, 10_000), 'timeout', true, false, 'timeout'],
    ['reset', networkFailed(CONTEXT, 'ECONNRESET'), 'network', true, false, 'ECONNRESET'],
    ['unnamed network fault', networkFailed(CONTEXT, null), 'network', true, false, 'network'],
    ['unknown host', networkFailed(CONTEXT, 'ENOTFOUND'), 'network', true, false, 'ENOTFOUND'],
    ['DNS silent', networkFailed(CONTEXT, 'EAI_AGAIN'), 'network', true, false, 'EAI_AGAIN'],
    ['no route', networkFailed(CONTEXT, 'EHOSTUNREACH'), 'network', true, false, 'EHOSTUNREACH'],
    ['old certificate', networkFailed(CONTEXT, 'CERT_HAS_EXPIRED'), 'network', true, false, 'CERT_HAS_EXPIRED'],
    ['no keys', credentialsMissing(CONTEXT), 'credentials', false, false, 'credentials'],
    ['malformed keys', credentialsMalformed(CONTEXT), 'credentials', false, false, 'credentials'],
    [
      'HTML',
      unreadableAnswer(CONTEXT, 'no JSON', { status: 502 }),
      'unreadable-answer',
      true,
      true,
      'unreadable-answer',
    ],
    [
      'redirect',
      unreadableAnswer(CONTEXT, 'moved', { status: 302 }, false),
      'wrong-endpoint',
      false,
      true,
      'wrong-endpoint',
    ],
  ])(
    'has a reason, advice, and a code for the metric (%s)',
    (_name, error, reason, retryable, answered, metricCode) => {
      expect(error).toMatchObject({ reason, metricCode, facts: { retryable, answered, requestId: null } });
      expect(error.facts.advice).toMatch(SENTENCE);
      expect(error.message).toMatch(/^DescribeLivePullToPushList in cn-shanghai at live\.aliyuncs\.com: /);
      expect(error.cause).toBeUndefined();
    },
  );
});
