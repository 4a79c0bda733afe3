import { grouped } from '../../../base/grouped.ts';
import { ownEntry } from '../../../base/lookup.ts';
import type { Ending } from '../../../monitor/incident.ts';
import type { Endings } from '../../../monitor/notification.ts';
import { durationText } from '../duration.ts';
import { countsOf } from '../facts.ts';

const HOW_IT_ENDED: Readonly<Record<string, string>> = {
  recovered: '恢复',
  removed: '被删除',
  stoppedByUser: '被人工停止',
  finished: '按计划结束',
  unwatched: '不再监控',
} satisfies Record<Ending, string>;

function howItEnded(ending: string): string {
  return ownEntry(HOW_IT_ENDED, ending) ?? ending;
}

export function endingsText(endings: Endings | null): string {
  return countsOf(endings ?? {})
    .map(({ ending, count }) => `${grouped(count)} 个${howItEnded(ending)}`)
    .join('，');
}

export function quoted(name: string): string {
  return name === '' ? '' : `“${name}”`;
}

const UNITS = { day: '天', hour: '小时', minute: '分', second: '秒' };

/** The two greatest units: `1 小时 5 分`. */
export function duration(seconds: number): string {
  return durationText(seconds, UNITS);
}

const SEVERITIES: Readonly<Record<string, string>> = { critical: '严重', warning: '警告', info: '提示' };

export function severity(level: string): string {
  return ownEntry(SEVERITIES, level) ?? level;
}
