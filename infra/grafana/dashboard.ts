import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { graphOf, numberOf, SOURCE } from './panels.ts';

const NAME = 'relaywatch-dashboard.json';
const RED = 'red';
const GREEN = 'green';

/**
 * The dashboard of one deployment over Prometheus, the same questions from left to right as CloudWatch's: what is
 * wrong, is that the whole truth, is anybody watching, were people told.
 */
export function grafanaDashboard(): Dashboard {
  return [...NUMBERS(), ...GRAPHS()].reduce((board, panel) => board.withPanel(panel), emptyBoard()).build();
}

function emptyBoard(): DashboardBuilder {
  const job = { query: 'label_values(relaywatch_last_sweep_timestamp_seconds, job)', refId: 'job' };
  return new DashboardBuilder('ApsaraVideo Live relays')
    .uid('relaywatch')
    .description('Relays that relaywatch watches, and whether relaywatch itself is well.')
    .tags(['relaywatch', 'apsaravideo-live'])
    .timezone('utc')
    .refresh('30s')
    .time({ from: 'now-3h', to: 'now' })
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(
      new QueryVariableBuilder('job')
        .label('Job')
        .datasource(SOURCE)
        .query(job)
        .refresh(VariableRefresh.OnTimeRangeChanged),
    );
}

const badFrom = (value: number) =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
    { value: null, color: GREEN },
    { value, color: RED },
  ]);
const goodFrom = (value: number) =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
    { value: null, color: RED },
    { value, color: GREEN },
  ]);

const NUMBERS = () => [
  numberOf('Relays stopped', `sum(relaywatch_relays_by_verdict{job="$job",verdict="stopped"})`, badFrom(1)),
  numberOf('Open incidents', 'max(relaywatch_open_incidents_all{job="$job"})', badFrom(1)),
  numberOf('Sweep complete (1 is yes)', 'min(relaywatch_sweep_complete{job="$job"})', goodFrom(1)),
  numberOf(
    'Age of the last sweep',
    'time() - max(relaywatch_last_sweep_timestamp_seconds{job="$job"})',
    badFrom(180),
  ).unit('s'),
];

const GRAPHS = () => [
  graphOf('All relays, by status', [['sum by (status) (relaywatch_relay_tasks{job="$job"})', '{{status}}']]),
  graphOf('Stopped relays, by reason', [['sum by (reason) (relaywatch_stopped_relays{job="$job"})', '{{reason}}']]),
  graphOf('Open incidents, by severity', [
    ['sum by (severity) (relaywatch_open_incidents{job="$job"})', '{{severity}}'],
  ]),
  graphOf('Time of a sweep', [['relaywatch_sweep_duration_seconds{job="$job"}', 'sweep']]).unit('s'),
  graphOf('Calls to ApsaraVideo Live, a sweep', [
    ['relaywatch_api_calls{job="$job"}', 'calls'],
    ['relaywatch_api_throttles{job="$job"}', 'throttled'],
    ['relaywatch_api_errors_all{job="$job"}', 'failed'],
  ]),
  graphOf('Sweeps: 1 is good', [
    ['relaywatch_heartbeat{job="$job"}', 'reached Live'],
    ['relaywatch_sweep_complete{job="$job"}', 'complete'],
  ]),
  graphOf('Waiting messages, by channel', [['relaywatch_alerts_waiting{job="$job"}', '{{channel}}']]),
  graphOf('Messages not accepted, by channel', [
    ['relaywatch_alerts_failed{job="$job"}', '{{channel}}'],
    ['relaywatch_channel_broken{job="$job"}', '{{channel}} is broken'],
  ]),
  graphOf('Accounts that are behind, where there are several', [
    ['relaywatch_accounts_behind{job="$job"}', 'accounts'],
  ]),
  graphOf('Oldest message that nobody accepted', [['relaywatch_oldest_undelivered_seconds{job="$job"}', 'age']]).unit(
    's',
  ),
];

/** The file in the linter's format, which is also what `relaywatch-dashboard.json` has to be. */
export function dashboardText(): string {
  const biome = fileURLToPath(new URL('../../node_modules/.bin/biome', import.meta.url));
  const input = JSON.stringify(grafanaDashboard(), null, 2);
  return execFileSync(biome, ['format', `--stdin-file-path=${NAME}`], { input, encoding: 'utf8' });
}

/** `npm run grafana`: writes the file that is imported into Grafana. */
function main(): void {
  writeFileSync(new URL(NAME, import.meta.url), dashboardText());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
