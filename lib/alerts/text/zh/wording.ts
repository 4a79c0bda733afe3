import { grouped } from '../../../base/grouped.ts';
import type { Facts } from '../facts.ts';
import type { Wording } from '../wording.ts';
import { STEPS } from './advice.ts';
import { lines, timelineEntry } from './sentences.ts';
import { title } from './titles.ts';
import { severity } from './words.ts';

export const chinese: Wording = {
  title: (facts) => title(withChineseList(facts)),
  lines: (facts) => lines(withChineseList(facts)),
  timelineEntry,
  timelineLeftOut: (count) => `……另有 ${grouped(count)} 条`,
  step: (key, facts) => STEPS[key](facts),
  unknownPlace: '未知',
  words: {
    relays: '转推任务',
    steps: '处理步骤',
    console: '直播控制台',
    statusPage: '状态页',
    runbook: '处置手册',
    more: (count) => `另有 ${grouped(count)} 个`,
    cut: '……超出该渠道的长度限制，已截断',
    digestTitle: (count) => `relaywatch：合并 ${grouped(count)} 条消息`,
    digestLeftOut: (count, bySeverity) =>
      `另有 ${grouped(count)} 条未列出（${bySeverity}），请用 relaywatch incidents 查看`,
    severity,
  },
  templateProblem: (part, problem) => `${part === 'title' ? '标题' : '正文'}模板未生效：${problem}。`,
};

function withChineseList(facts: Facts): Facts {
  return { ...facts, regions: facts.regions.replaceAll(', ', '、') };
}
