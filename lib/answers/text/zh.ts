import { MESSAGE_KINDS } from '../../alerts/text/zh/message-kinds.ts';
import { duration, severity as severityName } from '../../alerts/text/zh/words.ts';
import { ownEntry } from '../../base/lookup.ts';
import type { CauseScope } from '../../monitor/notification.ts';
import type { GapFact } from '../reach.ts';
import type { AnswerLine, AsOf, CauseLine, ChangeLine, DecisionLine, RelayLine, RuleFact } from '../story.ts';
import { instant, joined, outside, type Piece, type Pieces, pieces } from './pieces.ts';
import { type LineTexts, lineBy, type StoryText } from './story-text.ts';
import { whyInChinese } from './zh-why.ts';

/** The story in Chinese. */
export const storyInChinese: StoryText = {
  line: (line) => lineBy(LINES, line),
  why: whyInChinese,
  asOf: asOfText,
  gap: gapText,
};

const LINES: LineTexts = {
  relay: relayText,
  cause: causeText,
  decision: decisionText,
  answer: answerText,
  change: changeText,
};

const EVENTS: Readonly<Record<string, (one: RelayLine) => Pieces>> = {
  seen: (one) => pieces`首次发现：${judged(one)}。`,
  opened: (one) => pieces`故障成立：${judged(one)}，首次发现于 ${instant(one.since)}。`,
  flapping: (one) => pieces`反复中断（policy.flapping）：${judged(one)}。`,
  changed: (one) => pieces`情况有变：${judged(one)}。`,
  recovered: (one) => pieces`已恢复。${lost(one)}`,
  removed: (one) => pieces`已结束：任务已被删除，或直播服务中已查不到该任务。${lost(one)}`,
  stoppedByUser: (one) => pieces`已结束：任务被人工停止。${lost(one)}`,
  finished: (one) => pieces`已结束：已到任务自身的结束时间。${lost(one)}`,
  unwatched: (one) => pieces`不再跟踪：按配置，relaywatch 已不监控该任务。${lost(one)}`,
} satisfies Record<RelayLine['event'], (one: RelayLine) => Pieces>;

function relayText(line: RelayLine): Pieces {
  const { event, rule, relays } = line;
  const told = ownEntry(EVENTS, event)?.(line) ?? pieces`记录为“${outside(event)}”：${judged(line)}。`;
  return pieces`${relays === null ? '' : relaysText(relays)}${told}${rule === null ? '' : ruleText(rule, line)}`;
}

function relaysText({ count, named }: NonNullable<RelayLine['relays']>): Pieces {
  const names = joined(
    named.map(({ key, name }) => pieces`${outside(name)}（${outside(key)}）`),
    '、',
  );
  if (count === 1) return pieces`${names}：`;
  return count > named.length ? pieces`${names}等 ${count} 个任务：` : pieces`${names}共 ${count} 个任务：`;
}

function ruleText({ severity, severityLine, wait, differs }: RuleFact, line: RelayLine): Pieces {
  const told = wait === null ? '立即通知' : pieces`持续满 ${duration(wait.seconds)}才通知（${outside(wait.line)}）`;
  const otherwise = differs
    ? pieces`但当时判为${level(line.severity)}：可能是在 StartTime 或 EndTime 前后停止（policy.startingSeconds、policy.endingGraceSeconds），也可能当时的策略不同。`
    : '';
  return pieces`按 ${outside(severityLine)}，级别为${level(severity)}，${told}。${otherwise}`;
}

const SCOPES: Readonly<Record<string, string>> = {
  source: '源站',
  destination: '目标',
  'region-reason': '地域和原因',
  account: '账号内多数任务',
  expectation: '应运行的任务',
  monitor: '监控自身',
  'watched-account': '被监控的账号',
  channel: '告警渠道',
  state: '状态存储',
  mute: '静默',
  report: '报告',
} satisfies Record<CauseScope['by'], string>;

function causeText({ event, key, scope, verdict, reason, severity, affected }: CauseLine): Pieces {
  if (event === 'over') return pieces`故障 ${outside(key)} 结束。`;
  const by: Piece = ownEntry(SCOPES, scope.by) ?? outside(scope.by);
  const where = scope.value === '' ? [by] : pieces`${by} ${outside(scope.value)}`;
  const what = pieces`${affected} 个任务 ${outside(verdict)}（${outside(reason)}），级别为${level(severity)}`;
  return pieces`故障 ${outside(key)} ${event === 'began' ? '开始' : '有变化'}：${where}，${what}。`;
}

const NO_ANSWER = '历史日志中没有本次巡检的渠道答复：消息尚在等待发送，或巡检未执行到这一步。';

function decisionText({ message, why, answered }: DecisionLine): Pieces {
  if (message === null) return pieces`未通知任何人。${whyInChinese(why)}`;
  if (message === 'update') return pieces`未发出告警。${whyInChinese(why)}`;
  return pieces`应通知值班人员（${kindName(message)}）。${whyInChinese(why)}${answered ? '' : NO_ANSWER}`;
}

function answerText({ channel, message, accepted, said, unclear }: AnswerLine): Pieces {
  if (unclear === 'sweep-died')
    return pieces`渠道 ${outside(channel)} 可能已收到${kindName(message)}消息：发送时巡检中断，没有留下答复。`;
  if (accepted)
    return pieces`已通知 ${outside(channel)}：渠道已接收${kindName(message)}消息${said === '' ? '' : pieces`，回执 ${outside(said)}`}。`;
  return pieces`渠道 ${outside(channel)} 未接收${kindName(message)}消息${unclear === null ? '' : '，但可能已经收到'}${said === '' ? '' : pieces`：${outside(said)}`}。`;
}

function changeText({ what, who, comment }: ChangeLine): Pieces {
  const did = what === 'ack' ? '确认了故障，不再重复提醒' : '撤销了确认';
  return pieces`${who === null ? '有人' : pieces`${outside(who)} `}${did}：${outside(comment)}。`;
}

function judged({ verdict, reason, severity, source, destination }: RelayLine): Pieces {
  const from = source === '' ? '' : pieces`，源站 ${outside(source)}`;
  const to = destination === '' ? '' : pieces`，目标 ${outside(destination)}`;
  return pieces`判定为 ${outside(verdict)}，原因 ${outside(reason)}，级别为${level(severity)}${from}${to}`;
}

function lost({ lostSeconds }: RelayLine): Pieces {
  return [`累计中断 ${duration(lostSeconds)}。`];
}

/** What messages are called on the page, too. */
function kindName(message: string): Pieces {
  return pieces`“${ownEntry(MESSAGE_KINDS, message) ?? outside(message)}”`;
}

function level(severity: string): Piece {
  if (severity === 'none') return '不告警';
  const name = severityName(severity);
  return name === severity ? outside(severity) : name;
}

function asOfText(asOf: AsOf): Pieces {
  return pieces`${instant(asOf.at)} 时：${standingText(asOf)}。`;
}

function standingText(one: AsOf): Pieces {
  switch (one.is) {
    case 'unknown':
      return ['没有已知的故障'];
    case 'open':
      return ['故障未恢复'];
    case 'not-open':
      return ['没有未恢复的故障'];
    case 'over':
      return pieces`没有故障，上一次故障的结局为 ${outside(one.event)}`;
    case 'seen':
      return pieces`已于 ${instant(one.since)} 发现，判定为 ${outside(one.verdict)}（${outside(one.reason)}），未通知；这类故障自行消失时，历史日志不作记录`;
    case 'faulty': {
      const cause = one.causeKey === null ? '未归入任何故障通知' : pieces`归入故障 ${outside(one.causeKey)} 通知`;
      return pieces`判定为 ${outside(one.verdict)}（${outside(one.reason)}），级别为${level(one.severity)}，始于 ${instant(one.since)}，${cause}`;
    }
  }
}

function gapText(gap: GapFact): Pieces {
  switch (gap.lacks) {
    case 'all':
      return pieces`${instant(gap.from)} 至 ${instant(gap.until)} 没有历史日志。`;
    case 'beginning':
      return pieces`${instant(gap.from)} 至 ${instant(gap.until)} 没有历史日志，其间情况不明。`;
    case 'sweeps':
      return pieces`${instant(gap.from)} 至 ${instant(gap.until)} 没有巡检记录：relaywatch 未运行，或无法写入历史日志。`;
    case 'relays':
      return pieces`该时间段内有 ${gap.count} 次巡检不完整，未看到的任务按原状处理。`;
    case 'room':
      return pieces`该时间段内有 ${gap.count} 条记录因历史日志容量限制未收录（state.journal.mostBytesADay）。`;
  }
}
