import { entryOfCode, ownEntry } from '../../../base/lookup.ts';
import type { Facts, TimelineFact } from '../facts.ts';
import { RETRIES_USED_UP } from '../steps.ts';
import { reportLines } from './report.ts';
import { countOf, duration, endingsText, quoted } from './words.ts';

const REASONS: Readonly<Record<string, string>> = {
  PullStreamFailed: 'the source could not be pulled',
  PushStreamFailed: 'the destination did not accept the stream',
  UnknownError: 'Live gives no further details',
  [RETRIES_USED_UP]: 'Live gave up after its own retries',
  TriggerByUser: 'somebody stopped it',
  'never-swept': 'no sweep of it has come to its end yet',
  late: 'its last sweep is too long ago',
  blind: 'its sweeps do not see its relays',
  throttled: 'Live refuses its calls, since there are too many',
  undelivered: 'none of its channels takes its messages',
  'state-unreadable': 'what its sweeps leave cannot be read',
  'bad-config': 'its part of the configuration cannot be used',
  'not-started': 'the platform did not take the start of its sweep',
};

/** As long as the relay has the state of retrying, that is what Live does, whatever the reason is called. */
const STILL_RETRYING = 'its retries have not helped so far';

const EVENTS: Readonly<Record<string, (relays: string) => string>> = {
  stopped: (relays) => `${relays} affected`,
  told: (relays) => `told, ${relays} affected`,
  grew: (relays) => `grew to ${relays}`,
  worsened: (relays) => `worse, ${relays} affected`,
  flapping: (relays) => `flapping, ${relays}`,
  recovered: (relays) => `recovering, ${relays} still affected`,
  resolved: () => 'resolved',
};

export function lines(facts: Facts): readonly string[] {
  return [
    ...(facts.test ? ['This is a test of the alert channel: nothing has happened.'] : []),
    ...(facts.report ? reportLines(facts.report) : timeLines(facts)),
    ...reasonLines(facts),
    ...placeLines(facts),
    ...countLines(facts),
    ...accountLines(facts),
    ...acknowledgedLines(facts),
    ...(facts.note === null ? [] : [facts.note]),
    ...channelLines(facts),
    ...(facts.degraded ? ['relaywatch could not read its state, so this may repeat an earlier message.'] : []),
  ];
}

function accountLines({ account }: Facts): string[] {
  if (account === null) return [];
  return [`Account: ${[account.name, ...account.labels].join(', ')}`];
}

function acknowledgedLines({ acknowledged }: Facts): string[] {
  if (acknowledged === null) return [];
  const { by, at, comment } = acknowledged;
  const who = by === '' ? 'Acknowledged' : `Acknowledged by ${by}`;
  return [`${who} at ${at.short}, before this was known${comment === '' ? '' : `: ${comment}`}.`];
}

function channelLines({ insteadOf, trouble }: Facts): string[] {
  const why = (problem: string | null) => (problem === null ? '' : `: ${problem}`);
  return [
    ...(insteadOf
      ? [`Sent here because alert channel${quoted(insteadOf.channel)} did not accept it${why(insteadOf.problem)}.`]
      : []),
    ...(trouble
      ? [
          `It did not accept ${trouble.tries === 1 ? 'the last attempt' : `the last ${trouble.tries} attempts`}${why(trouble.problem)}.`,
          'Its messages wait until it works again. Meanwhile, the other channels send what would otherwise reach nobody.',
        ]
      : []),
  ];
}

function timeLines({ kind, since, at, seconds, severity, endings }: Facts): string[] {
  if (kind !== 'resolved') {
    return [`Since ${since.full}${seconds === null ? '' : `, for ${duration(seconds)}`}. Severity: ${severity}.`];
  }
  const ended = endings === null ? '' : endingsText(endings);
  return [
    `From ${since.full} to ${at.full}${seconds === null ? '' : `, ${duration(seconds)}`}.`,
    ...(ended === '' ? [] : [`How they ended: ${ended}.`]),
  ];
}

function reasonLines({ reason, severalReasons, verdict }: Facts): string[] {
  if (severalReasons) return ['Live gives several reasons; see the relays.'];
  if (reason === null) return [];
  const meaning =
    verdict === 'recovering' && reason === RETRIES_USED_UP ? STILL_RETRYING : entryOfCode(REASONS, reason);
  return [`Reason: ${reason}${meaning === undefined ? '' : ` (${meaning})`}.`];
}

function placeLines({ scopeBy, placeInFull, regions }: Facts): string[] {
  const scope = scopeBy === 'source' ? 'Source' : scopeBy === 'destination' ? 'Destination' : null;
  return [
    ...(scope === null || placeInFull === '' ? [] : [`${scope}: ${placeInFull}`]),
    ...(regions === '' ? [] : [`Regions: ${regions}`]),
  ];
}

/** Whoever knows the size of the whole account would miss them. */
function countLines({ scopeBy, total }: Facts): string[] {
  return scopeBy === 'account' && total !== null
    ? ['Relays that have finished, wait for their start or were stopped by a user are not counted.']
    : [];
}

/** One moment of the cause, on a line. */
export function timelineEntry({ at, event, affected }: TimelineFact): string {
  const say = ownEntry(EVENTS, event);
  return `${at}: ${say === undefined ? `${event}, ${countOf(affected)}` : say(countOf(affected))}`;
}
