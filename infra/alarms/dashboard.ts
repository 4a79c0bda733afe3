import type { TaskStatus } from '../../lib/monitor/relay-task.ts';
import { DOCUMENTED_REASONS } from '../../lib/monitor/tally.ts';
import { ACCOUNTS_HEADLINE, accountNumbers, accountRows } from './accounts-dashboard.ts';
import { deadAfterMinutes } from './dead-man.ts';
import { undeliveredAfterMinutes } from './delivery-rules.ts';
import { dashboardMarkOf } from './ownership.ts';
import { periodMinutesOf } from './rule.ts';
import { seriesOf } from './series.ts';
import type { AlarmTarget } from './target.ts';
import {
  type Content,
  type Contents,
  metricWidget,
  placed,
  rowOf,
  sumRows,
  textWidget,
  type Widget,
} from './widgets.ts';

const RED = '#d13212';
const ORANGE = '#ff7f0e';
const GREEN = '#2ca02c';
const BLUE = '#1f77b4';
const GREY = '#7f7f7f';
const LIGHT_GREY = '#c7c7c7';
const PURPLE = '#9467bd';

const COLOUR_OF: Readonly<Record<TaskStatus, string>> = {
  running: GREEN,
  recovering: ORANGE,
  stopped: RED,
  idle: LIGHT_GREY,
  exited: GREY,
  unknown: PURPLE,
};

/**
 * The dashboard's body: what to know first in the top rows, then why. From left to right it answers on-call's questions:
 * what is wrong, is that the whole truth, is anybody watching, were people notified.
 */
export function dashboardOf(target: AlarmTarget): object {
  const widget = (graph: Content): Widget =>
    metricWidget(target.metrics.region, { ...graph, periodSeconds: periodMinutesOf(target) * 60 });
  return {
    start: '-PT3H',
    periodOverride: 'inherit',
    widgets: placed([
      { height: 4, widgets: [textWidget(headline(target))] },
      { height: 4, widgets: numbers(target).map(widget) },
      ...rows(target).map(({ height, contents }) => ({ height, widgets: contents.map(widget) })),
    ]),
  };
}

function rows(target: AlarmTarget): Contents[] {
  if (target.watches === 'accounts') return accountRows(target);
  const told = target.channels.length > 0;
  if (target.detail === 'essential') {
    return [
      { height: 6, contents: [faults(target), fleet(target)] },
      { height: 6, contents: [sweepTime(target), signsOfLife(target), ...(told ? [oldest(target)] : [])] },
    ];
  }
  return [
    { height: 7, contents: [fleetByStatus(target), stopsByReason(target)] },
    { height: 6, contents: [sweepTime(target), calls(target), signsOfLife(target)] },
    ...(told ? [{ height: 6, contents: [waiting(target), failed(target), oldest(target)] }] : []),
  ];
}

const HEADLINE =
  'All is well when **critical is 0**, **complete is 1** and there are **heartbeats**. No heartbeat: nobody is watching. Complete is 0: the numbers only cover some of the relays. `relaywatch incidents` shows what is open.';

function headline({ settings: { prefix, runbook }, metrics, watches }: AlarmTarget): string {
  // a parenthesis would end the link
  const link = runbook?.replace(/[()]/g, (char) => (char === '(' ? '%28' : '%29'));
  return [
    `# Live relays${watches === 'accounts' ? ' of all accounts' : ''}${link === undefined ? '' : ` · [runbook](${link})`}`,
    watches === 'accounts' ? ACCOUNTS_HEADLINE : HEADLINE,
    `_${metrics.namespace}, ${dashboardMarkOf(prefix, metrics.region)}; \`relaywatch alarms apply\` undoes changes made here._`,
  ].join('\n\n');
}

/** The large numbers. Each only looks back a few sweeps, so that a dead monitor shows nothing rather than the past. */
function numbers(target: AlarmTarget): Content[] {
  if (target.watches === 'accounts') return accountNumbers(target);
  const minutes = deadAfterMinutes(target);
  const number = { view: 'singleValue', lastMinutes: minutes } as const;
  return [
    {
      ...number,
      title: 'Critical incidents',
      metrics: [rowOf(seriesOf('CriticalIncidents', {}, target), { label: 'critical', color: RED })],
    },
    {
      ...number,
      title: 'Open incidents',
      metrics: [rowOf(seriesOf('OpenIncidentsTotal', {}, target), { label: 'open', color: ORANGE })],
    },
    {
      ...number,
      title: 'Sweep complete',
      metrics: [rowOf(seriesOf('SweepComplete', {}, target), { label: '1 is yes', color: BLUE })],
    },
    {
      ...number,
      title: `Heartbeats in the last ${minutes} minutes`,
      metrics: [rowOf(seriesOf('Heartbeat', {}, target), { label: 'none: nobody is watching', color: GREEN })],
      stat: 'Sum',
      overall: true,
    },
  ];
}

function faults(target: AlarmTarget): Content {
  return {
    title: 'Incidents over time',
    metrics: [
      rowOf(seriesOf('CriticalIncidents', {}, target), { label: 'critical', color: RED }),
      rowOf(seriesOf('OpenIncidentsTotal', {}, target), { label: 'all', color: ORANGE }),
    ],
  };
}

function fleet(target: AlarmTarget): Content {
  return {
    title: 'All relays',
    metrics: [rowOf(seriesOf('RelaysTotal', {}, target), { label: 'seen', color: GREEN })],
  };
}

function fleetByStatus(target: AlarmTarget): Content {
  const upwards = (Object.keys(COLOUR_OF) as TaskStatus[]).flatMap((status, place) => {
    const series = target.liveRegions.map((region) =>
      seriesOf('RelayTasks', { Region: region, Status: status }, target),
    );
    return sumRows(`s${place}x`, series, { label: status, color: COLOUR_OF[status] });
  });
  return { title: 'All relays, by status', metrics: upwards, stacked: true };
}

function stopsByReason(target: AlarmTarget): Content {
  const colours = [RED, ORANGE, PURPLE, GREY];
  const byReason = DOCUMENTED_REASONS.flatMap((reason, place) => {
    const series = target.liveRegions.map((region) =>
      seriesOf('StoppedRelays', { Region: region, Reason: reason }, target),
    );
    const label = reason === 'none' ? 'without a reason' : reason;
    return sumRows(`r${place}x`, series, { label, color: colours[place] ?? GREY });
  });
  const all = rowOf(seriesOf('RelaysByVerdict', { Verdict: 'stopped' }, target), {
    label: 'any reason',
    color: LIGHT_GREY,
  });
  return { title: 'Stopped relays, by reason', metrics: [all, ...byReason] };
}

function sweepTime(target: AlarmTarget): Content {
  return {
    title: 'Sweep time and interval',
    metrics: [rowOf(seriesOf('SweepDuration', {}, target), { label: 'sweep', color: BLUE })],
    limits: [{ label: 'the next sweep starts', value: target.intervalMinutes * 60_000, color: RED }],
    leftLabel: 'ms',
  };
}

function calls(target: AlarmTarget): Content {
  return {
    title: 'Calls to ApsaraVideo Live',
    metrics: [
      rowOf(seriesOf('ApiCalls', {}, target), { label: 'calls', color: BLUE }),
      rowOf(seriesOf('ApiThrottles', {}, target), { label: 'throttled (right)', color: ORANGE, yAxis: 'right' }),
      rowOf(seriesOf('ApiErrorsTotal', {}, target), { label: 'failed (right)', color: RED, yAxis: 'right' }),
    ],
  };
}

function signsOfLife(target: AlarmTarget): Content {
  return {
    title: 'Sweeps: 1 is good, a gap is a missing sweep',
    metrics: [
      rowOf(seriesOf('Heartbeat', {}, target), { label: 'reached Live', color: GREEN }),
      rowOf(seriesOf('SweepComplete', {}, target), { label: 'complete', color: BLUE }),
      ...(target.detail === 'full'
        ? [
            rowOf(seriesOf('RelaysOverlooked', {}, target), {
              label: 'overlooked (right)',
              color: GREY,
              yAxis: 'right',
            }),
          ]
        : []),
    ],
  };
}

function perChannel(name: 'AlertsWaiting' | 'AlertsFailed' | 'ChannelBroken', target: AlarmTarget, suffix = '') {
  return target.channels.map((channel) =>
    rowOf(seriesOf(name, { Channel: channel }, target), { label: `${channel}${suffix}` }),
  );
}

function waiting(target: AlarmTarget): Content {
  return { title: 'Waiting messages, by channel', metrics: perChannel('AlertsWaiting', target) };
}

function failed(target: AlarmTarget): Content {
  return {
    title: 'Messages not accepted, by channel',
    metrics: [...perChannel('AlertsFailed', target), ...perChannel('ChannelBroken', target, ' is broken')],
  };
}

function oldest(target: AlarmTarget): Content {
  return {
    title: 'Oldest message that nobody accepted',
    metrics: [
      rowOf(seriesOf('OldestUndelivered', {}, target), { label: 'age', color: RED }),
      ...(target.detail === 'full'
        ? []
        : [
            rowOf(seriesOf('ChannelsBroken', {}, target), {
              label: 'broken channels (right)',
              color: ORANGE,
              yAxis: 'right',
            }),
          ]),
    ],
    limits: [{ label: 'alarm', value: undeliveredAfterMinutes(target) * 60_000, color: RED }],
    leftLabel: 'ms',
  };
}
