import { grouped } from '../../../base/grouped.ts';
import { entryOfCode, ownEntry } from '../../../base/lookup.ts';
import type { Facts, TimelineFact } from '../facts.ts';
import { RETRIES_USED_UP } from '../steps.ts';
import { reportLines } from './report.ts';
import { duration, endingsText, quoted, severity } from './words.ts';

const REASONS: Readonly<Record<string, string>> = {
  PullStreamFailed: '从源站拉流失败',
  PushStreamFailed: '向目标地址推流失败',
  UnknownError: '直播服务未给出更多信息',
  [RETRIES_USED_UP]: '直播服务重试多次后放弃',
  TriggerByUser: '被人工停止',
  'never-swept': '尚未完成过一次巡检',
  late: '距上次巡检过久',
  blind: '巡检看不到该账号的任务',
  throttled: '调用过于频繁，被直播服务限流',
  undelivered: '该账号的告警渠道均未接收消息',
  'state-unreadable': '无法读取巡检保存的状态',
  'bad-config': '配置中该账号的部分无法使用',
  'not-started': '平台未接受启动巡检的请求',
};

/** As long as the relay has the state of retrying, that is what Live does, whatever the reason is called. */
const STILL_RETRYING = '多次重试仍未恢复';

const EVENTS: Readonly<Record<string, (affected: string) => string>> = {
  stopped: (affected) => `${affected} 个受影响`,
  told: (affected) => `已通知，${affected} 个受影响`,
  grew: (affected) => `扩大到 ${affected} 个`,
  worsened: (affected) => `告警升级，${affected} 个受影响`,
  flapping: (affected) => `反复中断，${affected} 个受影响`,
  recovered: (affected) => `正在恢复，还有 ${affected} 个受影响`,
  resolved: () => '已结束',
};

export function lines(facts: Facts): readonly string[] {
  return [
    ...(facts.test ? ['这是一条测试消息，没有发生故障。'] : []),
    ...(facts.report ? reportLines(facts.report) : timeLines(facts)),
    ...reasonLines(facts),
    ...placeLines(facts),
    ...countLines(facts),
    ...accountLines(facts),
    ...acknowledgedLines(facts),
    ...(facts.note === null ? [] : [facts.note]),
    ...channelLines(facts),
    ...(facts.degraded ? ['relaywatch 无法读取之前的状态，本条消息可能与已发送的重复。'] : []),
  ];
}

function accountLines({ account }: Facts): string[] {
  if (account === null) return [];
  return [`账号：${[account.name, ...account.labels].join('，')}`];
}

function acknowledgedLines({ acknowledged }: Facts): string[] {
  if (acknowledged === null) return [];
  const { by, at, comment } = acknowledged;
  const who = by === '' ? '已有人' : `${by} 已`;
  return [`${who}于 ${at.short} 确认，当时尚无本条新情况${comment === '' ? '。' : `：${comment}`}`];
}

function channelLines({ insteadOf, trouble }: Facts): string[] {
  const why = (problem: string | null) => (problem === null ? '。' : `：${problem}`);
  return [
    ...(insteadOf
      ? [`告警渠道${quoted(insteadOf.channel)}未能接收本条消息，因此改由本渠道发送${why(insteadOf.problem)}`]
      : []),
    ...(trouble
      ? [
          `该渠道最近 ${trouble.tries} 次发送均未成功${why(trouble.problem)}`,
          '待发消息将保留，渠道恢复后补发；只发往该渠道的消息，期间由其他渠道代发。',
        ]
      : []),
  ];
}

function timeLines({ kind, since, at, seconds, severity: level, endings }: Facts): string[] {
  if (kind !== 'resolved') {
    const lasted = seconds === null ? '' : `，已持续 ${duration(seconds)}`;
    return [`开始于 ${since.full}${lasted}。级别：${severity(level)}。`];
  }
  const ended = endings === null ? '' : endingsText(endings);
  return [
    `${since.full} 至 ${at.full}${seconds === null ? '' : `，历时 ${duration(seconds)}`}。`,
    ...(ended === '' ? [] : [`结束方式：${ended}。`]),
  ];
}

function reasonLines({ reason, severalReasons, verdict }: Facts): string[] {
  if (severalReasons) return ['直播服务给出了多种原因，详见各任务。'];
  if (reason === null) return [];
  const meaning =
    verdict === 'recovering' && reason === RETRIES_USED_UP ? STILL_RETRYING : entryOfCode(REASONS, reason);
  return [`原因：${reason}${meaning === undefined ? '' : `（${meaning}）`}。`];
}

function placeLines({ scopeBy, placeInFull, regions }: Facts): string[] {
  const scope = scopeBy === 'source' ? '源站' : scopeBy === 'destination' ? '推流目标' : null;
  return [
    ...(scope === null || placeInFull === '' ? [] : [`${scope}：${placeInFull}`]),
    ...(regions === '' ? [] : [`地域：${regions}`]),
  ];
}

/** Whoever knows the size of the whole account would miss them. */
function countLines({ scopeBy, total }: Facts): string[] {
  return scopeBy === 'account' && total !== null ? ['已结束、尚未开始或由用户停止的任务不计入总数。'] : [];
}

/** One moment of the cause, on a line. */
export function timelineEntry({ at, event, affected }: TimelineFact): string {
  const say = ownEntry(EVENTS, event);
  return `${at}：${say === undefined ? `${event}，${grouped(affected)} 个` : say(grouped(affected))}`;
}
