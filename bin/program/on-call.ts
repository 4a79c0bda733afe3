import type { Command } from 'commander';
import { FAULT_KINDS } from '../../lib/monitor/policy.ts';
import { configured, JSON_ARRAY_FLAG, JSON_OBJECT_FLAG, ofAccount } from './configured.ts';
import { runs } from './run.ts';
import { choice, wordsOf } from './values.ts';

const BY = 'who does it (default: the login name)';

/** Commands for the person on call. */
export function addOnCall(program: Command): void {
  addStatus(program);
  addIncidents(program);
  addExplain(program);
  addReplay(program);
  addReport(program);
  addSilence(program);
  addStatusLink(program);
  addTestAlert(program);
}

function addStatus(program: Command): void {
  ofAccount(program, 'status', 'what is open, and is the monitor well: exit code 0 well, 1 something is open or wrong')
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/status.ts'), 'statusCommand'));
}

function addIncidents(program: Command): void {
  ofAccount(program, 'incidents', 'show what is, or was, open')
    .option('--since <moment>', 'also what ended since then: PT24H, or a time')
    .addOption(choice('--by <what>', 'a line for each', ['relay', 'cause']).default('relay'))
    .option('--region <pattern>', 'region id')
    .option('--name <pattern>', 'task name')
    .option('--source <pattern>', 'source host')
    .option('--destination <pattern>', 'destination host')
    .option('--verdict <words>', 'stopped, recovering and so on, separated by commas', wordsOf(FAULT_KINDS))
    .option(...JSON_ARRAY_FLAG)
    .action(runs(() => import('../commands/incidents.ts'), 'incidentsCommand'));
}

function addExplain(program: Command): void {
  ofAccount(program, 'explain <relay|cause>', 'why on-call was told of a relay or a cause, or was not: its story')
    .option('--at <moment>', 'only the fault that was there then: PT2H ago, or a time')
    .option('--since <moment>', 'how far back to look: P7D, or a time', 'P7D')
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/explain.ts'), 'explainCommand'));
}

function addReplay(program: Command): void {
  ofAccount(program, 'replay', 'what would have been told with this configuration, beside what was: from the journal')
    .option('--from <folder>', "the journal (default: that of the configuration's own state)")
    .option('--since <moment>', 'from when: P7D, or a time', 'P7D')
    .option('--until <moment>', 'until when: PT2H ago, or a time (default: now)')
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/replay.ts'), 'replayCommand'));
}

function addReport(program: Command): void {
  ofAccount(program, 'report', 'outages, times, noise and what was lost: for a week, or since a time')
    .option('--since <moment>', 'from when: P7D, or a time', 'P7D')
    .addOption(
      choice('--format <form>', 'Markdown, one printable HTML file, or JSON', ['md', 'html', 'json']).default('md'),
    )
    .option('--json', 'print one JSON object: --format json')
    .action(runs(() => import('../commands/report.ts'), 'reportCommand'));
}

function addStatusLink(program: Command): void {
  configured(program, 'status-link', 'print a link that opens the status page and expires')
    .option('--until <moment>', 'how long it can be used: PT15M, or a time', 'PT1H')
    .option('--url <url>', 'where the page is (default: status.url)')
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/status-link.ts'), 'statusLinkCommand'));
}

function addTestAlert(program: Command): void {
  ofAccount(
    program,
    'test-alert [channel]',
    'send a marked test open and its resolve to one channel, or to all, and print the receipts',
  )
    .option(...JSON_ARRAY_FLAG)
    .action(runs(() => import('../commands/test-alert.ts'), 'testAlertCommand'));
}

function addSilence(program: Command): void {
  const silence = program.command('silence').description('mute messages once; metrics are never muted');
  addSilenceAdd(silence);
  addSilenceList(silence);
  addSilenceExpire(silence);
  const ack = program.command('ack').description('acknowledge a cause: no reminders of it, until there is news');
  addAckAdd(ack);
  addAckList(ack);
  addAckUndo(ack);
}

function addSilenceAdd(silence: Command): void {
  ofAccount(silence, 'add', 'mute what matches all patterns given (* and ? stand for any text and any character)')
    .option('--name <pattern>', 'task name')
    .option('--region <pattern>', 'region id')
    .option('--source <pattern>', 'source host')
    .option('--destination <pattern>', 'destination host')
    .requiredOption('--until <moment>', 'PT2H, a time, or recovered')
    .option('--by <name>', BY)
    .option('--comment <text>', 'the reason, for your colleagues')
    .option(...JSON_OBJECT_FLAG)
    .option('--no-relays', 'do not ask Live how many relays match now')
    .action(runs(() => import('../commands/silence.ts'), 'silenceAddCommand'));
}

function addSilenceList(silence: Command): void {
  ofAccount(silence, 'list', 'show the silences, and how many relays and incidents each matches now')
    .option('--no-relays', 'do not ask Live how many relays match now')
    .option(...JSON_ARRAY_FLAG)
    .action(runs(() => import('../commands/silence.ts'), 'silenceListCommand'));
}

function addSilenceExpire(silence: Command): void {
  ofAccount(silence, 'expire <id>', 'end a silence now')
    .option('--by <name>', BY)
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/silence.ts'), 'silenceExpireCommand'));
}

function addAckAdd(ack: Command): void {
  ofAccount(ack, 'add <cause>', 'acknowledge it; the word add can be left out', { isDefault: true })
    .option('--by <name>', BY)
    .option('--comment <text>', 'for the others')
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/ack.ts'), 'ackCommand'));
}

function addAckList(ack: Command): void {
  ofAccount(ack, 'list', 'show what is acknowledged')
    .option(...JSON_ARRAY_FLAG)
    .action(runs(() => import('../commands/ack.ts'), 'ackListCommand'));
}

function addAckUndo(ack: Command): void {
  ofAccount(ack, 'undo <cause>', 'be reminded of it again')
    .option('--by <name>', BY)
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/ack.ts'), 'ackUndoCommand'));
}
