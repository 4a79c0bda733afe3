import { jsonRecord } from '../../base/records.ts';
import { quoted } from '../../http/address.ts';
import type { Answer, NoAnswer } from '../../http/ask.ts';
import type { Outcome } from '../http-bounds.ts';

/** How one call ended. */
export interface CallOutcome extends Outcome {
  /** One of the given metrics caused the refusal; the others may be accepted without it. */
  readonly isInvalid: boolean;
  /** No further call of this publication can succeed. */
  readonly isHopeless: boolean;
}

const ACCEPTED: CallOutcome = { problem: null, retryable: false, isInvalid: false, isHopeless: false };

interface Rule {
  readonly codes: RegExp;
  readonly statuses: readonly number[];
  readonly means: 'retryable' | 'hopeless' | 'invalid';
  readonly advice: string;
}

/**
 * The first match for the code in the body wins; `statuses` are such codes as well. Sources: CloudMonitor API
 * 2019-01-01, PutCustomMetric ("Code: 200 is a success"), and the error tables of Alibaba Cloud's API gateway.
 */
const RULES: readonly Rule[] = [
  {
    codes: /^(Throttling|LimitExceeded|FlowControl)/i,
    statuses: [429],
    means: 'retryable',
    advice: '; the account may make 20 such calls a second, and other tools share them',
  },
  {
    codes: /^(InvalidAccessKeyId|InvalidSecurityToken|Missing(AccessKeyId|SecurityToken)|IncompleteAccessKeyId)/,
    statuses: [],
    means: 'hopeless',
    advice: '; the access key is unknown or disabled, or its temporary token has expired',
  },
  {
    codes: /^(SignatureDoesNotMatch|IncompleteSignature|InvalidSignature)/,
    statuses: [],
    means: 'hopeless',
    advice: '; the access key secret does not belong to the access key id',
  },
  {
    codes: /^(InvalidTimeStamp|IllegalTimestamp)/i,
    statuses: [],
    means: 'hopeless',
    advice: "; set this machine's clock",
  },
  {
    codes: /^(Forbidden|NoPermission|UnauthorizedOperation|AccessForbidden)/,
    statuses: [401, 403],
    means: 'hopeless',
    advice: '; allow cms:PutCustomMetric on resource * to the identity of the credentials',
  },
  {
    codes: /^(InvalidApi|InvalidAction|InvalidVersion|InvalidProduct|UnsupportedHTTPMethod)/,
    statuses: [404, 405],
    means: 'hopeless',
    advice: '; the host does not offer PutCustomMetric: check region and endpoint',
  },
  {
    codes: /^(InternalError|ServiceUnavailable|SignatureNonceUsed)/,
    statuses: [500, 502, 503, 504],
    means: 'retryable',
    advice: '',
  },
  {
    codes: /^(Invalid|Parameter|Missing|Illegal)/,
    statuses: [400, 206],
    means: 'invalid',
    advice: ': it found the numbers invalid',
  },
];

/** Success means HTTP 200 with the code 200 in the body; anything else is a failure. */
export function judgeAnswer(answer: Answer | NoAnswer, secrets: readonly string[]): CallOutcome {
  if (answer.kind === 'unreachable') return { ...ACCEPTED, problem: answer.problem, retryable: true };
  const { status, text, retryAfterMs } = answer;
  const fields = jsonRecord(text);
  if (fields === null) {
    const retryable = status >= 500 || status === 429;
    const problem = `answered HTTP ${status} with something that CloudMonitor would not send; check endpoint and proxies`;
    return { ...ACCEPTED, problem, retryable, isHopeless: !retryable };
  }
  const isSuccess = status === 200 && String(fields.Code) === '200' && fields.Success !== false;
  if (isSuccess) return ACCEPTED;
  const code = serviceCode(fields.Code) ?? 'no code';
  const rule =
    RULES.find(({ codes, statuses }) => codes.test(code) || statuses.includes(Number(code))) ??
    RULES.find(({ statuses }) => statuses.includes(status));
  // signature errors quote the signed text
  const said = rule?.means === 'invalid' && typeof fields.Message === 'string' ? quoted(fields.Message, secrets) : '';
  const problem = `answered ${code} (HTTP ${status})${rule?.advice ?? ''}${said}`;
  return {
    problem,
    retryable: rule?.means === 'retryable',
    retryAfterMs,
    isInvalid: rule?.means === 'invalid',
    isHopeless: rule === undefined || rule.means === 'hopeless',
  };
}

/** Codes are single words; anything else in that field is not trusted. */
function serviceCode(code: unknown): string | null {
  const text = typeof code === 'number' ? String(code) : code;
  return typeof text === 'string' && /^[A-Za-z0-9.]{1,60}$/.test(text) ? text : null;
}
