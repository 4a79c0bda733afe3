import type { Command } from 'commander';

type Examples = Readonly<Record<string, readonly string[]>>;

/** What people type, by command; `tests/bin/help.test.ts` asks each command for its own. */
const EXAMPLES: Examples = {
  complete: ['relaywatch complete -- incid'],
  completion: ['relaywatch completion bash > ~/.local/share/bash-completion/completions/relaywatch'],
  start: ['relaywatch start', 'relaywatch start --tasks 12000 --interval 30'],
  init: [
    'relaywatch init',
    'relaywatch init --regions cn-shanghai,cn-beijing --channel slack --state oss --cloud fc',
    'relaywatch init --config live/relaywatch.yml --force',
    'relaywatch init --regions cn-shanghai --json',
  ],
  watch: [
    'relaywatch watch --config relaywatch.yml',
    'relaywatch watch --interval 30 --page 9420',
    'relaywatch watch --callbacks 9421',
    'relaywatch watch --log lines | tee relaywatch.log',
  ],
  sweep: ['relaywatch sweep', 'relaywatch sweep --dry-run', 'relaywatch sweep --json | jq .tasks.stoppedByReason'],
  status: [
    'relaywatch status',
    'relaywatch status --json | jq .monitor.problems',
    'relaywatch status || notify-send "look"',
  ],
  tasks: [
    "relaywatch tasks --name 'studio-*' --status stopped,recovering",
    'relaywatch tasks --source source-3.example.com --region cn-shanghai',
    'relaywatch tasks --totals --limit 1',
  ],
  check: ['relaywatch check', 'relaywatch check --offline --strict'],
  cost: ['relaywatch cost', 'relaywatch cost --tasks 10000 --interval-seconds 30'],
  incidents: [
    'relaywatch incidents --by cause',
    "relaywatch incidents --since PT24H --name 'studio-*'",
    'relaywatch incidents --verdict stopped --json',
  ],
  explain: [
    'relaywatch explain studio-12',
    'relaywatch explain cn-shanghai/6b0c9e1f-7a35 --at 2h',
    "relaywatch explain 'studio-12*' --since 30d --json",
  ],
  replay: [
    'relaywatch replay --config new.yml --since 30d',
    'relaywatch replay --from state --config new.yml --json | jq .pages',
  ],
  report: [
    'relaywatch report --since 7d',
    'relaywatch report --json | jq .availability',
    'relaywatch report --since 30d --format html > report.html',
  ],
  'ack add': ["relaywatch ack add source-1f2e3d4c5b6a7988 --comment 'the studio is on it'"],
  'ack list': ['relaywatch ack list', 'relaywatch ack list --json'],
  'ack undo': ['relaywatch ack undo source-1f2e3d4c5b6a7988'],
  simulate: ['relaywatch simulate tests/scenarios/single-stop.yml'],
  'silence add': [
    "relaywatch silence add --name 'studio-*' --until 2h --comment 'moving the studio'",
    "relaywatch silence add --source 'source-3.*' --until recovered --by li",
  ],
  'silence list': ['relaywatch silence list', 'relaywatch silence list --json'],
  'silence expire': ['relaywatch silence expire 3f9c01ab', 'relaywatch silence expire 3f9c01ab --by li'],
  'test-alert': ['relaywatch test-alert', 'relaywatch test-alert pager --json'],
  'status-link': ['relaywatch status-link', 'relaywatch status-link --until PT15M'],
  'alarms list': ['relaywatch alarms list', 'relaywatch alarms list --json'],
  'alarms plan': [
    'relaywatch alarms plan',
    'relaywatch alarms plan --destroy',
    'relaywatch alarms plan --json | jq .hasChanges',
  ],
  'alarms apply': ['relaywatch alarms apply', 'relaywatch alarms apply --json | jq .done'],
  'alarms destroy': ['relaywatch alarms destroy', 'relaywatch alarms destroy --yes'],
  'alarms policy': ['relaywatch alarms policy'],
  'callbacks status': ['relaywatch callbacks status', "relaywatch callbacks status --name 'studio-*' --json"],
  'callbacks set': [
    "relaywatch callbacks set --name 'studio-*'",
    'relaywatch callbacks set --yes',
    'relaywatch callbacks set --remove --yes',
  ],
  'callbacks policy': ['relaywatch callbacks policy'],
  package: ['relaywatch package', 'relaywatch package --out relaywatch.zip'],
  'deploy plan': ['relaywatch deploy plan', 'relaywatch deploy plan --no-cost --json'],
  'deploy apply': ['relaywatch deploy apply', 'relaywatch deploy apply --json | jq .done'],
  'deploy destroy': ['relaywatch deploy plan --destroy', 'relaywatch deploy destroy --yes'],
  'deploy status': ['relaywatch deploy status', 'relaywatch deploy status --json'],
  'deploy rollback': ['relaywatch deploy rollback', 'relaywatch deploy rollback --json | jq .to'],
  'deploy invoke': ['relaywatch deploy invoke'],
  'deploy policy': ['relaywatch deploy policy --of function'],
  'stand-in all': ['relaywatch stand-in all', 'relaywatch stand-in all > local.yml', 'relaywatch stand-in all --json'],
  'stand-in live': [
    'relaywatch stand-in live --tasks 12000 --rtt 70 --jitter 5',
    'relaywatch stand-in live --port 0 --http500 0.02 --retry-after',
    'relaywatch stand-in live --callback-url http://127.0.0.1:9420/relays/token --callback-lost 0.05',
  ],
  'stand-in cloudwatch': ['relaywatch stand-in cloudwatch --port 9411'],
  'stand-in fc': ['relaywatch stand-in fc --port 9413', 'relaywatch stand-in fc --port 0 --json | jq -r .url'],
  'stand-in webhook': ['relaywatch stand-in webhook --port 9412'],
};

/** Adds them to the help of every command that does something. */
export function addExamples(program: Command, above = ''): void {
  for (const command of program.commands) {
    const path = `${above}${command.name()}`;
    addExamples(command, `${path} `);
    const examples = EXAMPLES[path];
    if (examples) command.addHelpText('after', `\nExamples:\n${examples.map((one) => `  $ ${one}`).join('\n')}`);
  }
}
