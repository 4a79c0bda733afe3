import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderBody } from '../../../lib/alerts/text/body.ts';
import { composeText, type Language } from '../../../lib/alerts/text/compose.ts';
import type { Notification } from '../../../lib/monitor/notification.ts';
import { aCause, anyNotification, aRelay, KINDS } from '../channel-contract.ts';

const AT = '2026-03-01T12:07:00.000Z';
const aStorm = (overrides: Partial<Notification> = {}) =>
  aCause({
    at: AT,
    since: '2026-03-01T12:01:30.000Z',
    timeline: [{ at: '2026-03-01T12:01:30.000Z', event: 'stopped', affected: 40 }],
    ...overrides,
  });
const grown = {
  kind: 'growth' as const,
  affected: 80,
  total: 120,
  timeline: [
    { at: '2026-03-01T12:01:30.000Z', event: 'stopped' as const, affected: 40 },
    { at: AT, event: 'grew' as const, affected: 80 },
  ],
};
const endings = { recovered: 62, removed: 0, stoppedByUser: 0, finished: 0 };
const shanghai = { regions: ['cn-shanghai'], reason: 'none', total: null, affected: 2 };

const TITLES: readonly (readonly [name: string, Partial<Notification>, en: string, zh: string])[] = [
  [
    'a destination that failed',
    {},
    '62 of 62 relays to push-3.example.com stopped, PushStreamFailed, since 12:01:30 UTC',
    '推往 push-3.example.com 的全部 62 个转推任务已停止，PushStreamFailed，自 12:01:30 UTC 起',
  ],
  [
    'a source that failed, the day before',
    {
      scope: { by: 'source', value: 'rtmp://src.example.com' },
      reason: 'PullStreamFailed',
      total: 64,
      since: '2026-02-28T23:59:30Z',
    },
    '62 of 64 relays from src.example.com stopped, PullStreamFailed, since 2026-02-28 23:59:30 UTC',
    '从 src.example.com 拉流的 64 个转推任务中有 62 个已停止，PullStreamFailed，自 2026-02-28 23:59:30 UTC 起',
  ],
  [
    'a region and a reason',
    {
      scope: { by: 'region-reason', value: 'cn-shanghai UnknownError' },
      reason: 'UnknownError',
      regions: ['cn-shanghai'],
      total: 80,
      affected: 3,
    },
    '3 of 80 relays in cn-shanghai stopped, UnknownError, since 12:01:30 UTC',
    'cn-shanghai 的 80 个转推任务中有 3 个已停止，UnknownError，自 12:01:30 UTC 起',
  ],
  [
    'the account, for several reasons',
    { scope: { by: 'account', value: '' }, reason: 'several', total: 1_200 },
    '62 of 1,200 relays of the account stopped, several reasons, since 12:01:30 UTC',
    '账号下的 1,200 个转推任务中有 62 个已停止，原因不一，自 12:01:30 UTC 起',
  ],
  [
    'one relay that stopped unexplained',
    {
      scope: { by: 'region-reason', value: 'cn-shanghai none' },
      verdict: 'stopped-unexplained',
      ...shanghai,
      affected: 1,
    },
    '1 relay in cn-shanghai stopped without a reason, since 12:01:30 UTC',
    'cn-shanghai 的 1 个转推任务已停止，原因不明，自 12:01:30 UTC 起',
  ],
  [
    'an expectation',
    { scope: { by: 'expectation', value: 'evening' }, verdict: 'expected-missing', ...shanghai, affected: 1 },
    'Expected relay "evening" is not running, since 12:01:30 UTC',
    '应运行的转推任务“evening”未运行，自 12:01:30 UTC 起',
  ],
  [
    'a blind monitor',
    { scope: { by: 'monitor', value: '' }, verdict: 'monitor-blind', ...shanghai, reason: 'throttled', affected: 0 },
    'Monitor blind in cn-shanghai since 12:01:30 UTC, throttled',
    '监控中断（cn-shanghai），throttled，自 12:01:30 UTC 起',
  ],
  [
    'a growth',
    grown,
    'Growing, from 40 to 80: 80 of 120 relays to push-3.example.com stopped, PushStreamFailed, since 12:01:30 UTC',
    '范围扩大，现为 80 个，上次通知时为 40 个：推往 push-3.example.com 的 120 个转推任务中有 80 个已停止，PushStreamFailed，自 12:01:30 UTC 起',
  ],
  [
    'a growth to another region with as many relays',
    { ...grown, affected: 40 },
    'Spreading, now 40: 40 of 120 relays to push-3.example.com stopped, PushStreamFailed, since 12:01:30 UTC',
    '范围扩大，现为 40 个：推往 push-3.example.com 的 120 个转推任务中有 40 个已停止，PushStreamFailed，自 12:01:30 UTC 起',
  ],
  [
    'a reminder',
    { kind: 'reminder' },
    'Reminder: 62 of 62 relays to push-3.example.com stopped, PushStreamFailed, since 12:01:30 UTC',
    '仍未恢复：推往 push-3.example.com 的全部 62 个转推任务已停止，PushStreamFailed，自 12:01:30 UTC 起',
  ],
  [
    'an update',
    { kind: 'update' },
    'Update: 62 of 62 relays to push-3.example.com stopped, PushStreamFailed, since 12:01:30 UTC',
    '更新：推往 push-3.example.com 的全部 62 个转推任务已停止，PushStreamFailed，自 12:01:30 UTC 起',
  ],
  [
    'flapping',
    { kind: 'flapping', affected: 1, total: null },
    'Flapping: 1 relay to push-3.example.com keeps stopping and recovering, PushStreamFailed, since 12:01:30 UTC',
    '反复异常：推往 push-3.example.com 的 1 个转推任务反复中断和恢复，PushStreamFailed，自 12:01:30 UTC 起',
  ],
  [
    'a recovery of all',
    { kind: 'resolved', durationSeconds: 725, endings },
    'Resolved after 12 min 5 s: 62 of 62 relays to push-3.example.com have recovered, PushStreamFailed',
    '已恢复，历时 12 分 5 秒：推往 push-3.example.com 的全部 62 个转推任务恢复正常，PushStreamFailed',
  ],
  [
    'an end in several ways',
    {
      kind: 'resolved',
      durationSeconds: 90_000,
      endings: { recovered: 59, removed: 2, stoppedByUser: 1, finished: 0 },
    },
    'Resolved after 1 d 1 h: 62 of 62 relays to push-3.example.com: 59 recovered, 2 removed, 1 stopped by a user, PushStreamFailed',
    '已恢复，历时 1 天 1 小时：推往 push-3.example.com 的全部 62 个转推任务：59 个恢复，2 个被删除，1 个被人工停止，PushStreamFailed',
  ],
  [
    'relays that nobody watches any more',
    { kind: 'resolved', durationSeconds: 60, endings: { ...endings, recovered: 0, unwatched: 62 } },
    'Resolved after 1 min: 62 of 62 relays to push-3.example.com: 62 no longer watched, PushStreamFailed',
    '已结束，历时 1 分：推往 push-3.example.com 的全部 62 个转推任务：62 个不再监控，PushStreamFailed',
  ],
  [
    'relays of which more recovered than were ever down at once, and some are not watched any more',
    { kind: 'resolved', durationSeconds: 60, endings: { ...endings, recovered: 70, unwatched: 3 } },
    'Resolved after 1 min: 62 of 62 relays to push-3.example.com: 70 recovered, 3 no longer watched, PushStreamFailed',
    '已结束，历时 1 分：推往 push-3.example.com 的全部 62 个转推任务：70 个恢复，3 个不再监控，PushStreamFailed',
  ],
  [
    'relays that were removed, all of them',
    { kind: 'resolved', durationSeconds: 60, endings: { ...endings, recovered: 0, removed: 62 } },
    'Resolved after 1 min: 62 of 62 relays to push-3.example.com: 62 removed, PushStreamFailed',
    '已结束，历时 1 分：推往 push-3.example.com 的全部 62 个转推任务：62 个被删除，PushStreamFailed',
  ],
  [
    'an end that another version knows',
    { kind: 'resolved', durationSeconds: 60, endings: { teleported: 62 } as Notification['endings'] },
    'Resolved after 1 min: 62 of 62 relays to push-3.example.com: 62 teleported, PushStreamFailed',
    '已结束，历时 1 分：推往 push-3.example.com 的全部 62 个转推任务：62 个teleported，PushStreamFailed',
  ],
  [
    'something missing that nobody expects any more',
    {
      kind: 'resolved',
      durationSeconds: 60,
      scope: { by: 'expectation', value: 'main channel' },
      verdict: 'expected-missing',
      endings: { unwatched: 1 },
    },
    'Resolved after 1 min: expected relay "main channel" is no longer watched',
    '已结束，历时 1 分：应运行的转推任务“main channel”不再监控',
  ],
  [
    'something missing whose hours are over',
    {
      kind: 'resolved',
      durationSeconds: 60,
      scope: { by: 'expectation', value: 'main channel' },
      verdict: 'expected-missing',
      endings: { finished: 1 },
    },
    'Resolved after 1 min: expected relay "main channel" is no longer expected: its hours are over',
    '已结束，历时 1 分：应运行的转推任务“main channel”已过预期时段，不再要求运行',
  ],
  [
    'a broken channel that was taken out of the configuration',
    { kind: 'resolved', durationSeconds: 60, scope: { by: 'channel', value: 'chat' }, endings: { unwatched: 1 } },
    'Resolved after 1 min: alert channel "chat" is no longer configured',
    '已结束，历时 1 分：告警渠道“chat”已从配置中移除',
  ],
  [
    'a monitor that sees again',
    { kind: 'resolved', durationSeconds: 300, scope: { by: 'monitor', value: '' }, verdict: 'monitor-blind' },
    'Resolved after 5 min: relaywatch sees every relay again',
    '已恢复，历时 5 分：relaywatch 已恢复对全部任务的监控',
  ],
  [
    'what was there before',
    { kind: 'summary', scope: { by: 'account', value: '' }, total: 1_200 },
    '62 of 1,200 relays of the account had already stopped before watching began, PushStreamFailed',
    '开始监控之前，账号下的 1,200 个转推任务中有 62 个已停止，PushStreamFailed',
  ],
  [
    'a mute that ends in an outage',
    {
      kind: 'mute-ended',
      scope: { by: 'mute', value: 'night works' },
      regions: ['cn-shanghai'],
      affected: 5,
      total: null,
    },
    'Mute "night works" ended: 5 relays in cn-shanghai stopped',
    '静默“night works”已结束：cn-shanghai 的 5 个转推任务已停止',
  ],
  [
    'a mute that ends in peace',
    { kind: 'mute-ended', scope: { by: 'mute', value: 'night works' }, affected: 0 },
    'Mute "night works" ended: nothing is open',
    '静默“night works”已结束：没有未恢复的任务',
  ],
  [
    'a broken channel',
    { kind: 'channel-broken', scope: { by: 'channel', value: 'slack-ops' }, reason: 'none' },
    'Alert channel "slack-ops" is broken, since 12:01:30 UTC',
    '告警渠道“slack-ops”已失效，自 12:01:30 UTC 起',
  ],
  [
    'a broken state',
    { kind: 'state-broken', scope: { by: 'state', value: 'state.path /var/lib/relaywatch' }, reason: 'none' },
    'relaywatch cannot save its state, so messages may repeat, since 12:01:30 UTC',
    'relaywatch 无法保存状态，消息可能重复，自 12:01:30 UTC 起',
  ],
  [
    'a state that works again',
    { kind: 'resolved', scope: { by: 'state', value: 'state.path /x' }, reason: 'none', durationSeconds: 120 },
    'Resolved after 2 min: relaywatch can save its state again',
    '已恢复，历时 2 分：relaywatch 已可正常保存状态',
  ],
  [
    'a test',
    { test: true },
    '[TEST] 62 of 62 relays to push-3.example.com stopped, PushStreamFailed, since 12:01:30 UTC',
    '[TEST] 推往 push-3.example.com 的全部 62 个转推任务已停止，PushStreamFailed，自 12:01:30 UTC 起',
  ],
];

const SHANGHAI_TITLES: readonly (readonly [verdict: string, en: string, zh: string])[] = [
  ['missed-start', '2 relays in cn-shanghai did not start, since', 'cn-shanghai 的 2 个转推任务未按时启动，自'],
  ['recovering', '2 relays in cn-shanghai keep retrying, since', 'cn-shanghai 的 2 个转推任务异常，正在重试，自'],
  ['stalled', '2 relays in cn-shanghai run without progress, since', 'cn-shanghai 的 2 个转推任务运行中但无进展，自'],
  [
    'destination-conflict',
    '2 relays in cn-shanghai push to one destination at the same time, since',
    'cn-shanghai 的 2 个转推任务同时推往同一地址，自',
  ],
  [
    'unknown',
    '2 relays in cn-shanghai are in a state that relaywatch does not know, since',
    'cn-shanghai 的 2 个转推任务处于无法识别的状态，自',
  ],
  [
    'of-tomorrow',
    '2 relays in cn-shanghai are in state "of-tomorrow", since',
    'cn-shanghai 的 2 个转推任务处于“of-tomorrow”状态，自',
  ],
  [
    'constructor',
    '2 relays in cn-shanghai are in state "constructor", since',
    'cn-shanghai 的 2 个转推任务处于“constructor”状态，自',
  ],
];

describe('the title', () => {
  it.each(TITLES)('tells of %s', (_, overrides, en, zh) => {
    expect(composeText(aStorm(overrides), 'en').title).toBe(en);
    expect(composeText(aStorm(overrides), 'zh').title).toBe(zh);
  });

  it.each(SHANGHAI_TITLES)('tells of the verdict %s', (verdict, en, zh) => {
    const scope = { by: 'region-reason' as const, value: 'cn-shanghai none' };
    const notification = aStorm({ ...shanghai, scope, verdict: verdict as Notification['verdict'] });
    expect(composeText(notification, 'en').title).toBe(`${en} 12:01:30 UTC`);
    expect(composeText(notification, 'zh').title).toBe(`${zh} 12:01:30 UTC 起`);
  });

  it('does not tell a total that is smaller than its part', () => {
    expect(composeText(aStorm({ total: 3 }), 'en').title).toMatch(/^62 relays to/);
  });
});

const stepsOf = (overrides: Partial<Notification>) => composeText(aStorm(overrides), 'en').steps;
const RESTART = 'aliyun live RestartLivePullToPush --Region cn-shanghai --TaskId task-1';

describe('the steps', () => {
  it.each<readonly [string, Partial<Notification>, RegExp, string | null]>([
    [
      'a source',
      { scope: { by: 'source', value: 'rtmp://s' } },
      /source stream is live at source-3\.example\.com/,
      RESTART,
    ],
    ['a destination', {}, /ingest push-3\.example\.com is up and that its stream key/, RESTART],
    [
      'a pull that failed',
      { scope: { by: 'account', value: '' }, reason: 'PullStreamFailed' },
      /source stream/,
      RESTART,
    ],
    ['retries used up', { scope: { by: 'account', value: '' }, reason: 'RetryTimesOffline' }, /not try again/, RESTART],
    ['a relay still retrying', { verdict: 'recovering' }, /still retrying/, RESTART],
    [
      'a relay still retrying, whatever its reason is called',
      { verdict: 'recovering', scope: { by: 'account', value: '' }, reason: 'RetryTimesOffline' },
      /^(?![\s\S]*not try again)[\s\S]*still retrying/,
      RESTART,
    ],
    ['flapping', { kind: 'flapping' }, /bandwidth/, RESTART],
    ['a conflict', { verdict: 'destination-conflict' }, /stop the others/, null],
    ['a blind monitor', { scope: { by: 'monitor', value: '' } }, /RAM user.+network/s, null],
    ['an expectation', { scope: { by: 'expectation', value: 'e' }, examples: [] }, /deleted, renamed/, null],
    [
      'a broken channel',
      { kind: 'channel-broken', scope: { by: 'channel', value: 'ops room' } },
      /secret/,
      "relaywatch test-alert 'ops room'",
    ],
    [
      'a broken state',
      { kind: 'state-broken', scope: { by: 'state', value: 'state.path /x' }, examples: [] },
      /Fix the problem named above/,
      'relaywatch check',
    ],
  ])('for %s say what to look at, and end with what to run', (_, overrides, advice, command) => {
    const steps = stepsOf(overrides);
    expect(steps.join('\n')).toMatch(advice);
    if (command === null) expect(steps.join('\n')).not.toContain('RestartLivePullToPush');
    else expect(steps.at(-1)).toBe(command);
  });

  it('are none when it is over', () => {
    expect(stepsOf({ kind: 'resolved' })).toEqual([]);
    expect(stepsOf({ kind: 'mute-ended', affected: 0 })).toEqual([]);
  });

  it.each(["x'; reboot; '", '$(reboot)', 'a b', '`reboot`', '--help;ls', 'a\nb'])(
    'quote the id %j for the shell',
    (taskId) => {
      const command = stepsOf({ examples: [aRelay({ taskId })] }).at(-1) ?? '';
      expect(command.slice(command.indexOf('--TaskId '))).toMatch(/^--TaskId '([^']|'\\'')*'$/);
    },
  );
});

describe('the lines', () => {
  const linesOf = (overrides: Partial<Notification>, language: Language = 'en') =>
    composeText(aStorm(overrides), language).lines.join('\n');

  it('tell times, reason, scope, regions and how it went', () => {
    expect(linesOf(grown)).toBe(
      [
        'Since 2026-03-01 12:01:30 UTC, for 5 min 30 s. Severity: critical.',
        'Reason: PushStreamFailed (the destination did not accept the stream).',
        'Destination: rtmp://push-3.example.com',
        'Regions: cn-beijing, cn-shanghai',
        '12:01:30 UTC: 40 relays affected',
        '12:07:00 UTC: grew to 80 relays',
      ].join('\n'),
    );
    expect(linesOf(grown, 'zh')).toMatch(
      /^开始于 .+已持续 5 分 30 秒。级别：严重。\n原因：.+\n地域：cn-beijing、cn-shanghai\n/s,
    );
  });

  it.each<[Language, RegExp, RegExp]>([
    ['en', /used up|gave up/, /its retries have not helped so far/],
    ['zh', /放弃/, /多次重试仍未恢复/],
  ])('do not say in %s that Live gave up on what it still retries', (language, over, under) => {
    const text = linesOf({ verdict: 'recovering', reason: 'RetryTimesOffline' }, language);
    expect(text).not.toMatch(over);
    expect(text).toMatch(under);
    expect(linesOf({ verdict: 'stopped', reason: 'RetryTimesOffline' }, language)).toMatch(over);
  });

  it('say which relays are not counted among those of the account', () => {
    const whole = { scope: { by: 'account' as const, value: '' }, total: 1_200 };
    expect(linesOf(whole)).toContain(
      'Relays that have finished, wait for their start or were stopped by a user are not',
    );
    expect(linesOf(whole, 'zh')).toContain('不计入总数');
    expect(linesOf({ ...whole, total: null })).not.toContain('not counted');
  });

  it('tell how a cause ended', () => {
    const resolved = {
      kind: 'resolved' as const,
      durationSeconds: 60,
      endings: { ...endings, recovered: 61, finished: 1 },
    };
    expect(linesOf(resolved)).toContain('How they ended: 61 recovered, 1 finished as planned.');
    expect(linesOf(resolved, 'zh')).toContain('结束方式：61 个恢复，1 个按计划结束。');
  });

  it('say that state could not be read, that it is a test, and the note', () => {
    const text = linesOf({ degraded: true, test: true, note: 'It muted 3 messages.' });
    expect(text).toMatch(/^This is a test/);
    expect(text).toContain('may repeat an earlier message');
    expect(text).toContain('It muted 3 messages.');
    expect(linesOf({ degraded: true, test: true }, 'zh')).toMatch(/^这是一条测试消息.+可能与已发送的重复/s);
  });

  it('keep the start and the newest of a long timeline', () => {
    const timeline = Array.from({ length: 30 }, (_, i) => ({ at: AT, event: 'grew' as const, affected: i }));
    const lines = composeText(aStorm({ timeline }), 'en').lines;
    expect(lines.slice(-9)[0]).toContain('grew to 0 relays');
    expect(lines.slice(-8)[0]).toBe('… 22 more');
    expect(lines.at(-1)).toContain('grew to 29 relays');
  });
});

describe('the examples', () => {
  it('name relay, id, region and both ends, and what is unknown', () => {
    const examples = [aRelay(), aRelay({ name: '', source: '' })];
    expect(composeText(aStorm({ examples }), 'en').examples).toEqual([
      'evening news (task-1), cn-shanghai: rtmp://source-3.example.com -> rtmp://push-3.example.com',
      'task-1, cn-shanghai: unknown -> rtmp://push-3.example.com',
    ]);
  });

  it('have their own reason when reasons differ', () => {
    expect(composeText(aStorm({ reason: 'several' }), 'en').examples[0]).toMatch(/, PushStreamFailed$/);
  });
});

describe('a message about no relay', () => {
  const NOBODY = { since: AT, name: '', taskId: '', region: '', source: '', destination: '', reason: 'none' };
  const about = (overrides: Partial<Notification>, language: Language) => {
    const own = { affected: 1, total: null, regions: [], timeline: [], at: AT, since: '2026-03-01T12:05:00.000Z' };
    return renderBody(
      composeText(aStorm({ ...own, ...overrides }), language),
      aStorm({ ...own, ...overrides }),
      language,
    );
  };
  const account: Partial<Notification> = {
    ...{ scope: { by: 'watched-account', value: 'acme' }, verdict: 'accounts-behind', severity: 'warning' },
    ...{ reason: 'throttled', examples: [{ ...NOBODY, name: 'acme' }] },
  };

  it('has no line for one', () => {
    expect(about(account, 'en').split('\n')).toEqual([
      '- Since 2026-03-01 12:05:00 UTC, for 2 min. Severity: warning.',
      '- Reason: throttled (Live refuses its calls, since there are too many).',
      'What to do:',
      '1. Its relays may have stopped without anybody hearing of it. See what is wrong:',
      '   relaywatch check --account acme',
      'Live console: https://live.console.aliyun.com/',
    ]);
    expect(about(account, 'zh')).not.toContain('->');
  });

  it.each<[string, Partial<Notification>]>([
    ['a blind monitor', { scope: { by: 'monitor', value: '' }, verdict: 'monitor-blind', examples: [NOBODY] }],
    [
      'a relay that is expected',
      { scope: { by: 'expectation', value: 'e' }, verdict: 'expected-missing', examples: [{ ...NOBODY, name: 'e' }] },
    ],
  ])('nor has %s', (_, overrides) => {
    for (const language of ['en', 'zh'] as const) expect(about(overrides, language)).not.toMatch(/->|\(\)/);
  });
});

describe('a text', () => {
  it('is one visible line each, none long, in both languages, whatever comes', () => {
    const odd = fc.record({
      kind: fc.constantFrom(...KINDS),
      by: fc.constantFrom(
        'source',
        'destination',
        'region-reason',
        'account',
        'expectation',
        'monitor',
        'channel',
        'mute',
        'new',
      ),
      verdict: fc.constantFrom('stopped', 'toString', 'a verdict of tomorrow'),
      time: fc.constantFrom(AT, 'not a time', '', '+275760-09-13T00:00:00.000Z', '-271821-04-20T00:00:00Z'),
      seconds: fc.constantFrom(null, 0, -5, 1e12, Number.NaN),
    });
    fc.assert(
      fc.property(anyNotification, odd, fc.constantFrom<Language>('en', 'zh'), (base, parts, language) => {
        const notification = {
          ...base,
          kind: parts.kind,
          verdict: parts.verdict as Notification['verdict'],
          scope: { ...base.scope, by: parts.by as 'source' },
          at: parts.time,
          durationSeconds: parts.seconds,
        };
        const { title, lines, examples, steps } = composeText(notification, language);
        expect(title.trim()).not.toBe('');
        expect(title.length).toBeLessThanOrEqual(150);
        expect(title.startsWith('[TEST] ')).toBe(notification.test);
        for (const text of [title, ...lines, ...examples, ...steps]) {
          expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
          expect(text.length).toBeLessThanOrEqual(700);
        }
        expect(examples.length).toBeLessThanOrEqual(5);
        expect(lines.length).toBeLessThanOrEqual(20);
      }),
      { seed: 8, numRuns: 500, endOnFailure: true },
    );
  });

  it('has as many sentences in Chinese as in English', () => {
    for (const kind of KINDS) {
      const [en, zh] = [composeText(aStorm({ kind }), 'en'), composeText(aStorm({ kind }), 'zh')];
      expect([zh.lines.length, zh.steps.length]).toEqual([en.lines.length, en.steps.length]);
      expect(zh.steps.at(-1)).toBe(en.steps.at(-1));
    }
  });

  it('as plain text has all of it', () => {
    const notification = aStorm(grown);
    const text = renderBody(composeText(notification, 'en'), notification, 'en');
    expect(text).toMatch(
      /^- Since .+\nRelays:\n- evening.+\n- and 78 more\nWhat to do:\n1\. .+ {3}aliyun live .+\nLive console: https:/s,
    );
  });
});

describe('what is said of a channel', () => {
  const insteadOf = { channel: '运维群', problem: 'the webhook at ops.example.com answered HTTP 400' };
  const trouble = { tries: 3, problem: 'the token is unknown' };
  const linesOf = (overrides: Partial<Notification>, language: 'en' | 'zh') =>
    composeText(aCause(overrides), language).lines;

  it('names the one that does not take a message, and why', () => {
    expect(linesOf({ insteadOf }, 'en')).toContain(
      'Sent here because alert channel "运维群" did not accept it: the webhook at ops.example.com answered HTTP 400.',
    );
    expect(linesOf({ insteadOf }, 'zh')).toContain(
      '告警渠道“运维群”未能接收本条消息，因此改由本渠道发送：the webhook at ops.example.com answered HTTP 400',
    );
    expect(linesOf({ insteadOf: { ...insteadOf, problem: null } }, 'en')).toContain(
      'Sent here because alert channel "运维群" did not accept it.',
    );
  });

  it('tells how it answered, and what becomes of its messages', () => {
    const lines = linesOf({ kind: 'channel-broken', trouble }, 'en');
    expect(lines).toContain('It did not accept the last 3 attempts: the token is unknown.');
    expect(lines).toContainEqual(expect.stringMatching(/^Its messages wait until it works again\./));
    const one = linesOf({ kind: 'channel-broken', trouble: { tries: 1, problem: null } }, 'en');
    expect(one).toContain('It did not accept the last attempt.');
    expect(linesOf({ kind: 'channel-broken', trouble }, 'zh')).toContain(
      '该渠道最近 3 次发送均未成功：the token is unknown',
    );
  });
});
