import type { ExplainProblem } from '../past.ts';

/** The words of the page that explains why on-call was told, or was not. What it tells comes with the document. */
export interface WhyWords {
  readonly page: string;
  readonly title: string;
  readonly section: string;
  readonly relay: string;
  readonly cause: string;
  readonly time: string;
  readonly ask: string;
  readonly hint: string;
  readonly problem: (problem: ExplainProblem, keepDays: string) => string;
  readonly noRelay: (days: string) => string;
  readonly noCause: (days: string) => string;
  readonly noFault: string;
  readonly noHistory: string;
  readonly several: (count: string) => string;
  readonly leftOut: (count: string) => string;
  readonly read: string;
  readonly lacks: string;
  readonly today: string;
  readonly asked: string;
  readonly whole: string;
  /** The visible words have to be the first of the whole. */
  readonly ofRelay: string;
  readonly whyRelay: (name: string) => string;
}

const daysIn = (count: string) => (count === '1' ? '1 day' : `${count} days`);

export const en: WhyWords = {
  page: 'Why?',
  title: 'Why on-call was told, or was not',
  section: 'Why, and who was told',
  relay: 'Relay',
  cause: 'Cause',
  time: 'At (UTC)',
  ask: 'Explain',
  hint: 'A relay by its name, id, or region/id; * stands for any characters. Without a time: its last fault.',
  problem: (problem, keepDays) =>
    ({
      'none-asked': 'Which relay? Enter its name, its id, or region/id.',
      'both-asked': 'The address asks for a relay and for a cause. Only one of them can be explained at once.',
      'too-long': 'A relay or cause has 256 characters at most here. Use the id of the relay.',
      'at-unreadable': 'The time cannot be read. It looks like 2026-03-02T03:10:00Z.',
      'at-future': 'The time is in the future.',
      'at-too-old': `The time is too long ago: the journal is kept for ${daysIn(keepDays)}.`,
    })[problem],
  noRelay: (days) =>
    `Nothing is known of such a relay in the ${days === '1' ? 'day that was' : `${days} days that were`} looked through. A relay that was never faulty is not in the journal; "relaywatch tasks" shows those.`,
  noCause: (days) =>
    `Nothing is known of this cause: it is not open, and the journal of ${daysIn(days)} does not have it. It ended before, or there never was one with this key.`,
  noFault: 'No fault is known of it at this time, nor before, as far as the journal reaches.',
  noHistory:
    'It is open, but the journal has nothing of how it came so: that was too long ago, or there was no room for it. What is known of the present:',
  several: (count) => `${count} relays fit. Choose one:`,
  leftOut: (count) => (count === '1' ? '1 more line is left out here.' : `${count} more lines are left out here.`),
  read: 'Journal of',
  lacks: 'What the journal does not have',
  today: 'Lines of the policy and windows are those of today: the journal does not keep old ones.',
  asked: 'As of when this page was loaded.',
  whole: 'At another time',
  ofRelay: 'why?',
  whyRelay: (name) => `why? ${name}`,
};

export const zh: WhyWords = {
  page: '通知原因',
  title: '为何通知，为何未通知',
  section: '通知原因与通知对象',
  relay: '转推任务',
  cause: '故障',
  time: '时间（UTC）',
  ask: '查询',
  hint: '输入任务名称、任务 ID 或“地域/任务 ID”，* 匹配任意字符。不填时间则查询最近一次故障。',
  problem: (problem, keepDays) =>
    ({
      'none-asked': '要查询哪个任务？请输入任务名称、任务 ID 或“地域/任务 ID”。',
      'both-asked': '地址中同时指定了任务和故障，一次只能查询其中一个。',
      'too-long': '任务或故障最长 256 个字符，请改用任务 ID 查询。',
      'at-unreadable': '无法识别该时间，格式应为 2026-03-02T03:10:00Z。',
      'at-future': '该时间尚未到来。',
      'at-too-old': `该时间过早，历史日志仅保留 ${keepDays} 天。`,
    })[problem],
  noRelay: (days) =>
    `在查找的 ${days} 天内没有该任务的任何记录。从未发生故障的任务不在历史日志中，可用 relaywatch tasks 查看。`,
  noCause: (days) =>
    `没有该故障的任何记录：它不在未恢复的故障中，${days} 天的历史日志里也没有。它可能更早就已结束，或者从未存在。`,
  noFault: '在历史日志的范围内，该时间及之前没有已知的故障。',
  noHistory: '故障未恢复，但历史日志中没有它的经过：发生得太早，或因容量限制未收录。目前已知：',
  several: (count) => `有 ${count} 个任务符合，请选择：`,
  leftOut: (count) => `此处省略 ${count} 条。`,
  read: '历史日志范围',
  lacks: '历史日志的缺失',
  today: '策略和维护窗口以当前配置为准，历史日志不保留旧配置。',
  asked: '以打开本页时的情况为准。',
  whole: '查询其他时间',
  ofRelay: '通知原因',
  whyRelay: (name) => `通知原因：${name}`,
};
