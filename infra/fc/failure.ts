import { RelaywatchError } from '../../lib/base/errors.ts';
import { networkCodeSentence } from '../../lib/http/network-failure.ts';
import { quote } from '../../lib/http/redact.ts';

export type DeployFailure =
  | 'credentials'
  | 'permission'
  | 'role'
  | 'quota'
  | 'conflict'
  | 'service-not-open'
  | 'wrong-account'
  | 'network'
  | 'timeout'
  | 'throttled'
  | 'server-error'
  | 'unreadable-answer'
  | 'not-found'
  | 'refused'
  | 'nothing-to-do'
  | 'nothing-to-publish'
  | 'not-installed';

/**
 * A failed deployment operation or query. The message is a sentence, and contains no credentials and no values of
 * variables.
 */
export class DeployError extends RelaywatchError<DeployFailure> {
  override readonly name = 'DeployError';
}

/** What is known about a failed call. */
export interface CallFacts {
  /** Function Compute's error code, verbatim. */
  readonly code: string | null;
  readonly status: number | null;
  /** Function Compute's own description. */
  readonly text: string;
  readonly requestId: string | null;
}

interface Rule {
  readonly fits: (facts: CallFacts) => boolean;
  readonly reason: DeployFailure;
  readonly sentence: (operation: string, facts: CallFacts) => string;
}

/** The rules search this much of an answer. */
const LONGEST_READ = 2_000;
const LONGEST_QUOTE = 300;
/** Codes are single words; anything else in that field is not trusted. */
const CODE = /^[A-Za-z][A-Za-z0-9.]{0,63}$/;
const codeIs =
  (pattern: RegExp) =>
  ({ code }: CallFacts) =>
    code !== null && pattern.test(code);
const textIs =
  (pattern: RegExp) =>
  ({ text }: CallFacts) =>
    pattern.test(text);
const isDenied = codeIs(/^(AccessDenied|Forbidden|NoPermission|Unauthorized)/);
const isDisputedRole = textIs(/\brole\b(?!s\/\*)/i);

/**
 * First match wins. Sources: errors of both APIs as reported by users of the vendor's tools; the vendor publishes no
 * list.
 */
const RULES: readonly Rule[] = [
  {
    fits: textIs(/service is not enabled|account is inactive|not (yet )?(been )?activated|not opened/i),
    reason: 'service-not-open',
    sentence: () =>
      'Function Compute is not opened for this account; open it once at https://fcnext.console.aliyun.com, then try again',
  },
  {
    fits: codeIs(
      /^(InvalidAccessKey|SignatureNotMatch|SignatureDoesNotMatch|IncompleteSignature|InvalidSecurityToken|MissingSecurityToken|ExpiredToken)/i,
    ),
    reason: 'credentials',
    sentence: (_, { code }) =>
      `Alibaba Cloud does not accept the access key (${code}); check ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and ALIBABA_CLOUD_SECURITY_TOKEN, or the profile that is used`,
  },
  {
    fits: (facts) => isDenied(facts) && /security token|time of|x-acs-date|\bDate\b/.test(facts.text),
    reason: 'credentials',
    sentence: (_, facts) =>
      `Alibaba Cloud does not accept the access key${quoted(facts)}; check its security token, and the clock of this machine`,
  },
  {
    fits: (facts) => isDenied(facts) && /belong to you|is not the one of the access key/i.test(facts.text),
    reason: 'wrong-account',
    sentence: () =>
      'the access key is not one of the account deploy.fc.accountId; check the number, and whose key is used',
  },
  {
    fits: (facts) => isDenied(facts) && /PassRole/i.test(facts.text),
    reason: 'permission',
    sentence: () =>
      'the access key may not hand the role to Function Compute: allow it ram:PassRole; `relaywatch deploy policy` prints the whole policy',
  },
  {
    fits: (facts) => isDenied(facts) && isDisputedRole(facts) && !/not authorized to perform/i.test(facts.text),
    reason: 'role',
    sentence: roleSentence,
  },
  {
    fits: isDenied,
    reason: 'permission',
    sentence: (operation, facts) =>
      `the access key may not do ${operation}: allow ${actionIn(facts.text) ?? `fc:${operation}`}; \`relaywatch deploy policy\` prints the whole policy`,
  },
  {
    fits: codeIs(/^(ResourceThrottled|ResourceExhausted|Throttling|TooManyRequests|RequestLimit|ConcurrencyLimit)/i),
    reason: 'throttled',
    sentence: (operation, { code }) =>
      operation === 'InvokeFunction'
        ? `the function runs at this moment, and only one instance of it may (${code}); try again when its sweep is over`
        : `${operation} was throttled (${code}); try again in a minute`,
  },
  {
    fits: (facts) =>
      codeIs(/LimitExceeded|Quota/i)(facts) ||
      (codeIs(/^InvalidArgument/)(facts) && textIs(/exceeds? (the )?(limit|quota)/i)(facts)),
    reason: 'quota',
    sentence: (operation, facts) =>
      `a quota of the account refuses ${operation}${quoted(facts)}; delete what is no longer needed, or ask Alibaba Cloud for more`,
  },
  {
    fits: (facts) => codeIs(/^VersionPublishError/)(facts) || textIs(/no changes were made since last publish/i)(facts),
    reason: 'nothing-to-publish',
    sentence: (operation, facts) => `${operation} was refused${quoted(facts)}`,
  },
  {
    fits: codeIs(/AlreadyExists?(\.|$)/),
    reason: 'conflict',
    sentence: (operation, facts) =>
      `${operation} found that it exists already${quoted(facts)}; somebody else deploys at this moment, or it was made by hand: look at \`relaywatch deploy plan\``,
  },
  {
    fits: (facts) => codeIs(/^InvalidArgument|Role/)(facts) && isDisputedRole(facts),
    reason: 'role',
    sentence: roleSentence,
  },
  {
    fits: isNotFound,
    reason: 'not-found',
    sentence: (operation, facts) => `${operation} did not find it${quoted(facts)}`,
  },
];

/**
 * The error for a call that Function Compute, or something in front of it, answered. @param secrets removed from
 * anything that is quoted
 */
export function answerFailure(
  operation: string,
  place: string,
  facts: CallFacts,
  secrets: readonly (string | undefined)[],
): DeployError {
  const code = facts.code !== null && CODE.test(facts.code) ? facts.code : null;
  const clean = { ...facts, code, text: quote(facts.text, secrets, LONGEST_READ) };
  const rule = RULES.find(({ fits }) => fits(clean));
  const [reason, sentence] =
    rule === undefined ? unknownFailure(operation, clean) : [rule.reason, rule.sentence(operation, clean)];
  const ids = [facts.status && `HTTP ${facts.status}`, facts.requestId && `request ${facts.requestId}`].filter(Boolean);
  return new DeployError(reason, `${place}: ${sentence}${ids.length > 0 ? ` (${ids.join(', ')})` : ''}`);
}

/** The error for a call without an answer. @param code Node's error code */
export function networkFailure(operation: string, place: string, code: string | null): DeployError {
  return new DeployError(
    'network',
    `${place} could not be reached for ${operation}: ${networkCodeSentence(code)}; check the network, and deploy.fc.region and endpoint`,
  );
}

export function timeoutFailure(operation: string, place: string, seconds: number): DeployError {
  return new DeployError('timeout', `${place} did not answer ${operation} within ${seconds} s; try again`);
}

export function credentialsFailure(place: string, why: string): DeployError {
  return new DeployError(
    'credentials',
    `no Alibaba Cloud credentials were found for ${place}${why}; set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or use a profile of the Alibaba Cloud CLI`,
  );
}

/**
 * Whether Function Compute said that the resource does not exist: a wrong access key and a proxy may answer 404, too.
 */
export function isNotFound({ code }: CallFacts): boolean {
  return /^(Service|Function|Trigger|Alias|Version|Async|OnDemand|Concurrency)[A-Za-z]*Not(Found|Exists?)(\.|$)/.test(
    code ?? '',
  );
}

function unknownFailure(operation: string, facts: CallFacts): [DeployFailure, string] {
  const { code, status } = facts;
  if (status === 429) return ['throttled', `${operation} was throttled; try again in a minute`];
  if (status !== null && status >= 500) {
    return [
      'server-error',
      `${operation} failed in Function Compute (${code ?? 'no error code'}); try again in a minute`,
    ];
  }
  if (code === null) {
    const told =
      'answered with something that is no answer of Function Compute; check deploy.fc.endpoint, proxies and firewalls';
    return ['unreadable-answer', `${operation} was ${told}`];
  }
  return ['refused', `${operation} was refused (${code})${quoted(facts)}`];
}

function roleSentence(operation: string, facts: CallFacts): string {
  return `${operation} was refused for deploy.fc.role${quoted(facts)}; make the role in this account, with the trust policy that \`relaywatch deploy policy\` prints`;
}

function actionIn(text: string): string | null {
  return /'(fc:[A-Za-z*]+)'/.exec(text)?.[1] ?? null;
}

function quoted({ text }: CallFacts): string {
  return text === '' ? '' : `: ${text.replace(/[.\s]+$/, '').slice(0, LONGEST_QUOTE)}`;
}
