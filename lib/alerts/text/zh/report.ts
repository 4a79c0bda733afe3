import { grouped } from '../../../base/grouped.ts';
import type { ReportTimes } from '../../../monitor/report-figures.ts';
import type { ToldFigures, ToldLoss, ToldReport } from '../report-facts.ts';
import { duration } from './words.ts';

export function reportTitle({ from, until, figures }: ToldReport): string {
  const summary = figures === null ? '未能生成' : `${outagesOf(figures)}，累计中断 ${figures.lostMinutes} 分钟`;
  return `转推报告（${from} 至 ${until} UTC）：${summary}`;
}

export function reportLines({ figures, problem }: ToldReport): readonly string[] {
  if (figures === null) {
    const why = problem === null ? '。' : `：${problem}`;
    return [`无法读取历史日志${why}`, '历史日志恢复可读后，可用 relaywatch report 生成报告。'];
  }
  const { availability, relays, lostMinutes, detectSeconds, repairSeconds, pages } = figures;
  const ofAll = availability === null ? '' : `${grouped(relays ?? 0)} 个转推任务的可用率：${availability}。`;
  const open = figures.open > 0 ? `，其中 ${figures.open} 次截至期末仍未恢复` : '';
  return [
    `${outagesOf(figures)}${open}。转推任务累计中断 ${lostMinutes} 分钟。${ofAll}`,
    ...worstLine('中断最久的转推任务', figures.worstRelays),
    ...worstLine('中断最久的推流目标', figures.worstDestinations),
    `发现用时：${timesOf(detectSeconds)}。恢复用时：${timesOf(repairSeconds)}。`,
    `呼叫值班 ${pages} 次。`,
    monitorLine(figures),
  ];
}

function outagesOf({ outages }: ToldFigures): string {
  return outages === 0 ? '无故障' : `故障 ${outages} 次`;
}

function worstLine(heading: string, worst: readonly ToldLoss[]): string[] {
  if (worst.length === 0) return [];
  return [`${heading}：${worst.map(({ name, minutes }) => `${name}（${minutes} 分钟）`).join('、')}。`];
}

function timesOf({ median, max }: ReportTimes): string {
  if (median === null || max === null) return '无';
  return `中位数 ${duration(median)}，最长 ${duration(max)}`;
}

function monitorLine({ watched, incompleteSweeps, leftOut }: ToldFigures): string {
  const incomplete = incompleteSweeps > 0 ? `历史日志中有 ${incompleteSweeps} 次巡检不完整。` : '';
  const missing = leftOut > 0 ? `历史日志空间不足，有 ${leftOut} 条记录未保存，以上数字可能偏低。` : '';
  return `relaywatch 自身的有效监控时间占 ${watched}。${incomplete}${missing}`;
}
