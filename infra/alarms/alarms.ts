import { createHash } from 'node:crypto';
import { clipChars } from '../../lib/base/cut.ts';
import { fitDimensionValue } from '../../lib/metrics/cloudwatch/text.ts';
import type { AlarmFields, Measured, PlannedAlarm } from './alarm.ts';
import { markOf } from './ownership.ts';
import type { Rule } from './rule.ts';
import { rulesOf } from './rules.ts';
import type { AlarmTarget } from './target.ts';

/** Source: CloudWatch API 2010-08-01, PutMetricAlarm. */
const DESCRIPTION_CHARS = 1_024;
const NAME_CHARS = 255;
/** A longer runbook address would leave no room for what to do. */
const RUNBOOK_CHARS = 500;

/** The alarms of a target, the most important first. */
export function alarmsOf(target: AlarmTarget): PlannedAlarm[] {
  return rulesOf(target).map((rule) => alarmOf(rule, target));
}

function alarmOf(rule: Rule, target: AlarmTarget): PlannedAlarm {
  const { id, firesWhen, delay, todo } = rule;
  const name = alarmName(target.settings.prefix, id);
  return { name, id, firesWhen, delay, todo, fields: fieldsOf(rule, name, target) };
}

function fieldsOf(rule: Rule, name: string, { settings }: AlarmTarget): AlarmFields {
  const { series, statistic, periodMinutes, expression, comparison, threshold, periods, missingData } = rule;
  const metrics = series.map((one, place): [string, Measured] => [
    `m${place + 1}`,
    { ...one, statistic, periodSeconds: periodMinutes * 60 },
  ]);
  return {
    description: description(rule, name, settings.runbook),
    metrics: Object.fromEntries(metrics),
    ...(expression === undefined ? {} : { expression }),
    comparison,
    threshold,
    evaluationPeriods: periods,
    datapointsToAlarm: periods,
    missingData,
    actionsEnabled: true,
    alarmActions: settings.topics,
    okActions: settings.topics,
    insufficientDataActions: [],
  };
}

/**
 * What on-call reads in the topic's message: what it means, what to do, where to read more, and which deployment it
 * belongs to.
 */
function description({ firesWhen, todo }: Rule, name: string, runbook = ''): string {
  const link = runbook === '' || runbook.length > RUNBOOK_CHARS ? '' : ` Runbook: ${runbook}`;
  const end = `${link} ${markOf(name)}`;
  const text = `${firesWhen.charAt(0).toUpperCase()}${firesWhen.slice(1)}. ${todo}.`;
  const room = DESCRIPTION_CHARS - end.length;
  return `${clipChars(text, room)}${end}`;
}

/** Channels and reasons may have any name; two different ones get two alarms. */
function alarmName(prefix: string, id: string): string {
  const name = `${prefix}-${fitDimensionValue(id) ?? id}`;
  if (name.length <= NAME_CHARS) return name;
  return `${name.slice(0, 200)}~${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;
}
