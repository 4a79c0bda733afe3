import { ACCOUNT_DIMENSION } from '../../lib/config/account-metrics.ts';
import type { MetricName } from '../../lib/monitor/metric-catalogue.ts';
import { deadAfterMinutes } from './dead-man.ts';
import { periodMinutesOf } from './rule.ts';
import { seriesOf } from './series.ts';
import type { AlarmTarget } from './target.ts';
import { type Content, type Contents, mathRow, rowOf } from './widgets.ts';

/* The dashboard of several accounts: one for all, in which each account that publishes to the same place is a line. */

const RED = '#d13212';
const GREEN = '#2ca02c';

export const ACCOUNTS_HEADLINE =
  'All is well when **behind is 0**, there are **looks**, and no account has a line above 0. No looks: the function starts no sweeps. The channels at the top of the file were told which account is behind and why; `relaywatch check --account <name>` says what is wrong.';

export function accountNumbers(target: AlarmTarget): Content[] {
  const minutes = deadAfterMinutes(target);
  const behind = seriesOf('AccountsBehind', {}, target);
  return [
    {
      view: 'singleValue',
      lastMinutes: minutes,
      title: 'Accounts behind',
      metrics: [rowOf(behind, { label: 'behind', color: RED })],
    },
    {
      view: 'singleValue',
      lastMinutes: minutes,
      title: `Looks at the accounts in the last ${minutes} minutes`,
      metrics: [rowOf(behind, { label: 'none: nobody starts sweeps', color: GREEN })],
      // a sum would add up accounts instead of looks
      stat: 'SampleCount',
      overall: true,
    },
  ];
}

export function accountRows(target: AlarmTarget): Contents[] {
  return [
    {
      height: 6,
      contents: [
        {
          title: 'Accounts behind over time',
          metrics: [rowOf(seriesOf('AccountsBehind', {}, target), { label: 'behind', color: RED })],
        },
        ofEach('CriticalIncidents', 'Critical incidents, by account', target),
      ],
    },
    {
      height: 6,
      contents: [
        ofEach('OpenIncidentsTotal', 'Open incidents, by account', target),
        ofEach('SweepComplete', 'Sweep complete, by account: 1 is yes', target),
        ofEach('Heartbeat', 'Sweeps that reached Live, by account', target),
      ],
    },
  ];
}

/** A search takes in accounts that are added later. Source: CloudWatch User Guide, search expression syntax. */
function ofEach(name: MetricName, title: string, target: AlarmTarget): Content {
  const { namespace, metric, dimensions } = seriesOf(name, {}, target);
  const schema = [namespace, ACCOUNT_DIMENSION, ...Object.keys(dimensions)].map((text) => `"${text}"`).join(',');
  const fixed = Object.entries(dimensions).map(([key, value]) => ` "${key}"="${value}"`);
  const search = `SEARCH('{${schema}} MetricName="${metric}"${fixed.join('')}', 'Maximum', ${periodMinutesOf(target) * 60})`;
  return { title, metrics: [mathRow(search, { label: `\${PROP('Dim.${ACCOUNT_DIMENSION}')}` })] };
}
