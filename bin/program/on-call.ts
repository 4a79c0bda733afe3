import type { Command } from 'commander';
import { FAULT_KINDS } from '../../lib/monitor/policy.ts';
import type { AckFlags } from '../commands/ack.ts';
import type { CheckFlags } from '../commands/check.ts';
import type { ExplainFlags } from '../commands/explain.ts';
import type { IncidentsFlags } from '../commands/incidents.ts';
import type { ReplayFlags } from '../commands/replay.ts';
import type { ReportFlags } from '../commands/report.ts';
import type { SilenceFlags, SilenceListFlags } from '../commands/silence.ts';
import type { StatusFlags } from '../commands/status.ts';
import type { StatusLinkFlags } from '../commands/status-link.ts';
import { configured, ofAccount } from './configured.ts';
import { exitsWith } from './run.ts';
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
    .option('--json', 'print one JSON object')
    .action(exitsWith(async (flags: StatusFlags) => (await import('../commands/status.ts')).statusCommand(flags)));
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
    .option('--json', 'print one JSON array')
    .action(
      exitsWith(async (flags: IncidentsFlags) => (await import('../commands/incidents.ts')).incidentsCommand(flags)),
    );
}

function addExplain(program: Command): void {
  ofAccount(program, 'explain <relay|cause>', 'why on-call was told of a relay or a cause, or was not: its story')
    .option('--at <moment>', 'only the fault that was there then: PT2H ago, or a time')
    .option('--since <moment>', 'how far back to look: P7D, or a time', 'P7D')
    .option('--json', 'print one JSON object')
    .action((subject: string, flags: ExplainFlags) =>
      exitsWith(async () => (await import('../commands/explain.ts')).explainCommand(subject, flags))(flags),
    );
}

function addReplay(program: Command): void {
  ofAccount(program, 'replay', 'what would have been told with this configuration, beside what was: from the journal')
    .option('--from <folder>', "the journal (default: that of the configuration's own state)")
    .option('--since <moment>', 'from when: P7D, or a time', 'P7D')
    .option('--until <moment>', 'until when: PT2H ago, or a time (default: now)')
    .option('--json', 'print one JSON object')
    .action(exitsWith(async (flags: ReplayFlags) => (await import('../commands/replay.ts')).replayCommand(flags)));
}

function addReport(program: Command): void {
  ofAccount(program, 'report', 'outages, times, noise and what was lost: for a week, or since a time')
    .option('--since <moment>', 'from when: P7D, or a time', 'P7D')
    .addOption(
      choice('--format <form>', 'Markdown, one printable HTML file, or JSON', ['md', 'html', 'json']).default('md'),
    )
    .option('--json', 'print one JSON object: --format json')
    .action(exitsWith(async (flags: ReportFlags) => (await import('../commands/report.ts')).reportCommand(flags)));
}

function addStatusLink(program: Command): void {
  configured(program, 'status-link', 'print a link that opens the status page and expires')
    .option('--until <moment>', 'how long it can be used: PT15M, or a time', 'PT1H')
    .option('--url <url>', 'where the page is (default: status.url)')
    .option('--json', 'print one JSON object')
    .action(
      exitsWith(async (flags: StatusLinkFlags) =>
        (await import('../commands/status-link.ts')).statusLinkCommand(flags),
      ),
    );
}

function addTestAlert(program: Command): void {
  ofAccount(
    program,
    'test-alert [channel]',
    'send a marked test open and its resolve to one channel, or to all, and print the receipts',
  )
    .option('--json', 'print one JSON array')
    .action((channel: string | undefined, flags: CheckFlags) =>
      exitsWith(async () => (await import('../commands/test-alert.ts')).testAlertCommand(channel, flags))(flags),
    );
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
    .option('--json', 'print one JSON object')
    .option('--no-relays', 'do not ask Live how many relays match now')
    .action(
      exitsWith(async (flags: SilenceFlags) => (await import('../commands/silence.ts')).silenceAddCommand(flags)),
    );
}

function addSilenceList(silence: Command): void {
  ofAccount(silence, 'list', 'show the silences, and how many relays and incidents each matches now')
    .option('--no-relays', 'do not ask Live how many relays match now')
    .option('--json', 'print one JSON array')
    .action(
      exitsWith(async (flags: SilenceListFlags) => (await import('../commands/silence.ts')).silenceListCommand(flags)),
    );
}

function addSilenceExpire(silence: Command): void {
  ofAccount(silence, 'expire <id>', 'end a silence now')
    .option('--by <name>', BY)
    .option('--json', 'print one JSON object')
    .action((id: string, flags: Pick<SilenceFlags, 'config' | 'account' | 'by' | 'json'>) =>
      exitsWith(async () => (await import('../commands/silence.ts')).silenceExpireCommand(id, flags))(flags),
    );
}

function addAckAdd(ack: Command): void {
  ofAccount(ack, 'add <cause>', 'acknowledge it; the word add can be left out', { isDefault: true })
    .option('--by <name>', BY)
    .option('--comment <text>', 'for the others')
    .option('--json', 'print one JSON object')
    .action((cause: string, flags: AckFlags) =>
      exitsWith(async () => (await import('../commands/ack.ts')).ackCommand(cause, flags))(flags),
    );
}

function addAckList(ack: Command): void {
  ofAccount(ack, 'list', 'show what is acknowledged')
    .option('--json', 'print one JSON array')
    .action(exitsWith(async (flags: IncidentsFlags) => (await import('../commands/ack.ts')).ackListCommand(flags)));
}

function addAckUndo(ack: Command): void {
  ofAccount(ack, 'undo <cause>', 'be reminded of it again')
    .option('--by <name>', BY)
    .option('--json', 'print one JSON object')
    .action((cause: string, flags: AckFlags) =>
      exitsWith(async () => (await import('../commands/ack.ts')).ackUndoCommand(cause, flags))(flags),
    );
}
