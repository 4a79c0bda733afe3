import { describe, expect, it } from 'vitest';
import type { GapFact } from '../../../lib/answers/reach.ts';
import type { AsOf, RelayLine, StoryLine, WhyFact } from '../../../lib/answers/story.ts';
import { STORY_TEXTS } from '../../../lib/answers/text/languages.ts';
import { plainOf } from '../../../lib/answers/text/pieces.ts';
import { AT, answerLine, causeLine, relayLine } from '../a-story.ts';

const { en, zh } = STORY_TEXTS;
const LATER = '2026-03-02T13:00:00.000Z';
const HOSTILE = '火星🚀"<script>';
const lineIn = (line: StoryLine) => [plainOf(en.line(line)), plainOf(zh.line(line))];
const whyIn = (why: WhyFact) => [plainOf(en.why(why)), plainOf(zh.why(why))];

describe('what happened to a relay', () => {
  const places = { source: 'rtmp://a.example.com', destination: 'rtmp://b.example.com' };
  it.each<[string, Partial<RelayLine>, string, string]>([
    [
      'was sighted',
      { event: 'seen', ...places },
      'Sighted, and judged stopped, reason PullStreamFailed, critical from rtmp://a.example.com to rtmp://b.example.com.',
      '首次发现：判定为 stopped，原因 PullStreamFailed，级别为严重，源站 rtmp://a.example.com，目标 rtmp://b.example.com。',
    ],
    [
      'was opened',
      {},
      `Open: judged stopped, reason PullStreamFailed, critical, first sighted at ${AT}.`,
      `故障成立：判定为 stopped，原因 PullStreamFailed，级别为严重，首次发现于 ${AT}。`,
    ],
    [
      'flaps',
      { event: 'flapping', severity: 'warning' },
      'It stops again and again (policy.flapping): judged stopped, reason PullStreamFailed, warning.',
      '反复中断（policy.flapping）：判定为 stopped，原因 PullStreamFailed，级别为警告。',
    ],
    [
      'changed',
      { event: 'changed', severity: 'none' },
      'Changed: judged stopped, reason PullStreamFailed, none.',
      '情况有变：判定为 stopped，原因 PullStreamFailed，级别为不告警。',
    ],
    [
      'recovered',
      { event: 'recovered' },
      'It recovered. Lost: 1 min 30 s over all its stops.',
      '已恢复。累计中断 1 分 30 秒。',
    ],
    [
      'was removed',
      { event: 'removed' },
      'It ended: the relay was deleted, or Live does not know it any more. Lost: 1 min 30 s over all its stops.',
      '已结束：任务已被删除，或直播服务中已查不到该任务。累计中断 1 分 30 秒。',
    ],
    [
      'was stopped by somebody',
      { event: 'stoppedByUser' },
      'It ended: somebody stopped the relay. Lost: 1 min 30 s over all its stops.',
      '已结束：任务被人工停止。累计中断 1 分 30 秒。',
    ],
    [
      'came to its end',
      { event: 'finished' },
      "It ended: the relay's own time is over. Lost: 1 min 30 s over all its stops.",
      '已结束：已到任务自身的结束时间。累计中断 1 分 30 秒。',
    ],
    [
      'is not watched any more',
      { event: 'unwatched' },
      'It ended for relaywatch: by the configuration it is no longer watched. Lost: 1 min 30 s over all its stops.',
      '不再跟踪：按配置，relaywatch 已不监控该任务。累计中断 1 分 30 秒。',
    ],
    [
      'had an event of a later version',
      { event: 'constructor' as RelayLine['event'] },
      'Noted as "constructor": judged stopped, reason PullStreamFailed, critical.',
      '记录为“constructor”：判定为 stopped，原因 PullStreamFailed，级别为严重。',
    ],
    [
      'was judged otherwise than the policy says',
      {
        event: 'changed',
        rule: {
          severity: 'warning',
          severityLine: 'policy.overrides.0.severity',
          wait: { seconds: 120, line: 'policy.verdicts.stopped.forSeconds' },
          differs: true,
        },
      },
      'Changed: judged stopped, reason PullStreamFailed, critical. policy.overrides.0.severity says warning, told when it has lasted for 2 min (policy.verdicts.stopped.forSeconds). It was judged critical all the same: a stop near its StartTime or EndTime (policy.startingSeconds, policy.endingGraceSeconds), or another policy then.',
      '情况有变：判定为 stopped，原因 PullStreamFailed，级别为严重。按 policy.overrides.0.severity，级别为警告，持续满 2 分才通知（policy.verdicts.stopped.forSeconds）。但当时判为严重：可能是在 StartTime 或 EndTime 前后停止（policy.startingSeconds、policy.endingGraceSeconds），也可能当时的策略不同。',
    ],
  ])('which %s', (_, parts, english, chinese) => {
    expect(lineIn(relayLine(parts))).toEqual([english, chinese]);
  });

  it.each<[number, number, string, string]>([
    [1, 1, '1 relay, a-0 (k-0): It recovered.', 'a-0（k-0）：已恢复。'],
    [2, 2, '2 relays, a-0 (k-0), a-1 (k-1): It recovered.', 'a-0（k-0）、a-1（k-1）共 2 个任务：已恢复。'],
    [7, 2, '7 relays, a-0 (k-0), a-1 (k-1) and 5 more: It recovered.', 'a-0（k-0）、a-1（k-1）等 7 个任务：已恢复。'],
  ])('of a cause: %d, of which %d are named', (count, names, english, chinese) => {
    const named = Array.from({ length: names }, (_, n) => ({ key: `k-${n}`, name: `a-${n}` }));
    const [inEnglish, inChinese] = lineIn(relayLine({ event: 'recovered', relays: { count, named } }));
    expect(inEnglish).toBe(`${english} Lost: 1 min 30 s over all its stops.`);
    expect(inChinese).toBe(`${chinese}累计中断 1 分 30 秒。`);
  });
});

describe('what happened to a cause, who was told, and who acknowledged', () => {
  it.each<[string, StoryLine, string, string]>([
    [
      'began',
      causeLine(),
      'The cause source-1 began: source rtmp://source-1.example.com, 2 relays stopped (PullStreamFailed), critical.',
      '故障 source-1 开始：源站 rtmp://source-1.example.com，2 个任务 stopped（PullStreamFailed），级别为严重。',
    ],
    [
      'changed, and is about no place',
      causeLine({ event: 'changed', scope: { by: 'account', value: '' }, affected: 1 }),
      'The cause source-1 changed: account, 1 relay stopped (PullStreamFailed), critical.',
      '故障 source-1 有变化：账号内多数任务，1 个任务 stopped（PullStreamFailed），级别为严重。',
    ],
    ['is over', causeLine({ event: 'over' }), 'The cause source-1 is over.', '故障 source-1 结束。'],
    [
      'was told with a receipt',
      answerLine(),
      'Told pager: it took the message (open), receipt r-1.',
      '已通知 pager：渠道已接收“故障”消息，回执 r-1。',
    ],
    [
      'was told without one',
      answerLine({ said: '', message: 'mute-ended' }),
      'Told pager: it took the message (mute-ended).',
      '已通知 pager：渠道已接收“静默结束”消息。',
    ],
    [
      'was refused',
      answerLine({ accepted: false, said: 'HTTP 400' }),
      'Channel pager did not take the message (open): HTTP 400.',
      '渠道 pager 未接收“故障”消息：HTTP 400。',
    ],
    [
      'may have been heard although it was not taken',
      answerLine({ accepted: false, said: 'no answer within 10 s', unclear: 'no-answer' }),
      'Channel pager did not take the message (open), but may have heard it: no answer within 10 s.',
      '渠道 pager 未接收“故障”消息，但可能已经收到：no answer within 10 s。',
    ],
    [
      'may have been heard from a sweep that died',
      answerLine({ accepted: false, said: '', unclear: 'sweep-died' }),
      'Channel pager may have heard the message (open): a sweep that died while it told left no answer.',
      '渠道 pager 可能已收到“故障”消息：发送时巡检中断，没有留下答复。',
    ],
    [
      'was acknowledged',
      { at: AT, about: 'change', what: 'ack', who: 'Li', comment: 'source-1: on it' },
      'Li acknowledged it, so that nobody is reminded: source-1: on it.',
      'Li 确认了故障，不再重复提醒：source-1: on it。',
    ],
    [
      'is not acknowledged any more',
      { at: AT, about: 'change', what: 'ack-undo', who: null, comment: 'source-1' },
      'Somebody took the acknowledgement back: source-1.',
      '有人撤销了确认：source-1。',
    ],
  ])('%s', (_, line, english, chinese) => {
    expect(lineIn(line)).toEqual([english, chinese]);
  });

  it.each<[StoryLine & { about: 'decision' }, string, string]>([
    [
      { at: AT, about: 'decision', message: null, why: { reason: 'unchanged' }, answered: false },
      'Nobody was told. It was as it had been told.',
      '未通知任何人。情况与上次通知时相同。',
    ],
    [
      { at: AT, about: 'decision', message: 'update', why: { reason: 'shrank' }, answered: false },
      'Nobody was paged. It had fewer relays than were told.',
      '未发出告警。受影响的任务比上次通知时减少。',
    ],
    [
      { at: AT, about: 'decision', message: 'open', why: { reason: 'first' }, answered: true },
      'On-call was to be told (open). Nobody had been told of this cause yet.',
      '应通知值班人员（“故障”）。该故障此前从未通知过。',
    ],
    [
      { at: AT, about: 'decision', message: 'resolved', why: { reason: 'all-over' }, answered: false },
      'On-call was to be told (resolved). Its last relay had recovered, or was no fault any more for another reason. The journal has no answer of a channel from this sweep: the message waited, or the sweep did not come so far.',
      '应通知值班人员（“恢复”）。最后一个任务已恢复，或因其他原因不再算作故障。历史日志中没有本次巡检的渠道答复：消息尚在等待发送，或巡检未执行到这一步。',
    ],
  ])('was decided: %j', (line, english, chinese) => {
    expect(lineIn(line)).toEqual([english, chinese]);
  });
});

describe('why on-call heard of it, or did not', () => {
  it.each<[WhyFact, string, string]>([
    [{ reason: 'worsened' }, 'It was more serious than was told.', '故障比上次通知时更严重。'],
    [
      { reason: 'grew', factor: 3, least: 7 },
      'It had enough more relays than were told: 3 times as many, and at least 7 (policy.growth).',
      '受影响的任务比上次通知时明显增多：达到 3 倍，且不少于 7 个（policy.growth）。',
    ],
    [{ reason: 'spread' }, 'It had reached a region that was not told.', '故障蔓延到了上次通知未提及的地域。'],
    [
      { reason: 'reminder-due' },
      'Nothing was new, but it was last told as long ago as policy.repeatEverySeconds, or an override of it, says.',
      '没有新情况，但距上次通知已达到 policy.repeatEverySeconds（或其覆盖项）设定的间隔。',
    ],
    [
      { reason: 'acknowledged' },
      'A reminder was due, but somebody had acknowledged it and nothing was new since.',
      '已到提醒时间，但故障已有人确认，且确认之后没有新情况。',
    ],
    [
      { reason: 'held-by-mute', mute: { kind: 'window', id: 'window/night', name: 'night', until: LATER } },
      `It was muted by the window "night" until ${LATER}.`,
      `已被维护窗口“night”静默，至 ${LATER}。`,
    ],
    [
      { reason: 'held-by-mute', mute: { kind: 'silence', id: 'silence/a1', name: HOSTILE, until: null } },
      `It was muted by silence a1 "${HOSTILE}" until recovery.`,
      `已被静默 a1“${HOSTILE}”静默，直到恢复。`,
    ],
    [
      { reason: 'held-by-mute', mute: null },
      'It was muted; by which window or silence is not in the journal, and none of those of today fits.',
      '已被静默；历史日志未记录是哪个维护窗口或静默，目前的维护窗口和静默均不符合。',
    ],
    [
      { reason: 'held-flapping', quietSeconds: 900 },
      'None of its relays was down, but they had stopped so often that it only ends after 15 min without a fault (policy.flapping.quietSeconds).',
      '目前没有任务处于中断，但此前中断过于频繁，须连续 15 分无故障才算恢复（policy.flapping.quietSeconds）。',
    ],
    [
      // of one that was told with one relay and has two, the first holds and the second does not
      { reason: 'grew-too-little', factor: 2, least: 5 },
      'It had more relays than were told, but not both 2 times as many and at least 5 (policy.growth), nor one of a new region.',
      '受影响的任务有所增加，但未同时满足“达到 2 倍”和“不少于 5 个”（policy.growth），也没有蔓延到新的地域。',
    ],
    [
      { reason: 'newly-routed' },
      'Other channels had been told; the routes led to this one for the first time.',
      '此前已通知其他渠道，现在按路由规则首次通知该渠道。',
    ],
    [
      { reason: 'before-watching' },
      'It was there before watching began: told in one summary, and not again.',
      '开始监控之前就已存在：已在一条汇总消息中通知，不再重复。',
    ],
    [{ reason: 'not-long-enough', wait: null }, 'It had not lasted long enough to be told.', '持续时间未到告警门限。'],
    [
      { reason: 'not-long-enough', wait: { seconds: 120, line: 'policy.overrides.1.forSeconds', orRetries: false } },
      'It had not lasted for the 2 min of policy.overrides.1.forSeconds.',
      '持续时间未到 policy.overrides.1.forSeconds 设定的 2 分。',
    ],
    [
      {
        reason: 'not-long-enough',
        wait: { seconds: 60, line: 'policy.verdicts.recovering.forSeconds', orRetries: true },
      },
      "It had not lasted for the 1 min of policy.verdicts.recovering.forSeconds, or for two thirds of the relay's own retries if that is less.",
      '持续时间未到 policy.verdicts.recovering.forSeconds 设定的 1 分；若任务自身重试时长的三分之二更短，则以后者为准。',
    ],
    [{ reason: 'full-moon' } as unknown as WhyFact, 'The reason was "full-moon".', '原因为“full-moon”。'],
  ])('%j', (why, english, chinese) => {
    expect(whyIn(why)).toEqual([english, chinese]);
  });
});

describe('how it was at a time', () => {
  it.each<[AsOf, string, string]>([
    [{ at: AT, is: 'unknown' }, 'no fault was known', '没有已知的故障'],
    [{ at: AT, is: 'open' }, 'it was open', '故障未恢复'],
    [{ at: AT, is: 'not-open' }, 'it was not open', '没有未恢复的故障'],
    [
      { at: AT, is: 'over', event: 'removed' },
      'it had no fault; its last one ended as removed',
      '没有故障，上一次故障的结局为 removed',
    ],
    [
      { at: AT, is: 'seen', since: LATER, verdict: 'recovering', reason: 'x' },
      `it was sighted at ${LATER}, judged recovering (x), and not told; when such a fault passes, the journal does not say so`,
      `已于 ${LATER} 发现，判定为 recovering（x），未通知；这类故障自行消失时，历史日志不作记录`,
    ],
    [
      { at: AT, is: 'faulty', since: LATER, verdict: 'stopped', reason: 'x', severity: 'info', causeKey: null },
      `it was judged stopped (x), info, since ${LATER}, told under no cause`,
      `判定为 stopped（x），级别为提示，始于 ${LATER}，未归入任何故障通知`,
    ],
    [
      { at: AT, is: 'faulty', since: LATER, verdict: 'stopped', reason: 'x', severity: 'info', causeKey: 'c-1' },
      `it was judged stopped (x), info, since ${LATER}, told under the cause c-1`,
      `判定为 stopped（x），级别为提示，始于 ${LATER}，归入故障 c-1 通知`,
    ],
  ])('%j', (asOf, english, chinese) => {
    expect([plainOf(en.asOf(asOf)), plainOf(zh.asOf(asOf))]).toEqual([
      `At ${AT}: ${english}.`,
      `${AT} 时：${chinese}。`,
    ]);
  });
});

describe('what the journal does not have', () => {
  it.each<[GapFact, string, string]>([
    [
      { lacks: 'all', from: AT, until: LATER },
      `The journal has nothing from ${AT} to ${LATER}.`,
      `${AT} 至 ${LATER} 没有历史日志。`,
    ],
    [
      { lacks: 'beginning', from: AT, until: LATER },
      `The journal has nothing from ${AT} to ${LATER}: what happened then is not known.`,
      `${AT} 至 ${LATER} 没有历史日志，其间情况不明。`,
    ],
    [
      { lacks: 'sweeps', from: AT, until: LATER },
      `The journal has no sweep from ${AT} to ${LATER}: relaywatch did not run, or could not write it.`,
      `${AT} 至 ${LATER} 没有巡检记录：relaywatch 未运行，或无法写入历史日志。`,
    ],
    [
      { lacks: 'relays', count: 2 },
      'Incomplete sweeps in this time: 2. What they did not see stayed as it was.',
      '该时间段内有 2 次巡检不完整，未看到的任务按原状处理。',
    ],
    [
      { lacks: 'room', count: 9 },
      'Entries that the journal had no room for in this time: 9 (state.journal.mostBytesADay).',
      '该时间段内有 9 条记录因历史日志容量限制未收录（state.journal.mostBytesADay）。',
    ],
  ])('%j', (gap, english, chinese) => {
    expect([plainOf(en.gap(gap)), plainOf(zh.gap(gap))]).toEqual([english, chinese]);
  });
});

describe('the parts of a sentence', () => {
  it('are words of our own, texts from outside, and times, so that a page can tell them apart', () => {
    expect(en.line(answerLine({ channel: HOSTILE }))).toEqual([
      'Told ',
      { outside: HOSTILE },
      ': it took the message (',
      { outside: 'open' },
      '), receipt ',
      { outside: 'r-1' },
      '.',
    ]);
    expect(zh.asOf({ at: AT, is: 'over', event: 'removed' })).toEqual([
      { time: AT },
      ' 时：没有故障，上一次故障的结局为 ',
      { outside: 'removed' },
      '。',
    ]);
  });

  it.each(['en', 'zh'] as const)('have nothing from outside among our own words in %s', (language) => {
    const foreign = 'X'.repeat(3);
    const lines = [
      relayLine({ reason: foreign, source: foreign, relays: { count: 1, named: [{ key: foreign, name: foreign }] } }),
      causeLine({ key: foreign, reason: foreign, scope: { by: 'source', value: foreign } }),
      answerLine({ channel: foreign, said: foreign }),
      { at: AT, about: 'change', what: 'ack', who: foreign, comment: foreign } as const,
    ];
    const own = lines.flatMap((line) => STORY_TEXTS[language].line(line)).filter((one) => typeof one === 'string');
    expect(own.join('')).not.toContain(foreign);
  });

  it('are cut where they are too long to be read', () => {
    const [, channel] = en.line(answerLine({ channel: 'é'.repeat(10_000) }));
    expect(channel).toEqual({ outside: `${'é'.repeat(199)}…` });
  });
});
