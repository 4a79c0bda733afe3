import type { Ending } from '../../monitor/incident.ts';
import type { Endings } from '../../monitor/notification.ts';
import { allRecovered, countsOf, type Facts, type TimelineFact } from './facts.ts';
import type { StepKey } from './steps.ts';
import type { Wording } from './wording.ts';

const PREDICATES: Readonly<Record<string, string>> = {
  stopped: '已停止',
  'stopped-unexplained': '已停止，原因不明',
  'stopped-by-user': '被人工停止',
  'missed-start': '未按时启动',
  recovering: '异常，正在重试',
  stalled: '在运行但没有进展',
  finished: '已结束',
  removed: '已被删除',
  'ending-soon': '即将结束',
  'expected-missing': '应当运行却没有运行',
  'destination-conflict': '同时推往同一地址',
  healthy: '运行正常',
  scheduled: '等待启动',
  unknown: '处于无法识别的状态',
};

const REASONS: Readonly<Record<string, string>> = {
  PullStreamFailed: '从源站拉流失败',
  PushStreamFailed: '向目标地址推流失败',
  UnknownError: '直播服务没有给出更多信息',
  RetryTimesOffline: '直播服务重试多次后放弃',
  TriggerByUser: '被人工停止',
};

const EVENTS: Readonly<Record<string, (affected: number) => string>> = {
  stopped: (affected) => `${affected} 个受影响`,
  told: (affected) => `已通知，${affected} 个受影响`,
  grew: (affected) => `扩大到 ${affected} 个`,
  worsened: (affected) => `情况加重，${affected} 个`,
  flapping: (affected) => `反复中断，${affected} 个`,
  recovered: (affected) => `正在恢复，还有 ${affected} 个受影响`,
  resolved: () => '已结束',
};

const SEVERITIES: Readonly<Record<string, string>> = { critical: '严重', warning: '警告', info: '提示' };

const HOW_IT_ENDED: Readonly<Record<string, string>> = {
  recovered: '恢复',
  removed: '被删除',
  stoppedByUser: '被人工停止',
  finished: '按计划结束',
  unwatched: '不再监控',
} satisfies Record<Ending, string>;

const STEPS: Readonly<Record<StepKey, (facts: Facts) => string>> = {
  'check-source': ({ source }) => `检查源流是否正常${source === '' ? '' : `（${source}）`}。`,
  'check-destination': ({ destination }) =>
    `检查目标推流地址${destination === '' ? '' : ` ${destination} `}能否接收推流，推流密钥是否仍然有效。`,
  'gave-up': () => '直播服务不会再自动重试。',
  'see-console': () => '在直播控制台查看任务状态。',
  'still-retries': () => '直播服务仍在重试，确认不会自行恢复后再重启。',
  'ask-who-stopped': () => '先确认是否有人主动停止。',
  'check-schedule': () => '在直播控制台核对任务的开始和结束时间。',
  'check-stability': () => '任务时断时续，先检查源站和目标的带宽与稳定性。',
  'find-expected': () => '确认任务是否被删除、改名或没有创建；如果不再需要，请修改配置中的 expect:。',
  'stop-others': () => '确定应由哪个任务推流，停止其余任务。',
  'extend-end': () => '如需继续，请现在延长结束时间。',
  'check-permission': () => '检查 RAM 用户或角色是否有 live:DescribeLivePullToPushList 权限。',
  'check-network': () => '检查 relaywatch 到直播服务的网络，以及直播服务自身的状态。',
  'check-channel': () => '检查 relaywatch.yml 中该渠道的地址和密钥，以及机器人在对方平台的状态。',
  'try-channel': () => '然后测试：',
  'check-state': () => '按上文所述排除故障，然后确认是否恢复：',
  'restart-one': () => '然后重启任务：',
  'restart-each': ({ affected }) => `然后逐个重启这 ${affected} 个任务，例如：`,
};

export const chinese: Wording = {
  title: (facts) => title(withChineseList(facts)),
  lines: (facts) => lines(withChineseList(facts)),
  timelineEntry: ({ at, event, affected }: TimelineFact) => {
    const say = Object.hasOwn(EVENTS, event) ? EVENTS[event] : undefined;
    return `${at}：${say === undefined ? `${event}，${affected} 个` : say(affected)}`;
  },
  timelineLeftOut: (count) => `……另有 ${count} 条`,
  step: (key, facts) => STEPS[key](facts),
  unknownPlace: '未知',
  words: {
    relays: '转推任务',
    steps: '处理步骤',
    console: '直播控制台',
    more: (count) => `另有 ${count} 个`,
    cut: '……超出该渠道的长度限制，已截断',
    digestTitle: (count) => `relaywatch：合并 ${count} 条消息`,
    digestLeftOut: (count, bySeverity) => `另有 ${count} 条未列出（${bySeverity}），请用 relaywatch incidents 查看`,
    severity,
  },
  templateProblem: (part, problem) => `${part === 'title' ? '标题' : '正文'}模板未生效：${problem}。`,
};

function withChineseList(facts: Facts): Facts {
  return { ...facts, regions: facts.regions.replaceAll(', ', '、') };
}

function title(facts: Facts): string {
  const { kind, scopeBy, verdict, place } = facts;
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
    return `监控失明${facts.regions === '' ? '' : `（${facts.regions}）`}`;
  }
  if (facts.scopeBy === 'expectation') return `应运行的转推任务${quoted(facts.place)}没有运行`;
  return `${subject(facts)}${facts.kind === 'flapping' ? '反复中断和恢复' : predicate(facts.verdict)}`;
}

function since({ since }: Facts): string {
  return `自 ${since.short} 起`;
}

function prefix({ kind, affected, toldBefore, worsened, severity: level }: Facts): string {
  switch (kind) {
    case 'growth':
      if (worsened) return `情况加重，级别${severity(level)}：`;
      return toldBefore === null || toldBefore === affected
        ? `范围扩大，现为 ${affected} 个：`
        : `范围扩大，现为 ${affected} 个，上次通知为 ${toldBefore} 个：`;
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
    return endings?.unwatched ? '不再监控 relaywatch 自身是否失明' : 'relaywatch 重新看到全部任务';
  if (scopeBy === 'channel') return `告警渠道${quoted(place)}${endings?.unwatched ? '已从配置中移除' : '恢复正常'}`;
  if (scopeBy === 'state') return 'relaywatch 恢复保存状态';
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
  const { scopeBy, place, regions, firstName, total, affected } = facts;
  if (scopeBy === 'relay') {
    const name = firstName === '' ? place : firstName;
    return `转推任务${quoted(name)}${regions === '' ? '' : `（${regions}）`}`;
  }
  const where = placePart(scopeBy, place, regions);
  const of = where === '' ? '' : `${where}的`;
  if (total === null || total === 0) return `${of} ${affected} 个转推任务`.trim();
  if (total === affected) return `${of}全部 ${affected} 个转推任务`;
  return `${of} ${total} 个转推任务中有 ${affected} 个`.trim();
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
  return (Object.hasOwn(PREDICATES, verdict) ? PREDICATES[verdict] : undefined) ?? `处于“${verdict}”状态`;
}

function reasonPart({ reason, severalReasons }: Facts): string {
  if (severalReasons) return '，原因不一';
  return reason === null ? '' : `，${reason}`;
}

function lines(facts: Facts): readonly string[] {
  return [
    ...(facts.test ? ['这是一条测试消息，没有发生故障。'] : []),
    ...timeLines(facts),
    ...reasonLines(facts),
    ...placeLines(facts),
    ...(facts.note === null ? [] : [facts.note]),
    ...channelLines(facts),
    ...(facts.degraded ? ['relaywatch 读不到之前的状态，本条可能与已发送的消息重复。'] : []),
  ];
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
          '待发消息会保留，待渠道恢复后补发；其他渠道都收不到的消息，期间由其他渠道代发。',
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

function reasonLines({ reason, severalReasons }: Facts): string[] {
  if (severalReasons) return ['直播服务给出了多种原因，见各任务。'];
  if (reason === null) return [];
  return [`原因：${reason}${Object.hasOwn(REASONS, reason) ? `（${REASONS[reason]}）` : ''}。`];
}

function placeLines({ scopeBy, placeInFull, regions }: Facts): string[] {
  const scope = scopeBy === 'source' ? '源站' : scopeBy === 'destination' ? '推流目标' : null;
  return [
    ...(scope === null || placeInFull === '' ? [] : [`${scope}：${placeInFull}`]),
    ...(regions === '' ? [] : [`地域：${regions}`]),
  ];
}

function howItEnded(ending: string): string {
  return (Object.hasOwn(HOW_IT_ENDED, ending) ? HOW_IT_ENDED[ending] : undefined) ?? ending;
}

function endingsText(endings: Endings | null): string {
  return countsOf(endings ?? {})
    .map(({ ending, count }) => `${count} 个${howItEnded(ending)}`)
    .join('，');
}

function severity(level: string): string {
  return (Object.hasOwn(SEVERITIES, level) ? SEVERITIES[level] : undefined) ?? level;
}

function quoted(name: string): string {
  return name === '' ? '' : `“${name}”`;
}

/** The two greatest units: `1 小时 5 分`. */
function duration(seconds: number): string {
  const units = [
    [Math.floor(seconds / 86_400), '天'],
    [Math.floor(seconds / 3_600) % 24, '小时'],
    [Math.floor(seconds / 60) % 60, '分'],
    [Math.floor(seconds) % 60, '秒'],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  if (first < 0) return '0 秒';
  const told = units.slice(first, first + 2).filter(([count]) => count > 0);
  return told.map(([count, unit]) => `${count} ${unit}`).join(' ');
}
