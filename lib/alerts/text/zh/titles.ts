import { grouped } from '../../../base/grouped.ts';
import { ownEntry } from '../../../base/lookup.ts';
import type { Endings } from '../../../monitor/notification.ts';
import { allRecovered, type Facts } from '../facts.ts';
import type { PredicateOf } from '../wording.ts';
import { reportTitle } from './report.ts';
import { duration, endingsText, quoted, severity } from './words.ts';

const PREDICATES: Readonly<Record<PredicateOf, string>> = {
  stopped: '已停止',
  'stopped-unexplained': '已停止，原因不明',
  'stopped-by-user': '被人工停止',
  'missed-start': '未按时启动',
  recovering: '异常，正在重试',
  stalled: '运行中但无进展',
  finished: '已结束',
  removed: '已被删除',
  'ending-soon': '即将结束',
  'expected-missing': '应运行但未运行',
  'destination-conflict': '同时推往同一地址',
  healthy: '运行正常',
  scheduled: '等待启动',
  unknown: '处于无法识别的状态',
};

export function title(facts: Facts): string {
  const { kind, scopeBy, verdict, place, report } = facts;
  if (report) return reportTitle(report);
  if (kind === 'resolved') return resolvedTitle(facts);
  if (kind === 'mute-ended') return `静默${quoted(place)}已结束：${stillOpen(facts)}`;
  if (kind === 'channel-broken' || scopeBy === 'channel') return `告警渠道${quoted(place)}已失效，${since(facts)}`;
  if (kind === 'state-broken' || scopeBy === 'state') return `relaywatch 无法保存状态，消息可能重复，${since(facts)}`;
  if (kind === 'summary') return `开始监控之前，${subject(facts)}${predicate(verdict)}${reasonPart(facts)}`;
  const start = `${prefix(facts)}${statement(facts)}${reasonPart(facts)}`;
  return verdict === 'ending-soon' ? start : `${start}，${since(facts)}`;
}

function statement(facts: Facts): string {
  if (facts.scopeBy === 'monitor' || facts.verdict === 'monitor-blind') {
    return `监控中断${facts.regions === '' ? '' : `（${facts.regions}）`}`;
  }
  if (facts.scopeBy === 'watched-account') return `账号${quoted(facts.place)}未得到正常监控`;
  if (facts.scopeBy === 'expectation') return `应运行的转推任务${quoted(facts.place)}未运行`;
  return `${subject(facts)}${facts.kind === 'flapping' ? '反复中断和恢复' : predicate(facts.verdict)}`;
}

function since({ since }: Facts): string {
  return `自 ${since.short} 起`;
}

function prefix({ kind, affected, toldBefore, worsened, severity: level }: Facts): string {
  switch (kind) {
    case 'growth':
      if (worsened) return `告警升级，现为${severity(level)}：`;
      return toldBefore === null || toldBefore === affected
        ? `范围扩大，现为 ${grouped(affected)} 个：`
        : `范围扩大，现为 ${grouped(affected)} 个，上次通知时为 ${grouped(toldBefore)} 个：`;
    case 'reminder':
      return '仍未恢复：';
    case 'update':
      return '更新：';
    case 'flapping':
      return '反复异常：';
    default:
      return '';
  }
}

function resolvedTitle(facts: Facts): string {
  const after = facts.seconds === null ? '' : `，历时 ${duration(facts.seconds)}`;
  return `${isRecovery(facts.endings) ? '已恢复' : '已结束'}${after}：${resolvedState(facts)}`;
}

/** Whether the end is a recovery on the whole, so that it may be called one. */
function isRecovery(endings: Endings | null): boolean {
  return allRecovered(endings) || (Boolean(endings?.recovered) && !endings?.unwatched);
}

function resolvedState(facts: Facts): string {
  const { scopeBy, verdict, place, endings } = facts;
  if (scopeBy === 'monitor' || verdict === 'monitor-blind')
    return endings?.unwatched ? '不再监控 relaywatch 自身是否中断' : 'relaywatch 已恢复对全部任务的监控';
  if (scopeBy === 'channel') return `告警渠道${quoted(place)}${endings?.unwatched ? '已从配置中移除' : '恢复正常'}`;
  if (scopeBy === 'state') return 'relaywatch 已可正常保存状态';
  if (scopeBy === 'watched-account')
    return `账号${quoted(place)}${endings?.unwatched ? '已从配置中移除' : '已恢复正常监控'}`;
  if (scopeBy === 'expectation') return `应运行的转推任务${quoted(place)}${expectationState(endings)}`;
  const state = allRecovered(endings) ? '恢复正常' : `：${endingsText(endings)}`;
  return `${subject(facts)}${state}${reasonPart(facts)}`;
}

function expectationState(endings: Endings | null): string {
  if (endings?.unwatched) return '不再监控';
  return endings?.finished ? '已过预期时段，不再要求运行' : '不再缺失';
}

function stillOpen(facts: Facts): string {
  return facts.affected === 0
    ? '没有未恢复的任务'
    : `${subject({ ...facts, scopeBy: 'mute' })}${predicate(facts.verdict)}`;
}

/** `推往 push-3.example.com 的全部 62 个转推任务`. */
function subject(facts: Facts): string {
  const { scopeBy, place, regions, total, affected } = facts;
  const where = placePart(scopeBy, place, regions);
  const of = where === '' ? '' : `${where}的`;
  if (total === null || total === 0) return `${of} ${grouped(affected)} 个转推任务`.trim();
  if (total === affected) return `${of}全部 ${grouped(affected)} 个转推任务`;
  return `${of} ${grouped(total)} 个转推任务中有 ${grouped(affected)} 个`.trim();
}

function placePart(scopeBy: string, place: string, regions: string): string {
  switch (scopeBy) {
    case 'source':
      return place === '' ? '' : `从 ${place} 拉流`;
    case 'destination':
      return place === '' ? '' : `推往 ${place} `;
    case 'account':
      return place === '' ? '账号下' : `账号 ${place} 下`;
    default:
      return regions === '' ? '' : `${regions} `;
  }
}

function predicate(verdict: string): string {
  return ownEntry(PREDICATES, verdict) ?? `处于“${verdict}”状态`;
}

function reasonPart({ reason, severalReasons }: Facts): string {
  if (severalReasons) return '，原因不一';
  return reason === null ? '' : `，${reason}`;
}
