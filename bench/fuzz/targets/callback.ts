import fc from 'fast-check';
import { createReceiver, MOST_CALLBACK_BYTES } from '../../../functions/callback/receive.ts';
import { Refusals } from '../../../functions/callback/refusals.ts';
import { answerHttp } from '../../../functions/http-request.ts';
import { createHintBox } from '../../../lib/state/hints.ts';
import { memoryTexts } from '../../../lib/state/memory-texts.ts';
import { VirtualClock } from '../../../stand-ins/simulation/virtual-clock.ts';
import { calls, pairs } from '../events.ts';
import { mustBeSendable } from '../headers.ts';
import { hostileTexts, SECRET } from '../hostile.ts';
import { mutatedJson, mutatedText } from '../mutated.ts';
import { type FuzzTarget, must } from '../target.ts';
import { wireTask } from './live-answers.ts';

const TOKEN = `token-of-callbacks-${SECRET}`;
const STATUS_CODES = [200, 400, 404, 405, 413];
const ONE = { Event: 'LivePullToPushRuning', EventTime: '1767323045', ...wireTask(1) };

const bodies = mutatedJson(ONE, true);
const lists = mutatedJson([ONE, { ...ONE, TaskId: 'b' }], true);
const asked = fc.record({
  method: fc.oneof({ weight: 8, arbitrary: fc.constant('POST') }, fc.constantFrom('GET', 'PUT', 'OPTIONS', '')),
  path: fc.oneof(
    { weight: 8, arbitrary: fc.constant(`/callback/${TOKEN}/cn-shanghai`) },
    { weight: 1, arbitrary: fc.constantFrom(`/callback/${TOKEN}`, '/callback/', '//', `/callback/${TOKEN}/__proto__`) },
    { weight: 1, arbitrary: hostileTexts.map((text) => `/callback/${text}`) },
    { weight: 1, arbitrary: hostileTexts.map((text) => `${'/callback/x'.repeat(500)}${text}`) },
  ),
  query: pairs(['token', 'key'], hostileTexts, 1),
  headers: pairs(['content-type', 'host', 'content-length'], hostileTexts, 2),
  body: fc.oneof(
    { weight: 3, arbitrary: bodies },
    { weight: 2, arbitrary: lists },
    { weight: 2, arbitrary: mutatedText(bodies) },
    { weight: 1, arbitrary: fc.constant(`[${`${JSON.stringify({ ...ONE, TaskInfo: {} })},`.repeat(300)}0]`) },
  ),
});

export async function open(): Promise<FuzzTarget<readonly [unknown, unknown]>> {
  const clock = new VirtualClock();
  return {
    inputs: calls(asked),
    run: async ([event, second]) => {
      const texts = new Map<string, string>();
      const hints = createHintBox(memoryTexts(texts));
      let logged = '';
      const note = (name: string, facts: object = {}) => {
        logged += `${name} ${JSON.stringify(facts)}\n`;
      };
      const log = { debug: note, info: note, warn: note, error: note };
      const refusals = new Refusals(clock, 'i');
      const parts = { tokens: { token: TOKEN }, regions: ['cn-shanghai'], hints, refusals, clock, log };
      const receive = createReceiver({ ...parts, wake: async () => undefined });
      const reply = await answerHttp([event, second, undefined], receive, MOST_CALLBACK_BYTES);
      mustBeSendable(reply, STATUS_CODES);
      const stored = [...texts.keys()];
      must(
        stored.every((name) => /^[\w.-]{1,200}$/.test(name)),
        `it stores ${JSON.stringify(stored)}`,
      );
      const kept = stored.filter((name) => name.startsWith('hint-'));
      must(reply.statusCode === 200 || kept.length === 0, 'it keeps what it refuses');
      must((await hints.waiting(1_000)).length === kept.length, 'what it stores is not read again');
      must(!`${logged}${reply.body}`.includes(SECRET), `a secret is shown: ${logged}${reply.body}`);
    },
  };
}
