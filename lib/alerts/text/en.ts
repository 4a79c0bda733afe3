import type { Ending } from '../../monitor/incident.ts';
import type { Endings } from '../../monitor/notification.ts';
import { allRecovered, countsOf, type Facts, type TimelineFact } from './facts.ts';
import type { StepKey } from './steps.ts';
import type { Wording } from './wording.ts';

/** What the relays do, for one and for several. */
const PREDICATES: Readonly<Record<string, readonly [string, string]>> = {
  stopped: ['stopped', 'stopped'],
  'stopped-unexplained': ['stopped without a reason', 'stopped without a reason'],
  'stopped-by-user': ['was stopped by a user', 'were stopped by a user'],
  'missed-start': ['did not start', 'did not start'],
  recovering: ['keeps retrying', 'keep retrying'],
  stalled: ['runs without progress', 'run without progress'],
  finished: ['finished', 'finished'],
  removed: ['was removed', 'were removed'],
  'ending-soon': ['ends soon', 'end soon'],
  'expected-missing': ['is expected but not running', 'are expected but not running'],
  'destination-conflict': ['pushes to a destination already in use', 'push to one destination at the same time'],
  healthy: ['runs', 'run'],
  scheduled: ['waits for its start', 'wait for their start'],
  unknown: ['is in a state that relaywatch does not know', 'are in a state that relaywatch does not know'],
};

const REASONS: Readonly<Record<string, string>> = {
  PullStreamFailed: 'the source could not be pulled',
  PushStreamFailed: 'the destination did not take the stream',
  UnknownError: 'Live does not say more',
  RetryTimesOffline: 'Live gave up after its own retries',
  TriggerByUser: 'somebody stopped it',
};

const EVENTS: Readonly<Record<string, (relays: string) => string>> = {
  stopped: (relays) => `${relays} affected`,
  told: (relays) => `told, ${relays} affected`,
  grew: (relays) => `grew to ${relays}`,
  worsened: (relays) => `worse, ${relays} affected`,
  flapping: (relays) => `flapping, ${relays}`,
  recovered: (relays) => `recovering, ${relays} still affected`,
  resolved: () => 'resolved',
};

const HOW_IT_ENDED: Readonly<Record<string, string>> = {
  recovered: 'recovered',
  removed: 'removed',
  stoppedByUser: 'stopped by a user',
  finished: 'finished as planned',
  unwatched: 'no longer watched',
} satisfies Record<Ending, string>;

const STEPS: Readonly<Record<StepKey, (facts: Facts) => string>> = {
  'check-source': ({ source }) => `Check that the source stream is live${source === '' ? '' : ` at ${source}`}.`,
  'check-destination': ({ destination }) =>
    `Check that the destination ingest${destination === '' ? '' : ` ${destination}`} is up and that its stream key is still valid.`,
  'gave-up': () => 'Live does not try again by itself.',
  'see-console': () => "Look at the relay's state in the Live console.",
  'still-retries': () => 'Live is still retrying; restart only when it does not come back.',
  'ask-who-stopped': () => 'Ask whether somebody stopped it on purpose.',
  'check-schedule': () => 'Check its start and end time in the Live console.',
  'check-stability': () => 'It comes and goes: look at the bandwidth and stability of source and destination first.',
  'find-expected': () =>
    'Find out whether the relay was deleted, renamed or never created; if it is no longer expected, change expect:.',
  'stop-others': () => 'Decide which relay should push there, and stop the others.',
  'extend-end': () => 'If it should go on, move its end time now.',
  'check-permission': () => 'Check that the RAM user or role may call live:DescribeLivePullToPushList.',
  'check-network': () => "Check the network from relaywatch to Live, and Live's own status.",
  'check-channel': () => "Check the channel's address and secret in relaywatch.yml, and the robot at its vendor.",
  'try-channel': () => 'Then try it:',
  'check-state': () => 'Mend what is named above, then see whether it works:',
  'restart-one': () => 'Then restart it:',
  'restart-each': ({ affected }) => `Then restart each of the ${affected}, for example:`,
};

export const english: Wording = {
  title,
  lines,
  timelineEntry: ({ at, event, affected }: TimelineFact) => {
    const say = Object.hasOwn(EVENTS, event) ? EVENTS[event] : undefined;
    return `${at}: ${say === undefined ? `${event}, ${countOf(affected)}` : say(countOf(affected))}`;
  },
  timelineLeftOut: (count) => `… ${count} more`,
  step: (key, facts) => STEPS[key](facts),
  unknownPlace: 'unknown',
  words: {
    relays: 'Relays',
    steps: 'What to do',
    console: 'Live console',
    more: (count) => `and ${count} more`,
    cut: '… cut to what this channel takes',
    digestTitle: (count) => `relaywatch: ${count} messages in one`,
    digestLeftOut: (count, bySeverity) => `${count} more left out (${bySeverity}); see relaywatch incidents`,
    severity: (severity) => severity,
  },
  templateProblem: (part, problem) => `The ${part} template was not used: ${problem}.`,
};

function title(facts: Facts): string {
  const { kind, scopeBy, verdict, place } = facts;
  if (kind === 'resolved') return resolvedTitle(facts);
  if (kind === 'mute-ended') return `Mute${quoted(place)} ended: ${stillOpen(facts)}`;
  if (kind === 'channel-broken' || scopeBy === 'channel')
    return `Alert channel${quoted(place)} is broken, since ${facts.since.short}`;
  if (kind === 'state-broken' || scopeBy === 'state')
    return `relaywatch cannot save its state, so messages may repeat, since ${facts.since.short}`;
  if (kind === 'summary') return `${subject(facts)} ${pastPredicate(facts)} before watching began${reasonPart(facts)}`;
  const start = `${prefix(facts)}${statement(facts, verdict)}`;
  if (scopeBy === 'monitor' || verdict === 'monitor-blind')
    return `${start} since ${facts.since.short}${reasonPart(facts)}`;
  if (verdict === 'ending-soon') return `${start}${reasonPart(facts)}`;
  return `${start}${reasonPart(facts)}, since ${facts.since.short}`;
}

function statement(facts: Facts, verdict: string): string {
  if (facts.scopeBy === 'monitor' || verdict === 'monitor-blind') return `Monitor blind${inPlace(facts)}`;
  if (facts.scopeBy === 'expectation') return `Expected relay${quoted(facts.place)} is not running`;
  if (facts.kind === 'flapping')
    return `${subject(facts)} ${facts.affected === 1 ? 'keeps' : 'keep'} stopping and recovering`;
  return `${subject(facts)} ${predicate(facts)}`;
}

function prefix({ kind, affected, toldBefore, worsened, severity }: Facts): string {
  switch (kind) {
    case 'growth':
      if (worsened) return `Worse, now ${severity}: `;
      return toldBefore === null || toldBefore === affected
        ? `Spreading, now ${affected}: `
        : `Growing, now ${affected}, was told ${toldBefore}: `;
    case 'reminder':
      return 'Reminder: ';
    case 'update':
      return 'Update: ';
    case 'flapping':
      return 'Flapping: ';
    default:
      return '';
  }
}

function resolvedTitle(facts: Facts): string {
  const after = facts.seconds === null ? '' : ` after ${duration(facts.seconds)}`;
  return `Resolved${after}: ${resolvedState(facts)}`;
}

function resolvedState(facts: Facts): string {
  const { scopeBy, verdict, place, endings, affected } = facts;
  if (scopeBy === 'monitor' || verdict === 'monitor-blind')
    return endings?.unwatched ? 'monitor blindness is no longer watched' : 'relaywatch sees every relay again';
  if (scopeBy === 'channel')
    return `alert channel${quoted(place)} ${endings?.unwatched ? 'is no longer configured' : 'takes messages again'}`;
  if (scopeBy === 'state') return 'relaywatch can save its state again';
  if (scopeBy === 'expectation') return `expected relay${quoted(place)} ${expectationState(endings)}`;
  const well = affected === 1 ? ' is well again' : ' are well again';
  const state = allRecovered(endings) ? well : `: ${endingsText(endings)}`;
  return `${subject(facts)}${state}${reasonPart(facts)}`;
}

function expectationState(endings: Endings | null): string {
  if (endings?.unwatched) return 'is no longer watched';
  return endings?.finished ? 'is not expected any more, its hours are over' : 'is no longer missing';
}

function stillOpen(facts: Facts): string {
  return facts.affected === 0 ? 'nothing is open' : `${subject({ ...facts, scopeBy: 'mute' })} ${predicate(facts)}`;
}

/** `62 of 62 relays to push-3.example.com`. */
function subject(facts: Facts): string {
  const { scopeBy, place, total, affected, firstName, regions } = facts;
  if (scopeBy === 'relay') {
    const name = firstName === '' ? place : firstName;
    return `Relay${quoted(name)}${regions === '' ? '' : ` in ${regions}`}`;
  }
  const count = total === null || total === 0 ? countOf(affected) : `${affected} of ${countOf(total)}`;
  return `${count}${placePart(scopeBy, place, regions)}`;
}

function placePart(scopeBy: string, place: string, regions: string): string {
  switch (scopeBy) {
    case 'source':
      return place === '' ? '' : ` from ${place}`;
    case 'destination':
      return place === '' ? '' : ` to ${place}`;
    case 'account':
      return place === '' ? ' of the account' : ` of the account ${place}`;
    default:
      return regions === '' ? '' : ` in ${regions}`;
  }
}

function inPlace({ regions }: Facts): string {
  return regions === '' ? '' : ` in ${regions}`;
}

function predicate({ verdict, affected }: Facts): string {
  const known = Object.hasOwn(PREDICATES, verdict) ? PREDICATES[verdict] : undefined;
  const [one, several] = known ?? [`is in state "${verdict}"`, `are in state "${verdict}"`];
  return affected === 1 ? one : several;
}

function pastPredicate(facts: Facts): string {
  return facts.verdict === 'stopped' ? 'had already stopped' : `already ${predicate(facts)}`;
}

function reasonPart({ reason, severalReasons }: Facts): string {
  if (severalReasons) return ', several reasons';
  return reason === null ? '' : `, ${reason}`;
}

function lines(facts: Facts): readonly string[] {
  return [
    ...(facts.test ? ['This is a test of the alert channel: nothing has happened.'] : []),
    ...timeLines(facts),
    ...reasonLines(facts),
    ...placeLines(facts),
    ...(facts.note === null ? [] : [facts.note]),
    ...channelLines(facts),
    ...(facts.degraded ? ['relaywatch could not read its state, so this may repeat what was told before.'] : []),
  ];
}

function channelLines({ insteadOf, trouble }: Facts): string[] {
  const why = (problem: string | null) => (problem === null ? '' : `: ${problem}`);
  return [
    ...(insteadOf
      ? [`Told here because alert channel${quoted(insteadOf.channel)} does not take it${why(insteadOf.problem)}.`]
      : []),
    ...(trouble
      ? [
          `It did not take ${trouble.tries === 1 ? 'the last try' : `the last ${trouble.tries} tries`}${why(trouble.problem)}.`,
          'Its messages wait until it works. What nobody else would hear, the other channels tell meanwhile.',
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

function reasonLines({ reason, severalReasons }: Facts): string[] {
  if (severalReasons) return ['Live gives several reasons; see the relays.'];
  if (reason === null) return [];
  const meaning = Object.hasOwn(REASONS, reason) ? ` (${REASONS[reason]})` : '';
  return [`Reason: ${reason}${meaning}.`];
}

function placeLines({ scopeBy, placeInFull, regions }: Facts): string[] {
  const scope = scopeBy === 'source' ? 'Source' : scopeBy === 'destination' ? 'Destination' : null;
  return [
    ...(scope === null || placeInFull === '' ? [] : [`${scope}: ${placeInFull}`]),
    ...(regions === '' ? [] : [`Regions: ${regions}`]),
  ];
}

function howItEnded(ending: string): string {
  return (Object.hasOwn(HOW_IT_ENDED, ending) ? HOW_IT_ENDED[ending] : undefined) ?? ending;
}

function endingsText(endings: Endings | null): string {
  return countsOf(endings ?? {})
    .map(({ ending, count }) => `${count} ${howItEnded(ending)}`)
    .join(', ');
}

function quoted(name: string): string {
  return name === '' ? '' : ` "${name}"`;
}

function countOf(count: number): string {
  return count === 1 ? '1 relay' : `${count} relays`;
}

/** The two greatest units: `1 h 5 min`. */
function duration(seconds: number): string {
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [Math.floor(seconds) % 60, 's'],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  const told = units.slice(first, first + 2).filter(([count]) => count > 0);
  return told.map(([count, unit]) => `${count} ${unit}`).join(' ');
}
