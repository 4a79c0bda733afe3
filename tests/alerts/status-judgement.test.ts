import { describe, expect, it } from 'vitest';
import { guarded, labelOf } from '../../lib/alerts/http-channel.ts';
import {
  accepted,
  broken,
  doubtful,
  type Judgement,
  refused,
  sendResultOf,
  tryLater,
} from '../../lib/alerts/judgement.ts';
import { judgeStatus, loginProblem, wantsLogin, webPageJudgement } from '../../lib/alerts/status-judgement.ts';
import { silentLog } from '../../lib/base/log.ts';

const judged = (status: number, retryAfterMs: number | null = null) =>
  judgeStatus({ status, retryAfterMs }, 'the address');

describe('a status without any words', () => {
  it.each<[number, Judgement]>([
    [
      300,
      broken(
        'answered HTTP 300, a redirect, which is not followed; configure the address it leads to, unless that is a login',
      ),
    ],
    [
      399,
      broken(
        'answered HTTP 399, a redirect, which is not followed; configure the address it leads to, unless that is a login',
      ),
    ],
    [400, refused('answered HTTP 400: it refused this message')],
    [401, broken('answered HTTP 401; check the address')],
    [402, broken('answered HTTP 402 (payment required); check the address')],
    [404, broken('answered HTTP 404; check the address')],
    [407, broken('answered HTTP 407, of a proxy that wants a login; check the address')],
    [408, tryLater('answered HTTP 408')],
    [410, broken('answered HTTP 410: the receiver is gone for good; check the address')],
    [413, refused('answered HTTP 413 (the message is too large for it): it refused this message')],
    [422, refused('answered HTTP 422: it refused this message')],
    [425, tryLater('answered HTTP 425')],
    [429, tryLater('answered HTTP 429: it gets too many messages')],
    [451, broken('answered HTTP 451 (unavailable for legal reasons); check the address')],
    [499, refused('answered HTTP 499: it refused this message')],
    [500, tryLater('answered HTTP 500')],
    [501, doubtful('answered HTTP 501; check the address')],
    [503, tryLater('answered HTTP 503')],
    [505, doubtful('answered HTTP 505; check the address')],
    [511, doubtful('answered HTTP 511, of a network that wants a login; check the address')],
    [599, tryLater('answered HTTP 599')],
  ])('%i means one thing', (status, judgement) => {
    expect(judged(status)).toEqual(judgement);
  });

  it.each<[number, number | null, number | undefined]>([
    [429, 7_000, 7_000],
    [503, 0, 0],
    [503, null, undefined],
    [400, 7_000, undefined],
    [511, 7_000, undefined],
  ])('%i with a wish of %s is tried after %s', (status, wish, afterMs) => {
    const judgement = judged(status, wish);
    expect('afterMs' in judgement ? judgement.afterMs : undefined).toBe(afterMs);
  });

  it('of a login is one on the way', () => {
    expect([401, 403, 407, 511].filter(wantsLogin)).toEqual([407, 511]);
    expect(loginProblem(511)).toBe('was not reached: a proxy or a network on the way wants a login (HTTP 511)');
    expect(webPageJudgement(200, 'proxies')).toEqual(
      doubtful('answered HTTP 200 with a web page (a login or proxy page?), not with an acceptance; check proxies'),
    );
  });
});

describe('what a judgement makes of a message', () => {
  it.each<[Judgement, object]>([
    [accepted, { ok: true, receipt: 'r-1' }],
    [tryLater('is busy'), { ok: false, problem: 'the webhook is busy', retryable: true }],
    [tryLater('is busy', 0), { ok: false, problem: 'the webhook is busy', retryable: true, retryAfterMs: 0 }],
    [tryLater('is busy', 5_000), { ok: false, problem: 'the webhook is busy', retryable: true, retryAfterMs: 5_000 }],
    [refused('said no'), { ok: false, problem: 'the webhook said no', retryable: false }],
    [broken('is gone'), { ok: false, problem: 'the webhook is gone', retryable: false, broken: true }],
    [doubtful('is odd'), { ok: false, problem: 'the webhook is odd', retryable: true, broken: true }],
  ])('%j', (judgement, result) => {
    expect(sendResultOf(judgement, 'the webhook', 'r-1')).toEqual(result);
  });
});

describe('a channel in a sentence', () => {
  it.each<[string | undefined, string]>([
    [undefined, 'the webhook'],
    ['night shift', 'the webhook "night shift"'],
    ['值班 🚀', 'the webhook "值班 🚀"'],
    ['a "b"\n', 'the webhook "a \\"b\\"\\n"'],
  ])('called %s is %s', (name, label) => {
    expect(labelOf('the webhook', name)).toBe(label);
  });

  it('that throws keeps its message, and tells no more than the kind of error', async () => {
    const logged: unknown[] = [];
    const log = { ...silentLog, error: (event: string, facts: unknown) => logged.push([event, facts]) };
    const throwing = (thrown: unknown) => guarded('the webhook', log, async () => Promise.reject(thrown));
    expect(await throwing(new TypeError('Canary https://hooks/x'))).toEqual({
      ok: false,
      problem: 'the webhook: the message could not be made (TypeError)',
      retryable: true,
    });
    expect(await throwing('Canary')).toMatchObject({ problem: 'the webhook: the message could not be made (unknown)' });
    expect(JSON.stringify(logged)).not.toContain('Canary');
    expect(logged).toHaveLength(2);
    expect(await guarded('x', log, async () => ({ ok: true, receipt: 'r' }))).toEqual({ ok: true, receipt: 'r' });
  });
});
