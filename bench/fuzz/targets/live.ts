import fc from 'fast-check';
import type { HttpAnswer } from '../../../lib/http/call.ts';
import { bodyOf, pageOf, taskOf } from '../../../lib/live/answer.ts';
import { parseCallbackTask } from '../../../lib/live/callback-task.ts';
import { whoseCallback } from '../../../lib/live/callback-url.ts';
import { LiveApiError } from '../../../lib/live/errors.ts';
import { parseRelayTask } from '../../../lib/live/task.ts';
import { hostileTexts, SECRET } from '../hostile.ts';
import { mutatedJson, mutatedText } from '../mutated.ts';
import { type FuzzTarget, must } from '../target.ts';
import { ANSWER_WITH_ONE, LIST_ANSWER } from './live-answers.ts';

const CONTEXT = { action: 'DescribeLivePullToPushList', region: 'cn-shanghai', host: 'live.example.com' };
const REQUEST = { region: 'cn-shanghai', pageNumber: 1, pageSize: 100 };
const ERROR = { RequestId: 'r-1', Code: 'Throttling.User', Message: 'Request was denied.', HostId: 'live.example.com' };
const XML =
  '<?xml version="1.0"?><Error><RequestId>r-1</RequestId><Code>Forbidden.RAM</Code><Message>No.</Message></Error>';
const whose = whoseCallback({ url: 'https://hooks.example.com/relay', token: `token-${SECRET}` });

interface Input {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
  /** Whether each value is still where it was, so that a secret that is shown was shown by us. */
  readonly inPlace: boolean;
}

const whole = fc.oneof(mutatedJson(LIST_ANSWER, true), mutatedJson(ANSWER_WITH_ONE, true), mutatedJson(ERROR, true));
const damaged = mutatedText(fc.oneof(whole, fc.constant(XML)));
const texts = fc.oneof(
  { weight: 2, arbitrary: whole.map((text) => ({ text, inPlace: true })) },
  { weight: 1, arbitrary: damaged.map((text) => ({ text, inPlace: false })) },
);
const headers = fc.array(
  fc.tuple(fc.constantFrom('x-acs-retry-after', 'x-acs-request-id', 'content-type', 'location'), hostileTexts),
  { maxLength: 2 },
);
const statuses = fc.oneof(
  { weight: 6, arbitrary: fc.constant(200) },
  { weight: 2, arbitrary: fc.constantFrom(204, 301, 400, 401, 403, 404, 429, 500, 503) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 599 }) },
);

export async function open(): Promise<FuzzTarget<Input>> {
  return {
    inputs: fc.tuple(statuses, headers, texts).map(([status, given, text]) => ({ status, headers: given, ...text })),
    run: (input) => {
      const all = [read(input, 'list'), read(input, 'one')].join('\n');
      must(!input.inPlace || !all.includes(SECRET), `a secret is shown: ${all}`);
    },
  };
}

/** All that a sweep, and setting callbacks, would get of an answer; or the message of the documented error. */
function read({ status, headers: given, text }: Input, as: 'list' | 'one'): string {
  const known = new Map(given.map(([name, value]) => [name, value]));
  const answer: HttpAnswer = { status, headers: { get: (name) => known.get(name) ?? null }, text, isWhole: true };
  try {
    const body = bodyOf(answer, CONTEXT, [SECRET]);
    const callback = (entry: unknown, region: string) => parseCallbackTask(entry, region, whose);
    return JSON.stringify(
      as === 'list'
        ? [pageOf(body, REQUEST, CONTEXT, parseRelayTask), pageOf(body, REQUEST, CONTEXT, callback)]
        : [taskOf(body, CONTEXT.region, CONTEXT, parseRelayTask), taskOf(body, CONTEXT.region, CONTEXT, callback)],
    );
  } catch (error) {
    if (!(error instanceof LiveApiError)) throw error;
    return error.message;
  }
}
