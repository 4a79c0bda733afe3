import { checkAlarmQuery } from './alarm-query.ts';
import { checkMetricAlarm, checkTags } from './alarm-rules.ts';
import { createDashboardStore } from './dashboard-store.ts';
import { checkMembers } from './members.ts';
import type { Json } from './metric-rules.ts';
import { pageOf } from './paging.ts';
import { invalidValue, RefusedRequest } from './refusals.ts';

/** A metric alarm as it was put, without its tags. */
export interface StoredAlarm {
  readonly region: string;
  readonly arn: string;
  readonly input: Json;
  readonly putMs: number;
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
/** Alarms are kept and never evaluated, so this is the state of each. */
const STATE = 'INSUFFICIENT_DATA';
/** Source: Amazon CloudWatch API 2010-08-01, DescribeAlarms and DeleteAlarms. */
const ALARMS_A_PAGE = { most: 100, usual: 50 };
const MOST_DELETED = 100;

type Operations = Readonly<Record<string, (input: Json, region: string) => Json>>;
/** By ARN. */
type Tags = Map<string, Map<string, string>>;

/** An empty store. Alarms belong to a region, dashboards to the account. */
export function createAlarmStore(now: () => number): AlarmStore {
  const alarms = new Map<string, StoredAlarm>();
  const tags: Tags = new Map();
  const dashboards = createDashboardStore(ACCOUNT, now);
  const operations: Operations = {
    ...dashboards.operations,
    ...alarmOperations(alarms, tags, now),
    ...tagOperations(tags),
  };

  return {
    answer(operation, input, region) {
      if (!Object.hasOwn(operations, operation)) return undefined;
      checkMembers(`${operation}Input`, input);
      return operations[operation]?.(input, region);
    },
    alarms: () => [...alarms.values()],
    dashboards: () => dashboards.bodies(),
  };
}

function alarmOperations(alarms: Map<string, StoredAlarm>, tags: Tags, now: () => number): Operations {
  return {
    PutMetricAlarm({ Tags, ...input }, region) {
      checkMetricAlarm(input, region);
      checkTags(Tags);
      const arn = `arn:aws:cloudwatch:${region}:${ACCOUNT}:alarm:${input.AlarmName}`;
      const isNew = !alarms.has(arn);
      alarms.set(arn, { region, arn, input, putMs: now() });
      if (isNew) tags.set(arn, new Map());
      if (isNew) tag(tagsOf(tags, arn), Tags); // of one that is there, tags are ignored
      return {};
    },
    DescribeAlarms(input, region) {
      const { MaxRecords, NextToken } = input;
      const isAsked = checkAlarmQuery(input);
      const found = [...alarms.values()].filter((alarm) => alarm.region === region && isAsked(alarm.input, STATE));
      const { items, nextToken } = pageOf(found, NextToken, MaxRecords, ALARMS_A_PAGE);
      const more = nextToken === undefined ? {} : { NextToken: nextToken };
      return { MetricAlarms: items.map(described), CompositeAlarms: [], ...more };
    },
    DeleteAlarms({ AlarmNames }, region) {
      const names = Array.isArray(AlarmNames) ? AlarmNames.map(String) : [];
      if (names.length > MOST_DELETED) throw invalidValue(`AlarmNames has more than ${MOST_DELETED}`);
      const own = [...alarms.values()].filter((alarm) => alarm.region === region);
      const doomed = names.map((name) => own.find(({ input }) => input.AlarmName === name)?.arn);
      if (doomed.includes(undefined))
        throw new RefusedRequest('ResourceNotFound', 'One of the alarms is not there; none was deleted.');
      for (const arn of doomed.map(String)) {
        alarms.delete(arn);
        tags.delete(arn);
      }
      return {};
    },
  };
}

function tagOperations(tags: Tags): Operations {
  return {
    ListTagsForResource: ({ ResourceARN }) => ({
      Tags: [...tagsOf(tags, ResourceARN)].map(([Key, Value]) => ({ Key, Value })),
    }),
    TagResource: ({ ResourceARN, Tags }) => tag(tagsOf(tags, ResourceARN), Tags),
    UntagResource({ ResourceARN, TagKeys }) {
      const own = tagsOf(tags, ResourceARN);
      for (const key of Array.isArray(TagKeys) ? TagKeys : []) own.delete(String(key));
      return {};
    },
  };
}

function tagsOf(tags: Tags, arn: unknown): Map<string, string> {
  const own = tags.get(String(arn));
  if (own === undefined) throw new RefusedRequest('ResourceNotFoundException', `There is no ${String(arn)}.`);
  return own;
}

function tag(own: Map<string, string>, list: unknown): Json {
  for (const { Key, Value } of checkTags(list)) own.set(Key, Value);
  return {};
}

function described({ arn, input, putMs }: StoredAlarm): Json {
  return {
    ActionsEnabled: true,
    ...input,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: putMs / 1_000,
    StateValue: STATE,
    StateReason: 'Unchecked: Initial alarm creation',
    StateUpdatedTimestamp: putMs / 1_000,
  };
}
