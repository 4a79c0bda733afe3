import { checkMembers } from './members.ts';
import { isObject, type Json, UNITS } from './metric-rules.ts';
import { badCombination, invalidValue, missingParameter, RefusedRequest } from './refusals.ts';

/**
 * The documented rules of PutMetricAlarm and PutDashboard. Written apart from `infra/alarms` on purpose: a limit
 * misread there would be misread here too if both shared it.
 * Source: Amazon CloudWatch API 2010-08-01, PutMetricAlarm, MetricDataQuery, PutDashboard.
 */
const COMPARISONS = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
];
const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];
const MISSING_DATA = ['breaching', 'notBreaching', 'ignore', 'missing'];
export const ACTION_LISTS = ['AlarmActions', 'OKActions', 'InsufficientDataActions'];
const DAY_SECONDS = 86_400;

/** Refuses what the service would refuse; PromQL, anomaly detection and percentiles are not known. @throws RefusedRequest */
export function checkMetricAlarm(input: Json, region: string): void {
  checkText(input, 'AlarmName', 1, 255);
  if (input.ActionsEnabled !== undefined && typeof input.ActionsEnabled !== 'boolean')
    throw invalidValue('ActionsEnabled is not true or false');
  if (input.AlarmDescription !== undefined) checkText(input, 'AlarmDescription', 0, 1_024);
  for (const list of ACTION_LISTS) checkActions(input[list], list, region);
  const periods = wholeNumber(input.EvaluationPeriods, 'EvaluationPeriods');
  const datapoints = input.DatapointsToAlarm ?? periods;
  if (wholeNumber(datapoints, 'DatapointsToAlarm') > periods)
    throw invalidValue('DatapointsToAlarm is more than EvaluationPeriods');
  if (!COMPARISONS.includes(String(input.ComparisonOperator)))
    throw invalidValue('ComparisonOperator is not one of the known');
  if (input.TreatMissingData !== undefined && !MISSING_DATA.includes(String(input.TreatMissingData)))
    throw invalidValue('TreatMissingData is not one of the known');
  if (typeof input.Threshold !== 'number') throw missingParameter('Threshold');
  if ((input.MetricName === undefined) === (input.Metrics === undefined))
    throw badCombination('exactly one of MetricName and Metrics must be given');
  const periodSeconds = input.Metrics === undefined ? checkMetric(input, input) : checkQueries(input.Metrics);
  const mostSeconds = periodSeconds < 3_600 ? DAY_SECONDS : 7 * DAY_SECONDS;
  if (periodSeconds * periods > mostSeconds)
    throw invalidValue(`Period times EvaluationPeriods is more than ${mostSeconds}`);
}

/** A metric with its statistic. @returns the period */
function checkMetric(metric: Json, { Statistic, Stat = Statistic, Period, Unit }: Json): number {
  checkText(metric, 'MetricName', 1, 255);
  checkText(metric, 'Namespace', 1, 255);
  if (!STATISTICS.includes(String(Stat))) throw invalidValue('the statistic is not one of the known');
  if (Unit !== undefined && !UNITS.has(String(Unit))) throw invalidValue('Unit is not one of the known');
  const dimensions = metric.Dimensions ?? [];
  if (!Array.isArray(dimensions) || dimensions.length > 30)
    throw invalidValue('Dimensions is not a list of at most 30');
  for (const dimension of dimensions.filter(isObject)) checkMembers('Dimension', dimension);
  const seconds = wholeNumber(Period, 'Period');
  if (![10, 20, 30].includes(seconds) && seconds % 60 !== 0)
    throw invalidValue('Period is not 10, 20, 30 or a multiple of 60');
  return seconds;
}

/** Metric math. @returns the period */
function checkQueries(queries: unknown): number {
  if (!Array.isArray(queries) || queries.length === 0 || queries.length > 20)
    throw invalidValue('Metrics is not a list of 1 to 20');
  const given = queries.filter(isObject);
  for (const query of given) checkMembers('MetricDataQuery', query);
  const metrics = given.flatMap(({ MetricStat }) => (isObject(MetricStat) ? [MetricStat] : []));
  const expressions = given.filter(({ Expression }) => Expression !== undefined);
  if (metrics.length + expressions.length !== queries.length)
    throw badCombination('each of Metrics has a MetricStat or an Expression');
  if (metrics.length > 10 || expressions.length > 10)
    throw invalidValue('Metrics has more than 10 metrics or expressions');
  const ids = given.map(({ Id }) => String(Id));
  if (new Set(ids).size !== ids.length || !ids.every((id) => /^[a-z][A-Za-z0-9_]{0,254}$/.test(id)))
    throw invalidValue('an Id is not unique or not legal');
  if (given.filter(({ ReturnData }) => ReturnData !== false).length !== 1)
    throw invalidValue('exactly one of Metrics returns data');
  for (const { Expression } of expressions) checkExpression(Expression, ids);
  const periods = metrics.map(checkMetricStat);
  return Math.max(0, ...periods);
}

function checkMetricStat(stat: Json): number {
  const metric = isObject(stat.Metric) ? stat.Metric : {};
  checkMembers('MetricStat', stat);
  checkMembers('Metric', metric);
  return checkMetric(metric, stat);
}

/** Functions and keywords are upper case, ids begin with lower case: an id that nothing has is found. */
function checkExpression(expression: unknown, ids: readonly string[]): void {
  if (typeof expression !== 'string' || expression === '' || expression.length > 2_048)
    throw invalidValue('an Expression has not 1 to 2048 characters');
  if (/\bSEARCH\s*\(/.test(expression)) throw invalidValue('SEARCH cannot be used in alarms');
  const unknown = [...expression.matchAll(/\b[a-z]\w*/g)].map(([id]) => id).filter((id) => !ids.includes(id));
  if (unknown.length > 0) throw invalidValue(`the Expression has the unknown ${unknown.join()}`);
}

function checkActions(actions: unknown, list: string, region: string): void {
  if (actions === undefined) return;
  if (!Array.isArray(actions) || actions.length > 5) throw invalidValue(`${list} is not a list of at most 5`);
  for (const arn of actions) {
    const [, , service, itsRegion] = String(arn).split(':');
    if (service === 'sns' && itsRegion !== region)
      throw new RefusedRequest(
        'ValidationException',
        `Invalid region ${itsRegion} specified. Only ${region} is supported.`,
      );
  }
}

/** @throws RefusedRequest when it is there, and is not a list of at most 50 tags */
export function checkTags(list: unknown): { readonly Key: string; readonly Value: string }[] {
  if (list === undefined) return [];
  if (!Array.isArray(list) || list.length > 50) throw invalidValue('Tags is not a list of at most 50');
  return list.map((tag: unknown) => {
    if (!isObject(tag)) throw invalidValue('Tags has one that is no tag');
    checkMembers('Tag', tag);
    checkText(tag, 'Key', 1, 128);
    checkText(tag, 'Value', 0, 256);
    return { Key: String(tag.Key), Value: String(tag.Value) };
  });
}

/** The widgets of a dashboard's body. @throws RefusedRequest */
export function checkDashboard({ DashboardName, DashboardBody }: Json): void {
  if (typeof DashboardName !== 'string' || !/^[A-Za-z0-9_-]{1,255}$/.test(DashboardName))
    throw new RefusedRequest(
      'DashboardInvalidInputError',
      'The name has other characters than letters, digits, - and _.',
    );
  const widgets = widgetsOf(DashboardBody);
  if (!Array.isArray(widgets) || widgets.length > 500)
    throw new RefusedRequest('DashboardInvalidInputError', 'The body is not JSON with at most 500 widgets.');
}

function widgetsOf(body: unknown): unknown {
  try {
    const parsed: unknown = JSON.parse(String(body));
    return isObject(parsed) ? parsed.widgets : undefined;
  } catch {
    return undefined;
  }
}

function checkText(input: Json, key: string, fewest: number, most: number): void {
  const value = input[key];
  if (typeof value !== 'string') throw missingParameter(key);
  if (value.length < fewest || value.length > most)
    throw invalidValue(`${key} has not ${fewest} to ${most} characters`);
}

function wholeNumber(value: unknown, key: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw invalidValue(`${key} is not a whole number from 1`);
}
