import { checkDashboard, checkMetricAlarm } from './alarm-rules.ts';
import { isObject, type Json, RefusedRequest } from './metric-rules.ts';

/** A metric alarm as it was put, without its tags. */
export interface StoredAlarm {
  readonly region: string;
  readonly arn: string;
  readonly input: Json;
}

/** Alarms, their tags, and dashboards; in memory. */
export interface AlarmStore {
  /** Answers an operation. @returns undefined for one that is not known. @throws RefusedRequest */
  answer(operation: string, input: Json, region: string): Json | undefined;
  alarms(): readonly StoredAlarm[];
  /** Bodies by name. */
  dashboards(): ReadonlyMap<string, string>;
}

const ACCOUNT = '123456789012';

/** An empty store. Alarms belong to a region, dashboards to the account. */
export function createAlarmStore(): AlarmStore {
  const alarms = new Map<string, StoredAlarm>();
  const tags = new Map<string, Map<string, string>>();
  const dashboards = new Map<string, string>();

  const tag = (arn: string, list: unknown) => {
    if (![...alarms.values()].some((alarm) => alarm.arn === arn)) throw notFound(`There is no ${arn}.`);
    const own = tags.get(arn) ?? new Map<string, string>();
    for (const { Key, Value } of objects(list)) own.set(String(Key), String(Value));
    tags.set(arn, own);
  };

  const operations: Readonly<Record<string, (input: Json, region: string) => Json>> = {
    PutMetricAlarm({ Tags, ...input }, region) {
      checkMetricAlarm(input, region);
      const arn = `arn:aws:cloudwatch:${region}:${ACCOUNT}:alarm:${input.AlarmName}`;
      const isNew = !alarms.has(arn);
      alarms.set(arn, { region, arn, input });
      if (isNew) tag(arn, Tags ?? []); // of one that is there, tags are ignored
      return {};
    },
    DescribeAlarms(input, region) {
      const { AlarmNamePrefix = '', AlarmTypes = ['MetricAlarm'], MaxRecords = 50, NextToken = '0' } = input;
      const isAsked = Array.isArray(AlarmTypes) && AlarmTypes.includes('MetricAlarm');
      const found = [...alarms.values()].filter(
        (alarm) => isAsked && alarm.region === region && nameOf(alarm).startsWith(String(AlarmNamePrefix)),
      );
      const from = Number(NextToken);
      const to = from + Number(MaxRecords);
      const MetricAlarms = found.slice(from, to).map(described);
      return { MetricAlarms, CompositeAlarms: [], ...(to < found.length ? { NextToken: String(to) } : {}) };
    },
    DeleteAlarms({ AlarmNames }, region) {
      const names = Array.isArray(AlarmNames) ? AlarmNames.map(String) : [];
      if (names.length > 100) throw new RefusedRequest('ValidationError', 'More than 100 alarms.');
      const doomed = names.map((name) =>
        [...alarms.values()].find((one) => one.region === region && nameOf(one) === name),
      );
      if (doomed.includes(undefined)) throw notFound('One of the alarms is not there; none was deleted.');
      for (const { arn = '' } of doomed.map((alarm) => alarm ?? {}) as { arn?: string }[]) {
        alarms.delete(arn);
        tags.delete(arn);
      }
      return {};
    },
    ListTagsForResource({ ResourceARN }) {
      const own = tags.get(String(ResourceARN));
      if (own === undefined) throw notFound(`There is no ${ResourceARN}.`);
      return { Tags: [...own].map(([Key, Value]) => ({ Key, Value })) };
    },
    TagResource({ ResourceARN, Tags }) {
      tag(String(ResourceARN), Tags);
      return {};
    },
    UntagResource({ ResourceARN, TagKeys }) {
      for (const key of Array.isArray(TagKeys) ? TagKeys : []) tags.get(String(ResourceARN))?.delete(String(key));
      return {};
    },
    PutDashboard(input) {
      checkDashboard(input);
      dashboards.set(String(input.DashboardName), String(input.DashboardBody));
      return { DashboardValidationMessages: [] };
    },
    GetDashboard({ DashboardName }) {
      const body = dashboards.get(String(DashboardName));
      if (body === undefined)
        throw new RefusedRequest('DashboardNotFoundError', `Dashboard ${DashboardName} does not exist`);
      return {
        DashboardArn: `arn:aws:cloudwatch::${ACCOUNT}:dashboard/${DashboardName}`,
        DashboardBody: body,
        DashboardName,
      };
    },
    ListDashboards({ DashboardNamePrefix = '' }) {
      const names = [...dashboards.keys()].filter((name) => name.startsWith(String(DashboardNamePrefix)));
      return { DashboardEntries: names.map((DashboardName) => ({ DashboardName })) };
    },
    DeleteDashboards({ DashboardNames }) {
      const names = Array.isArray(DashboardNames) ? DashboardNames.map(String) : [];
      if (names.some((name) => !dashboards.has(name)))
        throw new RefusedRequest('DashboardNotFoundError', 'One of the dashboards is not there; none was deleted.');
      for (const name of names) dashboards.delete(name);
      return {};
    },
  };

  return {
    answer: (operation, input, region) =>
      Object.hasOwn(operations, operation) ? operations[operation]?.(input, region) : undefined,
    alarms: () => [...alarms.values()],
    dashboards: () => dashboards,
  };
}

function described({ arn, input }: StoredAlarm): Json {
  return { ActionsEnabled: true, ...input, AlarmArn: arn, StateValue: 'INSUFFICIENT_DATA' };
}

function nameOf({ input }: StoredAlarm): string {
  return String(input.AlarmName);
}

function objects(list: unknown): Json[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function notFound(message: string): RefusedRequest {
  return new RefusedRequest('ResourceNotFoundException', message);
}
