import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import { withoutNodeVersionWarning } from '../../lib/aws/node-warning.ts';
import { keptConnections } from '../../lib/http/agents.ts';
import { withProxyNamed } from '../../lib/http/last-proxy.ts';
import type { AwsCredentials } from '../../lib/metrics/cloudwatch/writer.ts';
import type { AlarmFields } from './alarm.ts';
import { isNotFound, type Operation } from './failure.ts';
import { type ComparableFields, observedFields, putInput } from './observed.ts';
import { inTurn, type Patience, patiently } from './patience.ts';

/** An alarm that exists. */
export interface ExistingAlarm {
  readonly name: string;
  readonly arn: string;
  readonly type: 'metric' | 'composite';
  readonly description: string;
  /** The fields of a metric alarm. */
  readonly fields: ComparableFields;
}

/** The operations on CloudWatch's alarms and dashboards that we need. All throw AlarmsError. */
export interface AlarmService {
  /** For messages: `CloudWatch in eu-central-1`. */
  readonly place: string;
  /** All alarms with this name prefix, of any type. */
  alarms(prefix: string): Promise<ExistingAlarm[]>;
  tagsOf(arn: string): Promise<Readonly<Record<string, string>>>;
  /** Creates or overwrites an alarm. Tags only apply when it is new. */
  putAlarm(name: string, fields: AlarmFields, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Ignores those that no longer exist. */
  deleteAlarms(names: readonly string[]): Promise<void>;
  /** The body of a dashboard; null when there is none. */
  dashboard(name: string): Promise<string | null>;
  /** @returns what CloudWatch criticises in a body that it nevertheless accepted */
  putDashboard(name: string, body: string): Promise<string[]>;
  deleteDashboard(name: string): Promise<void>;
  close(): void;
}

export interface AlarmServiceSettings {
  readonly region: string;
  readonly endpoint?: string | undefined;
}

export interface AlarmServiceDeps extends Patience {
  readonly credentials?: AwsCredentials | undefined;
}

/** Source: CloudWatch API 2010-08-01, DescribeAlarms and DeleteAlarms. */
const ALARMS_PER_CALL = 100;

/** A service based on the AWS client. Every operation can be repeated safely, so each is retried when that may help. */
export function openAlarmService(settings: AlarmServiceSettings, deps: AlarmServiceDeps): AlarmService {
  const { region, endpoint } = settings;
  const agents = keptConnections();
  const client = clientOf(settings, deps, agents);
  const place = endpoint === undefined ? `CloudWatch in ${region}` : `CloudWatch at ${new URL(endpoint).host}`;
  const named = (error: unknown) => {
    throw withProxyNamed(error, agents);
  };
  const read = <T>(operation: Operation, send: () => Promise<T>) =>
    patiently(
      operation,
      () => send().catch(named),
      place,
      deps,
      () => keysOf(client),
    );
  const pace = inTurn(deps.clock);
  const write = <T>(operation: Operation, send: () => Promise<T>) => read(operation, () => pace(send));

  return {
    place,
    alarms: (prefix) => allAlarms(client, prefix, read),
    async tagsOf(ResourceARN) {
      const command = new ListTagsForResourceCommand({ ResourceARN });
      const { Tags = [] } = await read('ListTagsForResource', () => client.send(command));
      return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    },
    async putAlarm(name, fields, tags) {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      const input = { ...putInput(name, fields), ...(Tags.length === 0 ? {} : { Tags }) };
      await write('PutMetricAlarm', () => client.send(new PutMetricAlarmCommand(input)));
    },
    async deleteAlarms(names) {
      const remove = (AlarmNames: string[]) =>
        write('DeleteAlarms', () => unlessGone(client.send(new DeleteAlarmsCommand({ AlarmNames }))));
      for (let from = 0; from < names.length; from += ALARMS_PER_CALL) {
        const some = names.slice(from, from + ALARMS_PER_CALL);
        // a single unknown name makes the whole call delete nothing
        if ((await remove(some)) === null) for (const name of some) await remove([name]);
      }
    },
    async dashboard(DashboardName) {
      const command = new GetDashboardCommand({ DashboardName });
      const found = await read('GetDashboard', () => unlessGone(client.send(command)));
      return found?.DashboardBody ?? null;
    },
    async putDashboard(DashboardName, DashboardBody) {
      const command = new PutDashboardCommand({ DashboardName, DashboardBody });
      const { DashboardValidationMessages = [] } = await write('PutDashboard', () => client.send(command));
      return DashboardValidationMessages.map(({ DataPath = '', Message = '' }) => `${DataPath} ${Message}`.trim());
    },
    async deleteDashboard(name) {
      const command = new DeleteDashboardsCommand({ DashboardNames: [name] });
      await write('DeleteDashboards', () => unlessGone(client.send(command)));
    },
    close: () => client.destroy(),
  };
}

function clientOf(
  { region, endpoint }: AlarmServiceSettings,
  { credentials }: AlarmServiceDeps,
  agents: ReturnType<typeof keptConnections>,
): CloudWatchClient {
  return withoutNodeVersionWarning(
    () =>
      new CloudWatchClient({
        region,
        maxAttempts: 1,
        requestHandler: { ...agents, connectionTimeout: 5_000, requestTimeout: 20_000 },
        ...(endpoint === undefined ? {} : { endpoint, disableRequestCompression: true }),
        ...(credentials === undefined ? {} : { credentials }),
      }),
  );
}

/** The keys for signing; none when none can be found. */
async function keysOf({ config }: CloudWatchClient): Promise<string[]> {
  const keys = await config.credentials().catch(() => null);
  return keys === null ? [] : [keys.accessKeyId, keys.secretAccessKey, keys.sessionToken ?? []].flat();
}

async function allAlarms(
  client: CloudWatchClient,
  AlarmNamePrefix: string,
  read: <T>(operation: Operation, send: () => Promise<T>) => Promise<T>,
): Promise<ExistingAlarm[]> {
  const found: ExistingAlarm[] = [];
  let token: string | undefined;
  do {
    const command = new DescribeAlarmsCommand({
      AlarmNamePrefix,
      // without it, only metric alarms are listed, but all types share their names
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      MaxRecords: ALARMS_PER_CALL,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const page = await read('DescribeAlarms', () => client.send(command));
    found.push(
      ...(page.MetricAlarms ?? []).map((alarm) => ({
        ...head(alarm),
        type: 'metric' as const,
        fields: observedFields(alarm),
      })),
      ...(page.CompositeAlarms ?? []).map((alarm) => ({ ...head(alarm), type: 'composite' as const, fields: {} })),
    );
    token = page.NextToken || undefined;
  } while (token !== undefined);
  return found;
}

function head(alarm: {
  readonly AlarmName?: string | undefined;
  readonly AlarmArn?: string | undefined;
  readonly AlarmDescription?: string | undefined;
}) {
  return { name: alarm.AlarmName ?? '', arn: alarm.AlarmArn ?? '', description: alarm.AlarmDescription ?? '' };
}

async function unlessGone<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch((error: unknown) => {
    if (isNotFound(error)) return null;
    throw error;
  });
}
