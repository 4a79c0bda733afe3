/** Units as CloudWatch names them; other backends translate. */
export type MetricUnit = 'Count' | 'Milliseconds' | 'None';

/** One number at one time. Dimension names and values are ours or Live's; a backend must fit them to its own rules. */
export interface MetricPoint {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly value: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Every metric that relaywatch publishes: the one place for names, units, dimensions and what they mean. */
export const METRICS = {
  RelayTasks: { unit: 'Count', dimensions: ['Region', 'Status'], means: 'distinct relay tasks seen' },
  StoppedRelays: {
    unit: 'Count',
    dimensions: ['Region', 'Reason'],
    means: 'tasks with status stopped, by TaskInvalidReason',
  },
  RelaysByVerdict: { unit: 'Count', dimensions: ['Verdict'], means: 'distinct relay tasks, by what their state means' },
  RelaysTotal: { unit: 'Count', dimensions: [], means: 'distinct relay tasks seen, in all regions' },
  SweepDuration: { unit: 'Milliseconds', dimensions: [], means: 'start of the sweep to its last page' },
  SweepPages: { unit: 'Count', dimensions: [], means: 'pages read, pages read again included' },
  SweepComplete: {
    unit: 'None',
    dimensions: [],
    means: '1 when every page was read and few relays may have been overlooked, else 0',
  },
  SweepExact: {
    unit: 'None',
    dimensions: [],
    means: '1 when nothing moved under way: what was seen is what the list held',
  },
  RelaysOverlooked: {
    unit: 'Count',
    dimensions: [],
    means: 'relays that may have crossed a page border unseen, or came under way; the next sweep finds them',
  },
  LapAge: {
    unit: 'Milliseconds',
    dimensions: [],
    means: 'since the lap began that is under way; only with rolling sweeps, as the next two',
  },
  LapDuration: { unit: 'Milliseconds', dimensions: [], means: 'how long the last lap took; missing before one ended' },
  SeenWithin: {
    unit: 'Milliseconds',
    dimensions: [],
    means: 'time from a change until the lists show it, at most; missing before a lap ended',
  },
  Heartbeat: {
    unit: 'None',
    dimensions: [],
    means: '1 when a sweep reached ApsaraVideo Live, 0 when it ran and could not; missing when none ran',
  },
  ApiCalls: { unit: 'Count', dimensions: [], means: 'calls to ApsaraVideo Live, retries included' },
  ApiThrottles: { unit: 'Count', dimensions: [], means: 'calls that were throttled' },
  ApiErrors: { unit: 'Count', dimensions: ['Code'], means: 'failed calls, by error code' },
  ApiErrorsTotal: { unit: 'Count', dimensions: [], means: 'failed calls, without the throttled ones' },
  OpenIncidents: { unit: 'Count', dimensions: ['Verdict', 'Severity'], means: 'faults that on-call should know of' },
  OpenIncidentsTotal: { unit: 'Count', dimensions: [], means: 'all of them' },
  CriticalIncidents: {
    unit: 'Count',
    dimensions: [],
    means: 'those of severity critical; a region that cannot be read keeps its own',
  },
  DetectionDelay: {
    unit: 'Milliseconds',
    dimensions: [],
    means: 'longest time from first sighting to open, of the incidents that this sweep opened',
  },
  AlertsSent: { unit: 'Count', dimensions: ['Channel'], means: 'messages that the channel accepted' },
  AlertsFailed: { unit: 'Count', dimensions: ['Channel'], means: 'messages that it did not accept in this sweep' },
  AlertsWaiting: { unit: 'Count', dimensions: ['Channel'], means: 'messages that wait for the next sweep' },
  ChannelBroken: { unit: 'None', dimensions: ['Channel'], means: '1 while the channel needs a human, else 0' },
  ChannelsBroken: { unit: 'Count', dimensions: [], means: 'channels that need a human' },
  OldestUndelivered: {
    unit: 'Milliseconds',
    dimensions: [],
    means: 'age of the oldest message that nobody accepted yet; 0 without one',
  },
  StateBroken: {
    unit: 'None',
    dimensions: [],
    means: '1 when the sweep could not load, lease or save its state, else 0; only where state is kept',
  },
  StateNotCleared: {
    unit: 'Count',
    dimensions: [],
    means: 'old snapshots that could not be removed; missing when all could be',
  },
  CallbacksReceived: {
    unit: 'Count',
    dimensions: [],
    means: 'callbacks of Live since the last sweep; only where some are expected',
  },
  CallbacksRefused: {
    unit: 'Count',
    dimensions: [],
    means: 'requests to the receiver that were no callbacks, or had a wrong token',
  },
  CallbacksConfirmed: {
    unit: 'Count',
    dimensions: [],
    means: 'callbacks of which Live said that something had changed',
  },
  CallbacksLost: {
    unit: 'Count',
    dimensions: [],
    means: 'faults that a sweep saw first, since no callback named them',
  },
  CallbackDelay: {
    unit: 'Milliseconds',
    dimensions: [],
    means: 'longest time from an event, by the clock of Live, until it was confirmed; missing when nothing was',
  },
  AccountsBehind: {
    unit: 'Count',
    dimensions: [],
    means: 'accounts that are not watched as they should be; only from the dispatcher of several accounts',
  },
  UnexpectedFields: { unit: 'Count', dimensions: ['Kind'], means: 'parts of tasks that were not as documented' },
  RelayUp: {
    unit: 'None',
    dimensions: ['Region', 'TaskId'],
    means:
      '1 while this relay works, 0 while it has a fault; only where perTask is set (lib/monitor/per-task-points.ts)',
  },
  PerTaskMetricsRefused: {
    unit: 'None',
    dimensions: [],
    means: '1 when RelayUp would cost more than costCap and is not published, else 0; only where perTask is set',
  },
} as const satisfies Record<string, { unit: MetricUnit; dimensions: readonly string[]; means: string }>;

export type MetricName = keyof typeof METRICS;

/**
 * What alarms and dashboard need: one series each, however many regions, reasons and channels there are. The others say
 * in detail what the log, the status page and `relaywatch incidents` say too.
 */
const ESSENTIAL: ReadonlySet<string> = new Set<MetricName>([
  'Heartbeat',
  'SweepComplete',
  'SweepDuration',
  'RelaysTotal',
  'CriticalIncidents',
  'OpenIncidentsTotal',
  'ChannelsBroken',
  'OldestUndelivered',
  // of the dispatcher alone, which publishes nothing else
  'AccountsBehind',
]);

/** How much of a sweep's metrics a backend is given. */
export type MetricDetail = 'essential' | 'full';

/** The points of a sweep in this detail. */
export function inDetail(points: readonly MetricPoint[], detail: MetricDetail): readonly MetricPoint[] {
  return detail === 'full' ? points : points.filter(({ name }) => ESSENTIAL.has(name));
}

/** One number of a metric in the catalogue. */
export function point(name: MetricName, value: number, dimensions: Readonly<Record<string, string>> = {}): MetricPoint {
  return { name, unit: METRICS[name].unit, value, dimensions };
}
