import { grouped } from '../../../base/grouped.ts';
import { ownEntry } from '../../../base/lookup.ts';
import type { Endings } from '../../../monitor/notification.ts';
import { allRecovered, type Facts } from '../facts.ts';
import type { PredicateOf } from '../wording.ts';
import { reportTitle } from './report.ts';
import { countOf, duration, endingsText, quoted } from './words.ts';

/** What the relays do, for one and for several. */
const PREDICATES: Readonly<Record<PredicateOf, readonly [string, string]>> = {
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

export function title(facts: Facts): string {
  const { kind, scopeBy, verdict, place, report } = facts;
  if (report) return reportTitle(report);
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
  if (facts.scopeBy === 'watched-account') return `Account${quoted(facts.place)} is not watched as it should be`;
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
        ? `Spreading, now ${grouped(affected)}: `
        : `Growing, from ${grouped(toldBefore)} to ${grouped(affected)}: `;
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
    return endings?.unwatched
      ? 'whether relaywatch is blind is no longer watched'
      : 'relaywatch sees every relay again';
  if (scopeBy === 'channel')
    return `alert channel${quoted(place)} ${endings?.unwatched ? 'is no longer configured' : 'takes messages again'}`;
  if (scopeBy === 'state') return 'relaywatch can save its state again';
  if (scopeBy === 'watched-account')
    return `account${quoted(place)} ${endings?.unwatched ? 'is no longer in the configuration' : 'is watched as it should be'}`;
  if (scopeBy === 'expectation') return `expected relay${quoted(place)} ${expectationState(endings)}`;
  const well = affected === 1 ? ' has recovered' : ' have recovered';
  const state = allRecovered(endings) ? well : `: ${endingsText(endings)}`;
  return `${subject(facts)}${state}${reasonPart(facts)}`;
}

function expectationState(endings: Endings | null): string {
  if (endings?.unwatched) return 'is no longer watched';
  return endings?.finished ? 'is no longer expected: its hours are over' : 'is no longer missing';
}

function stillOpen(facts: Facts): string {
  return facts.affected === 0 ? 'nothing is open' : `${subject({ ...facts, scopeBy: 'mute' })} ${predicate(facts)}`;
}

/** `62 of 62 relays to push-3.example.com`. */
function subject(facts: Facts): string {
  const { scopeBy, place, total, affected, regions } = facts;
  const count = total === null || total === 0 ? countOf(affected) : `${grouped(affected)} of ${countOf(total)}`;
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
  const known = ownEntry(PREDICATES, verdict);
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
